//! Time that passes in scenarios.

use super::action::read_action;
use super::input::Input;
use crate::action::{ALL_POSTED, Action, RESERVES};

/// Lets this many ticks pass, each with prints and a refresh: mostly of all feeds, sometimes of one of the stock's or none;
/// and now and then something else happens.
pub(super) fn ticks(actions: &mut Vec<Action>, input: &mut Input<'_>, count: usize) {
    for _ in 0..count {
        let shape = input.byte();
        actions.push(Action::Advance { seconds: 20 + i64::from(shape % 36) });
        let reserves = if shape < 16 { 2 } else { (1 << RESERVES) - 1 };
        let posted = match shape / 16 {
            0 => 0b01_00_01,
            1..=2 => 0b01_01_01,
            3..=4 => 0b01_10_01,
            _ => ALL_POSTED,
        };
        actions.push(Action::RefreshPrices { reserves, posted });
        if shape > 224 {
            actions.extend(read_action(input));
        }
    }
}
