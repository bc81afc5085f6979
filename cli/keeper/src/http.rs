//! `/metrics`, `/healthz` and `/readyz`, on a thread of their own: they answer while a look at the market hangs.

use crate::metrics::Metrics;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tiny_http::{Response, Server};

/// What the pages say of the keeper's loop.
#[derive(Debug)]
pub struct Pulse {
    started: Instant,
    /// Milliseconds since the start at which the loop last turned, whatever came of it.
    turned: AtomicU64,
    /// Unix seconds, by the machine, of the last look that succeeded; 0 is never.
    looked: AtomicI64,
}

impl Default for Pulse {
    fn default() -> Pulse {
        Pulse { started: Instant::now(), turned: AtomicU64::new(0), looked: AtomicI64::new(0) }
    }
}

/// Longest time for one turn of the loop, milliseconds: a cluster may hang for most of it.
const ALIVE_MS: u64 = 120_000;
/// Longest time since a look that succeeded, seconds.
const READY_S: i64 = 60;

impl Pulse {
    /// The loop goes on: a part of a look is done.
    pub fn turn(&self) {
        self.turned.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    /// The loop has turned; `looked` when the look succeeded.
    pub fn beat(&self, looked: bool) {
        self.turn();
        if looked {
            self.looked.store(unix_now(), Ordering::Relaxed);
        }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether the loop turns.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.elapsed_ms().saturating_sub(self.turned.load(Ordering::Relaxed)) < ALIVE_MS
    }

    /// Whether it has seen the market of late.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        unix_now().saturating_sub(self.looked.load(Ordering::Relaxed)) < READY_S
    }
}

fn unix_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// The server; it ends with this value.
pub struct Http {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Http {
    /// Serves at `address:port`.
    ///
    /// # Errors
    /// A line that says what is wrong.
    pub fn start(listen: &str, metrics: Arc<Metrics>, pulse: Arc<Pulse>) -> Result<Http, String> {
        let server = Server::http(listen).map_err(|why| format!("nothing can be served at {listen}: {why}"))?;
        let server = Arc::new(server);
        let ours = server.clone();
        let thread = std::thread::spawn(move || {
            for request in ours.incoming_requests() {
                let (status, body) = answer(request.url(), &metrics, &pulse);
                // whoever asked may have gone; that is no failure of the keeper
                let _ = request.respond(Response::from_string(body).with_status_code(status));
            }
        });
        Ok(Http { server, thread: Some(thread) })
    }

    /// Where it serves; the port that was given out, where port 0 was asked for.
    #[must_use]
    pub fn address(&self) -> String {
        self.server.server_addr().to_string()
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // a panic of that thread has been printed already
            let _ = thread.join();
        }
    }
}

fn answer(url: &str, metrics: &Metrics, pulse: &Pulse) -> (u16, String) {
    match url {
        "/metrics" => (200, metrics.text()),
        "/healthz" if pulse.is_alive() => (200, "the loop turns\n".into()),
        "/healthz" => (503, "the loop has not turned for two minutes\n".into()),
        "/readyz" if pulse.is_ready() => (200, "the market was seen within a minute\n".into()),
        "/readyz" => (503, "the market has not been seen for a minute\n".into()),
        _ => (404, "there are /metrics, /healthz and /readyz\n".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_whether_the_keeper_sees_its_market() {
        let (metrics, pulse) = (Metrics::default(), Pulse::default());
        assert_eq!(answer("/readyz", &metrics, &pulse).0, 503);
        assert_eq!(answer("/healthz", &metrics, &pulse).0, 200);
        pulse.beat(true);
        metrics.landed.with_label_values(&["liquidate"]).inc();
        assert_eq!(answer("/readyz", &metrics, &pulse).0, 200);
        assert_eq!(answer("/other", &metrics, &pulse).0, 404);
        let page = answer("/metrics", &metrics, &pulse).1;
        assert!(page.contains("hypothec_keeper_landed_total{kind=\"liquidate\"} 1"), "{page}");
    }
}
