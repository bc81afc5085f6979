//! Positions that change hands.

use super::state::{Outcome, PureWorld};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{AcceptPositionArgs, OfferPositionArgs};
use hypothec_interface::{Error, Key};

impl PureWorld {
    /// Whose position `of` is: its owner's number among the users.
    #[must_use]
    pub fn owner_of(&self, of: usize) -> usize {
        self.users.iter().position(|user| *user == self.positions[of].owner()).expect("a user's")
    }

    /// What a taker of this position asks for.
    #[must_use]
    pub fn terms(&self, of: usize, more: bool) -> AcceptPositionArgs {
        let mut args = AcceptPositionArgs::as_it_stands(&self.positions[of]);
        for term in args.terms.iter_mut().filter(|term| more && term.is_debt == 0 && term.shares != 0) {
            term.shares += 1;
        }
        args
    }

    pub(crate) fn offer_position(&mut self, by: usize, of: usize, to: Option<usize>) -> Outcome {
        let args = OfferPositionArgs { to: to.map_or(Key::NONE, |to| self.users[to]) };
        action::offer_position(&mut self.positions[of], &args, &self.users[by])?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    pub(crate) fn accept_position(&mut self, by: usize, of: usize, more: bool) -> Outcome {
        let (context, args) = (self.header().risk_context(self.now), self.terms(of, more));
        let market = PureWorld::market(&mut self.words);
        action::accept_position(&market, &mut self.positions[of], &args, &self.users[by], &context)
            .map(|()| Moved { amount: 0, shares: 0 })
            .map_err(|error: Error| error.into())
    }
}
