//! Instalments against the budgets that they are taken from.

use super::ONE_Q32;
use crate::state::MultiplierMemory;
use proptest::prelude::*;

const DAY_S: i64 = 86_400;
const START: i64 = 1_788_900_000;

proptest! {
    /// An instalment is the affordable multiplier nearest to the goal, whatever was taken before it.
    #[test]
    fn an_instalment_is_the_nearest_step_that_the_budgets_afford(
        wished in prop::collection::vec((0..3 * DAY_S, -400i64..400), 0..60),
        goal in prop_oneof![ONE_Q32 * 9 / 10..ONE_Q32 * 11 / 10, ONE_Q32 / 2..ONE_Q32 * 2],
        after in 0..40 * DAY_S,
    ) {
        let (mut memory, mut now) = (MultiplierMemory::new(ONE_Q32), START);
        for (wait, bps) in wished {
            now += wait;
            let q32 = memory.accepted_q32.wrapping_add_signed(memory.accepted_q32.cast_signed() / 10_000 * bps);
            let part = memory.instalment(q32, now);
            // cumulative drift from the base is another rule's
            if part != memory.accepted_q32 && memory.affords(part, now, now) {
                memory.step(part, now, now);
            }
        }
        now += after;
        memory.base_q32 = memory.accepted_q32;
        let part = memory.instalment(goal, now);
        prop_assert!(part == memory.accepted_q32 || memory.affords(part, now, now), "{part}");
        let further = if goal > part { part + 2 } else { part.saturating_sub(2) };
        let beyond = goal.abs_diff(part) < 2 || !memory.affords(further, now, now);
        prop_assert!(beyond, "{part} and not {further} on the way to {goal}");
    }
}
