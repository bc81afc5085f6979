//! Which of the keeper's own positions seized shares go to.

use super::Keeper;
use hypothec_client::{Cluster, Result};
use hypothec_interface::Key;
use hypothec_interface::builder;
use hypothec_interface::state::{MAX_SLOTS, Position, Side};
use solana_address::Address;
use solana_instruction::Instruction;

impl Keeper {
    /// A position of the wallet's that takes shares of this reserve, and what opens it where there is none yet; `None`
    /// when the wallet has no number left. Positions change hands: one that the wallet opened may be another's now, and
    /// one that it owns may lie at another's address.
    pub(super) fn receiver(
        &self,
        cluster: &dyn Cluster,
        reserve: u8,
    ) -> Result<Option<(Address, Option<Instruction>)>> {
        let (market, wallet) = (self.book.owned(), self.address());
        let own = self.book.positions().iter().filter(|(_, position)| position.owner() == Key::from(wallet));
        let fit = own.filter_map(|(address, position)| Some((fitness(position, reserve)?, *address))).min();
        if let Some((_, address)) = fit {
            return Ok(Some((address, None)));
        }
        for id in 0..=u16::MAX {
            let (address, _) = builder::position_address(market, &wallet, id);
            if !self.book.positions().contains_key(&address) && cluster.account(&address)?.is_none() {
                return Ok(Some((address, Some(builder::open_position(market, wallet, wallet, id)))));
            }
        }
        Ok(None)
    }
}

/// How well a position takes shares of a reserve, the least first; `None` when it cannot.
fn fitness(position: &Position, reserve: u8) -> Option<u8> {
    match position.used().get(position.find(reserve)) {
        Some(slot) if slot.side() == Side::Debt => None,
        Some(_) => Some(0),
        None => (position.used().len() < MAX_SLOTS).then_some(if position.has_debt() { 2 } else { 1 }),
    }
}
