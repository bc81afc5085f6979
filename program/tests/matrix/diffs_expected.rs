//! What the case of every instruction in the matrix changes: from what the instruction is for, by the names of accounts
//! and fields. Interest is accrued first, where there is debt.

use hypothec_interface::instruction::Instruction as Tag;

/// What accrual writes into a reserve with debt; the rate is set anew only where cash or debt change.
const INTEREST: &str = "accrued_ts debt_index supply_index fees buffer";

/// Prefixes, each with the fields behind it.
type Fields = &'static [(&'static str, &'static str)];

/// Reserve 0 is the dollar, which is lent; reserve 1 the stock, of which nobody owes anything.
pub fn expected(tag: Tag) -> Vec<String> {
    let each = |(prefix, fields): &(&str, &str)| -> Vec<String> {
        fields.split(' ').map(|field| format!("{prefix}{field}")).collect()
    };
    fields(tag).iter().flat_map(each).collect()
}

fn fields(tag: Tag) -> Fields {
    match tag {
        Tag::Deposit
        | Tag::Withdraw
        | Tag::Borrow
        | Tag::Repay
        | Tag::Batch
        | Tag::Liquidate
        | Tag::LiquidateToShares
        | Tag::SettleBadDebt => of_positions(tag),
        Tag::FlashBorrow
        | Tag::FlashRepay
        | Tag::Donate
        | Tag::CollectFees
        | Tag::SyncVault
        | Tag::RefreshPrices
        | Tag::MintReceipt
        | Tag::RedeemReceipt
        | Tag::OpenReceipt => of_reserves(tag),
        _ => of_governance_and_records(tag),
    }
}

fn of_positions(tag: Tag) -> Fields {
    match tag {
        Tag::Deposit => &[
            ("market 1.", "accrued_ts cash limiter_credit supply_shares"),
            ("position ", "slots[0]"),
            ("source ", "amount"),
            ("vault ", "amount"),
        ],
        // with debt, so it takes risk
        Tag::Withdraw => &[
            ("market 1.", "accrued_ts cash limiter_credit supply_shares"),
            ("position ", "slots[0] risk_ts"),
            ("destination ", "amount"),
            ("vault ", "amount"),
        ],
        Tag::Borrow => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash limiter_credit debt_shares"),
            ("position ", "slots[1] risk_ts"),
            ("destination ", "amount"),
            ("vault ", "amount"),
        ],
        Tag::Repay => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash limiter_credit debt_shares"),
            ("position ", "slots[1]"),
            ("source ", "amount"),
            ("vault ", "amount"),
        ],
        // a withdrawal of 1, then a repayment of 0
        Tag::Batch => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash limiter_credit debt_shares"),
            ("market 1.", "accrued_ts cash limiter_credit supply_shares"),
            ("position ", "slots[0] slots[1] risk_ts"),
            ("step 0 vault ", "amount"),
            ("step 0 tokens ", "amount"),
            ("step 1 vault ", "amount"),
            ("step 1 tokens ", "amount"),
        ],
        // the repayment is an inflow to the limiter, the seizure no outflow
        Tag::Liquidate => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash limiter_credit debt_shares"),
            ("market 1.", "accrued_ts cash supply_shares fees"),
            ("position ", "slots[0] slots[1]"),
            ("source ", "amount"),
            ("repay_vault ", "amount"),
            ("seize_vault ", "amount"),
            ("destination ", "amount"),
        ],
        Tag::LiquidateToShares => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash limiter_credit debt_shares"),
            ("market 1.", "accrued_ts supply_shares fees"),
            ("position ", "slots[0] slots[1]"),
            ("liquidator_position ", "slot_count slots[0]"),
            ("source ", "amount"),
            ("repay_vault ", "amount"),
        ],
        // the loss is the dollar's suppliers', the worthless rest goes to the stock's buffer
        _ => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 debt_shares"),
            ("market 1.", "accrued_ts supply_shares buffer"),
            ("position ", "slot_count slots[0] slots[1]"),
        ],
    }
}

fn of_reserves(tag: Tag) -> Fields {
    match tag {
        // sent with its repayment: nothing is out any more, and a fee stays
        Tag::FlashBorrow => {
            &[("market 0.", INTEREST), ("market 0.", "rate_q64 cash"), ("destination ", "amount"), ("vault ", "amount")]
        }
        Tag::FlashRepay => &[
            ("market 0.", INTEREST),
            ("market 0.", "rate_q64 cash flash_out"),
            ("source ", "amount"),
            ("vault ", "amount"),
        ],
        Tag::Donate => &[("market 0.", INTEREST), ("market 0.", "cash"), ("source ", "amount"), ("vault ", "amount")],
        Tag::CollectFees => {
            &[("market 0.", INTEREST), ("market 0.", "cash"), ("destination ", "amount"), ("vault ", "amount")]
        }
        // nothing is missing in the vault
        Tag::SyncVault => &[("market 1.", "accrued_ts")],
        // the posted prices are those of the last refresh
        Tag::RefreshPrices => {
            &[("market 0.", INTEREST), ("market 0.", "rate_q64"), ("market 1.", "accrued_ts issuer_ts")]
        }
        Tag::MintReceipt => &[("position ", "slots[0]"), ("receipt ", "supply"), ("destination ", "amount")],
        Tag::RedeemReceipt => &[("position ", "slots[0]"), ("receipt ", "supply"), ("source ", "amount")],
        _ => &[("market 0.", "receipt"), ("receipt ", "made"), ("payer ", "lamports")],
    }
}

fn of_governance_and_records(tag: Tag) -> Fields {
    match tag {
        Tag::InitMarket => &[
            ("market ", "tag version authority_bump capacity session adapters authority admin guardian fee_recipient"),
            ("market ", "delay_s target_health_bps cool_off_s reopen_grace_s debt_floor calendar"),
        ],
        Tag::Seal => &[("market ", "sealed")],
        // born with an index of one each, and with what keeps it harmless until it is configured
        Tag::AddReserve => &[
            ("market ", "reserve_count"),
            ("market 1.", "mint vault token_program index decimals class listed"),
            ("market 1.", "supply_index debt_index accrued_ts multiplier offsets sources[0]"),
            ("market 1.", "slow quick"),
            ("market 1.config.", "slow_log2[0] slow_log2[1] slow_log2[2] slow_log2[3]"),
            ("market 1.config.", "borrow_factor_bps liq_borrow_factor"),
            ("market 1.config.", "curve[1] curve[2] curve[3] curve[4] curve[5] curve[6] curve[7]"),
            ("vault ", "made"),
            ("payer ", "lamports"),
        ],
        // what it sets is what there was; interest up to now is by the old curve
        Tag::Configure => &[("market 0.", "accrued_ts")],
        Tag::Propose => &[("market ", "nonce"), ("proposal ", "made"), ("payer ", "lamports")],
        // the cap of group 1
        Tag::Execute => &[("market ", "groups[1]"), ("proposal ", "closed"), ("rent_recipient ", "lamports")],
        Tag::Cancel => &[("proposal ", "closed"), ("rent_recipient ", "lamports")],
        // all that it was born with and has seen since
        Tag::CloseReserve => &[
            ("market 1.", "mint vault token_program index decimals class listed closing multiplier offsets sources[0]"),
            (
                "market 1.",
                "supply_index debt_index accrued_ts slow quick low high liq_low liq_high settle_low settle_high",
            ),
            ("market 1.", "board_ts issuer_ts regular_ts ref_ts board_flags"),
            ("market 1.config.", "ltv_bps[0] ltv_bps[1] ltv_bps[2] ltv_bps[3] event_ltv_bps ltv_gap_bps ltv_floor_bps"),
            ("market 1.config.", "threshold liq_borrow_factor borrow_factor_bps decay_bps_per_hour"),
            ("market 1.config.", "bonus_min_bps bonus_max_bps bonus_slope_bps bonus_bad_bps bonus_protocol_bps"),
            ("market 1.config.", "bonus_blocked_bps utilisation_ceiling_bps supply_cap borrow_cap"),
            ("market 1.config.", "curve[1] curve[2] curve[3] curve[4] curve[5] curve[6] curve[7]"),
            ("market 1.config.", "conf_limit_bps default_conf_bps span_bps limiter_cap limiter_window_s issuer_age_s"),
            ("market 1.config.", "max_age_s[0] max_age_s[1] max_age_s[2] max_age_s[3]"),
            ("market 1.config.", "freeze_age_s[0] freeze_age_s[1] freeze_age_s[2] freeze_age_s[3]"),
            ("market 1.config.", "required_sources[0] required_sources[1] required_sources[2] required_sources[3]"),
            ("market 1.config.", "slow_log2[0] slow_log2[1] slow_log2[2] slow_log2[3]"),
            ("market 1.config.", "divergence_bps stale_grace_s stale_ramp_s"),
            ("vault ", "closed"),
            ("admin ", "lamports"),
            ("destination ", "amount"),
        ],
        // eight bytes stay, of another kind: of the header the first that were not zero
        Tag::CloseMarket => &[
            ("market ", "replaced lamports tag reserved[0] reserved[2] reserved[3] reserved[4] reserved[5]"),
            ("admin ", "lamports"),
        ],
        Tag::Tighten => &[("market 0.", "config.switches")],
        Tag::SetClosure => &[("market ", "calendar")],
        Tag::AcceptAdmin => &[("market ", "admin pending_admin")],
        Tag::OpenPosition => &[("position ", "made"), ("payer ", "lamports")],
        Tag::ClosePosition => &[("position ", "closed"), ("rent_recipient ", "lamports")],
        Tag::SetDelegate => &[("position ", "delegate")],
        Tag::SetCollateral => &[("position ", "slots[0]")],
        Tag::SetOrder => &[("position ", "orders[1] ordered_ts[1]")],
        Tag::OfferPosition => &[("position ", "offered_to")],
        // with debt, so the cool-off begins
        Tag::AcceptPosition => &[("position ", "owner offered_to risk_ts")],
        // a question
        _ => &[],
    }
}
