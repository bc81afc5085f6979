//! What an owner says of a position: who may have it, and when anyone may sell it.

use super::state::{Outcome, PureWorld};
use crate::action::RESERVES;
use bytemuck::Zeroable;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{AcceptPositionArgs, OfferPositionArgs, SetOrderArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{Order, Position};
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

    pub(crate) fn reopen_position(&mut self, of: usize) -> Outcome {
        let (user, position) = (self.users[of], &mut self.positions[of]);
        action::close_position(position, &user, &user)?;
        let (id, bump) = (position.id(), position.bump());
        *position = Position::zeroed();
        action::open_position(position, self.market_key, user, user, id, bump);
        Ok(Moved { amount: 0, shares: 0 })
    }

    pub(crate) fn set_order(&mut self, by: usize, of: usize, index: u8, order: Order) -> Outcome {
        action::set_order(&mut self.positions[of], &SetOrderArgs { index, order }, &self.users[by], self.now)?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    /// The order with a price in the place of a part of what the price is now.
    pub(super) fn priced(&self, order: Order) -> Order {
        if !order.is_by_price() || order.line >= 1 << 17 || usize::from(order.sell) >= RESERVES {
            return order;
        }
        let now = self.reserve(usize::from(order.sell)).slow();
        let mantissa = now.mantissa() * order.line / 10_000;
        if mantissa == 0 {
            return order; // of a reserve that was closed
        }
        let over = i64::from(mantissa.ilog2()) - 31;
        let (mantissa, exponent) = if over < 0 { (mantissa << -over, over) } else { (mantissa >> over, over) };
        let key = (now.to_bits() >> 32).wrapping_add_signed(exponent) << 32 | mantissa;
        Order { line: Price::from_bits(key).to_bits(), ..order }
    }
}
