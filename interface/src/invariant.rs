//! The named invariants of `docs/invariants.md`, one function each, over the state before and after an instruction. Unit
//! tests, fuzzers and the tests' world call the same ones; the program calls none: it is written so that they hold.

mod caps;
mod health;
mod liquidation;
mod multiplier;
mod price;

pub use caps::i13_caps;
pub use health::everyday_health_agrees;
pub use liquidation::t6_one_age;
pub use multiplier::{i10_comparable, i10_multipliers, i10_release, i10_step};
pub use price::{spans_cover, t1_step, t2_power, t3_sides, t4_nothing_vetoes, t5_no_news, t7_terminal};

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

/// I5, health: what Borrow, Withdraw, SetCollateral, MintReceipt and Batch leave behind is without debt or healthy at
/// the board's prices.
#[must_use]
pub fn i5_healthy(market: &Market<'_>, position: &Position, moment: &RiskContext) -> bool {
    !position.has_debt() || check_risk(market, position, moment).is_ok()
}

/// What the roundings of one exchange can cost each slot, Value: a share and an atom of either side, a unit.
const DUST_VALUE: u64 = 8;

/// I6, liquidation: health at settlement prices, `power / weight`, does not fall, but for the dust of `slots` slots. Where
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

/// I7, dust: no debt of the position is worth less than the market's floor. After Borrow, Withdraw and a partial
/// liquidation, of the slot it repaid; repayment is exempt.
#[must_use]
pub fn i7_no_dust_debt(market: &Market<'_>, position: &Position, moment: &RiskContext) -> bool {
    let floored = |slot: &Slot| {
        let reserve = market.reserve(slot.reserve).ok()?;
        let owed = reserve.debt_with_pending_up(slot.shares, moment.ts)?;
        Some(reserve.high.value_up_saturating(owed) >= market.header.debt_floor)
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

/// I8, of a repayment that was refused: with which errors it may be. Everything else is a broken promise.
#[must_use]
pub const fn i8_repay_may_fail(error: Error) -> bool {
    matches!(
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
/// is added, no supply falls, no debt grows, no choice of the owner changes.
#[must_use]
pub fn i12_untouched(before: &Position, after: &Position, signer: &Key) -> bool {
    if before.is_owner_or_delegate(signer) {
        return true;
    }
    let same_choices = (before.owner, before.delegate, before.market, before.rent_payer)
        == (after.owner, after.delegate, after.market, after.rent_payer)
        && (before.order, before.id, before.emode) == (after.order, after.id, after.emode);
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
mod tests {
    use super::*;
    use crate::state::SLOT_COLLATERAL;
    use bytemuck::Zeroable;

    fn position(slots: &[(u8, Side, u64)]) -> Position {
        let mut position = Position::zeroed();
        for (reserve, side, shares) in slots {
            position.open_slot(*reserve, *side).unwrap().shares = *shares;
        }
        position
    }

    fn reserve() -> Reserve {
        use crate::math::q64::Q64;
        Reserve { supply_index: Q64::ONE, debt_index: Q64::ONE, ..Reserve::zeroed() }
    }

    #[test]
    fn broken_ones_are_told() {
        let mut short = reserve();
        short.supply_shares = 1;
        assert!(!i1_books(&short), "a claim on nothing");
        short.cash = 1;
        assert!(i1_books(&short));
        assert!(!i2_vault(&short, 0) && i2_vault(&short, 1) && i2_vault(&short, 2));

        let mut fallen = short;
        fallen.supply_index.0 = [u64::MAX, 0];
        assert!(!i3_supply_index(&short, &fallen, false) && i3_supply_index(&short, &fallen, true));
        fallen.debt_index.0 = [u64::MAX, 0];
        assert!(!i3_supply_index(&short, &fallen, true), "a debt index never falls");
    }

    #[test]
    fn stakes_add_up() {
        let holder = position(&[(0, Side::Supply, 7)]);
        assert_eq!(stake(&reserve(), &holder, 3, 5), Some(15));
        assert_eq!(stake(&reserve(), &position(&[(0, Side::Debt, 7)]), 0, 5), Some(-2));
        assert!(i4_round_trip(1, 1) && i4_round_trip(1, 0) && !i4_round_trip(1, 2));
    }

    #[test]
    fn shares_that_nobody_holds() {
        let mut reserve = reserve();
        (reserve.supply_shares, reserve.debt_shares) = (10, 4);
        let all = [position(&[(0, Side::Supply, 7)]), position(&[(0, Side::Debt, 4), (1, Side::Supply, 9)])];
        assert!(i11_shares(&reserve, all.iter(), 3));
        assert!(!i11_shares(&reserve, all.iter(), 2) && !i11_shares(&reserve, all[..1].iter(), 3));
    }

    #[test]
    fn what_strangers_may_not() {
        let stranger = Key([9; 4]);
        let was = position(&[(0, Side::Supply, 7), (1, Side::Debt, 5)]);
        let may = |after: &Position| i12_untouched(&was, after, &stranger);
        assert!(may(&was));
        assert!(may(&position(&[(0, Side::Supply, 8)])), "top up and repay all");
        assert!(!may(&position(&[(0, Side::Supply, 6), (1, Side::Debt, 5)])));
        assert!(!may(&position(&[(0, Side::Supply, 7), (1, Side::Debt, 6)])));
        assert!(!may(&position(&[(0, Side::Supply, 7), (1, Side::Debt, 5), (2, Side::Supply, 1)])));
        assert!(!may(&position(&[(1, Side::Debt, 5)])));
        let mut changed = was;
        changed.slots[0].flags ^= SLOT_COLLATERAL;
        assert!(!may(&changed));
        changed = was;
        changed.delegate = stranger;
        assert!(!may(&changed) && i12_untouched(&was, &changed, &Key::NONE), "but its owner may");
    }

    #[test]
    fn i8_leaves_repay_and_top_up_open_in_every_state() {
        for bits in 0..1 << 14 {
            assert!(i8_open_doors(State(bits)), "{bits:#x}");
        }
        assert!(i8_repay_may_fail(Error::MintPaused) && !i8_repay_may_fail(Error::Overflow));
    }

    #[test]
    fn i6_refuses_an_exchange_that_lowers_health_or_pays_too_much() {
        let sums = |power, weight| Sums { power, weight, supply: 11_000, debt: 10_000 };
        let big = 1u128 << 68;
        assert!(i6_health(&sums(big, big), &sums(big, big), 0));
        assert!(!i6_health(&sums(big, big), &sums(big - (1 << 20), big), 1));
        assert!(i6_health(&sums(big, big), &sums(big - 1, big), 1), "dust");
        assert!(i6_health(&sums(3, 4), &sums(2, 2), 0) && !i6_health(&sums(4, 4), &sums(1, 2), 0));
        // a tenth of room, of which at most a twentieth is given
        assert!(i6_bonus(&sums(0, 0), 1_000_000, 1_050_000, 100, 500));
        assert!(!i6_bonus(&sums(0, 0), 1_000_000, 1_050_009, 100, 500));
        assert!(!i6_bonus(&sums(0, 0), 1_000_000, 1_100_009, 100, 2_000));
    }

    #[test]
    fn i9_refuses_a_flash_loan_left_open() {
        let (before, mut after) = (reserve(), reserve());
        assert!(i9_flash_restored(&before, &after, 0) && !i9_flash_restored(&before, &after, 1));
        after.cash = 1;
        assert!(i9_flash_restored(&before, &after, 1));
        after.flash_out = 1;
        assert!(!i9_flash_restored(&before, &after, 1));
    }
}
