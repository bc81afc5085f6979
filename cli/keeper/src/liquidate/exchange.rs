//! What a liquidation would exchange, worked out on a copy of the market by the program's own functions.

use crate::book::Book;
use bytemuck::Zeroable;
use hypothec_interface::action::{Offer, liquidate, liquidate_to_shares, plan_liquidation, settle_bad_debt};
use hypothec_interface::math::price::Price;
use hypothec_interface::policy::Action;
use hypothec_interface::state::{BOARD_USED_SHIFT, Position, Reserve, Side, TOKEN_FEED};
use hypothec_interface::{Error, Key};
use solana_address::Address;

/// How a position is acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Seize tokens.
    Tokens,
    /// Seize shares, where the tokens cannot move.
    Shares,
}

impl Means {
    const fn action(self) -> Action {
        match self {
            Means::Tokens => Action::Liquidate,
            Means::Shares => Action::LiquidateToShares,
        }
    }
}

/// What would go in, and what would come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The position that is liquidated.
    pub position: Address,
    /// Reserve of the debt.
    pub repay_reserve: u8,
    /// Reserve of the supply.
    pub seize_reserve: u8,
    /// As tokens or as shares.
    pub means: Means,
    /// Atoms of debt repaid.
    pub repay: u64,
    /// Atoms, or shares, received.
    pub receive: u64,
    /// Whether the size is fixed: part of it is refused.
    pub whole: bool,
    /// Whether the owner's order allows it, not the test.
    pub by_order: bool,
    /// What is received less what is repaid, at the last prints taken, Value (2^-16 USD): it ranks.
    pub gain: i64,
    /// The same at worst: what is received at the lower end of the liquidation test's range, and what is repaid at the
    /// upper. What the keeper keeps is worth it only by this.
    pub least_gain: i64,
}

/// The exchanges of a position that `liquidator` may make now, the most gainful first; at most one for each pair.
#[must_use]
pub fn exchanges(book: &Book, address: &Address, liquidator: &Address, now: i64) -> Vec<Exchange> {
    let Some(position) = book.positions().get(address) else { return Vec::new() };
    let of = |side| position.used().iter().filter(move |slot| slot.side() == side).map(|slot| slot.reserve());
    let mut found = Vec::new();
    for repay_reserve in of(Side::Debt) {
        for seize_reserve in of(Side::Supply) {
            let pair = Pair { book, address, position, repay_reserve, seize_reserve, liquidator, now };
            let exchange = pair.exchange(Means::Tokens, u64::MAX).or_else(|_| pair.exchange(Means::Shares, u64::MAX));
            found.extend(exchange.ok());
        }
    }
    found.sort_by_key(|exchange| core::cmp::Reverse(exchange.gain));
    found
}

/// The same exchange for at most this many atoms of debt.
///
/// # Errors
/// As the program would refuse it.
pub fn resized(
    book: &Book,
    exchange: &Exchange,
    amount: u64,
    liquidator: &Address,
    now: i64,
) -> Result<Exchange, Error> {
    let position = book.positions().get(&exchange.position).ok_or(Error::NoSuchSlot)?;
    let Exchange { position: address, repay_reserve, seize_reserve, means, .. } = exchange;
    let (repay_reserve, seize_reserve) = (*repay_reserve, *seize_reserve);
    Pair { book, address, position, repay_reserve, seize_reserve, liquidator, now }.exchange(*means, amount)
}

/// Whether the position's debt may be written off now.
#[must_use]
pub fn is_settleable(book: &Book, address: &Address, now: i64) -> bool {
    let Some(mut position) = book.positions().get(address).copied() else { return false };
    let settled = book.with_market(|market| {
        let moment = market.header.liquidation_context(now);
        settle_bad_debt(market, &mut position, &moment, &mut |_| ())
    });
    settled.is_some_and(|settled| settled.is_ok())
}

struct Pair<'a> {
    book: &'a Book,
    address: &'a Address,
    position: &'a Position,
    repay_reserve: u8,
    seize_reserve: u8,
    liquidator: &'a Address,
    now: i64,
}

impl Pair<'_> {
    fn exchange(&self, means: Means, amount: u64) -> Result<Exchange, Error> {
        let offer = Offer {
            repay_reserve: self.repay_reserve,
            seize_reserve: self.seize_reserve,
            amount,
            min_received: 0,
            action: means.action(),
        };
        let liquidator = Key::from(*self.liquidator);
        let mut position = *self.position;
        let tried = self.book.with_market(|market| {
            let moment = market.header.liquidation_context(self.now);
            let plan = plan_liquidation(market, &position, &offer, &liquidator, &moment)?;
            let arrived = plan.size.repay;
            let outcome = match means {
                Means::Tokens => liquidate(market, &mut position, &offer, &plan, arrived, &moment, &mut |_| ())?,
                Means::Shares => {
                    let mut receiver = Position::zeroed();
                    receiver.init(position.market(), liquidator, liquidator, 0, 0);
                    let positions = (&mut position, &mut receiver);
                    liquidate_to_shares(market, positions, &offer, &plan, arrived, &liquidator, &moment, &mut |_| ())?
                }
            };
            Ok((plan, outcome))
        });
        let (plan, outcome) = tried.ok_or(Error::NoSuchReserve)??;
        let (repay, receive) = (outcome.moved.repaid, outcome.moved.received);
        let (repaid, seized) = (self.reserve(self.repay_reserve)?, self.reserve(self.seize_reserve)?);
        let received = match means {
            Means::Shares => seized.supply_assets_down(receive).unwrap_or(0),
            Means::Tokens => receive,
        };
        let gain = |down: Price, up: Price| {
            signed(down.value_down_saturating(received)).saturating_sub(signed(up.value_up_saturating(repay)))
        };
        Ok(Exchange {
            position: *self.address,
            repay_reserve: self.repay_reserve,
            seize_reserve: self.seize_reserve,
            means,
            repay,
            receive,
            whole: plan.size.whole,
            by_order: plan.by_order(),
            gain: gain(latest(seized), latest(repaid)),
            least_gain: gain(seized.liq_low(), repaid.liq_high()),
        })
    }

    fn reserve(&self, index: u8) -> Result<&Reserve, Error> {
        self.book.reserve(index).ok_or(Error::NoSuchReserve)
    }
}

/// The price of the source that leads the board, and of a board whose price is fixed that price.
fn latest(reserve: &Reserve) -> Price {
    let [token, share] = reserve.sources();
    let leads = reserve.board_flags() >> BOARD_USED_SHIFT & (1 << TOKEN_FEED) != 0;
    let lead = if leads { token } else { share };
    lead.spot().max(reserve.liq_low()).min(reserve.liq_high())
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
