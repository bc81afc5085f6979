//! Liquidation and settlement where a board is stale: what the liquidator chose not to refresh, and what nobody quotes.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::state::SWITCH_BORROW;
use hypothec_interface::{Error, builder};
use hypothec_testkit::{Asset, World, token};
use solana_instruction::Instruction;

/// The third asset, a stock that is lent.
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

/// A borrower of 900 USDC against 10 NVDAx at 60 USD and these atoms of a stock at 100 USD, whose board is stale.
fn with_another_stock(atoms: u64) -> Distress {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(0)]);
    let (lender, borrower) = staff(&mut world);
    let liquidator = world.user(3);
    world.fund(&liquidator, USDC, 10_000 * DOLLAR);
    world.fund(&liquidator, NVDAX, 0);
    world.fund(&borrower, LENT, atoms);
    world.deposit(&borrower, LENT, u64::MAX).expect("another stock, at 100 USD");
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    references(&mut world, NVDAX, 60 * USD);
    world.assets[NVDAX].price = 60 * USD;
    refresh_after(&mut world, 130, &[USDC, NVDAX]);
    Distress { world, lender, borrower, liquidator }
}

#[test]
fn attack_f3_stale_dust_keeps_no_bad_debt_off_the_books() {
    let mut distress = with_another_stock(9_000_000);
    let before = distress.world.record(USDC).supply_index();
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
    assert!(distress.world.position(&distress.borrower).is_empty(), "settled in place");
    assert!(distress.world.record(USDC).supply_index() < before, "and booked");
    assert_eq!(distress.world.record(LENT).supply_shares(), 0, "the dust went to its reserve's buffer");
}

#[test]
pub fn attack_f3_a_slot_worth_less_than_half_a_dollar_opens_nowhere() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(0)]);
    let (_, borrower) = staff(&mut world);
    world.fund(&borrower, LENT, 2_000_000);
    let [atom, less, dollar] = [1, 499_000, 1_000_000].map(|atoms| deposit(&world, &borrower, LENT, atoms));
    for refused in [&atom, &less] {
        refuse(&mut world, refused, &[&borrower.keypair], Error::NewSupplyTooSmall);
    }
    world.chain.advance(61);
    refuse(&mut world, &dollar, &[&borrower.keypair], Error::StalePrice);
    refresh_after(&mut world, 0, &[LENT]);
    world.send(&borrower, dollar).expect("a dollar");
    world.send(&borrower, atom).expect("which an atom may raise");
}

/// Stale supply of 11 dollars is above the floor and may not be taken; of 9 it may. Where the issuer may have returned
/// tokens to a vault that nobody has looked at, only `SettleBadDebt` takes it, which looks.
#[test]
fn settlement_counts_stale_supply_at_its_last_price() {
    let mut distress = with_another_stock(11_000_000);
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
    let settle = distress.world.settle_bad_debt(distress.borrower.position);
    distress.refuse(&settle, Error::NotSettleable);

    let mut distress = with_another_stock(9_000_000);
    let (vault, market) = (distress.world.vault(LENT), distress.world.market);
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 8_000_000));
    let sync = builder::sync_vault(market, LENT as u8);
    distress.send(sync);
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
    assert!(distress.world.position(&distress.borrower).has_debt());
    let settle = distress.world.settle_bad_debt(distress.borrower.position);
    distress.send(settle);
    assert!(distress.world.position(&distress.borrower).is_empty());
}
