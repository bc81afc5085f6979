//! Interest in, losses out: who gets the one and who bears the other. Both keep the books' invariant.

use core::hint::cold_path;

use super::books::Claims;
use super::interest::INDEX_LIMIT;
use super::q64::Q64;
use super::wide::{add_128_wrapping, sub_128_wrapping};
use crate::unit::BPS;

/// Below this index a reserve is wiped: 2^-20.
pub const INDEX_MIN: Q64 = Q64([1 << 44, 0]);

/// With fewer supply shares their part of the interest goes to the buffer: the index of a few would run away.
pub const SUPPLY_SHARES_MIN: u64 = 1_000;

/// What is left after a loss.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Absorbed {
    /// The claims after it.
    pub claims: Claims,
    /// Whether the supply index is now below [`INDEX_MIN`] while there are shares. The index keeps its exact value, which
    /// may be 0: the shares still divide what is left, rounded down, but none may be added.
    pub wiped: bool,
    /// The part of the loss that no claim bore. While the books hold it is at most their gap.
    pub uncovered: Q64,
}

impl Claims {
    /// Takes a loss from the buffer, then from all supply shares alike, then from the fees. Never fails.
    ///
    /// ROUND: the supply index falls by `ceil(rest / supply_shares)`; the dust, less than one unit of 2^-64 atom for each
    /// share, stays in the reserve.
    #[inline(never)]
    #[must_use]
    pub fn absorb(mut self, loss_atoms: u64) -> Absorbed {
        let loss = Q64::from_atoms(loss_atoms);
        let rest = loss.saturating_sub(self.buffer);
        self.buffer = self.buffer.saturating_sub(loss);

        let rest = self.absorb_from_supply(rest);
        let wiped = self.supply_shares != 0 && self.supply_index < INDEX_MIN;

        let uncovered = rest.saturating_sub(self.fees);
        self.fees = self.fees.saturating_sub(rest);
        Absorbed { claims: self, wiped, uncovered }
    }

    /// Lowers the supply index and returns what the shares could not bear.
    fn absorb_from_supply(&mut self, rest: Q64) -> Q64 {
        let Some(cut) = rest.div_atoms_up(self.supply_shares) else {
            return rest;
        };
        if let Some(index) = self.supply_index.checked_sub(cut) {
            self.supply_index = index;
            return Q64::ZERO;
        }
        // ceil(rest / shares) > index means shares * index < rest < 2^128: the product exists.
        let value = self.supply_index.checked_mul_u64(self.supply_shares).unwrap_or(Q64::MAX);
        self.supply_index = Q64::ZERO;
        rest.saturating_sub(value)
    }

    /// Gives out interest: `reserve_factor_bps` of it to the protocol, of which `buffer_share_bps` to the buffer and the
    /// rest to the fees; all else raises the supply index, or with fewer than [`SUPPLY_SHARES_MIN`] shares the buffer.
    /// Parts above 10,000 count as 10,000.
    ///
    /// ROUND: the protocol's part is counted in units of 2^-32 atom (from 2^32 atoms of interest on in atoms), so that one
    /// word holds it, and both parts are rounded down, which favours the next in the sentence; the index down, its dust
    /// (less than one unit of 2^-64 atom for each share) stays in the reserve. A fee, buffer or index at its limit stays
    /// there.
    #[inline(always)]
    #[must_use]
    pub fn distribute(self, interest: Q64, reserve_factor_bps: u16, buffer_share_bps: u16) -> Claims {
        if interest.floor() >> 32 == 0 {
            return self.distribute_few(interest, reserve_factor_bps, buffer_share_bps);
        }
        let parts = Parts::of(interest.floor(), reserve_factor_bps, buffer_share_bps);
        self.share_out(interest, parts, Q64::from_atoms)
    }

    /// [`Claims::distribute`] below 2^32 atoms.
    #[inline(always)]
    pub(crate) fn distribute_few(self, interest: Q64, reserve_factor_bps: u16, buffer_share_bps: u16) -> Claims {
        let Q64([fraction, atoms]) = interest;
        let parts = Parts::of((atoms << 32) | (fraction >> 32), reserve_factor_bps, buffer_share_bps);
        self.share_out(interest, parts, |units| Q64([units << 32, units >> 32]))
    }

    #[inline(always)]
    fn share_out(mut self, interest: Q64, parts: Parts, q64: impl Fn(u64) -> Q64) -> Claims {
        // ARITH: parts are at most the whole.
        self.fees = self.fees.saturating_add(q64(parts.protocol.wrapping_sub(parts.to_buffer)));
        self.buffer = self.buffer.saturating_add(q64(parts.to_buffer));
        let rest = Q64(sub_128_wrapping(interest.0, q64(parts.protocol).0));
        if self.supply_shares < SUPPLY_SHARES_MIN {
            cold_path();
            self.buffer = self.buffer.saturating_add(rest);
        } else if let Some(raise) = rest.div_atoms_down(self.supply_shares) {
            // One that would reach the limit stays where it is; the interest then remains in the reserve, owned by none.
            let raised = Q64(add_128_wrapping(self.supply_index.0, raise.0));
            // of three words of which none reaches a power of two, no two overflowed: one comparison
            const { assert!(INDEX_LIMIT.is_power_of_two() && INDEX_LIMIT <= 1 << 62) };
            if (self.supply_index.floor() | raise.floor() | raised.floor()) < INDEX_LIMIT {
                self.supply_index = raised;
            } else {
                cold_path();
            }
        }
        self
    }
}

/// The protocol's part of an interest, and the buffer's of that, in the units they are counted in.
struct Parts {
    protocol: u64,
    to_buffer: u64,
}

impl Parts {
    #[inline(always)]
    fn of(units: u64, reserve_factor_bps: u16, buffer_share_bps: u16) -> Parts {
        let protocol = part_down(units, reserve_factor_bps);
        Parts { protocol, to_buffer: part_down(protocol, buffer_share_bps) }
    }
}

/// `floor(n * bps / 10_000)`, exact; above 10,000 counts as 10,000.
#[inline(always)]
fn part_down(n: u64, bps: u16) -> u64 {
    let bps = u64::from(bps.min(BPS));
    // ARITH: both terms are at most n; the second comes of a product below 10_000^2.
    (n / 10_000).wrapping_mul(bps).wrapping_add((n % 10_000).wrapping_mul(bps) / 10_000)
}
