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
    for _ in 0..LENGTH {
        let Some(action) = Action::read(&mut input) else { return };
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
