//! RedeemReceipt: receipts become supply again, by their holder and whatever the reserve's switches say.

use crate::fixtures::market::*;
use crate::instructions::mint_receipt::{mint, pledged};
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::preset::risk;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::TOKEN;
use hypothec_testkit::{Asset, User, World, token};
use solana_address::Address;
use solana_instruction::Instruction;

fn redeem_by(world: &World, user: &User, signer: &User, from: Address, index: usize, shares: u64) -> Instruction {
    builder::redeem_receipt(world.market, user.position, from, signer.address(), index as u8, shares)
}

fn redeem(world: &World, user: &User, from: Address, index: usize, shares: u64) -> Instruction {
    redeem_by(world, user, user, from, index, shares)
}

/// The lender's whole supply of 1,000 dollars as receipts in the lender's account, and an account of the borrower's.
fn receipts() -> (World, User, User, [Address; 2]) {
    let (mut world, lender, borrower) = staffed();
    let own = open_receipts(&mut world, &lender, USDC);
    let other = world.receipts(&borrower, USDC);
    let all = mint(&world, &lender, own, USDC, u64::MAX);
    world.send(&lender, all).expect("minted");
    (world, lender, borrower, [own, other])
}

/// Hands receipts over.
fn give(world: &mut World, from: Address, to: Address, amount: u64) {
    let has = |world: &World, account| token::amount(&world.chain.data(&account));
    let (left, gained) = (has(world, from) - amount, has(world, to) + amount);
    world.chain.edit(&from, |account| token::set_amount(&mut account.data, left));
    world.chain.edit(&to, |account| token::set_amount(&mut account.data, gained));
}

#[test]
fn redeem_receipt_refuses_zero_and_more_than_the_holder_has() {
    let (mut world, lender, borrower, [own, other]) = receipts();
    let zero = redeem(&world, &lender, own, USDC, 0);
    refuse(&mut world, &zero, &[&lender.keypair], Error::ZeroAmount);
    let empty = redeem(&world, &borrower, other, USDC, u64::MAX);
    refuse(&mut world, &empty, &[&borrower.keypair], Error::ZeroAmount);
    for much in [1_000 * DOLLAR + 1, u64::MAX - 1] {
        let redeem = redeem(&world, &lender, own, USDC, much);
        refuse(&mut world, &redeem, &[&lender.keypair], Error::InsufficientFunds);
    }
    let unlisted = redeem(&world, &lender, own, 9, 1);
    refuse(&mut world, &unlisted, &[&lender.keypair], Error::NoSuchReserve);
}

#[test]
pub fn redeem_receipt_refuses_receipts_of_another_reserve() {
    let (mut world, lender, borrower, [own, _]) = pledged();
    let early = redeem(&world, &lender, own, USDC, 1);
    refuse(&mut world, &early, &[&lender.keypair], Error::ReceiptNotOpen);
    let dollars = open_receipts(&mut world, &lender, USDC);
    let all = mint(&world, &lender, dollars, USDC, u64::MAX);
    world.send(&lender, all).expect("minted");
    // a cheap receipt burnt for dear shares: by its mint, by its account, by both
    let mut crossed = redeem(&world, &lender, dollars, NVDAX, 1_000);
    refuse(&mut world, &crossed, &[&lender.keypair], Error::WrongTokenAccount);
    crossed.accounts[2].pubkey = builder::receipt_address(world.market, USDC as u8).0;
    refuse(&mut world, &crossed, &[&lender.keypair], Error::WrongReceipt);
    let mint = mint(&world, &borrower, own, NVDAX, 10);
    world.send(&borrower, mint).expect("minted");
    let mut crossed = redeem(&world, &borrower, own, USDC, 10);
    crossed.accounts[2].pubkey = builder::receipt_address(world.market, NVDAX as u8).0;
    refuse(&mut world, &crossed, &[&borrower.keypair], Error::WrongReceipt);
}

#[test]
fn redeem_receipt_refuses_receipts_of_someone_else() {
    let (mut world, _, borrower, [own, _]) = receipts();
    let stolen = redeem(&world, &borrower, own, USDC, 1);
    assert_eq!(fail(&mut world, &stolen, &[&borrower.keypair]).program, Some(TOKEN));
}

#[test]
fn redeem_receipt_by_a_stranger_tops_up_but_opens_no_slot() {
    let (mut world, lender, borrower, [own, other]) = receipts();
    give(&mut world, own, other, 10_000);
    let opened = redeem_by(&world, &lender, &borrower, other, USDC, 1_000);
    refuse(&mut world, &opened, &[&borrower.keypair], Error::StrangerOpensSlot);
    let some = redeem(&world, &lender, own, USDC, 1_000);
    world.send(&lender, some).expect("the owner opens it");
    world.send(&borrower, opened).expect("now it is a gift");
    assert_eq!(world.position(&lender).slot(USDC as u8, Side::Supply).map(|slot| slot.shares()), Ok(2_000));
    let own_slot = redeem(&world, &borrower, other, USDC, u64::MAX);
    world.send(&borrower, own_slot).expect("a holder redeems for itself");
    assert_eq!(world.receipt_supply(USDC), 1_000 * DOLLAR - 11_000);
}

#[test]
fn redeem_receipt_refuses_a_position_that_owes_the_reserve() {
    let (mut world, _, borrower, [own, other]) = receipts();
    give(&mut world, own, other, 10_000);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let owed = redeem(&world, &borrower, other, USDC, 1_000);
    refuse(&mut world, &owed, &[&borrower.keypair], Error::OtherSide);
}

#[test]
fn redeem_receipt_under_debt_refuses_a_stale_price() {
    let mut nvdax = Asset::nvdax();
    nvdax.config = risk::lent(nvdax.config);
    let mut world = World::new(&[Asset::usdc(), nvdax, Asset::plain_dollar(1)]);
    let (lender, borrower) = staff(&mut world);
    let own = open_receipts(&mut world, &borrower, NVDAX);
    let mint = mint(&world, &borrower, own, NVDAX, 1_000);
    world.send(&borrower, mint).expect("minted");
    // another position, which owes the second dollar against the first
    let other = world.user(5);
    for (user, index) in [(&other, USDC), (&lender, 2)] {
        world.fund(user, index, 500 * DOLLAR);
        world.deposit(user, index, u64::MAX).expect("supplied");
    }
    world.fund(&other, 2, 0);
    let receipts = world.receipts(&other, NVDAX);
    give(&mut world, own, receipts, 1_000);
    let redeem = redeem(&world, &other, receipts, NVDAX, 500);
    world.chain.advance(600);
    world.chain.simulate(std::slice::from_ref(&redeem), &[&other.keypair]).expect("without debt no price counts");
    world.advance(1);
    world.borrow(&other, 2, 100 * DOLLAR).expect("borrowed");
    world.chain.advance(600);
    refuse(&mut world, &redeem, &[&other.keypair], Error::StalePrice);
    world.advance(1);
    world.send(&other, redeem.clone()).expect("sound");
    world.chain.advance(600);
    world.send(&other, redeem).expect("a slot that exists is topped up at any price");
}

#[test]
fn redeem_receipt_works_whatever_is_switched_off() {
    let (mut world, lender, _, [own, _]) = receipts();
    poke_config(&mut world, USDC, "switches", &[0; 2]);
    poke_config(&mut world, USDC, "supply_cap", &[0; 8]);
    reduce_only_for(&mut world, 7_200);
    world.chain.advance(3_600);
    let all = redeem(&world, &lender, own, USDC, u64::MAX);
    world.send(&lender, all).expect("redeemed");
    world.withdraw(&lender, USDC, u64::MAX).expect("and out");
    assert_eq!(world.balance(&lender, USDC), 1_000 * DOLLAR);
    assert_eq!((world.receipt_supply(USDC), world.record(USDC).supply_shares()), (0, 0));
}

#[test]
fn redeem_receipt_of_a_wiped_reserve_pays_what_is_left() {
    let (mut world, lender, _, [own, _]) = receipts();
    let vault = world.vault(USDC);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 1));
    let sync = builder::sync_vault(world.market, USDC as u8);
    world.send(&lender, sync).expect("synced");
    assert!(world.record(USDC).is_wiped());
    let all = redeem(&world, &lender, own, USDC, u64::MAX);
    world.send(&lender, all).expect("redeemed");
    world.withdraw(&lender, USDC, u64::MAX).expect("and out");
}

#[test]
fn receipts_minted_and_redeemed_profit_nobody() {
    let (mut world, lender, borrower) = staffed();
    let own = open_receipts(&mut world, &lender, USDC);
    world.borrow(&borrower, USDC, 700 * DOLLAR).expect("borrowed");
    world.advance(86_400 * 30);
    let worth = |world: &World| {
        let shares = world.position(&lender).slot(USDC as u8, Side::Supply).expect("a slot").shares();
        world.record(USDC).supply_assets_down(shares)
    };
    let before = worth(&world);
    for shares in [1, 7, 333_333_333, u64::MAX] {
        let (out, back) = (mint(&world, &lender, own, USDC, shares), redeem(&world, &lender, own, USDC, u64::MAX));
        world.send(&lender, out).expect("minted");
        world.send(&lender, back).expect("redeemed");
        assert_eq!(worth(&world), before);
    }
}
