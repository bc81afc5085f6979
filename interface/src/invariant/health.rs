//! The fast path of health is the whole one, told sooner.

use crate::health::{RiskContext, fast_agrees};
use crate::state::{Reserve, Slot};

/// Wherever the fast path of health says what a slot weighs, the whole path says the same, and refuses nothing.
/// `None` where the fast path says nothing. `floor` is the market's least debt of a slot, Value.
#[must_use]
pub fn fast_health_agrees(reserve: &Reserve, slot: &Slot, floor: u64, moment: &RiskContext) -> Option<bool> {
    fast_agrees(reserve, slot, floor, moment)
}
