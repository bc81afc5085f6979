//! What happens to the stock: its two feeds together and apart, sessions, dividends, splits, and a multiplier key gone
//! rogue.

use crate::feeds::{Prints, SHARE, STOCK};
use crate::genesis::PRICES;
use crate::input::Input;
use crate::world::World;
use hypothec_interface::session::Session;
use hypothec_interface::token::{Scaled, issuer};

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// A second later, the token feed (bit 0), the share feed (bit 1) or both print `bps` of what they said.
    Print { feeds: u8, bps: u16, conf_bps: u8, age_s: i64 },
    /// The share feed (or the token feed) alone will say so much more or less.
    Depeg { share: bool, bps: i64 },
    /// From now on the share feed (or the token feed) prints like this.
    Behave { share: bool, prints: Prints },
    /// The next time that this session begins, and so many seconds.
    Open { session: u8, after_s: i64 },
    /// The multiplier grows by so many thousandths of a percent, in so many seconds; the share falls by it then, or not.
    Dividend { parts: i64, in_s: i64, falls: bool },
    /// The multiplier becomes so many times what it was, in so many seconds; the share follows so much later or earlier.
    Split { ratio: u8, in_s: i64, late_s: i64 },
    /// The multiplier becomes what none should be.
    Rogue { which: u8, in_s: i64 },
    /// The mint says again what the board trusts, both feeds print, and they agree.
    Repair,
}

/// New shares per old one.
pub const RATIOS: [f64; 8] = [2.0, 10.0, 0.5, 0.1, 1.5, 3.0, 1.1, 0.93];
/// Multipliers of no token.
const ROGUES: [f64; 9] = [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-310, 1e12, 1e-9, 1_000.0, 65.0];

/// The share will say `1 / ratio` of what it says, from a time on.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub at_ts: i64,
    pub ratio: f64,
}

impl Stock {
    pub(crate) fn read(input: &mut Input<'_>) -> Stock {
        let (tag, shape) = (input.byte(), input.byte());
        let share = shape % 4 != 0;
        let soon = |input: &mut Input<'_>| match input.byte() {
            now @ 0..=63 => i64::from(now / 32) * 5,
            minutes @ 64..=191 => i64::from(minutes) * 20,
            hours => i64::from(hours - 191) * 2_400,
        };
        match tag % 20 {
            0..=3 => Stock::Print {
                feeds: 1 + shape % 3,
                bps: if tag < 40 { 7_000 + input.word() % 6_000 } else { 9_700 + input.word() % 600 },
                conf_bps: input.below(210),
                age_s: if shape < 64 { i64::from(input.below(12)) } else { 0 },
            },
            4..=5 => Stock::Depeg { share, bps: i64::from(input.word() % 1_600) - 800 },
            6..=7 => {
                let prints = [Prints::Live, Prints::Frozen, Prints::Stopped];
                Stock::Behave { share, prints: prints[usize::from(shape / 4 % 3)] }
            }
            8..=10 => Stock::Open { session: shape % 4, after_s: i64::from(input.word() % 2_000) },
            11..=13 => {
                let parts = i64::from(input.word() % 1_300) - 250;
                Stock::Dividend { parts, in_s: soon(input), falls: shape % 3 != 0 }
            }
            14..=15 => {
                let late_s = (i64::from(input.byte()) - 128) * 20;
                Stock::Split { ratio: shape % RATIOS.len() as u8, in_s: soon(input), late_s }
            }
            16 => Stock::Rogue { which: shape % ROGUES.len() as u8, in_s: soon(input) },
            _ => Stock::Repair,
        }
    }

    /// Whether prints come of it.
    #[must_use]
    pub fn prints(&self) -> bool {
        matches!(self, Stock::Print { .. } | Stock::Open { .. } | Stock::Repair)
    }
}

impl World {
    pub(crate) fn happen(&mut self, what: &Stock) {
        let feed = |share| if share { SHARE } else { STOCK };
        match *what {
            Stock::Print { feeds, bps, conf_bps, age_s } => {
                self.pass(1);
                for feed in [STOCK, SHARE].into_iter().filter(|feed| feeds & 1 << u8::from(*feed == SHARE) != 0) {
                    let price = self.prices[feed].price / 10_000 * i64::from(bps);
                    self.post(feed, price.min(PRICES[feed] * 64), conf_bps, age_s);
                }
            }
            Stock::Depeg { share, bps } => self.drift(feed(share), bps),
            Stock::Behave { share, prints } => self.prices[feed(share)].prints = prints,
            Stock::Open { session, after_s } => self.advance(self.until(session) + after_s),
            Stock::Dividend { parts, in_s, falls } => {
                let ratio = 1.0 + parts as f64 / 1e5;
                self.grow(ratio, in_s);
                if falls {
                    self.due = Some(Due { at_ts: self.now + in_s, ratio });
                }
            }
            Stock::Split { ratio, in_s, late_s } => {
                let ratio = RATIOS[usize::from(ratio)];
                self.grow(ratio, in_s);
                self.due = Some(Due { at_ts: self.now + in_s + late_s, ratio });
            }
            Stock::Rogue { which, in_s } => self.set_multiplier(STOCK as u8, ROGUES[usize::from(which)], in_s),
            Stock::Repair => self.repair(),
        }
    }

    /// Seconds until this session begins; none when it does not within two weeks.
    fn until(&self, session: u8) -> i64 {
        let calendar = self.header().calendar();
        let mut at = self.now;
        while at < self.now + 14 * 86_400 {
            at = calendar.session_at(at).1;
            if calendar.session_at(at).0 == Session::from_u8(session) {
                return at - self.now;
            }
        }
        0
    }

    fn repair(&mut self) {
        let trusted = self.reserve(STOCK).multiplier().accepted_q32() as f64 / 4_294_967_296.0;
        self.set_multiplier(STOCK as u8, trusted, 0);
        (self.prices[STOCK].prints, self.prices[SHARE].prints, self.due) = (Prints::Live, Prints::Live, None);
        let token = &self.prices[STOCK];
        (self.prices[SHARE].price, self.prices[SHARE].conf) = ((token.price as f64 / trusted) as i64, token.conf);
        self.advance(5);
    }

    /// What the mint says.
    #[must_use]
    pub fn scaled(&self, index: usize) -> Scaled {
        issuer::read(&self.mints[index], &self.reserve(index).offsets()).expect("a mint").scaled
    }

    fn grow(&mut self, ratio: f64, in_s: i64) {
        let now = f64::from_bits(self.scaled(STOCK).current(self.now));
        let sane = if now.is_normal() && (1e-5..1e7).contains(&now) { now } else { 1.0 };
        self.set_multiplier(STOCK as u8, sane * ratio, in_s);
    }

    /// Token-2022's `UpdateMultiplier`: what was to come and is due becomes what was.
    pub(crate) fn set_multiplier(&mut self, reserve: u8, new: f64, in_s: i64) {
        let from = self.now + in_s;
        let old = self.scaled(usize::from(reserve)).current(self.now);
        let old = if in_s <= 0 { new.to_bits() } else { old };
        self.edit_mint(reserve, |offsets| offsets.scaled, 32, &old.to_le_bytes());
        self.edit_mint(reserve, |offsets| offsets.scaled, 40, &from.to_le_bytes());
        self.edit_mint(reserve, |offsets| offsets.scaled, 48, &new.to_le_bytes());
    }

    /// Lets time pass; a share that is to trade without its dividend, or by its split, does so when that is due.
    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now = (self.now + seconds).min(crate::world::END_TS);
        if let Some(due) = self.due.take_if(|due| due.at_ts <= self.now) {
            let share = &mut self.prices[SHARE];
            share.price = ((share.price as f64 / due.ratio) as i64).clamp(PRICES[SHARE] / 4_096, PRICES[SHARE] * 64);
            share.conf = share.price.unsigned_abs() / 2_000;
        }
    }
}
