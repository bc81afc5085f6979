//! What happens to the stock.

use super::setup::PRICES;
use super::state::{Due, END_TS, PureWorld};
use crate::action::{Prints, RATIOS, ROGUES, SHARE, STOCK, Stock};
use hypothec_interface::session::Session;
use hypothec_interface::token::Scaled;

impl PureWorld {
    pub(crate) fn apply_stock(&mut self, what: &Stock) {
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
        self.issuer(index).expect("a mint").scaled
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
        self.now = (self.now + seconds).min(END_TS);
        if let Some(due) = self.due.take_if(|due| due.at_ts <= self.now) {
            let share = &mut self.prices[SHARE];
            share.price = ((share.price as f64 / due.ratio) as i64).clamp(PRICES[SHARE] / 4_096, PRICES[SHARE] * 64);
            share.conf = share.price.unsigned_abs() / 2_000;
        }
    }
}
