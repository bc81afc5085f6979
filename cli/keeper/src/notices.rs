//! What a node tells over a websocket, gathered on a thread of its own: it makes the keeper look sooner, and read what a
//! look would not have read yet. Without it, and whatever it says or does not say, the keeper polls as it always does.

use hypothec_client::rpc::{Subject, Told, Watch};
use hypothec_client::snapshot::position_filters;
use solana_address::Address;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a thread waits at once, so that it ends soon when it is told to.
const SLICE: Duration = Duration::from_millis(100);

/// How patient the listener is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A connection that says nothing for so long is taken for dead: a node has a slot to tell of twice a second.
    pub silence: Duration,
    /// Wait before the second connection; it doubles with each that does not last.
    pub first_wait: Duration,
    /// Longest such wait. A connection that lasts as long as this has the next wait start anew.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            silence: Duration::from_secs(15),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
        }
    }
}

/// What was counted, and what waits to be taken.
#[derive(Default)]
struct Heard {
    changed: Mutex<HashMap<Address, u64>>,
    connections: AtomicU64,
    unreadable: AtomicU64,
    stop: AtomicBool,
}

/// Listens until it is dropped.
pub struct Listener {
    heard: Arc<Heard>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens at this URL to a market and its positions.
    #[must_use]
    pub fn start(url: &str, program: Address, market: Address, patience: Patience) -> Listener {
        let positions = position_filters(&market, None);
        let subjects = [Subject::Account(market), Subject::Program(program, positions), Subject::Slots];
        let heard = Arc::new(Heard::default());
        let (theirs, url) = (heard.clone(), url.to_owned());
        let thread = std::thread::spawn(move || theirs.listen(&url, &subjects, patience));
        Listener { heard, thread: Some(thread) }
    }

    /// The accounts that were told of since this was asked last, each with the latest slot in which it changed.
    #[must_use]
    pub fn take(&self) -> HashMap<Address, u64> {
        std::mem::take(&mut *self.heard.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Connections made so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.heard.connections.load(Ordering::Relaxed)
    }

    /// Messages that were no notice.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.heard.unreadable.load(Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.heard.stop.store(true, Ordering::Relaxed);
        // a connection that is being made may take as long as `silence`: that is left to the thread
        if let Some(thread) = self.thread.take().filter(JoinHandle::is_finished) {
            let _ = thread.join();
        }
    }
}

impl Heard {
    fn listen(&self, url: &str, subjects: &[Subject], patience: Patience) {
        let mut wait = patience.first_wait;
        while !self.is_over() {
            let start = Instant::now();
            let why = match Watch::open(url, subjects, patience.silence) {
                Ok(mut watch) => {
                    self.connections.fetch_add(1, Ordering::Relaxed);
                    self.hear(&mut watch, patience.silence)
                }
                Err(why) => why.to_string(),
            };
            if self.is_over() {
                return;
            }
            if start.elapsed() >= patience.longest_wait {
                wait = patience.first_wait;
            }
            tracing::warn!(
                why,
                wait_ms = wait.as_millis(),
                "no notices: polling goes on, and the websocket is tried again"
            );
            self.rest(wait);
            wait = wait.saturating_mul(2).min(patience.longest_wait);
        }
    }

    /// Until the connection ends, and why it did.
    fn hear(&self, watch: &mut Watch, silence: Duration) -> String {
        let mut last = Instant::now();
        while !self.is_over() {
            match watch.next(SLICE) {
                Ok(Some(Told::Changed { slot, address })) => {
                    let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
                    let held = changed.entry(address).or_insert(slot);
                    *held = slot.max(*held);
                    last = Instant::now();
                }
                Ok(Some(Told::Slot(_))) => last = Instant::now(),
                Ok(Some(Told::Unreadable)) => {
                    self.unreadable.fetch_add(1, Ordering::Relaxed);
                }
                Ok(None) if last.elapsed() >= silence => return format!("nothing was heard for {silence:?}"),
                Ok(None) => {}
                Err(why) => return why.to_string(),
            }
        }
        String::new()
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn rest(&self, time: Duration) {
        let until = Instant::now() + time;
        while !self.is_over() && Instant::now() < until {
            std::thread::sleep(SLICE.min(time));
        }
    }
}
