//! Which alerts are told now: a subject once in a while, and at night only what burns.

use super::{Alert, Severity};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Hours of the day, UTC, in which only critical alerts are told; the others come as one summary when they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// Minute of the day at which they begin.
    pub from_minute: u16,
    /// Minute of the day at which they end; less than `from_minute` when the night lies between.
    pub until_minute: u16,
}

impl QuietHours {
    fn hold(&self, unix_timestamp: i64) -> bool {
        let minute = unix_timestamp.div_euclid(60).rem_euclid(1_440);
        let (from, until) = (i64::from(self.from_minute), i64::from(self.until_minute));
        if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }
}

/// Most titles that a summary names.
const SUMMARY: usize = 20;

/// Decides which alerts are told.
pub struct Gate {
    dedup_s: i64,
    quiet: Option<QuietHours>,
    told: HashMap<String, i64>,
    held: Vec<String>,
    held_count: usize,
}

impl Gate {
    /// Tells a subject no oftener than every `dedup_s` seconds.
    #[must_use]
    pub fn new(dedup_s: i64, quiet: Option<QuietHours>) -> Gate {
        Gate { dedup_s, quiet, told: HashMap::new(), held: Vec::new(), held_count: 0 }
    }

    /// Whether to tell it now. What quiet hours hold back is kept for the summary.
    pub fn admits(&mut self, alert: &Alert) -> bool {
        let now = alert.unix_timestamp;
        // an earlier time than the last is a clock that was set back, and no reason for silence
        let repeats = |then: &i64| (0..self.dedup_s).contains(&now.saturating_sub(*then));
        if self.told.get(&alert.subject).is_some_and(repeats) {
            return false;
        }
        self.told.insert(alert.subject.clone(), now);
        if alert.severity < Severity::Critical && self.quiet.is_some_and(|quiet| quiet.hold(now)) {
            self.held_count = self.held_count.saturating_add(1);
            if self.held.len() < SUMMARY {
                self.held.push(alert.title.clone());
            }
            return false;
        }
        true
    }

    /// Has the subject be told at its next occasion.
    pub fn forget(&mut self, subject: &str) {
        self.told.remove(subject);
    }

    /// Lets go of old subjects; once quiet hours are over, returns the summary of what they held back.
    pub fn sweep(&mut self, now: i64) -> Option<Alert> {
        let dedup_s = self.dedup_s;
        self.told.retain(|_, then| (0..dedup_s).contains(&now.saturating_sub(*then)));
        if self.held_count == 0 || self.quiet.is_some_and(|quiet| quiet.hold(now)) {
            return None;
        }
        let unnamed = self.held_count.saturating_sub(self.held.len());
        let mut text = core::mem::take(&mut self.held).join("\n");
        if unnamed != 0 {
            text.push_str(&format!("\nand {unnamed} more"));
        }
        let title = format!("alerts held back by the quiet hours: {}", core::mem::take(&mut self.held_count));
        Some(Alert { subject: "summary".into(), severity: Severity::Warning, title, text, unix_timestamp: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(subject: &str, severity: Severity, at: i64) -> Alert {
        Alert { subject: subject.into(), severity, title: subject.into(), text: String::new(), unix_timestamp: at }
    }

    #[test]
    fn an_alert_is_told_once_per_window() {
        let mut gate = Gate::new(600, None);
        assert!(gate.admits(&alert("a", Severity::Info, 1_000)));
        assert!(!gate.admits(&alert("a", Severity::Info, 1_599)));
        assert!(gate.admits(&alert("b", Severity::Info, 1_599)));
        assert!(gate.admits(&alert("a", Severity::Info, 1_600)));
        assert!(gate.admits(&alert("a", Severity::Info, 10)), "a clock that went back silences nothing");
        gate.sweep(100_000);
        assert!(gate.told.is_empty());
    }

    #[test]
    fn quiet_hours_hold_warnings_back_and_sum_them_up() {
        let night = QuietHours { from_minute: 22 * 60, until_minute: 7 * 60 };
        let mut gate = Gate::new(600, Some(night));
        let midnight = 86_400;
        assert!(!gate.admits(&alert("a", Severity::Warning, midnight)));
        assert!(gate.admits(&alert("fire", Severity::Critical, midnight)));
        assert!(gate.sweep(midnight + 60).is_none());
        let summary = gate.sweep(midnight + 7 * 3_600).expect("a summary in the morning");
        assert_eq!((summary.title.as_str(), summary.text.as_str()), ("alerts held back by the quiet hours: 1", "a"));
        assert!(gate.sweep(midnight + 7 * 3_600).is_none());
        assert!(gate.admits(&alert("b", Severity::Warning, midnight + 7 * 3_600)));
    }
}
