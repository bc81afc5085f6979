//! Deposit: who may, how much, into what.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::{MAX_SLOTS, Side};
use hypothec_testkit::market::admin;
use hypothec_testkit::mint::{TOKEN, TOKEN_2022, set_paused};
use hypothec_testkit::{Asset, User, World, token};
use solana_instruction::Instruction;

/// A deposit into the user's position out of the account of someone else, who pays.
fn for_another(world: &World, user: &User, payer: &User, index: usize, amount: u64) -> Instruction {
    let source = world.tokens(payer, index);
    builder::deposit(&world.reserve(index), user.position, source, payer.address(), amount, 0)
}

#[test]
pub fn deposit_refuses_zero_and_all_of_an_empty_source() {
    let (mut world, lender, _) = staffed();
    for amount in [0, u64::MAX] {
        let deposit = deposit(&world, &lender, NVDAX, amount);
        refuse(&mut world, &deposit, &[&lender.keypair], Error::ZeroAmount);
    }
}

#[test]
pub fn deposit_refuses_more_than_the_source_holds() {
    let (mut world, lender, _) = staffed();
    world.fund(&lender, USDC, DOLLAR);
    for amount in [DOLLAR + 1, u64::MAX - 1] {
        let deposit = deposit(&world, &lender, USDC, amount);
        refuse(&mut world, &deposit, &[&lender.keypair], Error::InsufficientFunds);
    }
    world.deposit(&lender, USDC, DOLLAR).expect("all there is");
}

#[test]
pub fn deposit_of_all_takes_what_the_source_holds() {
    let (mut world, lender, _) = staffed();
    world.fund(&lender, USDC, 7);
    let receipt = world.deposit(&lender, USDC, u64::MAX).expect("all of it");
    assert_eq!(receipt.return_data[..8], 7u64.to_le_bytes());
    assert_eq!(world.balance(&lender, USDC), 0);
    assert_eq!(world.record(USDC).cash(), 1_000 * DOLLAR + 7);
    assert_eq!(world.position(&lender).slot(0, Side::Supply).map(|slot| slot.shares()), Ok(1_000 * DOLLAR + 7));
}

#[test]
fn deposit_refuses_a_reserve_that_is_not_listed() {
    let (mut world, lender, _) = staffed();
    let (reserve, source) = (unlisted(&world, USDC), world.tokens(&lender, USDC));
    let deposit = builder::deposit(&reserve, lender.position, source, lender.address(), 1, 0);
    refuse(&mut world, &deposit, &[&lender.keypair], Error::NoSuchReserve);
}

#[test]
pub fn deposit_refuses_the_vault_as_source() {
    let (mut world, lender, _) = staffed();
    let deposit =
        builder::deposit(&world.reserve(USDC), lender.position, world.vault(USDC), lender.address(), DOLLAR, 0);
    refuse(&mut world, &deposit, &[&lender.keypair], Error::DuplicateAccount);
}

#[test]
fn deposit_refuses_a_source_that_the_payer_may_not_move() {
    let (mut world, lender, borrower) = staffed();
    world.fund(&lender, USDC, DOLLAR);
    let source = world.tokens(&lender, USDC);
    let deposit = builder::deposit(&world.reserve(USDC), lender.position, source, borrower.address(), 1, 0);
    let failure = fail(&mut world, &deposit, &[&borrower.keypair]);
    assert_eq!(failure.program, Some(TOKEN));
}

#[test]
pub fn deposit_by_a_stranger_tops_up_but_opens_no_slot() {
    let (mut world, lender, borrower) = staffed();
    world.fund(&lender, NVDAX, 100);
    world.fund(&borrower, USDC, DOLLAR);
    let open = for_another(&world, &borrower, &lender, USDC, DOLLAR);
    world.fund(&lender, USDC, DOLLAR);
    refuse(&mut world, &open, &[&lender.keypair], Error::StrangerOpensSlot);

    let top_up = for_another(&world, &borrower, &lender, NVDAX, 100);
    world.send(&lender, top_up).expect("topped up");
    assert_eq!(world.position(&borrower).slot(1, Side::Supply).map(|slot| slot.shares()), Ok(1_000_000_100));
    assert_eq!(world.balance(&lender, NVDAX), 0);

    delegate(&mut world, &borrower, &lender);
    world.send(&lender, open).expect("a delegate opens");
    assert_eq!(world.position(&borrower).used().len(), 2);
}

#[test]
pub fn deposit_refuses_a_reserve_that_the_position_owes() {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let deposit = deposit(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &deposit, &[&borrower.keypair], Error::OtherSide);
}

#[test]
pub fn deposit_refuses_a_seventeenth_slot() {
    let dollars: Vec<Asset> = (0..=MAX_SLOTS as u64).map(Asset::plain_dollar).collect();
    let mut world = World::new(&dollars);
    let user = world.user(1);
    for index in 0..dollars.len() {
        world.fund(&user, index, 2 * DOLLAR);
    }
    for index in 0..MAX_SLOTS {
        world.deposit(&user, index, DOLLAR).expect("a slot");
    }
    let deposit = deposit(&world, &user, MAX_SLOTS, DOLLAR);
    refuse(&mut world, &deposit, &[&user.keypair], Error::PositionFull);
    world.deposit(&user, 3, DOLLAR).expect("a slot in use still takes");
    world.withdraw(&user, 3, u64::MAX).expect("one slot closes");
    world.deposit(&user, MAX_SLOTS, DOLLAR).expect("its place is free");
}

#[test]
pub fn deposit_refuses_a_reserve_switched_off() {
    let mut world = world_with(|usdc, _| usdc.switches = 0);
    let user = world.user(1);
    world.fund(&user, USDC, DOLLAR);
    let deposit = deposit(&world, &user, USDC, DOLLAR);
    refuse(&mut world, &deposit, &[&user.keypair], Error::DepositDisabled);
}

#[test]
pub fn deposit_refuses_one_atom_past_the_supply_cap() {
    let mut world = world_with(|usdc, _| usdc.supply_cap = 1_000 * DOLLAR);
    let (lender, _) = staff(&mut world);
    world.fund(&lender, USDC, 1);
    let deposit = deposit(&world, &lender, USDC, 1);
    refuse(&mut world, &deposit, &[&lender.keypair], Error::SupplyCap);
    world.withdraw(&lender, USDC, 1).expect("one atom of room");
    world.deposit(&lender, USDC, 1).expect("exactly the cap");
}

#[test]
pub fn deposit_before_the_seal_is_the_admins_alone() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    world.refresh_all();
    let user = world.user(1);
    world.fund(&user, USDC, DOLLAR);
    let refused = deposit(&world, &user, USDC, DOLLAR);
    refuse(&mut world, &refused, &[&user.keypair], Error::MarketNotSealed);

    let first = User { keypair: admin(), position: user.position };
    world.fund(&first, USDC, DOLLAR);
    delegate(&mut world, &user, &first);
    world.deposit(&first, USDC, DOLLAR).expect("the admin pays in");
    world.seal();
    world.send(&user, refused).expect("sealed");
}

#[test]
fn deposit_refuses_fewer_shares_than_the_limit() {
    let (mut world, lender, _) = staffed();
    world.fund(&lender, USDC, DOLLAR);
    let (reserve, source) = (world.reserve(USDC), world.tokens(&lender, USDC));
    let deposit = |least| builder::deposit(&reserve, lender.position, source, lender.address(), DOLLAR, least);
    refuse(&mut world, &deposit(DOLLAR + 1), &[&lender.keypair], Error::LimitNotMet);
    world.send(&lender, deposit(DOLLAR)).expect("exactly as many");
}

#[test]
fn deposit_refuses_less_than_a_share() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    world.advance(86_400);
    world.fund(&lender, USDC, 2);
    let refused = deposit(&world, &lender, USDC, 1);
    refuse(&mut world, &refused, &[&lender.keypair], Error::ZeroShares);
    world.deposit(&lender, USDC, 2).expect("one share");
}

#[test]
pub fn deposit_fails_when_the_token_cannot_move() {
    let (mut world, _, borrower) = staffed();
    world.fund(&borrower, NVDAX, 100);
    let deposit = deposit(&world, &borrower, NVDAX, 100);
    let mint = Asset::nvdax().mint;
    for refreshed in [false, true] {
        world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
        if refreshed {
            world.advance(1);
        }
        // tokens move before the books: the token program speaks first
        assert_eq!(fail(&mut world, &deposit, &[&borrower.keypair]).program, Some(TOKEN_2022));
    }
    world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    world.advance(1);
    let source = world.tokens(&borrower, NVDAX);
    world.chain.edit(&source, |account| token::set_frozen(&mut account.data, true));
    assert_eq!(fail(&mut world, &deposit, &[&borrower.keypair]).program, Some(TOKEN_2022));
    world.chain.edit(&source, |account| token::set_frozen(&mut account.data, false));
    world.send(&borrower, deposit).expect("thawed and resumed");
}

#[test]
fn deposit_into_a_new_slot_under_debt_refuses_a_stale_price() {
    let mut assets = vec![Asset::usdc(), Asset::nvdax(), Asset::plain_dollar(1)];
    assets[2].config.max_age_s = [5; 4];
    let mut world = World::new(&assets);
    let (_, indebted) = staff(&mut world);
    world.borrow(&indebted, USDC, 100 * DOLLAR).expect("borrowed");
    world.fund(&indebted, 2, DOLLAR);
    world.chain.advance(6);
    let deposit = deposit(&world, &indebted, 2, DOLLAR);
    refuse(&mut world, &deposit, &[&indebted.keypair], Error::StalePrice);
    world.advance(1);
    world.send(&indebted, deposit).expect("fresh");
}
