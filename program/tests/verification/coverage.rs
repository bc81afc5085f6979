//! Nothing is left untried: the program gives every error in some test, and each kind of bad input has the test that is
//! refused with it. Both are taken from what the tests were really answered, not from their text. The folder's name has
//! the harness begin these last, when the others have run; alone, they run the tests they need.

use hypothec_interface::Error;
use hypothec_testkit::refusals::provoked;

/// One row of a table: what is tried, the name of the test in the harness, and the test.
struct Row<T>(T, &'static str, fn());

macro_rules! rows {
    ($($what:expr => $test:path;)*) => { &[$(Row($what, stringify!($test), { use crate::*; $test }),)*] };
}

/// Every error, and a test that the program answers with it.
#[rustfmt::skip]
const ERRORS: &[Row<Error>] = {
    use Error::*;
    rows! {
        UnknownInstruction => matrix::slots::every_unknown_instruction_tag_is_refused;
        ArgsLength => matrix::slots::every_instruction_refuses_arguments_too_short_or_too_long;
        ArgumentOutOfRange => instructions::init_market::init_market_refuses_parameters_out_of_range;
        ZeroAmount => instructions::repay::repay_refuses_zero;
        Overflow => scenarios::numeric_limits::debt_past_two_to_the_62_is_refused;
        NotEnoughAccounts => instructions::batch_refusals::batch_refuses_no_steps_five_steps_and_other_kinds;
        MissingSigner => matrix::slots::every_signer_slot_refuses_a_missing_signature;
        NotWritable => matrix::slots::every_writable_slot_refuses_a_read_only_account;
        DuplicateAccount => instructions::flash_borrow::flash_borrow_refuses_the_vault_as_destination;
        WrongOwner => instructions::execute::execute_refuses_a_copy_owned_by_another_program;
        WrongLength => instructions::init_market::init_market_refuses_accounts_of_another_length;
        WrongTag => instructions::execute::execute_refuses_the_same_proposal_twice_in_one_transaction;
        WrongVersion => matrix::slots::every_record_slot_refuses_another_kind_of_record;
        AlreadyInitialized => instructions::open_position::open_position_refuses_a_position_that_exists;
        WrongMarket => matrix::roles::every_slot_refuses_parts_of_another_market;
        WrongVault => instructions::sync_vault::sync_vault_refuses_unlisted_reserves_and_another_vault;
        WrongMint => instructions::refresh_prices::refresh_prices_refuses_unlisted_reserves_and_foreign_accounts;
        WrongAuthority => matrix::roles::every_slot_refuses_parts_of_another_market;
        WrongTokenProgram => instructions::add_reserve::add_reserve_refuses_a_mint_of_another_program;
        WrongTokenAccount => instructions::mint_receipt::mint_receipt_refuses_a_missing_or_foreign_receipt_mint;
        NotRentExempt => threats::reviewed::threat_r3_no_market_is_made_without_its_rent;
        WrongAddress => instructions::propose::propose_refuses_any_nonce_but_the_next;
        WrongSystemProgram => matrix::roles::every_slot_refuses_another_account_of_its_role;
        WrongRentRecipient => instructions::execute::execute_refuses_another_rent_recipient;
        NotAdmin => instructions::propose::propose_refuses_a_signer_who_is_not_admin;
        NotOwnerOrDelegate => instructions::liquidate_to_shares::liquidate_to_shares_refuses_a_position_of_someone_else;
        NotOwner => instructions::set_order::set_order_refuses_a_signer_who_is_not_owner;
        DelegatePayout => instructions::mint_receipt::mint_receipt_by_a_delegate_pays_only_the_owner;
        StrangerOpensSlot => instructions::deposit::deposit_by_a_stranger_tops_up_but_opens_no_slot;
        MarketNotSealed => instructions::deposit::deposit_before_the_seal_is_the_admins_alone;
        MarketSealed => instructions::seal::seal_works_once;
        NoSuchReserve => instructions::tighten::tighten_refuses_unknown_flags_and_reserves;
        MarketFull => instructions::add_reserve::add_reserve_refuses_a_full_market;
        NoSuchSlot => instructions::set_collateral::set_collateral_refuses_slots_that_are_not_supply;
        PositionFull => instructions::deposit::deposit_refuses_a_seventeenth_slot;
        OtherSide => instructions::deposit::deposit_refuses_a_reserve_that_the_position_owes;
        PositionInUse => instructions::close_position::close_position_refuses_a_position_in_use;
        MintListed => instructions::add_reserve::add_reserve_refuses_a_mint_listed_already;
        ZeroShares => instructions::liquidate_refusals::liquidate_refuses_zero_and_less_than_a_share;
        InsufficientCash => instructions::withdraw::withdraw_refuses_what_is_lent_out;
        InsufficientFunds => instructions::donate::donate_refuses_more_than_the_source_holds;
        LimitNotMet => instructions::withdraw::withdraw_refuses_fewer_tokens_than_the_limit;
        NoMeaningOfAll => instructions::borrow::borrow_refuses_zero_and_all;
        ArrivedShort => scenarios::issuer_events::issuer_arms_a_fee;
        NewSupplyTooSmall => threats::stale::attack_f3_a_slot_worth_less_than_half_a_dollar_opens_nowhere;
        DustSupply => instructions::withdraw::withdraw_refuses_to_leave_dust;
        SupplyCap => instructions::deposit::deposit_refuses_one_atom_past_the_supply_cap;
        BorrowCap => instructions::borrow::borrow_refuses_one_atom_past_the_borrow_cap;
        DebtBelowFloor => instructions::borrow::borrow_refuses_a_debt_one_atom_below_the_floor;
        UtilisationCeiling => instructions::borrow::borrow_refuses_one_atom_past_the_utilisation_ceiling;
        OutflowLimit => instructions::borrow::borrow_refuses_one_atom_past_the_outflow_limit;
        Unhealthy => instructions::borrow::borrow_refuses_a_position_past_its_borrow_limit;
        DepositDisabled => instructions::deposit::deposit_refuses_a_reserve_switched_off;
        BorrowDisabled => instructions::borrow::borrow_refuses_a_reserve_switched_off_or_supplied;
        StalePrice => instructions::withdraw::withdraw_under_debt_refuses_a_stale_price;
        StaleIssuer => instructions::borrow::borrow_refuses_a_stock_whose_issuer_check_is_stale;
        PriceDiverged => scenarios::sessions::diverged_sources_stop_borrowing_of_and_against_the_asset;
        PriceQuarantined => instructions::refresh_prices_power::refresh_prices_lends_nothing_whose_print_is_far_away;
        MintPaused => instructions::set_order::stop_loss_refuses_a_token_that_cannot_move;
        VaultFrozen => scenarios::issuer_events::issuer_freezes_the_vault;
        HookArmed => instructions::batch_refusals::batch_refuses_a_token_whose_hook_is_armed;
        FeeArmed => scenarios::issuer_events::issuer_arms_a_fee;
        NewExtension => scenarios::issuer_events::issuer_adds_an_extension;
        ReduceOnly => instructions::mint_receipt::mint_receipt_refuses_in_reduce_only_mode;
        Wiped => instructions::mint_receipt::mint_receipt_refuses_a_wiped_reserve;
        TerminalReserve => scenarios::terminal::terminal_settlement_refuses_new_loans_and_pledges;
        DeepShortfall => threats::reviewed::threat_r4_a_debtor_in_trouble_buys_no_more_of_a_deep_loss_than_it_holds;
        DecimalsChanged => scenarios::issuer_events::issuer_changes_the_decimals;
        MintReplaced => threats::issuers::a6_a_mint_that_was_replaced_moves_no_token;
        DefaultFrozen => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        WrongOracleProgram => instructions::refresh_prices::refresh_prices_refuses_forged_price_accounts;
        NotAPriceAccount => instructions::refresh_prices::refresh_prices_refuses_forged_price_accounts;
        PartlyVerified => instructions::refresh_prices::refresh_prices_refuses_a_partly_verified_update;
        WrongFeed => instructions::refresh_prices::refresh_prices_refuses_an_update_of_another_feed;
        PriceNotPositive => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        PriceExponent => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        PriceFromFuture => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        PriceTooOld => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        PriceTooHigh => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        AdapterDisabled => instructions::add_reserve::add_reserve_refuses_missing_and_repeated_sources;
        PriceNotTrading => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
        NoSource => instructions::refresh_prices::refresh_prices_refuses_sources_that_do_not_exist;
        SameSource => instructions::add_reserve::add_reserve_refuses_missing_and_repeated_sources;
        ReopenGrace => instructions::settle_bad_debt::settle_bad_debt_refuses_within_the_reopen_grace;
        MalformedMint => instructions::add_reserve::add_reserve_refuses_accounts_that_are_no_mints;
        UnsupportedExtension => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        NonTransferableMint => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        TransferFeeMint => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        HookedMint => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        ClosableMint => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        BadMultiplier => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        TooManyDecimals => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
        ConfigOutOfBounds => instructions::configure::configure_refuses_values_out_of_bounds;
        LtvAboveThreshold => instructions::configure::configure_refuses_an_ltv_above_the_threshold;
        BadCurve => instructions::configure::configure_refuses_a_bad_curve;
        BadCalendar => instructions::init_market::init_market_refuses_a_malformed_calendar;
        NotLiquidatable => instructions::liquidate_refusals::liquidate_refuses_a_healthy_position;
        CoolOff => instructions::liquidate_refusals::liquidate_refuses_within_the_cool_off;
        OwnPosition => instructions::liquidate_refusals::liquidate_refuses_the_liquidators_own_position;
        Worthless => instructions::liquidate_refusals::liquidate_refuses_to_seize_an_asset_worth_nothing;
        WholeSlotOnly => instructions::liquidate::liquidate_of_an_insolvent_pair_closes_whole_slots_only;
        NotSettleable => instructions::settle_bad_debt::settle_bad_debt_refuses_collateral_above_the_floor;
        NothingOwed => instructions::settle_bad_debt::settle_bad_debt_refuses_a_position_without_debt;
        OrderLowersHealth => instructions::set_order::stop_loss_never_lowers_health;
        FlashDisabled => instructions::flash_borrow::flash_borrow_refuses_a_reserve_switched_off;
        FlashNotTopLevel => scenarios::example::threat_s5_every_instruction_by_cpi_but_the_flash_pair;
        FlashNested => instructions::flash_borrow::threat_s5_an_open_loan_in_the_books_is_refused_before_the_scan;
        FlashRepayMissing => instructions::flash_borrow::threat_s5_without_a_later_repayment;
        FlashRepayForged => instructions::flash_borrow::threat_s5_with_a_repayment_that_is_none;
        FlashOtherMarket => instructions::flash_borrow::threat_s5_another_markets_own_repayment;
        FlashOtherReserve => instructions::flash_borrow::threat_s5_with_a_repayment_that_is_none;
        FlashOtherAmount => instructions::flash_repay::flash_repay_refuses_without_a_loan_and_in_part;
        FlashNotOut => instructions::flash_repay::flash_repay_refuses_without_a_loan_and_in_part;
        WrongInstructionsSysvar => matrix::roles::every_slot_refuses_another_account_of_its_role;
        GroupCap => threats::limits::group_exposure_follows_prices_and_withdrawals_past_any_cap;
        NotAdminOrGuardian => instructions::tighten::tighten_refuses_signers_without_a_role;
        NotPendingAdmin => instructions::accept_admin::accept_admin_refuses_an_offer_that_another_replaced;
        ProposalNotDue => instructions::execute_market::execute_changes_the_named_market_parameters;
        ProposalExpired => instructions::execute::execute_refuses_a_proposal_thirty_days_late;
        NamedFieldChanged => instructions::execute::execute_refuses_a_calendar_older_than_a_closure;
        ProposedBeforeSeal => instructions::execute::threat_c4_what_was_proposed_before_the_seal_is_void_after_it;
        GuardianReplacement => instructions::cancel::cancel_by_the_guardian_refuses_only_its_own_replacement;
        DelayShrinks => instructions::execute_market::propose_refuses_a_delay_that_would_shrink;
        BoardNotLive => instructions::execute_reserve::threat_c4_an_ltv_rises_only_with_a_live_board;
        SourceNeedsFreezeAge => threats::feeds::attack_m4_a_scope_entry_that_may_stand_still_is_not_configured;
        SpanTooWide => instructions::configure::configure_refuses_spans_whose_exchange_makes_bad_debt;
        SourceDiscontinuous => instructions::execute_sources::execute_refuses_a_price_that_no_band_names_however_dead_the_old_source_is;
        TerminalNotAllowed => instructions::execute_terminal::threat_h12_a_terminal_price_near_the_board_or_none;
        Loosening => instructions::tighten::tighten_starts_a_reduce_only_mode_that_only_time_ends;
        ReduceOnlyUsedUp => instructions::tighten::threat_c10_reduce_only_mode_lasts_48_hours_in_any_14_days;
        ClosureLimit => instructions::set_closure::threat_c10_two_in_thirty_days;
        CalendarFull => instructions::set_closure::set_closure_reuses_days_that_are_over_in_a_full_calendar;
        NotClosing => instructions::close_reserve::close_reserve_refuses_a_reserve_that_does_not_wind_down;
        ReserveInUse => instructions::close_reserve::close_reserve_refuses_a_single_share_of_supply_or_debt;
        MarketInUse => instructions::close_market::close_market_refuses_while_a_reserve_is_listed;
        NothingToCollect => instructions::collect_fees::collect_fees_refuses_when_nothing_is_earned;
        NotFeeRecipient => instructions::collect_fees::collect_fees_refuses_any_other_recipient;
        TooManyHookAccounts => instructions::withdraw::withdraw_refuses_more_hook_accounts_than_it_passes_on;
        NotLent => instructions::mint_receipt::mint_receipt_refuses_a_reserve_that_is_not_lent;
        ReceiptNotOpen => instructions::mint_receipt::mint_receipt_refuses_a_missing_or_foreign_receipt_mint;
        WrongReceipt => instructions::mint_receipt::mint_receipt_refuses_a_missing_or_foreign_receipt_mint;
        NotOffered => instructions::accept_position::accept_position_refuses_whoever_it_is_not_offered_to;
        FlashLoanOut => threats::transfers::threat_p3_a_position_changes_hands_in_no_flash_loan;
    }
};

/// The kinds of bad input that the program must meet. Each test goes through `fail` or `refuse`, so it also proves that
/// nothing changed.
#[rustfmt::skip]
const BAD_INPUT: &[Row<&str>] = rows! {
    "missing signer" => matrix::slots::every_signer_slot_refuses_a_missing_signature;
    "wrong signer" => matrix::roles::every_slot_refuses_a_position_of_someone_else;
    "read-only account" => matrix::slots::every_writable_slot_refuses_a_read_only_account;
    "wrong owner program" => matrix::slots::every_record_slot_refuses_another_owner_program;
    "another market's reserve or position" => matrix::pinned::every_instruction_refuses_another_market;
    "another market's vault, position and reserve, one by one" => matrix::roles::every_slot_refuses_parts_of_another_market;
    "wrong vault or mint" => matrix::roles::every_slot_refuses_another_account_of_its_role;
    "swapped accounts" => matrix::pinned::every_instruction_refuses_swapped_neighbours;
    "duplicated accounts" => matrix::slots::every_pair_of_slots_refuses_one_account_twice;
    "too few accounts" => matrix::roles::every_instruction_refuses_too_few_accounts;
    "truncated or grown accounts" => matrix::slots::every_record_slot_refuses_another_length;
    "uninitialised accounts" => matrix::slots::every_record_slot_refuses_another_kind_of_record;
    "a position passed as market, a market as position" => matrix::slots::every_record_slot_refuses_another_kind_of_record;
    "a market initialised again" => instructions::init_market::init_market_refuses_a_market_that_exists;
    "a position opened again" => instructions::open_position::open_position_refuses_a_position_that_exists;
    "a mint listed again" => instructions::add_reserve::add_reserve_refuses_a_mint_listed_already;
    "unknown tag" => matrix::slots::every_unknown_instruction_tag_is_refused;
    "short or long arguments" => matrix::slots::every_instruction_refuses_arguments_too_short_or_too_long;
    "zero amount deposited" => instructions::deposit::deposit_refuses_zero_and_all_of_an_empty_source;
    "zero amount withdrawn" => instructions::withdraw::withdraw_refuses_zero;
    "zero amount borrowed" => instructions::borrow::borrow_refuses_zero_and_all;
    "zero amount repaid" => instructions::repay::repay_refuses_zero;
    "zero amount liquidated" => instructions::liquidate_refusals::liquidate_refuses_zero_and_less_than_a_share;
    "liquidating a healthy position" => instructions::liquidate_refusals::liquidate_refuses_a_healthy_position;
    "liquidating one's own position" => instructions::liquidate_refusals::liquidate_refuses_the_liquidators_own_position;
    "liquidating at a stale price" => instructions::liquidate_refusals::liquidate_refuses_a_stale_price;
    "settling with collateral left" => instructions::settle_bad_debt::settle_bad_debt_refuses_collateral_above_the_floor;
    "settling a solvent dust position" => instructions::settle_bad_debt::threat_c1_settling_a_solvent_dust_position;
    "zero amount given" => instructions::donate::donate_refuses_zero_and_all_of_an_empty_source;
    "more than the source holds, deposited" => instructions::deposit::deposit_refuses_more_than_the_source_holds;
    "more than the source holds, repaid" => instructions::repay::repay_refuses_more_than_the_source_holds;
    "more than the vault has, withdrawn" => instructions::withdraw::withdraw_refuses_what_is_lent_out;
    "more than the vault has, borrowed" => instructions::borrow::borrow_refuses_more_than_the_vault_has;
    "stale price" => instructions::borrow::borrow_refuses_a_stale_price;
    "partly verified price" => instructions::refresh_prices::refresh_prices_refuses_a_partly_verified_update;
    "price of another feed" => instructions::refresh_prices::refresh_prices_refuses_an_update_of_another_feed;
    "price from the future" => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
    "negative price" => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
    "absurd exponent" => instructions::execute_sources::execute_refuses_a_new_source_without_a_price_of_now;
    "wide confidence" => instructions::refresh_prices_power::refresh_prices_gives_no_power_by_a_wide_print;
    "a forged oracle account of a wrong program" => instructions::refresh_prices::refresh_prices_refuses_forged_price_accounts;
    "a forged oracle account of the right program" => scenarios::sessions::pyth_legacy_account_is_refused_unless_trading_and_listed;
    "unsupported mint extension, fee, non-transferable, paused" => instructions::add_reserve::add_reserve_refuses_mints_with_unsafe_extensions;
    "a mint paused later" => instructions::deposit::deposit_fails_when_the_token_cannot_move;
    "a 17th slot" => instructions::deposit::deposit_refuses_a_seventeenth_slot;
    "a stranger opening a slot" => instructions::deposit::deposit_by_a_stranger_tops_up_but_opens_no_slot;
    "a delegate paying out to another, withdrawing" => instructions::withdraw::withdraw_by_a_delegate_pays_only_the_owner;
    "a delegate paying out to another, borrowing" => instructions::borrow::borrow_by_a_delegate_pays_only_the_owner;
    "the vault as source of a deposit" => instructions::deposit::deposit_refuses_the_vault_as_source;
    "the vault as source of a repayment" => instructions::repay::repay_refuses_the_vault_as_source;
    "the vault as destination of a withdrawal" => instructions::withdraw::withdraw_refuses_the_vault_as_destination;
    "the vault as destination of a borrow" => instructions::borrow::borrow_refuses_the_vault_as_destination;
    "closing a used position" => instructions::close_position::close_position_refuses_a_position_in_use;
    "LTV above threshold" => instructions::configure::configure_refuses_an_ltv_above_the_threshold;
    "a slot that is not there, liquidated" => instructions::liquidate_refusals::liquidate_refuses_slots_that_do_not_exist;
    "one's own position, liquidated into by another of its owner" => instructions::liquidate_to_shares::threat_s4_the_position_itself;
    "liquidating within the cool-off" => instructions::liquidate_refusals::liquidate_refuses_within_the_cool_off;
    "a stale seized asset beside fresh ones" => threats::liquidation::threat_c5_a_stale_slot_as_a_shield;
    "a paused seized mint as tokens, while shares work" => scenarios::liquidation_events::seizure_of_what_cannot_move_is_in_shares;
    "a seizure as tokens for less than asked" => instructions::liquidate_refusals::liquidate_refuses_fewer_tokens_than_the_limit;
    "a seizure as shares for fewer than asked" => instructions::liquidate_to_shares::liquidate_to_shares_refuses_fewer_shares_than_the_limit;
    "settling a position that owes nothing" => instructions::settle_bad_debt::settle_bad_debt_refuses_a_position_without_debt;
    "a flash loan without repayment" => instructions::flash_borrow::threat_s5_without_a_later_repayment;
    "a flash loan in a flash loan" => instructions::flash_borrow::threat_s5_nested;
    "a flash loan by CPI" => scenarios::example::threat_s5_every_instruction_by_cpi_but_the_flash_pair;
    "a flash repayment that is forged, of another mint or amount" => instructions::flash_borrow::threat_s5_with_a_repayment_that_is_none;
    "a flash repayment of another market" => instructions::flash_borrow::threat_s5_another_markets_own_repayment;
    "a flash repayment without the fee" => instructions::flash_repay::flash_repay_refuses_without_the_fee;
    "a batch that is healthy only in the middle" => instructions::batch::batch_refuses_a_position_healthy_only_in_the_middle;
    "a 17th slot by borrow" => scenarios::max_slots::seventeenth_slot_by_borrow_is_refused;
    "a 17th slot by seized shares" => scenarios::max_slots::seventeenth_slot_by_seized_shares_is_refused;
    "a 17th slot by receipts" => scenarios::max_slots::seventeenth_slot_by_receipts_is_refused;
    "a 17th slot in a batch" => scenarios::max_slots::seventeenth_slot_in_a_batch_is_refused;
    "supply cap passed by one atom" => threats::limits::supply_cap_counts_share_equivalents_to_the_atom;
    "group cap passed by one atom" => threats::limits::group_cap_refuses_one_atom_past_it;
    "borrow cap passed by one atom" => instructions::borrow::borrow_refuses_one_atom_past_the_borrow_cap;
    "utilisation ceiling passed by one atom" => instructions::borrow::borrow_refuses_one_atom_past_the_utilisation_ceiling;
    "outflow limit passed by one atom, borrowed" => instructions::borrow::borrow_refuses_one_atom_past_the_outflow_limit;
    "outflow limit passed by one atom, withdrawn" => instructions::withdraw::withdraw_refuses_one_atom_past_the_outflow_limit;
    "a proposal executed early, and twice" => instructions::execute::execute_refuses_a_second_early_and_a_second_time;
    "a proposal whose field changed" => instructions::execute::threat_c10_only_a_named_field_that_changed_voids_a_proposal;
    "a guardian who loosens" => instructions::tighten::tighten_refuses_to_loosen_any_parameter;
    "reduce-only mode shortened, and until it expires" => instructions::tighten::tighten_starts_a_reduce_only_mode_that_only_time_ends;
    "reduce-only mode past what 14 days have" => instructions::tighten::threat_c10_reduce_only_mode_lasts_48_hours_in_any_14_days;
    "a receipt of another reserve, redeemed" => instructions::redeem_receipt::redeem_receipt_refuses_receipts_of_another_reserve;
    "a receipt of another reserve, minted" => instructions::mint_receipt::mint_receipt_refuses_a_missing_or_foreign_receipt_mint;
    "a reserve closed while somebody supplies, owes or holds receipts" => threats::closing::threat_w1_a_reserve_is_not_closed_under_supplier_debtor_or_receipt_holder;
    "a reserve closed in the middle of its flash loan" => instructions::close_reserve::close_reserve_refuses_while_its_flash_loan_is_out;
    "an asset in terminal settlement, borrowed or pledged" => scenarios::terminal::terminal_settlement_refuses_new_loans_and_pledges;
    "shares past a word in a reserve with a loss" => scenarios::numeric_limits::more_shares_than_a_word_holds_are_refused;
    "overflow of debt" => scenarios::numeric_limits::debt_past_two_to_the_62_is_refused;
    "overflow of the vault" => scenarios::numeric_limits::deposit_past_the_vaults_last_atom_is_refused;
    "overflow of a value" => scenarios::numeric_limits::collateral_worth_more_than_a_value_holds_is_refused;
};

#[test]
fn every_error_is_given_by_the_program_in_a_test() {
    let untried: Vec<_> = Error::ALL.iter().filter(|error| !ERRORS.iter().any(|row| row.0 == **error)).collect();
    assert!(untried.is_empty(), "no test provokes {untried:?}");
    for Row(error, name, test) in ERRORS {
        assert!(provoked(name, *test, |refusals| refusals.has(*error)), "{name} is never refused with {error:?}");
    }
}

#[test]
fn every_kind_of_bad_input_is_refused_in_its_test() {
    for Row(what, name, test) in BAD_INPUT {
        assert!(provoked(name, *test, |refusals| refusals.failures > 0), "{what}: {name} is never refused");
    }
}

/// A table of errors is worth what the check behind it is: a test that succeeds, or fails with another error, provokes
/// nothing.
#[test]
fn a_test_that_is_refused_with_another_error_provokes_nothing() {
    let name = "instructions::deposit::deposit_of_all_takes_what_the_source_holds";
    let succeeds = crate::instructions::deposit::deposit_of_all_takes_what_the_source_holds;
    assert!(!provoked(name, succeeds, |refusals| refusals.failures > 0));
    let Row(_, name, test) = &ERRORS[0];
    assert!(!provoked(name, *test, |refusals| refusals.has(Error::Unhealthy)));
}
