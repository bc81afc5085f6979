//! Receipts without a runtime. They are counted in wallets; a receipt mint is its address.

use super::state::{Outcome, PureWorld, Rejection};
use crate::action::{RESERVES, TokenMove, USERS};
use hypothec_interface::Error;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{MintReceiptArgs, RedeemReceiptArgs};

impl PureWorld {
    /// Receipts of a reserve that exist.
    #[must_use]
    pub fn receipt_supply(&self, index: usize) -> u64 {
        (0..USERS).map(|user| self.receipts[user][index]).sum()
    }

    /// A redemption of all is by somebody who has receipts, of a reserve of which there are some; where there are none, as
    /// it was.
    pub(crate) fn where_held(&self, what: TokenMove) -> TokenMove {
        let holders = (0..USERS).map(|n| (what.by + n) % USERS);
        let mut held = holders.flat_map(|by| (0..RESERVES).map(move |index| (by, index)));
        match held.find(|(by, index)| self.receipts[*by][*index] != 0) {
            Some((by, index)) if what.amount == action::ALL => {
                TokenMove { by, of: if what.of == what.by { by } else { what.of }, reserve: index as u8, ..what }
            }
            _ => what,
        }
    }

    fn check_open(&self, index: usize) -> Result<(), Rejection> {
        if !self.is_listed(index) {
            return Err(Error::NoSuchReserve.into());
        }
        if self.reserve(index).receipt().is_none() { Err(Error::ReceiptNotOpen.into()) } else { Ok(()) }
    }

    pub(crate) fn open_receipt(&mut self, reserve: u8) -> Outcome {
        let receipt = self.receipt_mints[usize::from(reserve) % RESERVES];
        action::open_receipt(&mut PureWorld::market(&mut self.words), reserve, receipt)?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    /// `what.amount` are shares.
    pub(crate) fn mint_receipt(&mut self, what: &TokenMove) -> Outcome {
        self.check_open(usize::from(what.reserve))?;
        let context = self.header().risk_context(self.now);
        let args = MintReceiptArgs { reserve: what.reserve, shares: what.amount };
        let (signer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let mut market = PureWorld::market(&mut self.words);
        let moved = action::mint_receipt(&mut market, position, &args, &signer, &signer, &context)?;
        self.receipts[what.by][usize::from(what.reserve)] += moved.shares;
        Ok(moved)
    }

    /// `what.amount` are shares.
    pub(crate) fn redeem_receipt(&mut self, what: &TokenMove) -> Outcome {
        let index = usize::from(what.reserve);
        self.check_open(index)?;
        let burnt = action::amount_in(what.amount, self.receipts[what.by][index])?;
        self.receipts[what.by][index] -= burnt;
        let context = self.header().risk_context(self.now);
        let args = RedeemReceiptArgs { reserve: what.reserve, shares: what.amount };
        let (payer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let market = PureWorld::market(&mut self.words);
        Ok(action::redeem_receipt(&market, position, &args, burnt, &payer, &context)?)
    }
}
