//! Liquidation and settlement where a board is stale: what the liquidator chose not to refresh, and what nobody quotes.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::state::SWITCH_BORROW;
use hypothec_interface::{Error, builder};
use hypothec_testkit::{Asset, World};
use solana_instruction::Instruction;

/// The lent stock.
const LENT: usize = 2;

/// A borrower of 650 USDC and 3 of a lent stock at 100 USD against 10 NVDAx at this price; at 146.2 its health is 1.
fn short_seller(price: i64) -> Distress {
    let mut lent = Asset::plain_stock(0);
    lent.config.switches |= SWITCH_BORROW;
    lent.config.span_bps = 300; // what a stock is lent with
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), lent]);
    let (lender, borrower) = staff(&mut world);
    let liquidator = world.user(3);
    for (user, index, atoms) in [
        (&lender, LENT, 1_000_000_000),
        (&borrower, LENT, 0),
        (&liquidator, USDC, 10_000 * DOLLAR),
        (&liquidator, NVDAX, 0),
        (&liquidator, LENT, 1_000_000_000),
    ] {
        world.fund(user, index, atoms);
    }
    world.deposit(&lender, LENT, u64::MAX).expect("lent");
    world.borrow(&borrower, USDC, 650 * DOLLAR).expect("borrowed");
    world.borrow(&borrower, LENT, 300_000_000).expect("sold short");
    let mut distress = Distress { world, lender, borrower, liquidator };
    fall(&mut distress.world, NVDAX, price * USD);
    distress
}

/// The borrower's debt of this reserve against its NVDAx.
fn seizure(distress: &Distress, repay: usize) -> Instruction {
    let of = addresses(&distress.world, &distress.liquidator, &distress.borrower, repay, NVDAX);
    builder::liquidate(&of, distress.world.tokens(&distress.liquidator, NVDAX), u64::MAX, 0)
}

#[test]
fn attack_m1_no_liquidation_at_a_debt_price_of_any_age() {
    let mut distress = short_seller(145);
    refresh_after(&mut distress.world, 61, &[USDC, NVDAX]);
    let (lent, dollars) = (seizure(&distress, LENT), seizure(&distress, USDC));
    distress.refuse(&lent, Error::StalePrice);
    // nor is the debt that is not repaid left unrefreshed for a gain: it counts less by its span
    distress.refuse(&dollars, Error::NotLiquidatable);
    refresh_after(&mut distress.world, 1, &[LENT]);
    distress.send(lent);
}

#[test]
fn attack_m1_a_debt_that_nobody_quotes_counts_whole_after_its_grace() {
    let mut distress = short_seller(145);
    let debt = |distress: &Distress| stands(&distress.world, &distress.borrower).debt as f64 / 65_536e4;
    let whole = debt(&distress);
    refresh_after(&mut distress.world, 60 + 7_100, &[USDC, NVDAX]);
    let (discounted, seize) = (debt(&distress), seizure(&distress, USDC));
    assert!((whole - discounted - 9.0).abs() < 0.1, "3 % of 300 USD: {whole} {discounted}");
    distress.refuse(&seize, Error::NotLiquidatable);
    refresh_after(&mut distress.world, 140, &[USDC, NVDAX]);
    assert!((debt(&distress) - whole).abs() < 0.1, "{}", debt(&distress));
    distress.send(seize);
}

/// Discounted, the debt would leave 2 % of room for a bonus; whole, it leaves 1 %.
#[test]
fn attack_m1_a_stale_debt_gives_no_room_for_a_greater_bonus() {
    let mut stale = short_seller(96);
    let mut fresh = Distress { world: stale.world.clone(), ..short_seller(96) };
    refresh_after(&mut stale.world, 61, &[USDC, NVDAX]);
    refresh_after(&mut fresh.world, 61, &[USDC, NVDAX, LENT]);
    let per_dollar = |distress: &mut Distress| {
        let seize = seizure(distress, USDC);
        let done = words(&distress.send(seize).return_data);
        done[2] as f64 * 96.0 / 1e8 / (done[0] as f64 / 1e6)
    };
    let (stale, fresh) = (per_dollar(&mut stale), per_dollar(&mut fresh));
    assert!(stale <= fresh + 1e-4 && fresh < 1.0105, "{stale} {fresh}");
}
