//! What happens to the stock: its two feeds together and apart, sessions, dividends, splits, and a multiplier key gone
//! rogue.

/// What a feed does as time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prints {
    /// Every print differs from the one before.
    #[default]
    Live,
    /// The last print again and again, with the time of now.
    Frozen,
    /// None.
    Stopped,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// A second later, the token feed (bit 0), the share feed (bit 1) or both print `bps` of what they said.
    Print { feeds: u8, bps: u16, conf_bps: u8, age_s: i64 },
    /// The share feed (or the token feed) alone will say so much more or less.
    Depeg { share: bool, bps: i64 },
    /// From now on the share feed (or the token feed) prints like this.
    Behave { share: bool, prints: Prints },
    /// The next time that this session begins, and this many seconds.
    Open { session: u8, after_s: i64 },
    /// The multiplier grows by this many thousandths of a percent, in this many seconds; the share falls by it then, or not.
    Dividend { parts: i64, in_s: i64, falls: bool },
    /// The multiplier becomes this many times what it was, in this many seconds; the share follows so much later or earlier.
    Split { ratio: u8, in_s: i64, late_s: i64 },
    /// The multiplier becomes what none should be.
    Rogue { which: u8, in_s: i64 },
    /// The mint says again what the board trusts, both feeds print, and they agree.
    Repair,
}

/// New shares per old one.
pub const RATIOS: [f64; 8] = [2.0, 10.0, 0.5, 0.1, 1.5, 3.0, 1.1, 0.93];
/// Multipliers of no token.
pub const ROGUES: [f64; 9] = [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-310, 1e12, 1e-9, 1_000.0, 65.0];

impl Stock {
    /// Whether prints come of it.
    #[must_use]
    pub fn prints(&self) -> bool {
        matches!(self, Stock::Print { .. } | Stock::Open { .. } | Stock::Repair)
    }
}
