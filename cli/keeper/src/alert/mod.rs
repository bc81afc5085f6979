//! Alerts: what happened, told once, to whom the configuration names, and not at night unless it burns.

mod gate;
mod sink;

pub use gate::{Gate, QuietHours};
pub use sink::{Kind, Sink, SinkError};

use serde::{Deserialize, Serialize, Serializer};

/// How much an alert matters; quiet hours hold back everything below [`Severity::Critical`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    #[default]
    Info,
    /// Somebody should look soon.
    Warning,
    /// Money is being lost, or about to be.
    Critical,
}

/// Something to tell people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// What it is about, such as `health-below:1.1:<position>`: the same subject is not told twice in a while.
    pub subject: String,
    /// How much it matters.
    pub severity: Severity,
    /// One line.
    pub title: String,
    /// What happened, in whole sentences.
    pub text: String,
    /// When, unix seconds; text as JSON, like every integer of 64 bits.
    #[serde(serialize_with = "as_text")]
    pub unix_timestamp: i64,
}

fn as_text<S: Serializer>(number: &i64, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}

/// All sinks behind one gate.
pub struct Alerts {
    gate: Gate,
    sinks: Vec<Sink>,
}

impl Alerts {
    /// Tells these sinks, the same subject no oftener than every `dedup_s` seconds.
    #[must_use]
    pub fn new(sinks: Vec<Sink>, dedup_s: i64, quiet: Option<QuietHours>) -> Alerts {
        Alerts { gate: Gate::new(dedup_s, quiet), sinks }
    }

    /// Tells an alert, if the gate lets it through; returns how many sinks have it, and why the others do not.
    pub fn tell(&mut self, alert: &Alert) -> (usize, Vec<SinkError>) {
        if !self.gate.admits(alert) {
            return (0, Vec::new());
        }
        let results: Vec<_> =
            self.sinks.iter().filter(|sink| sink.wants(alert.severity)).map(|sink| sink.post(alert)).collect();
        let told = results.iter().filter(|result| result.is_ok()).count();
        if told == 0 && !results.is_empty() {
            self.gate.forget(&alert.subject); // nobody has heard it: the next time is the first
        }
        (told, results.into_iter().filter_map(Result::err).collect())
    }

    /// Lets go of what was told long ago, and tells what quiet hours have held back, as one summary.
    pub fn sweep(&mut self, now: i64) -> Vec<SinkError> {
        let Some(summary) = self.gate.sweep(now) else { return Vec::new() };
        self.sinks
            .iter()
            .filter(|sink| sink.wants(summary.severity))
            .filter_map(|sink| sink.post(&summary).err())
            .collect()
    }
}
