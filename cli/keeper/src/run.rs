//! The loop: looks until it is told to stop, and waits longer while the cluster does not answer.

use crate::http::Http;
use crate::keeper::Keeper;
use crate::notices::{Listener, Patience};
use hypothec_client::{Cluster, Error, Result};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
pub use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Longest wait between two looks that fail, seconds.
const LONGEST_S: u64 = 30;
/// Looks that must fail in a row before people are told.
const BLIND: u32 = 3;
/// Shortest wait between two looks, however much is told: each asks Hermes, which takes three questions a second.
const LEAST_WAIT: Duration = Duration::from_millis(500);
/// How finely a wait is cut, so that a signal is heard at once.
const SLICE: Duration = Duration::from_millis(100);

/// Sets `stop` on SIGTERM and SIGINT; a second one ends the process at once.
///
/// # Errors
/// The system's words.
pub fn stop_on_signals() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, stop.clone())?;
        signal_hook::flag::register(signal, stop.clone())?;
    }
    Ok(stop)
}

/// What the loop has done when it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ended {
    /// Looks that succeeded.
    pub looks: u32,
    /// Positions liquidated.
    pub liquidated: usize,
    /// Profit, USD, before the chain's fees.
    pub profit_usd: f64,
}

/// Looks every `poll_s` seconds, and sooner when a websocket tells of a change, until `stop` is set or `most` looks are
/// done; a look that is under way is finished.
///
/// # Errors
/// `Input` when nothing can be served at the address for metrics; that of the last of `most` looks, when it failed.
pub fn run(keeper: &mut Keeper, cluster: &mut dyn Cluster, stop: &AtomicBool, most: Option<u32>) -> Result<Ended> {
    let config = keeper.config();
    let poll_s = config.poll_s;
    let listen = config.http.listen.clone();
    let start = |at: String| Http::start(&at, keeper.metrics().clone(), keeper.pulse().clone()).map_err(Error::Input);
    let served = listen.map(start).transpose()?;
    if let Some(http) = &served {
        tracing::info!(address = http.address(), "metrics are served");
    }
    let listener = hear_of(keeper, cluster);
    let (mut ended, mut failed, mut done, mut now) = (Ended::default(), 0u32, 0u32, 0);
    while !stop.load(Ordering::Relaxed) {
        let looked = keeper.look(cluster);
        done = done.saturating_add(1);
        let wait_s = match &looked {
            Ok(look) => {
                now = look.unix_timestamp;
                ended.looks = ended.looks.saturating_add(1);
                ended.liquidated += look.liquidated;
                ended.profit_usd += look.profit_usd;
                failed = 0;
                poll_s
            }
            Err(why) => {
                failed = failed.saturating_add(1);
                if failed >= BLIND {
                    keeper.tell_blind(why, now);
                }
                poll_s.saturating_mul(1 << failed.min(5)).min(LONGEST_S)
            }
        };
        if most.is_some_and(|most| done >= most) {
            looked?;
            break;
        }
        wait(keeper, Duration::from_secs(wait_s), stop, listener.as_ref());
    }
    tracing::info!(looks = ended.looks, "stopped");
    Ok(ended)
}

/// Listens where the configuration says that somebody speaks websocket; the embedded chain does not.
fn hear_of(keeper: &Keeper, cluster: &dyn Cluster) -> Option<Listener> {
    let url = match keeper.config().websocket.as_deref()? {
        "auto" => cluster.websocket()?,
        url => url.to_owned(),
    };
    Some(Listener::start(&url, cluster.program(), keeper.book().address(), Patience::default()))
}

/// Waits so long, or until something is told that no look has read yet.
fn wait(keeper: &mut Keeper, time: Duration, stop: &AtomicBool, listener: Option<&Listener>) {
    let start = Instant::now();
    let mut is_news = false;
    while !stop.load(Ordering::Relaxed) {
        is_news |= listener.is_some_and(|listener| keeper.hear(listener.take()));
        let most = if is_news { time.min(LEAST_WAIT) } else { time };
        let left = most.saturating_sub(start.elapsed());
        if left.is_zero() {
            return;
        }
        std::thread::sleep(left.min(SLICE));
    }
}

/// Logs to standard error: lines for people, or JSON for machines. What libraries say is left out.
pub fn log(json: bool, level: Level) {
    let own = Targets::new().with_target("hypothec", level);
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let subscriber = tracing_subscriber::registry().with(own);
    // an embedding program may have set its own before
    let _ = if json {
        subscriber.with(lines.json()).try_init()
    } else {
        subscriber.with(lines.with_target(false)).try_init()
    };
}
