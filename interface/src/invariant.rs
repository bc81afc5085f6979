//! The named invariants of `docs/invariants.md`, one function each, over the state before and after an instruction. Unit
//! tests, fuzzers and the tests' world call the same ones; the program calls none: it is written so that they hold.

mod caps;
mod health;
mod liquidation;
mod multiplier;
mod price;

pub use caps::i13_caps;
pub use health::fast_health_agrees;
pub use liquidation::t6_one_age;
pub use multiplier::{i10_comparable, i10_multipliers, i10_release, i10_step};
pub use price::{
    spans_cover, t1_step, t2_power, t3_sides, t4_nothing_vetoes, t5_no_news, t5_no_testimony, t7_terminal,
};

use crate::health::{RiskContext, check_risk};
use crate::math::books::books_hold;
use crate::math::liquidation::Sums;
use crate::math::wide::mul_64;
use crate::policy::{Action, State, permit};
use crate::state::{Market, Position, Reserve, Side, Slot};
use crate::{Error, Key};

/// I1, books: `cash + flash_out + debt >= supply + fees + buffer`, exact in Q64.64.
#[must_use]
pub fn i1_books(reserve: &Reserve) -> bool {
    books_hold(&reserve.assets(), &reserve.claims())
}

/// I2, vault: it holds at least the booked cash. After every instruction that names the vault, also in the middle of a
/// flash loan: what is out is not booked as cash.
#[must_use]
pub const fn i2_vault(reserve: &Reserve, vault_amount: u64) -> bool {
    vault_amount >= reserve.cash
}

/// I3, indices: the supply index falls only when the instruction recognised a loss; the debt index never falls.
#[must_use]
pub fn i3_supply_index(before: &Reserve, after: &Reserve, loss: bool) -> bool {
    after.debt_index >= before.debt_index && (loss || after.supply_index >= before.supply_index)
}

/// What one holder has in a reserve, atoms: tokens in hand, plus what all supply shares pay out, less what all debt
/// shares cost to repay. `receipts` are supply shares held outside the position. `None` past 2^64.
#[must_use]
pub fn stake(reserve: &Reserve, position: &Position, receipts: u64, in_hand: u64) -> Option<i128> {
    let (mut supply, mut debt) = (receipts, 0);
    for slot in position.used().iter().filter(|slot| slot.reserve == reserve.index) {
        match slot.side() {
            Side::Supply => supply = supply.checked_add(slot.shares)?,
            Side::Debt => debt = slot.shares,
        }
    }
    let has = i128::from(in_hand).checked_add(i128::from(reserve.supply_assets_down(supply)?))?;
    has.checked_sub(i128::from(reserve.debt_assets_up(debt)?))
}

/// I4, round trips: in zero time no sequence of one holder's actions raises the holder's [`stake`].
#[must_use]
pub const fn i4_round_trip(before: i128, after: i128) -> bool {
    after <= before
}

/// I5, health: what Borrow, Withdraw, SetCollateral, MintReceipt, AcceptPosition and Batch leave behind is without debt or healthy at
/// the board's prices.
#[must_use]
pub fn i5_healthy(market: &Market<'_>, position: &Position, moment: &RiskContext) -> bool {
    !position.has_debt() || check_risk(market, position, moment).is_ok()
}

/// What the roundings of one exchange can cost each slot, Value: a share and an atom of either side, a unit.
const DUST_VALUE: u64 = 8;

/// I6, liquidation: health at settlement prices, `power / weight`, does not fall, except for the dust of `slots` slots. Where
/// it may, one of the two slots closes instead.
#[must_use]
pub fn i6_health(before: &Sums, after: &Sums, slots: usize) -> bool {
    let dust = u128::from(DUST_VALUE).saturating_mul(10_000).saturating_mul(slots as u128);
    let kept = product(after.power.saturating_add(dust), before.weight);
    kept >= product(before.power, after.weight)
}

/// `a * b` of sums below 2^96, most significant limb first.
fn product(a: u128, b: u128) -> [u64; 3] {
    #[expect(clippy::cast_possible_truncation, reason = "CAST: the limbs of it")]
    let limbs = |n: u128| [n as u64, (n >> 64) as u64];
    let ([a0, a1], [b0, b1]) = (limbs(a), limbs(b));
    let ([p0, carry], [m0, m1], [n0, n1]) = (mul_64(a0, b0), mul_64(a0, b1), mul_64(a1, b0));
    let middle = u128::from(carry).saturating_add(u128::from(m0)).saturating_add(u128::from(n0));
    let [p1, carry] = limbs(middle);
    // ARITH: sums of sixteen 64-bit products have no third limb
    [m1.wrapping_add(n1).wrapping_add(carry).wrapping_add(a1.wrapping_mul(b1)), p1, p0]
}

/// I6, the bonus: what was seized is worth no more than what was repaid and a bonus, which is within the configured most,
/// and within the room of the collateral above the debt, or the `bad` one. Values at settlement prices.
#[must_use]
pub fn i6_bonus(before: &Sums, repaid: u64, seized: u64, bad_bps: u16, most_bps: u16) -> bool {
    let room = before.room_bps_down().unwrap_or(0).max(u64::from(bad_bps)).min(u64::from(most_bps));
    let paid = u128::from(repaid).saturating_mul(u128::from(room.saturating_add(10_000)));
    u128::from(seized.saturating_sub(DUST_VALUE)).saturating_mul(10_000) <= paid
}

/// I7, dust: no debt of the position is worth less than the market's floor, except where it cannot be repaid or its price
/// is fixed. After Borrow, Withdraw and a partial liquidation, of the slot it repaid; repayment is exempt.
#[must_use]
pub fn i7_no_dust_debt(market: &Market<'_>, position: &Position, moment: &RiskContext) -> bool {
    let floored = |slot: &Slot| {
        let reserve = market.reserve(slot.reserve).ok()?;
        let owed = reserve.debt_with_pending_up(slot.shares, moment.ts)?;
        Some(
            reserve.state(moment).any(State::FLOORLESS)
                || reserve.high.value_up_saturating(owed) >= market.header.debt_floor,
        )
    };
    position.used().iter().filter(|slot| slot.side() == Side::Debt).all(|slot| floored(slot).unwrap_or(true))
}

/// The states in which the token itself does not move: I8's only exceptions among the states.
pub const I8_EXCEPTIONS: u32 = State::BLOCKED;

/// I8, open doors: repayment, the top-up of a position in debt and the debt-free exit are refused in no session, price
/// state or reduce-only mode; only where the token itself does not move.
#[must_use]
pub fn i8_open_doors(state: State) -> bool {
    let doors = [Action::Repay, Action::TopUpIndebted, Action::Withdraw];
    state.any(I8_EXCEPTIONS) || doors.into_iter().all(|action| permit(action, state).is_ok())
}

/// I8, of a repayment that was refused: with which errors it may be, of a stranger or of the position's own people.
/// Everything else is a broken promise.
#[must_use]
pub const fn i8_repay_may_fail(error: Error, is_strangers: bool) -> bool {
    (is_strangers && matches!(error, Error::DebtBelowFloor))
        || matches!(
            error,
            Error::ZeroAmount
                | Error::InsufficientFunds
                | Error::NoSuchSlot
                | Error::OtherSide
                | Error::NoSuchReserve
                | Error::ZeroShares
                | Error::MintPaused
                | Error::VaultFrozen
                | Error::MintReplaced
        )
}

/// I9, flash: nothing is out, and what was lent is back with its fee.
#[must_use]
pub const fn i9_flash_restored(before: &Reserve, after: &Reserve, fee: u64) -> bool {
    after.flash_out == 0 && after.cash.saturating_sub(before.cash) >= fee && after.cash >= before.cash
}

/// I11, shares: those of all positions, and the receipts, are the reserve's totals.
#[must_use]
pub fn i11_shares<'a>(reserve: &Reserve, positions: impl Iterator<Item = &'a Position>, receipts: u64) -> bool {
    let (mut supply, mut debt) = (u128::from(receipts), 0u128);
    for slot in positions.flat_map(Position::used).filter(|slot| slot.reserve == reserve.index) {
        let sum = match slot.side() {
            Side::Supply => &mut supply,
            Side::Debt => &mut debt,
        };
        *sum = sum.saturating_add(u128::from(slot.shares));
    }
    supply == u128::from(reserve.supply_shares) && debt == u128::from(reserve.debt_shares)
}

/// I12, other people: what someone who is neither owner nor delegate may leave of a position outside liquidation. No slot
/// is added, no supply falls, no debt grows, no choice of the owner changes. Who is offered the position may take it over,
/// as it stands.
#[must_use]
pub fn i12_untouched(before: &Position, after: &Position, signer: &Key) -> bool {
    if before.is_owner_or_delegate(signer) {
        return true;
    }
    if after.owner != before.owner {
        let mut taken = Position { risk_ts: after.risk_ts, ..*before };
        taken.hand_over(*signer);
        return !signer.is_none() && before.offered_to == *signer && taken == *after;
    }
    let same_choices = (before.owner, before.delegate, before.market, before.rent_payer, before.offered_to)
        == (after.owner, after.delegate, after.market, after.rent_payer, after.offered_to)
        && (before.orders, before.id, before.emode) == (after.orders, after.id, after.emode);
    let supply_kept = before.used().iter().filter(|slot| slot.side() == Side::Supply).all(|was| {
        after.slot(was.reserve, Side::Supply).is_ok_and(|is| is.flags == was.flags && is.shares >= was.shares)
    });
    let none_new = after.used().iter().all(|is| {
        let was = before.slot(is.reserve, is.side());
        was.is_ok_and(|was| is.side() == Side::Supply || (is.flags == was.flags && is.shares <= was.shares))
    });
    same_choices && supply_kept && none_new
}

#[cfg(test)]
mod tests;
