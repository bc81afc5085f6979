//! What a liquidator offers.

use crate::policy::Action;

/// What a liquidator offers.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// Reserve of the debt.
    pub repay_reserve: u8,
    /// Reserve of the supply.
    pub seize_reserve: u8,
    /// Most atoms to repay; `u64::MAX` is all that is allowed.
    pub amount: u64,
    /// Fewest atoms, or shares, to receive.
    pub min_received: u64,
    /// [`Action::Liquidate`] or [`Action::LiquidateToShares`].
    pub action: Action,
}
