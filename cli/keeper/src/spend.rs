//! What was spent in the last hour, so that posting has a bound whatever its reasons.

use std::collections::VecDeque;

const HOUR_S: i64 = 3_600;

/// Lamports by time.
#[derive(Clone, Debug, Default)]
pub struct Spend {
    paid: VecDeque<(i64, u64)>,
    total: u64,
}

impl Spend {
    /// Books lamports.
    pub fn paid(&mut self, lamports: u64, now: i64) {
        self.paid.push_back((now, lamports));
        self.total = self.total.saturating_add(lamports);
    }

    /// Lets go of what is older than an hour, and of what a clock that went back would keep.
    pub fn sweep(&mut self, now: i64) {
        self.paid.retain(|(then, _)| (0..HOUR_S).contains(&now.saturating_sub(*then)));
        self.total = self.paid.iter().fold(0, |total, (_, lamports)| total.saturating_add(*lamports));
    }

    /// Lamports of the last hour, as of the last sweep and since.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spending_is_forgotten_after_an_hour() {
        let mut spend = Spend::default();
        spend.paid(5, 0);
        spend.paid(7, 1_000);
        spend.sweep(3_599);
        assert_eq!(spend.total(), 12);
        spend.sweep(3_600);
        assert_eq!(spend.total(), 7);
        spend.sweep(10);
        assert_eq!(spend.total(), 0);
    }
}
