//! Positions of a chosen health, and what liquidating them gives at the truth.

use crate::arena::{Arena, DOLLAR, PAR, STOCK, TOKEN, USD, liquidator, owner};
use bytemuck::Zeroable;
use hypothec_interface::action::{
    DeferredHealth, Offer, borrow, deposit, liquidate, plan_liquidation, settle_bad_debt,
};
use hypothec_interface::health::risk_weights;
use hypothec_interface::instruction::{BorrowArgs, DepositArgs};
use hypothec_interface::policy::Action;
use hypothec_interface::solvency::account_liquidity;
use hypothec_interface::state::{Position, Ramp, ReserveConfig, Side};
use hypothec_interface::{Error, Key};

/// Tokens of the stock that each position has pledged.
pub const PLEDGED: u64 = 100;

/// Exchanges after the first, until one is refused.
const AGAIN: usize = 4;

/// What one liquidation moved, in USD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exchange {
    /// Debt repaid, dollars at a dollar.
    pub repaid: f64,
    /// Tokens received, each at par: multiply by the truth.
    pub received: f64,
    /// The bonus that was offered, a part of one.
    pub bonus: f64,
    /// Debt that was written off, dollars.
    pub written_off: f64,
}

/// A position that has pledged and owes nothing.
///
/// # Panics
/// Where the interface refuses a deposit.
#[must_use]
pub fn pledged(arena: &mut Arena) -> Position {
    let (context, mut position) = (arena.context(), Position::zeroed());
    position.init(Key([7; 4]), owner(), owner(), 0, 255);
    let atoms = PLEDGED * TOKEN;
    let args = DepositArgs { reserve: STOCK, amount: atoms, min_shares: 0, integrator: 0 };
    deposit(&mut arena.market(), &mut position, &args, atoms, &owner(), &context).expect("pledged");
    position
}

/// A position of this health at par prices, in an arena whose board stands at par: pledged tokens of the stock against
/// dollars, lent at limits that are lifted for the moment.
///
/// # Panics
/// Where the interface refuses: a health below 0.94 of a threshold of 90 %.
#[must_use]
pub fn of_health(arena: &mut Arena, health: f64) -> Position {
    let config = arena.stock().config();
    let threshold = f64::from(config.threshold.to_bps) / 1e4;
    let open = ReserveConfig {
        ltv_bps: [9_400; 4],
        threshold: Ramp::fixed(9_700),
        bonus_max_bps: config.bonus_bad_bps,
        ..config
    };
    arena.set_config(STOCK, &open);
    let owed = (PLEDGED as f64 * PAR as f64 / 1e8 * threshold / health * USD as f64).round() as u64;
    let (context, mut position) = (arena.context(), pledged(arena));
    let args = BorrowArgs { reserve: DOLLAR, amount: owed, max_shares: u64::MAX, integrator: 0 };
    borrow(&mut arena.market(), &mut position, &args, &owner(), &owner(), &context).expect("borrowed");
    arena.set_config(STOCK, &config);
    position
}

/// Whether the liquidation test fails for the position now.
#[must_use]
pub fn is_liquidatable(arena: &mut Arena, position: &Position) -> bool {
    let context = arena.context();
    account_liquidity(&arena.market(), position, &context).is_ok_and(|liquidity| liquidity.is_liquidatable())
}

/// Liquidates as much as may be, in this arena.
///
/// # Errors
/// The program's, where it is refused.
pub fn attempt(arena: &mut Arena, position: &mut Position) -> Result<Exchange, Error> {
    let context = arena.context();
    let mut market = arena.market();
    let owed = |position: &Position| position.slot(DOLLAR, Side::Debt).map_or(0, |slot| slot.shares());
    let offer = Offer {
        repay_reserve: DOLLAR,
        seize_reserve: STOCK,
        amount: u64::MAX,
        min_received: 0,
        action: Action::Liquidate,
    };
    let plan = plan_liquidation(&mut market, position, &offer, &liquidator(), &context)?;
    let before = owed(position);
    let done = liquidate(&mut market, position, &offer, &plan, plan.size.repay, &context, &mut |_| ())?;
    let index = f64::from(u32::try_from(market.reserves[usize::from(DOLLAR)].debt_index().0[1]).unwrap_or(1));
    // no interest to speak of accrues in an arena's hours: a share is its index, to a part in a thousand
    let gone = before - owed(position) - done.moved.debt_shares;
    Ok(Exchange {
        repaid: done.moved.repaid as f64 / USD as f64,
        received: done.moved.received as f64 / TOKEN as f64 * PAR as f64 / 1e8,
        bonus: plan.bonus.bps as f64 / 1e4,
        written_off: gone as f64 * index / USD as f64,
    })
}

/// What liquidating would move now, of a copy: the first exchange, and what is written off when it is repeated until it is
/// refused and what is left is settled.
#[must_use]
pub fn quote(arena: &mut Arena, position: &Position) -> Option<Exchange> {
    if !is_liquidatable(arena, position) {
        return None;
    }
    let (mut arena, mut position) = (arena.clone(), *position);
    let mut first = attempt(&mut arena, &mut position).ok()?;
    for _ in 0..AGAIN {
        match attempt(&mut arena, &mut position) {
            Ok(more) => first.written_off += more.written_off,
            Err(_) => break,
        }
    }
    first.written_off += settle(&mut arena, &mut position);
    Some(first)
}

/// Settles what no collateral covers; dollars that were written off.
fn settle(arena: &mut Arena, position: &mut Position) -> f64 {
    let context = arena.context();
    let settled = settle_bad_debt(&mut arena.market(), position, &context, &mut |_| ());
    settled.map_or(0.0, |settled| settled.lost as f64 / 65_536.0)
}

/// Dollars that a batch of one loan can take on a copy of the position now; 0 where none may be taken.
#[must_use]
pub fn borrowable(arena: &Arena, position: &Position) -> f64 {
    let (mut arena, mut position, context) = (arena.clone(), *position, arena.context());
    let mut market = arena.market();
    let Ok(weights) = risk_weights(&market, &position, &context) else { return 0.0 };
    // Value times basis points, of dollars that count five basis points dear, and a hair less for the roundings
    let usd = weights.power.saturating_sub(weights.debt) as f64 / 10_000.0 / 65_536.0;
    let amount = (usd * 0.9994 * USD as f64) as u64;
    let (mut deferred, args) =
        (DeferredHealth::default(), BorrowArgs { reserve: DOLLAR, amount, max_shares: u64::MAX, integrator: 0 });
    let done = deferred
        .borrow(&mut market, &mut position, &args, &owner(), &owner(), &context)
        .and_then(|_| deferred.check(&market, &mut position, &context));
    if done.is_ok() { amount as f64 / USD as f64 } else { 0.0 }
}
