//! Rows of liquidation: the same positions as the common rows, all borrowed out, after their stocks fell by a fifth.

use crate::Row;
use hypothec_benches::{IDLE_S, LOT, failing, holder, pair};
use hypothec_interface::builder;
use hypothec_interface::instruction::{QuoteArgs, SetOrderArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{ORDER_KIND_PRICE_BELOW, Order};
use hypothec_testkit::token;

pub fn rows(rows: &mut Vec<Row>) {
    for (deposits, debts, nvdax, tokens, shares) in [
        (1, 1, false, 5_050, Some(3_775)),
        (4, 1, false, 5_300, None),
        (8, 1, false, 5_550, Some(4_350)),
        (8, 5, false, 6_050, Some(4_750)),
        (1, 1, true, 5_050, Some(3_775)),
        (8, 1, true, 5_550, Some(4_350)),
    ] {
        let (world, user, liquidator) = failing(deposits, debts, nvdax);
        let of = pair(&world, &user, &liquidator, debts);
        let shape = if nvdax { format!("{deposits}+{debts}, NVDAx") } else { format!("{deposits}+{debts}") };
        let mut row = |name: &str, gate, instruction| {
            let receipt = world.clone().send(&liquidator, instruction).expect("liquidated");
            rows.push(Row { name: format!("{name} ({shape})"), receipt, gate });
        };
        let to = world.tokens(&liquidator, debts);
        let args = QuoteArgs { borrow: 0, withdraw: debts as u8, repay: 0, seize: debts as u8 };
        if !nvdax {
            row("quote", None, builder::quote(world.market, user.position, &args));
        }
        row("liquidate", Some(tokens), builder::liquidate(&of, to, u64::MAX, 0));
        if shares.is_some() {
            row("liquidate_to_shares", shares, builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0));
        }
    }
}

/// By an order of price, of a position that is healthy: gates are those of a liquidation and 150.
fn by_order(rows: &mut Vec<Row>) {
    let (mut world, user) = holder(1, 1, false);
    let liquidator = world.user(3);
    world.refresh_all();
    world.borrow(&user, 0, 200 * LOT).expect("borrowed");
    world.advance(IDLE_S);
    world.chain.advance(IDLE_S);
    world.fund(&liquidator, 0, 1_000 * LOT);
    world.fund(&liquidator, 1, 0);
    let line = Price::from_bits(world.record(1).liq_high().to_bits() + (1 << 32));
    let order = Order {
        target_bps: u16::MAX - 1,
        repay: 0,
        amount: 10 * LOT,
        ..Order::at_price(ORDER_KIND_PRICE_BELOW, 1, line, 100)
    };
    let place = builder::set_order(user.position, user.address(), &SetOrderArgs { index: 1, order });
    world.send(&user, place).expect("placed");
    let of = pair(&world, &user, &liquidator, 1);
    let tokens = builder::liquidate(&of, world.tokens(&liquidator, 1), u64::MAX, 0);
    let shares = builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0);
    for (name, gate, instruction) in [("liquidate", 5_200, tokens), ("liquidate_to_shares", 3_925, shares)] {
        let receipt = world.clone().send(&liquidator, instruction).expect("by the order");
        rows.push(Row { name: format!("{name} (1+1, by order)"), receipt, gate: Some(gate) });
    }
}

/// Rows of what belongs to it, on the smallest position.
pub fn small_rows(rows: &mut Vec<Row>) {
    by_order(rows);
    let (mut world, user, liquidator) = failing(1, 1, false);
    let order = SetOrderArgs { index: 0, order: Order::below_health(11_000, 12_000, 100) };
    let order = builder::set_order(user.position, user.address(), &order);
    let receipt = world.send(&user, order).expect("set");
    rows.push(Row { name: "set_order".into(), receipt, gate: None });
    // the issuer takes every token: nothing stands for the debt
    let vault = world.vault(1);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 0));
    world.send(&user, builder::sync_vault(world.market, 1)).expect("synced");
    let settle = world.settle_bad_debt(user.position);
    let receipt = world.send(&liquidator, settle).expect("settled");
    rows.push(Row { name: "settle_bad_debt (1+1)".into(), receipt, gate: None });
}
