//! MintReceipt: shares leave a position as tokens, by the rules of a withdrawal.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::invariant::i11_shares;
use hypothec_interface::state::{SWITCH_BORROW, SWITCH_DEPOSIT, Side};
use hypothec_testkit::mint::set_paused;
use hypothec_testkit::{Asset, User, World, token};
use solana_address::Address;
use solana_instruction::Instruction;

/// MintReceipt by `signer` off the user's position.
fn mint_by(world: &World, user: &User, signer: &User, to: Address, index: usize, shares: u64) -> Instruction {
    builder::mint_receipt(world.market, user.position, to, signer.address(), index as u8, shares)
}

/// MintReceipt by the user.
pub fn mint(world: &World, user: &User, to: Address, index: usize, shares: u64) -> Instruction {
    mint_by(world, user, user, to, index, shares)
}

/// The stock is lent too; the borrower, who pledges 10 of it, owes 900 dollars. With both users' receipts of the stock.
pub fn pledged() -> (World, User, User, [Address; 2]) {
    let mut world = world_with(|_, nvdax| (nvdax.switches, nvdax.span_bps) = (SWITCH_DEPOSIT | SWITCH_BORROW, 300));
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    let own = open_receipts(&mut world, &borrower, NVDAX);
    let other = world.receipts(&lender, NVDAX);
    (world, lender, borrower, [own, other])
}

fn shares(world: &World, user: &User, index: usize) -> u64 {
    world.position(user).slot(index as u8, Side::Supply).map_or(0, |slot| slot.shares())
}

#[test]
fn mint_receipt_refuses_zero_and_slots_that_do_not_exist() {
    let (mut world, lender, borrower, [own, other]) = pledged();
    let zero = mint(&world, &borrower, own, NVDAX, 0);
    refuse(&mut world, &zero, &[&borrower.keypair], Error::ZeroAmount);
    let nothing = mint(&world, &lender, other, NVDAX, 1);
    refuse(&mut world, &nothing, &[&lender.keypair], Error::NoSuchSlot);
    world.borrow(&lender, NVDAX, 10_000_000).expect("borrowed");
    let owed = mint(&world, &lender, other, NVDAX, 1);
    refuse(&mut world, &owed, &[&lender.keypair], Error::OtherSide);
    let unlisted = mint(&world, &borrower, own, 9, 1);
    refuse(&mut world, &unlisted, &[&borrower.keypair], Error::NoSuchReserve);
}

#[test]
pub fn mint_receipt_refuses_a_missing_or_foreign_receipt_mint() {
    let (mut world, lender, _, [own, _]) = pledged();
    let early = mint(&world, &lender, own, USDC, 1);
    refuse(&mut world, &early, &[&lender.keypair], Error::ReceiptNotOpen);
    let dollars = open_receipts(&mut world, &lender, USDC);
    let mut crossed = mint(&world, &lender, dollars, USDC, 1);
    crossed.accounts[2].pubkey = builder::receipt_address(world.market, NVDAX as u8).0;
    refuse(&mut world, &crossed, &[&lender.keypair], Error::WrongReceipt);
    let astray = mint(&world, &lender, own, USDC, 1);
    refuse(&mut world, &astray, &[&lender.keypair], Error::WrongTokenAccount);
}

#[test]
pub fn mint_receipt_refuses_a_reserve_that_is_not_lent() {
    let (mut world, _, borrower, [own, _]) = pledged();
    poke_config(&mut world, NVDAX, "switches", &SWITCH_DEPOSIT.to_le_bytes());
    assert_eq!(world.record(NVDAX).config().switches(), SWITCH_DEPOSIT);
    let mint = mint(&world, &borrower, own, NVDAX, 1);
    refuse(&mut world, &mint, &[&borrower.keypair], Error::NotLent);
}

#[test]
pub fn mint_receipt_by_a_delegate_pays_only_the_owner() {
    let (mut world, lender, borrower, [own, other]) = pledged();
    let (to_self, to_owner) =
        (mint_by(&world, &borrower, &lender, other, NVDAX, 10), mint_by(&world, &borrower, &lender, own, NVDAX, 10));
    for stranger in [&to_self, &to_owner] {
        refuse(&mut world, stranger, &[&lender.keypair], Error::NotOwnerOrDelegate);
    }
    delegate(&mut world, &borrower, &lender);
    refuse(&mut world, &to_self, &[&lender.keypair], Error::DelegatePayout);
    world.send(&lender, to_owner).expect("a delegate pays the owner");
    let by_owner = mint(&world, &borrower, other, NVDAX, 10);
    world.send(&borrower, by_owner).expect("the owner pays anyone");
    assert_eq!(shares(&world, &borrower, NVDAX), 1_000_000_000 - 20);
}

#[test]
fn threat_h9_under_debt_it_obeys_the_rules_of_a_withdrawal() {
    let (mut world, _, borrower, [own, _]) = pledged();
    for much in [92_000_000, u64::MAX] {
        let mint = mint(&world, &borrower, own, NVDAX, much);
        refuse(&mut world, &mint, &[&borrower.keypair], Error::Unhealthy);
    }
    world.advance(30);
    let some = mint(&world, &borrower, own, NVDAX, 90_000_000);
    world.send(&borrower, some).expect("still healthy");
    assert_eq!(world.position(&borrower).risk_ts(), world.chain.clock().unix_timestamp, "the cool-off starts again");
    world.chain.advance(600);
    let stale = mint(&world, &borrower, own, NVDAX, 1);
    refuse(&mut world, &stale, &[&borrower.keypair], Error::StalePrice);
}

#[test]
pub fn mint_receipt_refuses_in_reduce_only_mode() {
    let (mut world, lender, _) = staffed();
    let own = open_receipts(&mut world, &lender, USDC);
    reduce_only_for(&mut world, 3_600);
    let mint = mint(&world, &lender, own, USDC, 1);
    refuse(&mut world, &mint, &[&lender.keypair], Error::ReduceOnly);
}

#[test]
pub fn mint_receipt_refuses_a_wiped_reserve() {
    let (mut world, lender, _) = staffed();
    let own = open_receipts(&mut world, &lender, USDC);
    let vault = world.vault(USDC);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 1));
    let sync = builder::sync_vault(world.market, USDC as u8);
    world.send(&lender, sync).expect("synced");
    assert!(world.record(USDC).is_wiped());
    let mint = mint(&world, &lender, own, USDC, 1);
    refuse(&mut world, &mint, &[&lender.keypair], Error::Wiped);
}

#[test]
fn mint_receipt_turns_each_share_into_a_receipt() {
    let (mut world, lender, borrower, _) = pledged();
    let own = open_receipts(&mut world, &lender, USDC);
    let total = world.record(USDC).supply_shares();
    world.advance(86_400);
    let index = world.record(USDC).supply_index();
    for (asked, minted, left) in [(1, 1, total - 1), (999, 1_000, total - 1_000), (u64::MAX, total, 0)] {
        let mint = mint(&world, &lender, own, USDC, asked);
        world.send(&lender, mint).expect("minted");
        assert_eq!((token::amount(&world.chain.data(&own)), shares(&world, &lender, USDC)), (minted, left));
        let record = world.record(USDC);
        assert_eq!((record.supply_shares(), record.supply_index()), (total, index), "nothing left the reserve");
        let positions = [world.position(&lender), world.position(&borrower)];
        assert_eq!(world.receipt_supply(USDC), minted);
        assert!(i11_shares(&record, positions.iter(), minted));
    }
    assert!(world.position(&lender).is_empty());
}

#[test]
fn mint_receipt_works_while_the_token_cannot_move() {
    let (mut world, _, borrower, [own, _]) = pledged();
    world.chain.edit(&Asset::nvdax().mint, |account| set_paused(&mut account.data, true));
    world.advance(1);
    let mint = mint(&world, &borrower, own, NVDAX, 10);
    world.send(&borrower, mint).expect("no token moves");
}
