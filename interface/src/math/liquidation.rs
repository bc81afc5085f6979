//! Liquidation: bonus and size of one exchange of debt for collateral, at settlement prices. `docs/math.md` repeats the
//! formulas. Value saturates: a whale stays liquidatable, in pieces of [`VALUE_MAX`].

use super::divide::{div_128_64, div_128_128, mul_div_down};
use super::price::{Price, VALUE_MAX};
use super::wide::{add_128_wrapping, limbs, lt_128, mul_64, saturating_add_64, sub_128};
use crate::Error;
use crate::unit::BPS_64;

/// No bonus is above this, whatever is configured.
pub const BONUS_LIMIT_BPS: u64 = 5_000;

/// A target that no health reaches.
pub const TARGET_ALL: u16 = u16::MAX;

/// What a position's slots come to at settlement prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// L: supply times liquidation weight, Value bps, rounded down.
    pub power: u128,
    /// D: debt times liquidation borrow factor, Value bps, rounded up.
    pub weight: u128,
    /// Supply without weights, Value, rounded down.
    pub supply: u64,
    /// Debt without weights, Value, rounded up.
    pub debt: u64,
}

/// What bounds the bonus, basis points; the parameters are those of the seized reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BonusTerms {
    /// Least bonus.
    pub min_bps: u16,
    /// Greatest bonus.
    pub max_bps: u16,
    /// Bonus per unit of 1 - HF.
    pub slope_bps: u16,
    /// Bonus of an insolvent position.
    pub bad_bps: u16,
    /// Added on top, within room.
    pub extra_bps: u16,
    /// The owner's own cap.
    pub cap_bps: u16,
}

/// What the liquidator gains on what it repays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// Basis points.
    pub bps: u64,
    /// The position is insolvent: only whole slots close.
    pub insolvent: bool,
}

/// The two slots that are exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Atoms owed in the debt slot, rounded up.
    pub owed: u64,
    /// Settlement price of the debt.
    pub debt_price: Price,
    /// bf: liquidation borrow factor of the debt, basis points.
    pub factor_bps: u16,
    /// Most atoms that one debt share can be worth, 0 where shares are atoms: a repayment extinguishes whole shares.
    pub share_up: u64,
    /// Atoms held in the supply slot, rounded down.
    pub held: u64,
    /// Settlement price of the supply.
    pub supply_price: Price,
    /// lt: liquidation weight of the supply, basis points.
    pub weight_bps: u16,
}

/// Where an exchange ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// h: the health aimed at, basis points; [`TARGET_ALL`] is all that the two slots allow.
    pub target_bps: u16,
    /// Smallest debt that a partial liquidation may leave in the slot, Value.
    pub floor: u64,
    /// Most atoms the liquidator would repay.
    pub asked: u64,
}

/// How much is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Atoms of the debt.
    pub repay: u64,
    /// It must arrive in full: a slot closes that may only close whole.
    pub whole: bool,
    /// The whole supply slot is seized for it.
    pub takes_supply: bool,
}

/// `a * by`, where the product is known to stay below 2^128.
#[inline(always)]
fn scale([lo, hi]: [u64; 2], by: u64) -> [u64; 2] {
    let [p0, p1] = mul_64(lo, by);
    // ARITH: sums of 16 products of a Value and basis points are below 2^68, and `by` below 2^47 at every call.
    [p0, p1.wrapping_add(hi.wrapping_mul(by))]
}

impl Sums {
    /// `sumC / sumD - 1`, basis points, rounded down: what the collateral can pay on top of the debt. `None` when it is
    /// negative; without debt there is no bound.
    #[inline(always)]
    #[must_use]
    pub fn room_bps_down(&self) -> Option<u64> {
        let over = self.supply.checked_sub(self.debt)?;
        if over >> 50 == 0 {
            // ARITH: below 2^50 times below 2^14
            return Some(over.wrapping_mul(BPS_64).checked_div(self.debt).unwrap_or(u64::MAX));
        }
        Some(mul_div_down(over, BPS_64, self.debt).unwrap_or(u64::MAX))
    }

    /// `k * (1 - HF)`, basis points, rounded down; 0 where HF is not below 1.
    #[inline(always)]
    fn slope_bps_down(&self, slope_bps: u16) -> u64 {
        let weight = limbs(self.weight);
        let Some(short) = sub_128(weight, limbs(self.power)) else { return 0 };
        let slope = u64::from(slope_bps);
        let product = match short {
            // ARITH: below 2^48 times below 2^16
            [short, 0] if short >> 48 == 0 => [short.wrapping_mul(slope), 0],
            short => scale(short, slope),
        };
        match (product, weight) {
            ([product, 0], [weight, 0]) => product.checked_div(weight).unwrap_or(0),
            (product, weight) => div_128_128(product, weight).map_or(0, |([bps, _], _)| bps),
        }
    }

    /// The bonus of this position.
    ///
    /// ROUND: down in every step: the owner keeps the part of a basis point.
    #[inline(always)]
    #[must_use]
    pub fn bonus_down(&self, terms: &BonusTerms) -> Bonus {
        let cap = u64::from(terms.cap_bps).min(BONUS_LIMIT_BPS);
        let bad = u64::from(terms.bad_bps);
        match self.room_bps_down() {
            Some(room) if room >= bad => {
                let sloped = self.slope_bps_down(terms.slope_bps);
                let bonus = sloped.max(u64::from(terms.min_bps)).min(u64::from(terms.max_bps));
                // ARITH: two numbers below 2^16
                let bonus = bonus.wrapping_add(u64::from(terms.extra_bps));
                Bonus { bps: bonus.min(room).min(cap), insolvent: false }
            }
            _ => Bonus { bps: bad.min(cap), insolvent: true },
        }
    }

    /// Whether health would fall by exchanging this pair: `HF < (1 + b) * lt / bf`.
    #[inline(always)]
    #[must_use]
    pub fn falls(&self, pair: &Pair, bonus: &Bonus) -> bool {
        // ARITH: below 2^16 times below 2^14, both sides
        let factor = u64::from(pair.factor_bps).wrapping_mul(BPS_64);
        lt_128(scale(limbs(self.power), factor), scale(limbs(self.weight), pair.lost_bps2(bonus)))
    }

    /// `(h * D - L) / (h * bf - (1 + b) * lt)`, Value, rounded up; `None` where the denominator is not positive.
    ///
    /// # Errors
    /// `NotLiquidatable` when the position is at its target already.
    #[inline(always)]
    fn exchange_up(&self, pair: &Pair, bonus: &Bonus, target_bps: u16) -> Result<Option<u64>, Error> {
        if target_bps == TARGET_ALL {
            return Ok(Some(u64::MAX));
        }
        let target = u64::from(target_bps);
        let need = sub_128(scale(limbs(self.weight), target), scale(limbs(self.power), BPS_64))
            .ok_or_else(|| Error::NotLiquidatable.cold())?;
        if need == [0, 0] {
            return Err(Error::NotLiquidatable.cold());
        }
        // ARITH: below 2^16 each
        let gained = target.wrapping_mul(u64::from(pair.factor_bps));
        let Some(divisor @ 1..) = gained.checked_sub(pair.lost_bps2(bonus)) else { return Ok(None) };
        // ARITH: need is below 2^84
        let padded = add_128_wrapping(need, [divisor.wrapping_sub(1), 0]);
        Ok(Some(div_128_64(padded, divisor).map_or(u64::MAX, |(value, _)| value)))
    }

    /// How much of the pair is exchanged.
    ///
    /// Where the position is insolvent or its health would fall, one of the two slots closes completely. Otherwise debt
    /// goes until health is `target_bps`; or less, if less is asked. Where that would leave debt below the floor, the
    /// debt slot closes if the supply slot covers it, else the supply slot; or, when that is more than asked, the floor is left.
    ///
    /// # Errors
    /// `Worthless`, `NotLiquidatable`, `WholeSlotOnly`, `DebtBelowFloor`.
    #[inline(always)]
    pub fn size_up(&self, pair: &Pair, bonus: &Bonus, limits: &Limits) -> Result<Size, Error> {
        let (emptying, paid) = pair.emptying_up(bonus)?;
        let piece = pair.piece();
        let most = pair.owed.min(emptying).min(piece);
        let exchange = self.exchange_up(pair, bonus, limits.target_bps)?;
        let partial = match exchange {
            Some(value) if !bonus.insolvent && !self.falls(pair, bonus) => value,
            // a slot above 2^48 Value closes in pieces
            _ => return pair.whole(most, emptying, piece, limits.asked),
        };
        // atoms grow with their Value: more than pays for the supply is at least what empties it
        let wanted = if partial >= paid {
            most
        } else {
            saturating_add_64(pair.debt_price.atoms_up_saturating(partial), pair.share_up).min(most)
        };
        let leaves_dust = |repay: u64| repay < most && pair.leaves_less_than(repay, limits.floor);
        let wanted = if leaves_dust(wanted) { most } else { wanted };
        let mut repay = wanted.min(limits.asked);
        if repay != wanted && leaves_dust(repay) {
            // ROUND: up, what is left is worth the floor
            let kept = saturating_add_64(pair.debt_price.atoms_up_saturating(limits.floor), pair.share_up);
            match pair.owed.checked_sub(kept) {
                Some(less @ 1..) => repay = less.min(limits.asked),
                _ => return Err(Error::DebtBelowFloor.cold()),
            }
        }
        Ok(Size { repay, whole: false, takes_supply: repay == emptying })
    }
}

impl Pair {
    /// `(1 + b) * lt`, in basis points squared.
    #[inline(always)]
    fn lost_bps2(&self, bonus: &Bonus) -> u64 {
        // ARITH: below 2^14 times below 2^16
        BPS_64.wrapping_add(bonus.bps.min(BONUS_LIMIT_BPS)).wrapping_mul(u64::from(self.weight_bps))
    }

    /// Atoms of debt that pay for the whole supply slot, and their Value, rounded up; `u64::MAX` of both when it is worth
    /// more than a Value holds.
    ///
    /// # Errors
    /// `Worthless` when one of the prices is zero, or there is nothing in one of the slots.
    #[inline(always)]
    fn emptying_up(&self, bonus: &Bonus) -> Result<(u64, u64), Error> {
        if self.held == 0 || self.owed == 0 || self.supply_price.is_zero() || self.debt_price.is_zero() {
            return Err(Error::Worthless.cold());
        }
        let Some(value) = self.supply_price.value_up(self.held) else { return Ok((u64::MAX, u64::MAX)) };
        // ARITH: below 2^48 times 10,000, plus below 2^14
        let part = BPS_64.wrapping_add(bonus.bps.min(BONUS_LIMIT_BPS));
        let paid = value.wrapping_mul(BPS_64).wrapping_add(part.wrapping_sub(1)).checked_div(part).unwrap_or(u64::MAX);
        Ok((self.debt_price.atoms_up_saturating(paid), paid))
    }

    /// Most atoms of debt that one exchange can count.
    #[inline(always)]
    fn piece(&self) -> u64 {
        if self.debt_price.surely_has_value(self.owed) || self.debt_price.value_up(self.owed).is_some() {
            return u64::MAX;
        }
        self.debt_price.atoms_down_saturating(VALUE_MAX)
    }

    /// Closing one of the slots.
    #[inline(always)]
    fn whole(&self, most: u64, emptying: u64, piece: u64, asked: u64) -> Result<Size, Error> {
        if asked < most {
            return Err(Error::WholeSlotOnly.cold());
        }
        Ok(Size { repay: most, whole: most != piece, takes_supply: most == emptying })
    }

    /// Whether the debt that is left, its Value rounded up, is below this Value. Nothing repaid is more than is owed.
    #[inline(always)]
    fn leaves_less_than(&self, repay: u64, value: u64) -> bool {
        let left = self.owed.wrapping_sub(repay); // ARITH: repay is less than the most, which is at most what is owed
        !self.debt_price.is_surely_worth(left, value) && self.debt_price.value_up_saturating(left) < value
    }

    /// Atoms of supply for `freed` atoms of debt: never worth more than `freed * (1 + b)`, nor more than there are.
    ///
    /// ROUND: three times down, the owner keeps less than two units of Value and an atom.
    #[inline(always)]
    #[must_use]
    pub fn seized_down(&self, freed: u64, bonus: &Bonus) -> u64 {
        let value = self.debt_price.value_down_saturating(freed);
        // ARITH: below 2^48 times below 2^14
        let value = value.wrapping_mul(BPS_64.wrapping_add(bonus.bps.min(BONUS_LIMIT_BPS))) / BPS_64;
        self.supply_price.atoms_down_saturating(value).min(self.held)
    }
}

/// The protocol's part of what is seized: `part_bps` of the bonus in it, rounded down.
#[inline(always)]
#[must_use]
pub fn protocol_part_down(seized: u64, bonus: &Bonus, part_bps: u16) -> u64 {
    let bps = bonus.bps.min(BONUS_LIMIT_BPS);
    // ARITH: below 2^13 times at most 2^14; below 2^14 times 10,000
    let (part, whole) =
        (bps.wrapping_mul(u64::from(part_bps.min(10_000))), BPS_64.wrapping_add(bps).wrapping_mul(BPS_64));
    if part == 0 { 0 } else { mul_div_down(seized, part, whole).unwrap_or(0) }
}
