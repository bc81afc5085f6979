//! Actions that ask for the most there is.

use super::state::PureWorld;
use crate::action::{Action, TokenMove};

impl Action {
    /// A borrow of everything, also in a batch, becomes the most that the position can borrow now; a redemption of all
    /// receipts is by somebody who has some.
    pub fn resolve(self, world: &PureWorld) -> Action {
        if let Action::RedeemReceipt(what) = self {
            return Action::RedeemReceipt(world.where_held(what));
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
