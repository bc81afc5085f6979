//! Klend's rule for an xStock reserve, as far as a history of prices needs it: the price is the share's last trade, accepted
//! while the token feed's print is at most 60 seconds old and within 5 % of it, and used for 300 seconds.

/// How old the token's print may be, seconds.
const TOKEN_AGE_S: i64 = 60;
/// How long an accepted price is used, seconds.
const PRICE_AGE_S: i64 = 300;
/// How far the token's print may lie from the share's trade.
const APART: f64 = 0.05;
/// Bonus of a liquidation: least, greatest, and per unit of missing health.
const BONUS: (f64, f64, f64) = (0.01, 0.05, 0.5);
/// The health that a liquidation restores, so that only prices differ between the columns.
const TARGET: f64 = 1.05;

/// The price, a part of par.
#[derive(Clone, Copy, Debug, Default)]
pub struct Klend {
    token: Option<(f64, i64)>,
    price: Option<(f64, i64)>,
}

/// A loan of dollars against one token; all in parts of par.
#[derive(Clone, Copy, Debug)]
pub struct Loan {
    pub tokens: f64,
    pub owed: f64,
}

impl Klend {
    /// The share's last trade, and the token's print if there is one.
    pub fn refresh(&mut self, now: i64, token: Option<f64>, last_trade: f64) {
        if let Some(token) = token {
            self.token = Some((token, now));
        }
        let near = |(token, at): (f64, i64)| now - at <= TOKEN_AGE_S && (token / last_trade - 1.0).abs() <= APART;
        if self.token.is_some_and(near) {
            self.price = Some((last_trade, now));
        }
    }

    /// The price in use.
    #[must_use]
    pub fn price(&self, now: i64) -> Option<f64> {
        self.price.filter(|(_, at)| now - at <= PRICE_AGE_S).map(|(price, _)| price)
    }

    /// What a liquidation would repay and give, dollars and tokens; none where the loan is sound or there is no price.
    #[must_use]
    pub fn liquidation(&self, loan: &Loan, threshold: f64, now: i64) -> Option<(f64, f64)> {
        let price = self.price(now)?;
        let (collateral, line) = (loan.tokens * price, loan.tokens * price * threshold);
        if loan.owed <= 0.0 || line >= loan.owed {
            return None;
        }
        let (least, most, slope) = BONUS;
        let room = collateral / loan.owed - 1.0;
        let bonus = if room < least { least } else { (slope * (1.0 - line / loan.owed)).clamp(least, most).min(room) };
        let whole = loan.owed.min(collateral / (1.0 + bonus));
        let kept = (1.0 + bonus) * threshold;
        let part = if TARGET > kept { (TARGET * loan.owed - line) / (TARGET - kept) } else { whole };
        let repaid = if room < least { whole } else { part.min(whole) };
        Some((repaid, (repaid * (1.0 + bonus) / price).min(loan.tokens)))
    }
}
