//! T1 of docs/prices.md holds for orders: what no feed can do to a liquidation in a time it cannot do to an order.

use crate::random::History;
use hypothec_interface::action::has_open_order;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::solvency::AccountLiquidity;
use hypothec_interface::state::{ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order, Position};
use hypothec_search::arena::{Arena, PAR, STOCK};
use hypothec_search::loan;

const HISTORIES: u64 = 400;
/// How long each pair of orders is watched.
const WATCHED_S: i64 = 600;

/// A part of par as a price per atom.
fn price(of_par: f64) -> Price {
    let mantissa = (PAR as f64 * of_par) as u64;
    Scale::new(-8, 8, mantissa).and_then(|scale| scale.price_down(mantissa)).expect("representable")
}

fn ordered(pledged: &Position, kind: u8, line: f64) -> Position {
    let mut position = *pledged;
    let args = hypothec_interface::instruction::SetOrderArgs {
        index: 0,
        order: Order::at_price(kind, STOCK, price(line), 100),
    };
    let owner = position.owner();
    hypothec_interface::action::set_order(&mut position, &args, &owner, 0).expect("placed");
    position
}

fn is_open(arena: &mut Arena, position: &Position) -> bool {
    let context = arena.context();
    // no line of health is asked here
    has_open_order(&arena.market(), position, &AccountLiquidity::default(), &context)
}

/// From any moment of any history, for as long as it is watched: a stop-loss further below the slow reference than T1 lets
/// one feed move it, and a take-profit as far above it, stay shut. That lines nearer open is seen too.
#[test]
fn theorem_t1_no_feed_opens_an_order_beyond_its_reach() {
    let mut opened = 0;
    for seed in 0..HISTORIES {
        let mut history = History::new(6_000 + seed);
        let pledged = loan::pledged(&mut history.arena.clone());
        let n = history.arena.stock().config().slow_log2()[history.arena.session as usize];
        let tau = f64::from(1u32 << n);
        let beyond = if history.honest_share { 2.6e-3 } else { 1e-6 };
        let reach = 1.15 * (WATCHED_S as f64 + 20.0 + 10.0) / (4.0 * tau) + beyond;
        let honest_share = history.honest_share;
        let mut watched: Vec<(i64, [Position; 2])> = vec![];
        let mut near: Option<[Position; 2]> = None;
        history.run(&mut |_, after| {
            let mut after = after.clone();
            watched.retain(|(since_ts, _)| after.now - since_ts <= WATCHED_S);
            for (since_ts, pair) in &watched {
                for position in pair {
                    assert!(
                        !is_open(&mut after, position),
                        "T1: opened within {} s, history {seed}",
                        after.now - since_ts
                    );
                }
            }
            if let Some(pair) = near {
                opened += u32::from(pair.iter().any(|position| is_open(&mut after, position)));
            }
            let slow = after.of_par(after.stock().slow());
            // back at the honest share's word is no influence of the other feed
            if !honest_share || (slow - 1.0).abs() < 1e-3 {
                let pair = |by: f64| {
                    [(ORDER_KIND_PRICE_BELOW, slow * (-by).exp()), (ORDER_KIND_PRICE_ABOVE, slow * by.exp())]
                        .map(|(kind, line)| ordered(&pledged, kind, line))
                };
                watched.push((after.now, pair(reach)));
                near = Some(pair(reach / 50.0));
            }
        });
    }
    assert!(opened > 100, "{opened} near orders opened");
}
