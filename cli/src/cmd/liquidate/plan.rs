//! What the program would say of a liquidation, by its own functions.

use hypothec_client::MarketSnapshot;
use hypothec_interface::action::{self, Offer, plan_liquidation};
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::policy::Action;
use hypothec_interface::state::{Position, Side};
use hypothec_interface::{Error, Key};

/// A pair of a position's debt and supply.
pub struct Prospect {
    pub repay: u8,
    pub seize: u8,
    /// Whether the owner's order allows it, or why the program refuses.
    pub verdict: Result<bool, Error>,
    /// Atoms that a liquidation repays and its liquidator receives; 0 where it is refused.
    pub repaid: u64,
    pub received: u64,
    pub bonus_bps: u64,
    /// What is received less what is repaid, Value: received at the low price, repaid at the high one.
    pub profit: i64,
}

/// What the program says of this pair now.
pub fn prospect(market: &MarketSnapshot, position: &Position, repay: u8, seize: u8, now: i64) -> Prospect {
    let moment = market.header().liquidation_context(now);
    let offer = Offer {
        repay_reserve: repay,
        seize_reserve: seize,
        amount: u64::MAX,
        min_received: 0,
        action: Action::Liquidate,
    };
    let verdict = market.with_market(|market| plan_liquidation(market, position, &offer, &Key::NONE, &moment));
    let verdict = verdict.unwrap_or(Err(Error::WrongLength));
    let verdict = verdict.map(|plan| plan.by_order());
    let args = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay, seize };
    let quoted = verdict
        .is_ok()
        .then(|| market.with_market(|market| action::quote(market, position, &args, now).ok()).flatten())
        .flatten();
    let (repaid, received, bonus_bps) = quoted.map_or((0, 0, 0), |quote| (quote.repay, quote.receive, quote.bonus_bps));
    let value = |index: u8, atoms: u64, high: bool| {
        let reserve = market.reserve(index).ok();
        let value = reserve.map(|reserve| match high {
            true => reserve.high().value_up_saturating(atoms),
            false => reserve.low().value_down_saturating(atoms),
        });
        i64::try_from(value.unwrap_or(0)).unwrap_or(i64::MAX)
    };
    let profit = value(seize, received, false).saturating_sub(value(repay, repaid, true));
    Prospect { repay, seize, verdict, repaid, received, bonus_bps, profit }
}

/// The most profitable pair that the program lets happen; where there is none, what it says of the largest pair.
pub fn best(market: &MarketSnapshot, position: &Position, now: i64) -> Option<Prospect> {
    let of = |side: Side| position.used().iter().filter(move |slot| slot.side() == side);
    let pairs = of(Side::Debt).flat_map(|debt| of(Side::Supply).map(move |supply| (debt.reserve(), supply.reserve())));
    let prospects = pairs.map(|(repay, seize)| prospect(market, position, repay, seize, now));
    // an answer of another kind says more than that the position is healthy
    prospects.max_by_key(|it| (it.verdict.is_ok(), it.profit, it.verdict != Err(Error::NotLiquidatable)))
}

impl Prospect {
    /// In a word: `liquidatable`, `order`, `healthy`, or the name of the error that stands in the way.
    pub fn status(&self) -> &'static str {
        match self.verdict {
            Ok(false) => "liquidatable",
            Ok(true) => "order",
            Err(Error::NotLiquidatable) => "healthy",
            Err(error) => error.name(),
        }
    }
}
