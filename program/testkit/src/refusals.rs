//! What each test was really refused: the failed transactions of every [`World`](crate::World) are noted under the name
//! of the thread that sent them, which the test harness names after the test.

use crate::Failure;
use hypothec_interface::Error;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The failed transactions of one test.
#[derive(Clone, Default)]
pub struct Refusals {
    /// How many there were, refused by whichever program.
    pub failures: usize,
    codes: Vec<u32>,
}

impl Refusals {
    /// Whether the program gave this error.
    #[must_use]
    pub fn has(&self, error: Error) -> bool {
        self.codes.contains(&(error as u32))
    }
}

static SEEN: Mutex<BTreeMap<String, Refusals>> = Mutex::new(BTreeMap::new());

/// Notes a failed transaction; a chain's observer.
pub fn note(failure: &Failure) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let refusals = seen.entry(thread::current().name().unwrap_or_default().to_owned()).or_default();
    refusals.failures += 1;
    refusals.codes.extend(failure.error.map(|error| error as u32).filter(|code| !refusals.codes.contains(code)));
}

fn seen(test: &str) -> Refusals {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).get(test).cloned().unwrap_or_default()
}

/// Whether a test's refusals are as wanted: those of its run in this process, if it has been so far that they are, and
/// else those of another run. Panics as the test does.
#[must_use]
pub fn provoked(name: &str, test: fn(), wanted: impl Fn(&Refusals) -> bool) -> bool {
    if !wanted(&seen(name)) {
        let run = thread::Builder::new().name(name.to_owned()).spawn(test).expect("a thread");
        run.join().unwrap_or_else(|panic| resume_unwind(panic));
    }
    wanted(&seen(name))
}
