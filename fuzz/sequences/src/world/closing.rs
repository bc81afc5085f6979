//! Reserves that are closed, and listed again.

use super::setup::PRICES;
use super::state::{Outcome, PureWorld, Rejection};
use crate::action::{RESERVES, Signer};
use hypothec_interface::Error;
use hypothec_interface::action::{self, Listing, Moved};
use hypothec_interface::instruction::AddReserveArgs;
use hypothec_interface::price;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_WATCHED, SHARE_FEED, TOKEN_FEED};
use hypothec_interface::token::mint;

impl PureWorld {
    /// Whether there is a reserve at this index.
    #[must_use]
    pub fn is_listed(&self, index: usize) -> bool {
        self.reserve(index).listed() != 0
    }

    /// The lowest index that is free, where a reserve was closed.
    #[must_use]
    pub fn hole(&self) -> Option<u8> {
        let index = PureWorld::market(&mut self.words.clone()).free_index().ok()?;
        (usize::from(index) < RESERVES).then_some(index)
    }

    pub(crate) fn close_reserve(&mut self, by: Signer, reserve: u8) -> Outcome {
        let (index, signer) = (usize::from(reserve), self.key(self.actor(by)));
        let (was, held) = (*self.reserve(index), self.vaults[index].amount);
        if !self.is_listed(index) {
            return Err(Rejection::Program(Error::NoSuchReserve)); // its accounts are looked at before the signer
        }
        // asked of the reserve as it still is
        let moves = held == 0 || self.token_moves(index);
        let payee = self.header().fee_recipient();
        action::close_reserve(&mut PureWorld::market(&mut self.words), reserve, held, &payee, &signer)?;
        if !moves {
            return Err(Rejection::Token);
        }
        self.vaults[index] = Default::default();
        self.closed[index] = Some(was);
        Ok(Moved { amount: held, shares: 0 })
    }

    /// What it was listed with, at its first price.
    pub(crate) fn relist_args(&self, index: usize) -> Option<AddReserveArgs> {
        let was = self.closed[index]?;
        let band = price::band_around(PRICES[index].unsigned_abs(), -8, was.decimals())?;
        let class = if was.class() == CLASS_WATCHED { CLASS_CONTINUOUS } else { was.class() };
        let ids = was.source_ids();
        Some(AddReserveArgs { class, token_feed: *ids[TOKEN_FEED], share_feed: *ids[SHARE_FEED], band })
    }

    pub(crate) fn relist(&mut self, by: Signer, reserve: u8) -> Outcome {
        let (index, signer, now) = (usize::from(reserve), self.key(self.actor(by)), self.now);
        let (was, args) = (self.closed[index].ok_or(Error::WrongAddress)?, self.relist_args(index));
        let args = args.ok_or(Error::WrongAddress)?;
        let token_program = was.token_program();
        if self.mint_owners[index] != token_program {
            return Err(Error::WrongTokenProgram.into());
        }
        let facts = mint::walk(&self.mints[index], &token_program)?;
        let listing = Listing { mint: was.mint(), token_program, vault: was.vault(), facts: &facts, signer, now };
        action::add_reserve(&mut PureWorld::market(&mut self.words), &args, &listing)?;
        self.closed[index] = None;
        Ok(Moved { amount: 0, shares: 0 })
    }
}
