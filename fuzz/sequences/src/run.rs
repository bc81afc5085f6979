//! Sequences: decoded from bytes, run, and checked after each action.

use crate::action::Action;
use crate::check::Models;
use crate::decode::{Input, prelude, read_action};
use crate::world::{Outcome, PureWorld};
use std::collections::BTreeMap;

/// Actions of one sequence at most.
pub const LENGTH: usize = 400;

/// Runs the sequence in `data`; `watch` sees every action and what came of it.
pub fn sequence(data: &[u8], watch: impl FnMut(&PureWorld, &Action, &Outcome, &PureWorld)) {
    let mut input = Input::new(data);
    let prelude = prelude(&mut input);
    steps(prelude.into_iter().chain(std::iter::from_fn(|| read_action(&mut input))).take(LENGTH), watch);
}

/// Runs these actions.
pub fn steps(
    actions: impl IntoIterator<Item = Action>,
    mut watch: impl FnMut(&PureWorld, &Action, &Outcome, &PureWorld),
) {
    let mut world = PureWorld::new();
    for action in actions {
        let action = action.resolve(&world);
        let before = world.clone();
        let done = world.step(&action);
        watch(&before, &action, &done, &world);
    }
}

/// The target `actions`.
pub fn actions(data: &[u8]) {
    let mut models = Models::default();
    sequence(data, |before, action, done, after| {
        models.check(before, action, done, after);
    });
}

/// These actions, checked as by the target `actions`; returns how many of each kind succeeded.
pub fn play(actions: &[Action]) -> BTreeMap<String, usize> {
    let (mut models, mut done_by_name) = (Models::default(), BTreeMap::new());
    steps(actions.iter().copied(), |before, action, done, after| {
        models.check(before, action, done, after);
        *done_by_name.entry(action.name()).or_default() += usize::from(done.is_ok());
    });
    done_by_name
}
