//! Receipts: the three rooms without a runtime. Receipts are counted in wallets; a receipt mint is its address.

use crate::action::{Action, Move};
use crate::input::Input;
use crate::world::{Done, RESERVES, Refusal, USERS, World};
use hypothec_interface::Error;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{MintReceiptArgs, RedeemReceiptArgs};

/// One of the three; `pick` says which. `what` names a reserve that the position mostly supplies.
pub(crate) fn read(pick: u8, what: Move, input: &mut Input<'_>) -> Action {
    let amount = if input.below(2) == 0 { u64::MAX } else { input.amount() };
    match pick % 13 {
        0..=2 => Action::OpenReceipt { by: what.by, reserve: what.reserve },
        3..=7 => Action::MintReceipt(Move { amount, ..what }),
        _ => Action::RedeemReceipt(Move { amount, ..what }),
    }
}

impl World {
    /// Receipts of a reserve that exist.
    #[must_use]
    pub fn receipt_supply(&self, index: usize) -> u64 {
        (0..USERS).map(|user| self.receipts[user][index]).sum()
    }

    /// A redemption of all is by somebody who has receipts, of a reserve of which there are some; where there are none, as
    /// it was.
    pub(crate) fn where_held(&self, what: Move) -> Move {
        let holders = (0..USERS).map(|n| (what.by + n) % USERS);
        let mut held = holders.flat_map(|by| (0..RESERVES).map(move |index| (by, index)));
        match held.find(|(by, index)| self.receipts[*by][*index] != 0) {
            Some((by, index)) if what.amount == action::ALL => {
                Move { by, of: if what.of == what.by { by } else { what.of }, reserve: index as u8, ..what }
            }
            _ => what,
        }
    }

    fn check_open(&self, index: usize) -> Result<(), Refusal> {
        if self.reserve(index).receipt().is_none() { Err(Error::ReceiptNotOpen.into()) } else { Ok(()) }
    }

    pub(crate) fn open_receipt(&mut self, reserve: u8) -> Done {
        let receipt = self.receipt_mints[usize::from(reserve) % RESERVES];
        action::open_receipt(&mut World::market(&mut self.words), reserve, receipt)?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    /// `what.amount` are shares.
    pub(crate) fn mint_receipt(&mut self, what: &Move) -> Done {
        self.check_open(usize::from(what.reserve))?;
        let moment = self.header().risk_context(self.now);
        let args = MintReceiptArgs { reserve: what.reserve, shares: what.amount };
        let (signer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let mut market = World::market(&mut self.words);
        let moved = action::mint_receipt(&mut market, position, &args, &signer, &signer, &moment)?;
        self.receipts[what.by][usize::from(what.reserve)] += moved.shares;
        Ok(moved)
    }

    /// `what.amount` are shares.
    pub(crate) fn redeem_receipt(&mut self, what: &Move) -> Done {
        let index = usize::from(what.reserve);
        self.check_open(index)?;
        let burnt = action::amount_in(what.amount, self.receipts[what.by][index])?;
        self.receipts[what.by][index] -= burnt;
        let moment = self.header().risk_context(self.now);
        let args = RedeemReceiptArgs { reserve: what.reserve, shares: what.amount };
        let (payer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let market = World::market(&mut self.words);
        Ok(action::redeem_receipt(&market, position, &args, burnt, &payer, &moment)?)
    }
}
