//! The fast path of health: in Regular, with nothing unusual about the reserve and amounts of a usual size, a slot
//! weighs what a few products say. Where anything is otherwise this says nothing, and the whole path decides. That both say
//! the same is an invariant (`invariant::fast_health_agrees`).

use super::RiskContext;
use crate::math::interest;
use crate::math::price::FAST_BITS;
use crate::math::wide::{halves, saturating_sub_64};
use crate::policy::{Action, State};
use crate::session::Session;
use crate::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, MAX_SLOTS, Reserve, Slot,
};
use crate::time::age;
use core::hint::cold_path;

/// What leaves no price that carries risk, of the board's own flags.
const UNPRICED: u8 = BOARD_DIVERGED | BOARD_QUARANTINED;

// a slot is at most 2^FAST_BITS Value times 2^16 basis points, and this many of them stay below 2^64
const _: () = assert!(MAX_SLOTS <= 16 && FAST_BITS + 16 + 4 <= 64);
// a debt's price does not depend on what the issuer has switched on: bits of `issuer_flags` refuse no debt that is held
const _: () = assert!(Action::HoldDebt.refused_in() & 0xff == 0 && Action::HoldDebt.refused_in() == State::UNPRICED);

impl Reserve {
    /// Whether the board is young enough in Regular, in which a reserve without sessions lives too.
    #[inline(always)]
    fn is_fresh_in_regular(&self, moment: &RiskContext) -> bool {
        let [max_age_s, ..] = self.config.max_age_s;
        (self.class != CLASS_EQUITY || moment.session as u8 == Session::Regular as u8)
            && age(moment.ts, self.board_ts) <= i64::from(max_age_s)
    }

    /// What a supply slot that counts as collateral adds to the power, Value times basis points; `None` says nothing.
    #[inline(always)]
    pub(super) fn fast_power(&self, slot: &Slot, moment: &RiskContext) -> Option<u64> {
        let used = self.board_flags >> BOARD_USED_SHIFT;
        let [required, ..] = self.config.required_sources;
        if !self.is_fresh_in_regular(moment)
            || self.reads_issuer() && age(moment.ts, self.issuer_ts) > i64::from(self.config.issuer_age_s)
            || self.issuer_flags != 0
            || self.terminal_ts != 0
            || self.board_flags & (UNPRICED | BOARD_HELD) != 0
            || required & !used != 0
            || self.config.event_from != 0
            || self.config.threshold.from_bps != self.config.threshold.to_bps
        {
            cold_path();
            return None;
        }
        let value = self.low.fast_down(self.supply_index.fast_atoms_down(&slot.shares)?)?;
        let [ltv, ..] = self.config.ltv_bps;
        let most = saturating_sub_64(self.config.threshold.to_bps.into(), self.config.ltv_gap_bps.into());
        // ARITH: below 2^FAST_BITS times 2^16
        Some(value.wrapping_mul(u64::from(ltv).min(most)))
    }

    /// What a debt slot weighs, Value times basis points; `None` says nothing, also where the debt is below the floor.
    #[inline(always)]
    pub(super) fn fast_weight(&self, slot: &Slot, floor: u64, moment: &RiskContext) -> Option<u64> {
        if !self.is_fresh_in_regular(moment) || self.terminal_ts != 0 || self.board_flags & UNPRICED != 0 {
            cold_path();
            return None;
        }
        let accrued = self.debt_index.fast_atoms_up(&slot.shares)?;
        let dt_s = age(moment.ts, self.accrued_ts).cast_unsigned();
        let value = self.high.fast_up(halves(interest::pending_fast_up(accrued, self.rate_q64, dt_s)?))?;
        if value < floor {
            cold_path();
            return None;
        }
        // ARITH: as above
        Some(value.wrapping_mul(u64::from(self.config.borrow_factor_bps)))
    }
}
