//! One look at the market while it lasts: what it has done so far, and whom it has to tell of what.

use crate::alert::{Alert, Severity};

/// What one look has done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The chain's time, unix seconds.
    pub unix_timestamp: i64,
    /// Prices posted.
    pub posted: usize,
    /// Boards refreshed.
    pub refreshed: usize,
    /// Positions liquidated.
    pub liquidated: usize,
    /// Positions whose bad debt was settled.
    pub settled: usize,
    /// Profit of the liquidations less their tips, USD, before the chain's fees.
    pub profit_usd: f64,
    /// Alerts raised.
    pub alerts: usize,
}

/// A look that is under way.
#[derive(Default)]
pub(super) struct Pass {
    pub look: Look,
    pub alerts: Vec<Alert>,
}

impl Pass {
    /// One that begins at this time.
    pub fn at(unix_timestamp: i64) -> Pass {
        Pass { look: Look { unix_timestamp, ..Look::default() }, ..Pass::default() }
    }

    /// The chain's time, unix seconds.
    pub const fn now(&self) -> i64 {
        self.look.unix_timestamp
    }

    pub fn alert(&mut self, subject: &str, severity: Severity, title: &str, text: impl Into<String>) {
        let (subject, title, text) = (subject.into(), title.into(), text.into());
        self.alerts.push(Alert { subject, severity, title, text, unix_timestamp: self.now() });
    }
}
