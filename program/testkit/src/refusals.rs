//! Which of the program's errors a test was really answered with: every failed transaction of a [`World`](crate::World)
//! is noted for the thread that sent it.

use crate::Failure;
use hypothec_interface::Error;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::thread;

thread_local! {
    static REFUSED: RefCell<BTreeSet<u32>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes the error of a failed transaction; a chain's observer.
pub fn note(failure: &Failure) {
    if let Some(error) = failure.error {
        REFUSED.with_borrow_mut(|refused| refused.insert(error as u32));
    }
}

/// Runs a test and gives the errors that the program answered it with. Panics as the test does.
#[must_use]
pub fn refused_by(test: fn()) -> Vec<Error> {
    let run = thread::spawn(move || {
        test();
        REFUSED.take()
    });
    let codes = run.join().unwrap_or_else(|panic| resume_unwind(panic));
    codes.into_iter().filter_map(Error::from_code).collect()
}
