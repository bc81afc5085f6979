//! I13: what may pass a cap.

use crate::health::RiskContext;
use crate::solvency::is_in_trouble;
use crate::state::{Market, Position, Side, Slot};

/// I13, caps, of a deposit or a batch of this position: supply that is over its reserve's cap, or over a group's, grows
/// only by a position that was in trouble before, and by a slot of it that carries debt: elsewhere a deposit mends nothing,
/// and trouble would be an exemption without an end. `before` is synced and accrued, `position` as it was.
#[must_use]
pub fn i13_caps(before: &Market<'_>, position: &Position, after: &Market<'_>, index: u8, moment: &RiskContext) -> bool {
    let (Ok(was), Ok(is)) = (before.reserve(index), after.reserve(index)) else { return false };
    let groups = is.config.groups.into_iter().filter(|id| *id != 0);
    let mut groups = groups.filter_map(|id| after.header.groups.get(usize::from(id)));
    let over_group = groups.any(|group| group.cap != 0 && group.exposure > group.cap);
    let grows = is.supply_shares > was.supply_shares;
    let over = over_group || is.over_supply_cap().unwrap_or(true);
    let carries = |slot: &Slot| was.liq_weight_bps(slot, moment) != 0;
    let may = || {
        position.slot_at(position.find(index), Side::Supply).is_ok_and(carries)
            && is_in_trouble(before, position, moment).unwrap_or(false)
    };
    !(grows && over) || may()
}
