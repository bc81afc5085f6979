//! The demos: each a story of commands that this build of `hypothec` runs, every number of it checked against the exact
//! model. `make demo`, `make demo-week` and `make demo-crash` print them.

mod crash;
mod exact;
#[path = "../tests/cli/numbers.rs"]
mod numbers;
mod runner;

#[test]
fn the_story_of_a_first_loan_is_exact() {
    let mut checker = exact::Exact::default();
    runner::tell("first-loan", &mut checker);
    checker.expect(15);
}

#[test]
fn the_story_of_a_weekend_is_exact() {
    let mut checker = exact::Exact::default();
    runner::tell("weekend", &mut checker);
    checker.expect(41);
}

#[test]
fn the_story_of_the_crash_is_exact() {
    let mut checker = crash::Crash::default();
    runner::tell("crash", &mut checker);
    checker.finish();
}

/// For a story with an exchange, which the exact model does not know.
struct Nobody;

impl runner::Checker for Nobody {
    fn after(&mut self, _: &str, _: &runner::Shell) {}
}

#[test]
fn the_story_of_leverage_prints_what_it_says() {
    runner::tell("leverage", &mut Nobody);
}

/// The README's first session prints what the README shows.
#[test]
fn the_first_session_of_the_readme_is_what_it_shows() {
    runner::tell("../../README", &mut Nobody);
}
