//! F5 to F8 and F11: accounts that came back to life, tokens that came back to the vault, and small debts.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::{budget, builder};
use hypothec_testkit::{Asset, World, token};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// One NVDAx.
const NV: u64 = 100_000_000;

#[test]
fn attack_f5_a_position_closed_and_kept_alive_opens_again() {
    let (mut world, lender, _) = staffed();
    let user = world.user(7);
    let close = builder::close_position(user.position, user.address(), user.address());
    let mut data = vec![2, 0, 0, 0];
    data.extend_from_slice(&10_000_000u64.to_le_bytes());
    let refund = Instruction {
        program_id: Address::default(),
        accounts: vec![AccountMeta::new(lender.address(), true), AccountMeta::new(user.position, false)],
        data,
    };
    world.chain.send(&[close, refund], &[&user.keypair, &lender.keypair]).expect("closed, and kept alive");
    assert_eq!(world.chain.get_account(&user.position).expect("alive").data, vec![0; 512]);
    let open = builder::open_position(world.market, user.address(), user.address(), 0);
    world.send(&user, open.clone()).expect("opened again");
    assert!(world.position(&user).is_empty());
    let failure = world.chain.send(&[open], &[&user.keypair]).expect_err("it is open");
    assert_eq!(failure.error, Some(Error::AlreadyInitialized));
}

#[test]
fn attack_f6_shares_are_not_seized_before_a_return_is_booked() {
    let mut distress = distressed(180);
    let vault = distress.world.vault(NVDAX);
    let all = token::amount(&distress.world.chain.data(&vault));
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, all / 2));
    distress.world.advance(20);
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, all));
    let (tokens, shares) = (distress.liquidate(u64::MAX), distress.to_shares(u64::MAX));
    distress.refuse(&tokens, Error::NotLiquidatable);
    distress.refuse(&shares, Error::NotLiquidatable);
}

#[test]
fn attack_f6_a_settlement_books_a_return_first() {
    let mut distress = distressed(180);
    let vault = distress.world.vault(NVDAX);
    let all = token::amount(&distress.world.chain.data(&vault));
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 1_000));
    distress.world.advance(20);
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, all));
    let settle = distress.world.settle_bad_debt(distress.borrower.position);
    distress.refuse(&settle, Error::NotSettleable);
    let blind = Instruction { accounts: settle.accounts[..2].to_vec(), ..settle };
    distress.refuse(&blind, Error::NotEnoughAccounts);
}

#[test]
fn attack_f7_no_newcomer_buys_into_a_deep_loss() {
    for (left_bps, open) in [(9_500u64, true), (5_000, false), (100, false), (1, false)] {
        let mut world = world_with(|_, nvdax| nvdax.supply_cap = 10_000 * NV);
        let (victim, attacker) = (world.user(1), world.user(2));
        world.fund(&victim, NVDAX, 1_500 * NV);
        world.deposit(&victim, NVDAX, 1_000 * NV).expect("pledged");
        world.fund(&attacker, NVDAX, 10 * NV);
        let vault = world.vault(NVDAX);
        world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 1_000 * NV / 10_000 * left_bps));
        let (newcomer, more) = (deposit(&world, &attacker, NVDAX, NV), deposit(&world, &victim, NVDAX, NV));
        if open {
            world.send(&attacker, newcomer).expect("a loss of a twentieth dilutes by a twentieth");
        } else {
            refuse(&mut world, &newcomer, &[&attacker.keypair], Error::DeepShortfall);
            refuse(&mut world, &more, &[&victim.keypair], Error::DeepShortfall);
        }
    }
}

#[test]
fn attack_f8_sixteen_slots_with_fourteen_stale_stay_below_60_000_units() {
    let mut assets = vec![Asset::usdc()];
    for n in 0..15 {
        let mut stock = Asset::plain_stock(n);
        stock.config.stale_grace_s = 400_000;
        stock.config.stale_ramp_s = 400_000;
        assets.push(stock);
    }
    let mut world = World::new(&assets);
    let (lender, borrower, liquidator) = (world.user(1), world.user(2), world.user(3));
    world.fund(&lender, USDC, 10_000 * DOLLAR);
    world.deposit(&lender, USDC, 10_000 * DOLLAR).expect("lent");
    world.fund(&borrower, USDC, 0);
    for index in 1..16 {
        let atoms = if index == 1 { 1_000_000_000 } else { 1_000_000 };
        world.fund(&borrower, index, atoms);
        world.deposit(&borrower, index, atoms).expect("a slot");
    }
    world.borrow(&borrower, USDC, 540 * DOLLAR).expect("borrowed");
    world.fund(&liquidator, USDC, 10_000 * DOLLAR);
    world.fund(&liquidator, 1, 0);
    world.chain.advance(13 * 86_400);
    let mut price = world.assets[1].price;
    while price > 60 * USD {
        price = (price * 85 / 100).max(60 * USD);
        world.chain.advance(20);
        world.post(USDC, world.assets[USDC].price + 1);
        world.post(1, price);
        let refresh = world.refresh(&[USDC, 1]);
        world.send(&liquidator, refresh).expect("fresh");
    }
    // one feed alone: the slow reference follows in an hour
    for _ in 0..180 {
        price += 1;
        world.chain.advance(20);
        world.post(USDC, world.assets[USDC].price + 1);
        world.post(1, price);
        let refresh = world.refresh(&[USDC, 1]);
        world.send(&liquidator, refresh).expect("fresh");
    }
    let of = addresses(&world, &liquidator, &borrower, USDC, 1);
    let liquidate = builder::liquidate(&of, world.tokens(&liquidator, 1), u64::MAX, 0);
    let limit = budget::compute_unit_limit(1_400_000);
    let done = world.chain.send(&[limit, liquidate], &[&liquidator.keypair]).expect("liquidated");
    assert!(done.cu <= 60_000, "{} units", done.cu);
}

#[test]
fn attack_f11_a_stranger_leaves_no_debt_under_the_floor() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 10_020_000).expect("just above the floor");
    world.fund(&lender, USDC, 20 * DOLLAR);
    let from = world.tokens(&lender, USDC);
    let gift = |amount| builder::repay(&world.reserve(USDC), borrower.position, from, lender.address(), amount);
    let (cents, all) = (gift(60_000), gift(u64::MAX));
    refuse(&mut world, &cents, &[&lender.keypair], Error::DebtBelowFloor);
    let out = withdraw(&world, &borrower, NVDAX, 1_000);
    world.send(&borrower, out).expect("nobody stands in the way");
    world.repay(&borrower, USDC, 60_000).expect("the owner may");
    world.send(&lender, all).expect("a stranger may repay all");
    assert!(!world.position(&borrower).has_debt());
}
