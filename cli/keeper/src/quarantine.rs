//! What keeps failing waits: longer each time, and never permanently. One broken position must not stop the others.

use std::collections::HashMap;
use std::hash::Hash;

/// Shortest wait after a failure, seconds.
const FIRST_S: i64 = 5;
/// Longest wait, seconds.
const LONGEST_S: i64 = 600;
/// Longest wait of what was only passed over, seconds: prices move.
const LONGEST_PASS_S: i64 = 30;

/// Failures of things, by their key.
#[derive(Clone, Debug)]
pub struct Quarantine<K> {
    held: HashMap<K, Held>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    failures: u32,
    /// Counted apart: what was not worth trying for hours has not failed once.
    passes: u32,
    until: i64,
}

impl<K> Default for Quarantine<K> {
    fn default() -> Self {
        Self { held: HashMap::new() }
    }
}

impl<K: Eq + Hash> Quarantine<K> {
    /// Whether it may be tried at this time.
    pub fn admits(&self, key: &K, now: i64) -> bool {
        self.held.get(key).is_none_or(|held| now >= held.until)
    }

    /// Books a failure: 5 s of waiting, then twice as long each time, up to ten minutes. Returns the wait, seconds.
    pub fn failed(&mut self, key: K, now: i64) -> i64 {
        self.book(key, now, LONGEST_S, |held| &mut held.failures)
    }

    /// Books that it was not worth trying: 5 s of waiting, then twice as long each time, up to half a minute.
    pub fn passed_over(&mut self, key: K, now: i64) -> i64 {
        self.book(key, now, LONGEST_PASS_S, |held| &mut held.passes)
    }

    fn book(&mut self, key: K, now: i64, longest_s: i64, count: impl Fn(&mut Held) -> &mut u32) -> i64 {
        let held = self.held.entry(key).or_insert(Held { failures: 0, passes: 0, until: now });
        let before = count(held);
        let wait = FIRST_S.saturating_mul(1 << (*before).min(7)).min(longest_s);
        *before = before.saturating_add(1);
        held.until = now.saturating_add(wait);
        wait
    }

    /// Forgets its failures.
    pub fn succeeded(&mut self, key: &K) {
        self.held.remove(key);
    }

    /// Forgets what waited out its time long ago, so that memory stays flat, and what a clock that went back would hold
    /// permanently.
    pub fn sweep(&mut self, now: i64) {
        self.held.retain(|_, held| {
            now.saturating_sub(held.until) < LONGEST_S && held.until.saturating_sub(now) <= LONGEST_S
        });
    }

    /// How many wait at this time.
    pub fn waiting(&self, now: i64) -> usize {
        self.held.values().filter(|held| now < held.until).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarantine_backs_off_and_forgives() {
        let mut held = Quarantine::default();
        assert!(held.admits(&1, 0));
        assert_eq!(held.failed(1, 0), 5);
        assert!(!held.admits(&1, 4) && held.admits(&1, 5) && held.admits(&2, 0));
        let waits: Vec<i64> = (0..9).map(|_| held.failed(1, 100)).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 600, 600, 600]);
        held.succeeded(&1);
        assert!(held.admits(&1, 100));
    }

    #[test]
    fn what_was_passed_over_waits_as_briefly_as_any_at_its_first_failure() {
        let mut held = Quarantine::default();
        let waits: Vec<i64> = (0..7).map(|_| held.passed_over(1, 0)).collect();
        assert_eq!(waits, [5, 10, 20, 30, 30, 30, 30]);
        assert_eq!((held.failed(1, 0), held.failed(1, 0)), (5, 10));
    }

    #[test]
    fn quarantine_stays_small_and_survives_a_clock_that_goes_back() {
        let mut held = Quarantine::default();
        for n in 0..1_000 {
            held.failed(n, 1_000);
        }
        assert_eq!(held.waiting(1_004), 1_000);
        held.sweep(2_000);
        assert_eq!(held.held.len(), 0);
        held.failed(1, 1_000_000);
        held.sweep(1_000);
        assert!(held.admits(&1, 1_000));
    }
}
