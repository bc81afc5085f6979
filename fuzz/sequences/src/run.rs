//! Sequences: decoded from bytes, run, and judged after each action.

use crate::action::Action;
use crate::check::check;
use crate::exact::Exact;
use crate::input::Input;
use crate::multiplier::i10;
use crate::prices::Prices;
use crate::world::{Done, World};

/// Actions of one sequence at most.
pub const LENGTH: usize = 400;

/// Runs the sequence in `data`; `watch` sees every action and what came of it.
pub fn sequence(data: &[u8], watch: impl FnMut(&World, &Action, &Done, &World)) {
    let mut input = Input::new(data);
    let prelude = Action::prelude(&mut input);
    steps(prelude.into_iter().chain(std::iter::from_fn(|| Action::read(&mut input))).take(LENGTH), watch);
}

/// Runs these actions.
pub fn steps(actions: impl IntoIterator<Item = Action>, mut watch: impl FnMut(&World, &Action, &Done, &World)) {
    let mut world = World::new();
    for action in actions {
        let action = action.resolve(&world);
        let before = world.clone();
        let done = world.step(&action);
        watch(&before, &action, &done, &world);
    }
}

/// The models beside a world, from its first moment on.
struct Judge {
    exact: Exact,
    prices: Prices,
}

impl Default for Judge {
    fn default() -> Self {
        Judge { exact: Exact::new(), prices: Prices::new(&World::new()) }
    }
}

impl Judge {
    /// Panics where the action broke an invariant or left a model.
    fn judge(&mut self, before: &World, action: &Action, done: &Done, after: &World) {
        check(before, action, done, after);
        i10(before, action, done, after);
        self.exact.follow(before, action, done, after);
        self.prices.follow(before, action, done, after);
    }
}

/// The target `actions`.
pub fn actions(data: &[u8]) {
    let mut judge = Judge::default();
    sequence(data, |before, action, done, after| {
        judge.judge(before, action, done, after);
    });
}

/// These actions, judged as by the target `actions`; returns how many of each kind succeeded.
pub fn play(actions: &[Action]) -> std::collections::BTreeMap<String, usize> {
    let (mut judge, mut done_by_name) = (Judge::default(), std::collections::BTreeMap::new());
    steps(actions.iter().copied(), |before, action, done, after| {
        judge.judge(before, action, done, after);
        *done_by_name.entry(action.name()).or_default() += usize::from(done.is_ok());
    });
    done_by_name
}

/// Bytes of a seed, for tests without a fuzzer.
#[must_use]
pub fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}
