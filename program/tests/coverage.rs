//! Nothing is left untried: every error is provoked, and each kind of bad input has its test.

use hypothec_interface::Error;
use std::fs;
use std::path::PathBuf;

/// Errors that no transaction can provoke, and why.
const BEYOND_REACH: &[(Error, &str)] = &[];

/// The kinds of bad input that the program must meet, and the test in `program/tests` that proves it for each. Each of
/// them goes through `fail` or `refuse`, so it also proves that nothing changed.
const BAD_INPUT: &[(&str, &str)] = &[
    ("missing signer", "matrix::missing_signer"),
    ("wrong signer", "matrix_roles::someone_elses_position"),
    ("read-only account", "matrix::read_only_where_writable_is_required"),
    ("wrong owner program", "matrix::records_of_another_program"),
    ("another market's reserve or position", "matrix_pinned::another_market"),
    ("another market's vault, position and reserve, one by one", "matrix_roles::parts_of_another_market"),
    ("wrong vault or mint", "matrix_roles::another_account_of_the_role"),
    ("swapped accounts", "matrix_pinned::swapped_neighbours"),
    ("duplicated accounts", "matrix::duplicates"),
    ("too few accounts", "matrix_roles::too_few_accounts"),
    ("truncated or grown accounts", "matrix::records_of_another_length"),
    ("uninitialised accounts", "matrix::records_of_another_kind"),
    ("a position passed as market, a market as position", "matrix::records_of_another_kind"),
    ("a market initialised again", "init_market::twice"),
    ("a position opened again", "open_position::twice"),
    ("a mint listed again", "add_reserve::twice"),
    ("unknown tag", "matrix::unknown_instructions"),
    ("short or long arguments", "matrix::arguments_too_short_or_too_long"),
    ("zero amount deposited", "deposit::nothing"),
    ("zero amount withdrawn", "withdraw::nothing"),
    ("zero amount borrowed", "borrow::nothing_or_all"),
    ("zero amount repaid", "repay::nothing"),
    ("zero amount liquidated", "liquidate::nothing"),
    ("liquidating a healthy position", "liquidate::the_healthy"),
    ("liquidating one's own position", "liquidate::ones_own"),
    ("liquidating at a stale price", "liquidate::at_a_stale_price"),
    ("settling with collateral left", "settle_bad_debt::liquidatable_but_above_the_floor"),
    ("settling a solvent dust position", "settle_bad_debt::threat_c1_settling_a_solvent_dust_position"),
    ("zero amount given", "donate::nothing"),
    ("more than the source holds, deposited", "deposit::more_than_the_source_holds"),
    ("more than the source holds, repaid", "repay::more_than_the_source_holds"),
    ("more than the vault has, withdrawn", "withdraw::what_is_lent_out"),
    ("more than the vault has, borrowed", "borrow::more_than_there_is"),
    ("stale price", "borrow::at_a_stale_price"),
    ("partly verified price", "refresh_prices::partly_verified"),
    ("price of another feed", "refresh_prices::of_another_feed"),
    ("price from the future", "refresh_prices::from_the_future_or_the_past_by_one_second"),
    ("negative price", "refresh_prices::not_positive_or_out_of_range"),
    ("absurd exponent", "refresh_prices::not_positive_or_out_of_range"),
    ("wide confidence", "refresh_prices::wider_than_two_per_cent"),
    ("a forged oracle account of a wrong program", "refresh_prices::forged"),
    ("a forged oracle account of the right program", "moments::pyths_older_account"),
    ("unsupported mint extension, fee, non-transferable, paused", "add_reserve::mints_that_are_not_listed"),
    ("a mint paused later", "deposit::of_a_token_that_cannot_move"),
    ("a 17th slot", "deposit::a_seventeenth_slot"),
    ("a stranger opening a slot", "deposit::a_stranger_opens_no_slot_but_tops_up"),
    ("a delegate paying out to another, withdrawing", "withdraw::by_whom_and_to_whom"),
    ("a delegate paying out to another, borrowing", "borrow::by_whom_and_to_whom"),
    ("the vault as source of a deposit", "deposit::out_of_the_vault"),
    ("the vault as source of a repayment", "repay::out_of_the_vault"),
    ("the vault as destination of a withdrawal", "withdraw::into_the_vault"),
    ("the vault as destination of a borrow", "borrow::into_the_vault"),
    ("closing a used position", "close_position::in_use"),
    ("LTV above threshold", "configure::ltv_above_the_threshold"),
    ("a slot that is not there, liquidated", "liquidate::what_is_not_held"),
    (
        "one's own position, liquidated into by another of its owner",
        "liquidate_to_shares::threat_s4_the_position_itself",
    ),
    ("liquidating within the cool-off", "liquidate::moments_after_risk_was_taken"),
    ("a stale seized asset beside fresh ones", "threats_liquidation::threat_c5_a_stale_slot_as_a_shield"),
    ("a paused seized mint as tokens, while shares work", "liquidation_events::what_cannot_move_is_seized_as_shares"),
    ("a seizure as tokens for less than asked", "liquidate::for_less_than_asked"),
    ("a seizure as shares for fewer than asked", "liquidate_to_shares::for_fewer_than_asked"),
    ("settling a position that owes nothing", "settle_bad_debt::who_owes_nothing"),
    ("a flash loan without repayment", "flash_borrow::threat_s5_without_a_later_repayment"),
    ("a flash loan in a flash loan", "flash_borrow::threat_s5_nested"),
    ("a flash loan by CPI", "example::threat_s5_every_instruction_by_cpi_but_the_flash_pair"),
    (
        "a flash repayment that is forged, of another mint or amount",
        "flash_borrow::threat_s5_with_a_repayment_that_is_none",
    ),
    ("a flash repayment of another market", "flash_borrow::threat_s5_another_markets_own_repayment"),
    ("a flash repayment without the fee", "flash_repay::without_the_fee"),
    ("a batch that is healthy only in the middle", "batch::healthy_only_in_the_middle"),
    ("a 17th slot by borrow", "full::borrowed_into"),
    ("a 17th slot by seized shares", "full::seized_into"),
    ("a 17th slot by receipts", "full::redeemed_into"),
    ("a 17th slot in a batch", "full::batched_into"),
    ("supply cap passed by one atom", "threats_limits::the_supply_cap_counts_share_equivalents_to_the_atom"),
    ("group cap passed by one atom", "threats_limits::past_a_groups_cap_by_one_atom"),
    ("borrow cap passed by one atom", "borrow::past_the_cap_by_one_atom"),
    ("utilisation ceiling passed by one atom", "borrow::past_the_utilisation_ceiling_by_one_atom"),
    ("outflow limit passed by one atom, borrowed", "borrow::past_the_outflow_limit_by_one_atom"),
    ("outflow limit passed by one atom, withdrawn", "withdraw::past_the_outflow_limit_by_one_atom"),
    ("a proposal executed early, and twice", "execute::a_second_early_on_time_and_twice"),
    ("a proposal whose field changed", "execute::threat_c10_only_a_named_field_that_changed_voids_a_proposal"),
    ("a guardian who loosens", "tighten::a_loosening_of_each"),
    ("Tight mode shortened, and until it expires", "tighten::tight_mode_ends_by_itself_and_only_so"),
    ("Tight mode past what 14 days have", "tighten::threat_c10_tight_mode_lasts_48_hours_in_any_14_days"),
    ("a receipt of another reserve, redeemed", "redeem_receipt::of_another_reserve"),
    ("a receipt of another reserve, minted", "mint_receipt::before_the_mint_exists_or_of_another_reserve"),
    ("an asset in terminal settlement, borrowed or pledged", "terminal::nothing_new_is_lent_or_pledged"),
    ("overflow of shares", "extremes::more_shares_than_a_word_holds"),
    ("overflow of debt", "extremes::a_debt_past_two_to_the_62"),
    ("overflow of the vault", "extremes::a_vault_that_would_pass_the_last_atom"),
    ("overflow of a value", "extremes::collateral_worth_more_than_a_value_holds"),
];

fn tests() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

/// The sources of all test modules but this one, without comments.
fn sources() -> String {
    let mut text = String::new();
    for entry in fs::read_dir(tests()).expect("tests").map(|entry| entry.expect("readable").path()) {
        if entry.extension().is_some_and(|kind| kind == "rs") && !entry.ends_with("coverage.rs") {
            let source = fs::read_to_string(entry).expect("readable");
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            code.for_each(|line| text.extend([line, "\n"]));
        }
    }
    text
}

#[test]
fn every_error_is_provoked() {
    let text = sources();
    let provoked = |error: Error| {
        let name = format!("Error::{}", error.name());
        text.match_indices(&name).any(|(at, _)| !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric()))
    };
    let beyond = |error: Error| BEYOND_REACH.iter().any(|(own, _)| *own == error);
    let untried: Vec<_> = Error::ALL.iter().filter(|error| !provoked(**error) && !beyond(**error)).collect();
    assert!(untried.is_empty(), "no test provokes {untried:?} against the built program");
    let idle: Vec<_> = BEYOND_REACH.iter().filter(|(error, _)| provoked(*error)).collect();
    assert!(idle.is_empty(), "provoked after all: {idle:?}");
}

#[test]
fn every_bad_input_has_its_test() {
    for (what, test) in BAD_INPUT {
        let (module, name) = test.split_once("::").expect("module::name");
        let source = fs::read_to_string(tests().join(format!("{module}.rs"))).unwrap_or_default();
        let body = source.split_once(&format!("#[test]\nfn {name}() {{")).map(|(_, rest)| rest);
        let body = body.and_then(|rest| rest.split("\n}\n").next());
        let body = body.unwrap_or_else(|| panic!("{what}: there is no test {test}"));
        let refuses = ["refuse", "fail(", "fail_all(", "needs_room(", "each_record(", "refused", "bad("]
            .iter()
            .any(|call| body.contains(call));
        assert!(refuses, "{what}: {test} refuses nothing");
    }
}
