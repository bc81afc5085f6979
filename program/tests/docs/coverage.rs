//! Nothing is left untried: every error is provoked, and each kind of bad input has its test.

use hypothec_interface::Error;
use std::fs;
use std::path::PathBuf;

/// Errors that no transaction can provoke, and why.
const BEYOND_REACH: &[(Error, &str)] = &[];

/// The kinds of bad input that the program must meet, and the test in `program/tests` that proves it for each. Each of
/// them goes through `fail` or `refuse`, so it also proves that nothing changed.
const BAD_INPUT: &[(&str, &str)] = &[
    ("missing signer", "matrix::slots::missing_signer"),
    ("wrong signer", "matrix::roles::someone_elses_position"),
    ("read-only account", "matrix::slots::read_only_where_writable_is_required"),
    ("wrong owner program", "matrix::slots::records_of_another_program"),
    ("another market's reserve or position", "matrix::pinned::another_market"),
    ("another market's vault, position and reserve, one by one", "matrix::roles::parts_of_another_market"),
    ("wrong vault or mint", "matrix::roles::another_account_of_the_role"),
    ("swapped accounts", "matrix::pinned::swapped_neighbours"),
    ("duplicated accounts", "matrix::slots::duplicates"),
    ("too few accounts", "matrix::roles::too_few_accounts"),
    ("truncated or grown accounts", "matrix::slots::records_of_another_length"),
    ("uninitialised accounts", "matrix::slots::records_of_another_kind"),
    ("a position passed as market, a market as position", "matrix::slots::records_of_another_kind"),
    ("a market initialised again", "instructions::init_market::twice"),
    ("a position opened again", "instructions::open_position::twice"),
    ("a mint listed again", "instructions::add_reserve::twice"),
    ("unknown tag", "matrix::slots::unknown_instructions"),
    ("short or long arguments", "matrix::slots::arguments_too_short_or_too_long"),
    ("zero amount deposited", "instructions::deposit::nothing"),
    ("zero amount withdrawn", "instructions::withdraw::nothing"),
    ("zero amount borrowed", "instructions::borrow::nothing_or_all"),
    ("zero amount repaid", "instructions::repay::nothing"),
    ("zero amount liquidated", "instructions::liquidate::nothing"),
    ("liquidating a healthy position", "instructions::liquidate::the_healthy"),
    ("liquidating one's own position", "instructions::liquidate::ones_own"),
    ("liquidating at a stale price", "instructions::liquidate::at_a_stale_price"),
    ("settling with collateral left", "instructions::settle_bad_debt::liquidatable_but_above_the_floor"),
    ("settling a solvent dust position", "instructions::settle_bad_debt::threat_c1_settling_a_solvent_dust_position"),
    ("zero amount given", "instructions::donate::nothing"),
    ("more than the source holds, deposited", "instructions::deposit::more_than_the_source_holds"),
    ("more than the source holds, repaid", "instructions::repay::more_than_the_source_holds"),
    ("more than the vault has, withdrawn", "instructions::withdraw::what_is_lent_out"),
    ("more than the vault has, borrowed", "instructions::borrow::more_than_there_is"),
    ("stale price", "instructions::borrow::at_a_stale_price"),
    ("partly verified price", "instructions::refresh_prices::partly_verified"),
    ("price of another feed", "instructions::refresh_prices::of_another_feed"),
    ("price from the future", "instructions::refresh_prices::from_the_future_or_the_past_by_one_second"),
    ("negative price", "instructions::refresh_prices::not_positive_or_out_of_range"),
    ("absurd exponent", "instructions::refresh_prices::not_positive_or_out_of_range"),
    ("wide confidence", "instructions::refresh_prices::wider_than_two_per_cent"),
    ("a forged oracle account of a wrong program", "instructions::refresh_prices::forged"),
    ("a forged oracle account of the right program", "scenarios::sessions::pyths_older_account"),
    (
        "unsupported mint extension, fee, non-transferable, paused",
        "instructions::add_reserve::mints_that_are_not_listed",
    ),
    ("a mint paused later", "instructions::deposit::of_a_token_that_cannot_move"),
    ("a 17th slot", "instructions::deposit::a_seventeenth_slot"),
    ("a stranger opening a slot", "instructions::deposit::a_stranger_opens_no_slot_but_tops_up"),
    ("a delegate paying out to another, withdrawing", "instructions::withdraw::by_whom_and_to_whom"),
    ("a delegate paying out to another, borrowing", "instructions::borrow::by_whom_and_to_whom"),
    ("the vault as source of a deposit", "instructions::deposit::out_of_the_vault"),
    ("the vault as source of a repayment", "instructions::repay::out_of_the_vault"),
    ("the vault as destination of a withdrawal", "instructions::withdraw::into_the_vault"),
    ("the vault as destination of a borrow", "instructions::borrow::into_the_vault"),
    ("closing a used position", "instructions::close_position::in_use"),
    ("LTV above threshold", "instructions::configure::ltv_above_the_threshold"),
    ("a slot that is not there, liquidated", "instructions::liquidate::what_is_not_held"),
    (
        "one's own position, liquidated into by another of its owner",
        "instructions::liquidate_to_shares::threat_s4_the_position_itself",
    ),
    ("liquidating within the cool-off", "instructions::liquidate::moments_after_risk_was_taken"),
    ("a stale seized asset beside fresh ones", "threats::liquidation::threat_c5_a_stale_slot_as_a_shield"),
    (
        "a paused seized mint as tokens, while shares work",
        "scenarios::liquidation_events::what_cannot_move_is_seized_as_shares",
    ),
    ("a seizure as tokens for less than asked", "instructions::liquidate::for_less_than_asked"),
    ("a seizure as shares for fewer than asked", "instructions::liquidate_to_shares::for_fewer_than_asked"),
    ("settling a position that owes nothing", "instructions::settle_bad_debt::who_owes_nothing"),
    ("a flash loan without repayment", "instructions::flash_borrow::threat_s5_without_a_later_repayment"),
    ("a flash loan in a flash loan", "instructions::flash_borrow::threat_s5_nested"),
    ("a flash loan by CPI", "scenarios::example::threat_s5_every_instruction_by_cpi_but_the_flash_pair"),
    (
        "a flash repayment that is forged, of another mint or amount",
        "instructions::flash_borrow::threat_s5_with_a_repayment_that_is_none",
    ),
    ("a flash repayment of another market", "instructions::flash_borrow::threat_s5_another_markets_own_repayment"),
    ("a flash repayment without the fee", "instructions::flash_repay::without_the_fee"),
    ("a batch that is healthy only in the middle", "instructions::batch::healthy_only_in_the_middle"),
    ("a 17th slot by borrow", "scenarios::max_slots::borrowed_into"),
    ("a 17th slot by seized shares", "scenarios::max_slots::seized_into"),
    ("a 17th slot by receipts", "scenarios::max_slots::redeemed_into"),
    ("a 17th slot in a batch", "scenarios::max_slots::batched_into"),
    ("supply cap passed by one atom", "threats::limits::the_supply_cap_counts_share_equivalents_to_the_atom"),
    ("group cap passed by one atom", "threats::limits::past_a_groups_cap_by_one_atom"),
    ("borrow cap passed by one atom", "instructions::borrow::past_the_cap_by_one_atom"),
    ("utilisation ceiling passed by one atom", "instructions::borrow::past_the_utilisation_ceiling_by_one_atom"),
    ("outflow limit passed by one atom, borrowed", "instructions::borrow::past_the_outflow_limit_by_one_atom"),
    ("outflow limit passed by one atom, withdrawn", "instructions::withdraw::past_the_outflow_limit_by_one_atom"),
    ("a proposal executed early, and twice", "instructions::execute::a_second_early_on_time_and_twice"),
    (
        "a proposal whose field changed",
        "instructions::execute::threat_c10_only_a_named_field_that_changed_voids_a_proposal",
    ),
    ("a guardian who loosens", "instructions::tighten::a_loosening_of_each"),
    ("Tight mode shortened, and until it expires", "instructions::tighten::tight_mode_ends_by_itself_and_only_so"),
    ("Tight mode past what 14 days have", "instructions::tighten::threat_c10_tight_mode_lasts_48_hours_in_any_14_days"),
    ("a receipt of another reserve, redeemed", "instructions::redeem_receipt::of_another_reserve"),
    (
        "a receipt of another reserve, minted",
        "instructions::mint_receipt::before_the_mint_exists_or_of_another_reserve",
    ),
    ("an asset in terminal settlement, borrowed or pledged", "scenarios::terminal::nothing_new_is_lent_or_pledged"),
    ("overflow of shares", "scenarios::numeric_limits::more_shares_than_a_word_holds"),
    ("overflow of debt", "scenarios::numeric_limits::a_debt_past_two_to_the_62"),
    ("overflow of the vault", "scenarios::numeric_limits::a_vault_that_would_pass_the_last_atom"),
    ("overflow of a value", "scenarios::numeric_limits::collateral_worth_more_than_a_value_holds"),
];

fn tests() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

/// The sources of all test modules but this one, without comments.
fn sources() -> String {
    let mut text = String::new();
    let mut folders = vec![tests()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("tests").map(|entry| entry.expect("readable").path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            if entry.extension().is_some_and(|kind| kind == "rs") && !entry.ends_with("coverage.rs") {
                let source = fs::read_to_string(entry).expect("readable");
                let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
                code.for_each(|line| text.extend([line, "\n"]));
            }
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
        let (module, name) = test.rsplit_once("::").expect("module::name");
        let file = tests().join(module.replace("::", "/")).with_extension("rs");
        let source = fs::read_to_string(file).unwrap_or_default();
        let body = source.split_once(&format!("#[test]\nfn {name}() {{")).map(|(_, rest)| rest);
        let body = body.and_then(|rest| rest.split("\n}\n").next());
        let body = body.unwrap_or_else(|| panic!("{what}: there is no test {test}"));
        let refuses = ["refuse", "fail(", "fail_all(", "needs_room(", "each_record(", "refused", "bad("]
            .iter()
            .any(|call| body.contains(call));
        assert!(refuses, "{what}: {test} refuses nothing");
    }
}
