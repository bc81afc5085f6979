//! OpenPosition: an owner's empty position in a market.

use crate::Key;
use crate::state::Position;

/// Fills an all-zero record. `rent_payer` gets the rent back when the position closes.
pub fn open_position(position: &mut Position, market: Key, owner: Key, rent_payer: Key, id: u16, bump: u8) {
    position.init(market, owner, rent_payer, id, bump);
}
