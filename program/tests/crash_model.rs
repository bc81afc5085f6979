//! The exact model of a crash: one dollar reserve in fractions of atoms, no shares and no indices. Interest is the defined
//! polynomial at the program's rate, since utilisation is defined on its integers.

use hypothec_interface::math::interest::growth_up;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::Reserve;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::cmp::min;

pub fn part(over: impl Into<BigInt>, under: impl Into<BigInt>) -> BigRational {
    BigRational::new(over.into(), under.into())
}

pub fn atoms(n: u64) -> BigRational {
    part(n, 1)
}

pub fn q64(Q64([fraction, integer]): Q64) -> BigRational {
    part((BigInt::from(integer) << 64) | BigInt::from(fraction), BigInt::from(1) << 64)
}

/// What indices, and the protocol's parts in units of 2^-32 atom, lose to rounding in all: each accrual costs at most
/// 2^-64 of 10^13 shares, which is below 2^-20 atom, and two parts; there are fewer than 40.
pub fn hair() -> BigRational {
    part(1, 1 << 14)
}

/// The dollar's reserve.
pub struct Dollar {
    pub supply: BigRational,
    pub buffer: BigRational,
    pub fees: BigRational,
    /// By holder.
    pub debts: Vec<BigRational>,
    /// Debt that nobody paid.
    pub written_off: BigRational,
}

impl Dollar {
    pub fn new(supplied: u64) -> Dollar {
        let zero = BigRational::zero;
        Dollar { supply: atoms(supplied), buffer: zero(), fees: zero(), debts: Vec::new(), written_off: zero() }
    }

    /// Interest until now, by the rate that stood in the record before.
    pub fn accrue(&mut self, was: &Reserve, now: i64) {
        let dt = (now - was.accrued_ts()).unsigned_abs();
        let x = was.rate_q64() * dt;
        assert!(x <= 1 << 60, "one step of the polynomial");
        let whole = BigInt::from(1) << 64;
        let growth = part(&whole + BigInt::from(growth_up(x)), whole);
        let before: BigRational = self.debts.iter().sum();
        for debt in &mut self.debts {
            *debt = &*debt * &growth;
        }
        let interest = self.debts.iter().sum::<BigRational>() - before;
        let protocol = &interest * part(was.config().reserve_factor_bps(), 10_000);
        let to_buffer = &protocol * part(was.config().buffer_share_bps(), 10_000);
        self.supply += interest - &protocol;
        self.fees += protocol - &to_buffer;
        self.buffer += to_buffer;
    }

    /// The waterfall: buffer first, then suppliers. The fees are never reached here.
    pub fn write_off(&mut self, holder: usize) {
        let lost = std::mem::take(&mut self.debts[holder]);
        self.written_off += &lost;
        let from_buffer = min(self.buffer.clone(), lost.clone());
        self.buffer -= &from_buffer;
        self.supply -= lost - from_buffer;
    }
}
