//! A board of one share feed around the pure rules: it keeps the last good value as the real one does.

use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::multiplier::{EffectiveMultipliers, Observation, evaluate};
use hypothec_interface::state::{MultiplierMemory, PendingMultiplier};
use hypothec_interface::token::Scaled;
use hypothec_interface::token::multiplier::multiplier_q32_down;

/// A quiet Tuesday.
pub const START: i64 = 1_788_900_000;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;

/// Q32.32 of a multiplier.
pub fn q32(multiplier: f64) -> u64 {
    multiplier_q32_down(multiplier.to_bits()).expect("in range")
}

/// A multiplier as a number.
pub fn value(q32: u64) -> f64 {
    q32 as f64 / 4_294_967_296.0
}

/// USD per share to the price of a share-atom of 8 decimals.
pub fn price(usd: f64) -> Price {
    let mantissa = (usd * 1e8) as u64;
    Scale::new(-8, 8, mantissa).and_then(|scale| scale.price_down(mantissa)).expect("in range")
}

/// A price of an atom in USD per whole token of 8 decimals.
pub fn usd(price: Price) -> f64 {
    price.mantissa() as f64 / 2f64.powi(price.shift() as i32) / 65_536.0 * 1e8
}

#[derive(Clone)]
pub struct Setup {
    pub memory: MultiplierMemory,
    pub pending: PendingMultiplier,
    pub scaled: Scaled,
    pub now: i64,
    pub seen_ts: i64,
    pub regular: bool,
    pub last: Price,
    pub share: Price,
    pub share_ts: i64,
    pub multipliers: EffectiveMultipliers,
}

impl Setup {
    /// A mint of this multiplier whose share has just printed.
    pub fn new(multiplier: f64, share_usd: f64) -> Setup {
        let q = q32(multiplier);
        let bits = multiplier.to_bits();
        let mut setup = Setup {
            memory: MultiplierMemory::new(q),
            pending: bytemuck::Zeroable::zeroed(),
            scaled: Scaled { multiplier: bits, new_multiplier: bits, effective_ts: 0 },
            now: START,
            seen_ts: START,
            regular: true,
            last: Price::ZERO,
            share: Price::ZERO,
            share_ts: 0,
            multipliers: EffectiveMultipliers {
                low_q32: q,
                high_q32: q,
                spot_q32: q,
                suspended: false,
                released: false,
                changed: false,
            },
        };
        setup.print(share_usd);
        setup
    }

    /// What the issuer's key writes: `UpdateMultiplier`, as Token-2022 does it.
    pub fn update(&mut self, multiplier: f64, effective_ts: i64) {
        if self.now >= self.scaled.effective_ts {
            self.scaled.multiplier = self.scaled.new_multiplier;
        }
        (self.scaled.new_multiplier, self.scaled.effective_ts) = (multiplier.to_bits(), effective_ts);
        if effective_ts <= self.now {
            self.scaled.multiplier = multiplier.to_bits();
        }
    }

    pub fn observation(&self, share: Price, share_ts: i64) -> Observation {
        let Setup { scaled, now, seen_ts, regular, last, .. } = *self;
        Observation { scaled, now, seen_ts, regular, watched: true, share, share_ts, last }
    }

    /// A refresh with a share print of this moment.
    pub fn print(&mut self, share_usd: f64) -> EffectiveMultipliers {
        self.print_of(share_usd, self.now)
    }

    /// A refresh with a share print of another moment.
    pub fn print_of(&mut self, share_usd: f64, publish_ts: i64) -> EffectiveMultipliers {
        let share = price(share_usd);
        self.see(share, publish_ts);
        if !self.multipliers.suspended {
            (self.share, self.share_ts) = (share, publish_ts);
            self.memory.settle(publish_ts);
            let spot = share.mul_q32_down(self.multipliers.spot_q32).expect("in range");
            // the references of the board are not part of these rules: here a far print is never a good one
            if self.last.is_zero() || self.multipliers.released || spot.within_bps(self.last, 2_500) {
                self.last = spot;
            }
        }
        self.multipliers
    }

    /// A refresh of mint and token feed only.
    pub fn look(&mut self) -> EffectiveMultipliers {
        self.see(Price::ZERO, self.share_ts)
    }

    fn see(&mut self, share: Price, share_ts: i64) -> EffectiveMultipliers {
        let observation = self.observation(share, share_ts);
        self.multipliers = evaluate(&mut self.memory, &mut self.pending, &observation);
        self.seen_ts = self.now;
        self.multipliers
    }

    /// Raw value of the share price on the board: where less is safer, and where more is.
    pub fn worth(&self) -> (f64, f64) {
        let by = |q| usd(self.share.mul_q32_down(q).expect("in range"));
        (by(self.multipliers.low_q32), by(self.multipliers.high_q32))
    }

    /// Refreshes every `every` seconds for `for_s` with a share price; returns after how many seconds the feed came back.
    pub fn until_released(&mut self, share_usd: impl Fn(i64) -> f64, every: i64, for_s: i64) -> Option<i64> {
        let start = self.now;
        while self.now < start + for_s {
            self.now += every;
            if !self.print(share_usd(self.now)).suspended {
                return Some(self.now - start);
            }
        }
        None
    }
}
