//! Sequences: decoded from bytes, run, and judged after each action.

use crate::action::Action;
use crate::check::check;
use crate::exact::Exact;
use crate::input::Input;
use crate::world::{Done, World};

/// Actions of one sequence at most.
pub const LENGTH: usize = 400;

/// Runs the sequence in `data`; `watch` sees every action and what came of it.
pub fn sequence(data: &[u8], mut watch: impl FnMut(&World, &Action, &Done, &World)) {
    let (mut input, mut world) = (Input::new(data), World::new());
    let prelude = Action::prelude(&mut input);
    for action in prelude.into_iter().chain(std::iter::from_fn(|| Action::read(&mut input))).take(LENGTH) {
        let action = action.resolve(&world);
        let before = world.clone();
        let done = world.step(&action);
        watch(&before, &action, &done, &world);
    }
}

/// The target `actions`.
pub fn actions(data: &[u8]) {
    let mut exact = Exact::new();
    sequence(data, |before, action, done, after| {
        check(before, action, done, after);
        exact.follow(before, action, done, after);
    });
}

/// These actions, judged as by the target `actions`; returns how many of each kind succeeded.
pub fn play(actions: &[Action]) -> std::collections::BTreeMap<String, usize> {
    let (mut world, mut exact, mut done_by_name) = (World::new(), Exact::new(), std::collections::BTreeMap::new());
    for action in actions {
        let action = action.resolve(&world);
        let before = world.clone();
        let done = world.step(&action);
        check(&before, &action, &done, &world);
        exact.follow(&before, &action, &done, &world);
        *done_by_name.entry(action.name()).or_default() += usize::from(done.is_ok());
    }
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
