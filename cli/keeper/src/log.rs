//! What the keeper writes to standard error: lines for people, or JSON for machines.

use serde_json::{Map, Value, json};
use std::fmt;
use std::io::IsTerminal;
pub use tracing::Level;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// Logs from here on. What libraries say is left out.
pub fn start(json: bool, level: Level) {
    let own = Targets::new().with_target("hypothec", level);
    let lines = layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let subscriber = tracing_subscriber::registry().with(own);
    // an embedding program may have set its own before
    let _ = if json {
        subscriber.with(lines.event_format(JsonLines)).try_init()
    } else {
        subscriber.with(lines.with_target(false)).try_init()
    };
}

/// An object a line. Events keep every integer in 64 bits, so that all of them are text.
struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut to: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let (mut fields, mut time) = (Fields::default(), String::new());
        event.record(&mut fields);
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let about = event.metadata();
        let line = json!({
            "timestamp": time, "level": about.level().as_str(), "fields": fields.0, "target": about.target(),
        });
        writeln!(to, "{line}")
    }
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("one thread").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_s_integers_are_text() {
        let kept = Kept::default();
        let writer = kept.clone();
        let lines = layer().with_writer(move || writer.clone()).with_ansi(false).event_format(JsonLines);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            let why = "a \"reason\"";
            tracing::warn!(units = u64::MAX, wait = -5i64, looks = 2u32, profit_usd = 0.5, ok = true, %why, "words");
        });
        let line = kept.0.lock().expect("one thread").clone();
        let said: Value = serde_json::from_slice(&line).expect("one object in one line");
        let fields = json!({
            "units": "18446744073709551615", "wait": "-5", "looks": "2", "profit_usd": 0.5, "ok": true,
            "why": "a \"reason\"", "message": "words",
        });
        assert_eq!((&said["fields"], &said["level"]), (&fields, &json!("WARN")));
        assert!(said["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{said}");
    }
}
