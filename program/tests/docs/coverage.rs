//! Nothing is left untried: every error is provoked, and each kind of bad input has its test.

use hypothec_interface::Error;
use std::fs;
use std::path::PathBuf;

/// Errors that no transaction can provoke, and why.
const BEYOND_REACH: &[(Error, &str)] = &[];

/// The kinds of bad input that the program must meet, and the test in `program/tests` that proves it for each. Each of
/// them goes through `fail` or `refuse`, so it also proves that nothing changed.
const BAD_INPUT: &[(&str, &str)] = &[
    ("missing signer", "matrix::slots::every_signer_slot_refuses_a_missing_signature"),
    ("wrong signer", "matrix::roles::every_slot_refuses_a_position_of_someone_else"),
    ("read-only account", "matrix::slots::every_writable_slot_refuses_a_read_only_account"),
    ("wrong owner program", "matrix::slots::every_record_slot_refuses_another_owner_program"),
    ("another market's reserve or position", "matrix::pinned::every_instruction_refuses_another_market"),
    (
        "another market's vault, position and reserve, one by one",
        "matrix::roles::every_slot_refuses_parts_of_another_market",
    ),
    ("wrong vault or mint", "matrix::roles::every_slot_refuses_another_account_of_its_role"),
    ("swapped accounts", "matrix::pinned::every_instruction_refuses_swapped_neighbours"),
    ("duplicated accounts", "matrix::slots::every_pair_of_slots_refuses_one_account_twice"),
    ("too few accounts", "matrix::roles::every_instruction_refuses_too_few_accounts"),
    ("truncated or grown accounts", "matrix::slots::every_record_slot_refuses_another_length"),
    ("uninitialised accounts", "matrix::slots::every_record_slot_refuses_another_kind_of_record"),
    (
        "a position passed as market, a market as position",
        "matrix::slots::every_record_slot_refuses_another_kind_of_record",
    ),
    ("a market initialised again", "instructions::init_market::init_market_refuses_a_market_that_exists"),
    ("a position opened again", "instructions::open_position::open_position_refuses_a_position_that_exists"),
    ("a mint listed again", "instructions::add_reserve::add_reserve_refuses_a_mint_listed_already"),
    ("unknown tag", "matrix::slots::every_unknown_instruction_tag_is_refused"),
    ("short or long arguments", "matrix::slots::every_instruction_refuses_arguments_too_short_or_too_long"),
    ("zero amount deposited", "instructions::deposit::deposit_refuses_zero_and_all_of_an_empty_source"),
    ("zero amount withdrawn", "instructions::withdraw::withdraw_refuses_zero"),
    ("zero amount borrowed", "instructions::borrow::borrow_refuses_zero_and_all"),
    ("zero amount repaid", "instructions::repay::repay_refuses_zero"),
    ("zero amount liquidated", "instructions::liquidate::liquidate_refuses_zero_and_less_than_a_share"),
    ("liquidating a healthy position", "instructions::liquidate::liquidate_refuses_a_healthy_position"),
    ("liquidating one's own position", "instructions::liquidate::liquidate_refuses_the_liquidators_own_position"),
    ("liquidating at a stale price", "instructions::liquidate::liquidate_refuses_a_stale_price"),
    (
        "settling with collateral left",
        "instructions::settle_bad_debt::settle_bad_debt_refuses_collateral_above_the_floor",
    ),
    ("settling a solvent dust position", "instructions::settle_bad_debt::threat_c1_settling_a_solvent_dust_position"),
    ("zero amount given", "instructions::donate::donate_refuses_zero_and_all_of_an_empty_source"),
    ("more than the source holds, deposited", "instructions::deposit::deposit_refuses_more_than_the_source_holds"),
    ("more than the source holds, repaid", "instructions::repay::repay_refuses_more_than_the_source_holds"),
    ("more than the vault has, withdrawn", "instructions::withdraw::withdraw_refuses_what_is_lent_out"),
    ("more than the vault has, borrowed", "instructions::borrow::borrow_refuses_more_than_the_vault_has"),
    ("stale price", "instructions::borrow::borrow_refuses_a_stale_price"),
    ("partly verified price", "instructions::refresh_prices::refresh_prices_refuses_a_partly_verified_update"),
    ("price of another feed", "instructions::refresh_prices::refresh_prices_refuses_an_update_of_another_feed"),
    (
        "price from the future",
        "instructions::refresh_prices::refresh_prices_refuses_an_update_one_second_too_early_or_late",
    ),
    ("negative price", "instructions::refresh_prices::refresh_prices_refuses_prices_not_positive_or_out_of_range"),
    ("absurd exponent", "instructions::refresh_prices::refresh_prices_refuses_prices_not_positive_or_out_of_range"),
    ("wide confidence", "instructions::refresh_prices::refresh_prices_refuses_a_confidence_wider_than_two_per_cent"),
    (
        "a forged oracle account of a wrong program",
        "instructions::refresh_prices::refresh_prices_refuses_forged_price_accounts",
    ),
    (
        "a forged oracle account of the right program",
        "scenarios::sessions::pyth_legacy_account_is_refused_unless_trading_and_listed",
    ),
    (
        "unsupported mint extension, fee, non-transferable, paused",
        "instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions",
    ),
    ("a mint paused later", "instructions::deposit::deposit_fails_when_the_token_cannot_move"),
    ("a 17th slot", "instructions::deposit::deposit_refuses_a_seventeenth_slot"),
    ("a stranger opening a slot", "instructions::deposit::deposit_by_a_stranger_tops_up_but_opens_no_slot"),
    (
        "a delegate paying out to another, withdrawing",
        "instructions::withdraw::withdraw_by_a_delegate_pays_only_the_owner",
    ),
    ("a delegate paying out to another, borrowing", "instructions::borrow::borrow_by_a_delegate_pays_only_the_owner"),
    ("the vault as source of a deposit", "instructions::deposit::deposit_refuses_the_vault_as_source"),
    ("the vault as source of a repayment", "instructions::repay::repay_refuses_the_vault_as_source"),
    ("the vault as destination of a withdrawal", "instructions::withdraw::withdraw_refuses_the_vault_as_destination"),
    ("the vault as destination of a borrow", "instructions::borrow::borrow_refuses_the_vault_as_destination"),
    ("closing a used position", "instructions::close_position::close_position_refuses_a_position_in_use"),
    ("LTV above threshold", "instructions::configure::configure_refuses_an_ltv_above_the_threshold"),
    ("a slot that is not there, liquidated", "instructions::liquidate::liquidate_refuses_slots_that_do_not_exist"),
    (
        "one's own position, liquidated into by another of its owner",
        "instructions::liquidate_to_shares::threat_s4_the_position_itself",
    ),
    ("liquidating within the cool-off", "instructions::liquidate::liquidate_refuses_within_the_cool_off"),
    ("a stale seized asset beside fresh ones", "threats::liquidation::threat_c5_a_stale_slot_as_a_shield"),
    (
        "a paused seized mint as tokens, while shares work",
        "scenarios::liquidation_events::seizure_of_what_cannot_move_is_in_shares",
    ),
    (
        "a seizure as tokens for less than asked",
        "instructions::liquidate::liquidate_refuses_fewer_tokens_than_the_limit",
    ),
    (
        "a seizure as shares for fewer than asked",
        "instructions::liquidate_to_shares::liquidate_to_shares_refuses_fewer_shares_than_the_limit",
    ),
    (
        "settling a position that owes nothing",
        "instructions::settle_bad_debt::settle_bad_debt_refuses_a_position_without_debt",
    ),
    ("a flash loan without repayment", "instructions::flash_borrow::threat_s5_without_a_later_repayment"),
    ("a flash loan in a flash loan", "instructions::flash_borrow::threat_s5_nested"),
    ("a flash loan by CPI", "scenarios::example::threat_s5_every_instruction_by_cpi_but_the_flash_pair"),
    (
        "a flash repayment that is forged, of another mint or amount",
        "instructions::flash_borrow::threat_s5_with_a_repayment_that_is_none",
    ),
    ("a flash repayment of another market", "instructions::flash_borrow::threat_s5_another_markets_own_repayment"),
    ("a flash repayment without the fee", "instructions::flash_repay::flash_repay_refuses_without_the_fee"),
    (
        "a batch that is healthy only in the middle",
        "instructions::batch::batch_refuses_a_position_healthy_only_in_the_middle",
    ),
    ("a 17th slot by borrow", "scenarios::max_slots::seventeenth_slot_by_borrow_is_refused"),
    ("a 17th slot by seized shares", "scenarios::max_slots::seventeenth_slot_by_seized_shares_is_refused"),
    ("a 17th slot by receipts", "scenarios::max_slots::seventeenth_slot_by_receipts_is_refused"),
    ("a 17th slot in a batch", "scenarios::max_slots::seventeenth_slot_in_a_batch_is_refused"),
    ("supply cap passed by one atom", "threats::limits::supply_cap_counts_share_equivalents_to_the_atom"),
    ("group cap passed by one atom", "threats::limits::group_cap_refuses_one_atom_past_it"),
    ("borrow cap passed by one atom", "instructions::borrow::borrow_refuses_one_atom_past_the_borrow_cap"),
    (
        "utilisation ceiling passed by one atom",
        "instructions::borrow::borrow_refuses_one_atom_past_the_utilisation_ceiling",
    ),
    (
        "outflow limit passed by one atom, borrowed",
        "instructions::borrow::borrow_refuses_one_atom_past_the_outflow_limit",
    ),
    (
        "outflow limit passed by one atom, withdrawn",
        "instructions::withdraw::withdraw_refuses_one_atom_past_the_outflow_limit",
    ),
    ("a proposal executed early, and twice", "instructions::execute::execute_refuses_a_second_early_and_a_second_time"),
    (
        "a proposal whose field changed",
        "instructions::execute::threat_c10_only_a_named_field_that_changed_voids_a_proposal",
    ),
    ("a guardian who loosens", "instructions::tighten::tighten_refuses_to_loosen_any_parameter"),
    (
        "Tight mode shortened, and until it expires",
        "instructions::tighten::tighten_starts_a_reduce_only_mode_that_only_time_ends",
    ),
    ("Tight mode past what 14 days have", "instructions::tighten::threat_c10_tight_mode_lasts_48_hours_in_any_14_days"),
    (
        "a receipt of another reserve, redeemed",
        "instructions::redeem_receipt::redeem_receipt_refuses_receipts_of_another_reserve",
    ),
    (
        "a receipt of another reserve, minted",
        "instructions::mint_receipt::mint_receipt_refuses_a_missing_or_foreign_receipt_mint",
    ),
    (
        "an asset in terminal settlement, borrowed or pledged",
        "scenarios::terminal::terminal_settlement_refuses_new_loans_and_pledges",
    ),
    ("overflow of shares", "scenarios::numeric_limits::more_shares_than_a_word_holds_are_refused"),
    ("overflow of debt", "scenarios::numeric_limits::debt_past_two_to_the_62_is_refused"),
    ("overflow of the vault", "scenarios::numeric_limits::deposit_past_the_vaults_last_atom_is_refused"),
    ("overflow of a value", "scenarios::numeric_limits::collateral_worth_more_than_a_value_holds_is_refused"),
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
