//! Who holds shares: everybody's position, and everybody's wallet with receipts.

use crate::action::USERS;
use crate::world::PureWorld;
use hypothec_interface::state::{Position, Side};

/// Positions, then wallets.
pub(super) const HOLDERS: usize = 2 * USERS;

/// Supply shares of every holder.
pub(super) fn held(world: &PureWorld, index: usize) -> [u64; HOLDERS] {
    core::array::from_fn(|holder| match world.positions.get(holder) {
        Some(position) => shares(position, index, Side::Supply),
        None => world.receipts[holder - USERS][index],
    })
}

pub(super) fn shares(position: &Position, index: usize, side: Side) -> u64 {
    position.slot(index as u8, side).map_or(0, |slot| slot.shares())
}
