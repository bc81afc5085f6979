//! The everyday path of health is the whole one, told sooner.

use crate::health::{RiskContext, everyday_agrees};
use crate::state::{Reserve, Slot};

/// Wherever the everyday path of health says what a slot weighs, the whole path says the same, and refuses nothing.
/// `None` where the everyday path says nothing. `floor` is the market's least debt of a slot, Value.
#[must_use]
pub fn everyday_health_agrees(reserve: &Reserve, slot: &Slot, floor: u64, moment: &RiskContext) -> Option<bool> {
    everyday_agrees(reserve, slot, floor, moment)
}
