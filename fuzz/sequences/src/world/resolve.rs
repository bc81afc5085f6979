//! Actions that ask for the most there is.

use super::state::PureWorld;
use crate::action::{Action, RESERVES, Signer, TokenMove, USERS};

impl Action {
    /// An offer or acceptance is by who can make it; an order's line is a price; a borrow of everything, also in a batch, becomes the most that the position can borrow now; a redemption of all
    /// receipts is by somebody who has some.
    pub fn resolve(self, world: &PureWorld) -> Action {
        if let Action::RedeemReceipt(what) = self {
            return Action::RedeemReceipt(world.where_held(what));
        }
        // whoever has it passes it on, to who is offered it
        if let Action::OfferPosition { by, of, to } = self
            && by == of
        {
            let by = world.owner_of(of);
            return Action::OfferPosition { by, of, to: to.map(|_| (by + 1) % USERS) };
        }
        if let Action::AcceptPosition { of, more, .. } = self {
            return Action::AcceptPosition { by: (world.owner_of(of) + 1) % USERS, of, more };
        }
        if let Action::SetOrder { by, of, index, order } = self {
            return Action::SetOrder { by, of, index, order: world.priced(order) };
        }
        // the admin closes what winds down, and then fills the hole
        if let Action::CloseReserve { by: Signer::Admin, reserve } = self {
            let winding = (0..RESERVES).find(|index| world.reserve(*index).closing() != 0);
            return match (winding, world.hole()) {
                (Some(other), _) => Action::CloseReserve { by: Signer::Admin, reserve: other as u8 },
                (None, Some(hole)) => Action::Relist { by: Signer::Admin, reserve: hole },
                (None, None) => Action::CloseReserve { by: Signer::Admin, reserve },
            };
        }
        if let Action::Relist { by, reserve } = self {
            let Some(hole) = world.hole() else { return Action::CloseReserve { by, reserve } };
            return Action::Relist { by, reserve: hole };
        }
        let with = |amount| match self {
            Action::Borrow(what) if what.amount == u64::MAX => Action::Borrow(TokenMove { amount, ..what }),
            Action::Batch(what) => what.with_borrow(amount).map_or(self, Action::Batch),
            _ => self,
        };
        if with(0) == self {
            return self;
        }
        let bits = (0..50).rev().map(|n| 1u64 << n);
        let most = bits.fold(0, |sum, bit| if world.clone().step(&with(sum | bit)).is_ok() { sum | bit } else { sum });
        if most == 0 { self } else { with(most) }
    }
}
