//! Withdraw: who may, how much, and what must hold afterwards.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::books::books_hold;
use hypothec_testkit::mint::{arm_hook, set_paused};
use hypothec_testkit::{Asset, User, World, keys, token};
use solana_instruction::{AccountMeta, Instruction};

/// A withdrawal from the user's position by another, into an account of a third.
fn by(world: &World, user: &User, signer: &User, to: &User, amount: u64) -> Instruction {
    let to = world.tokens(to, NVDAX);
    builder::withdraw(&world.reserve(NVDAX), user.position, to, signer.address(), amount, 0)
}

fn indebted() -> (World, User, User) {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    (world, lender, borrower)
}

#[test]
pub fn withdraw_refuses_zero() {
    let (mut world, lender, _) = staffed();
    let withdraw = withdraw(&world, &lender, USDC, 0);
    refuse(&mut world, &withdraw, &[&lender.keypair], Error::ZeroAmount);
}

#[test]
fn withdraw_refuses_slots_that_do_not_exist() {
    let (mut world, lender, borrower) = indebted();
    let nothing = withdraw(&world, &lender, NVDAX, 1);
    refuse(&mut world, &nothing, &[&lender.keypair], Error::NoSuchSlot);
    let owed = withdraw(&world, &borrower, USDC, 1);
    refuse(&mut world, &owed, &[&borrower.keypair], Error::OtherSide);
    let to = world.tokens(&lender, USDC);
    let unlisted = builder::withdraw(&unlisted(&world, USDC), lender.position, to, lender.address(), 1, 0);
    refuse(&mut world, &unlisted, &[&lender.keypair], Error::NoSuchReserve);
}

#[test]
pub fn withdraw_refuses_what_is_lent_out() {
    let (mut world, lender, _) = indebted();
    for amount in [100 * DOLLAR + 1, u64::MAX - 1, u64::MAX] {
        let withdraw = withdraw(&world, &lender, USDC, amount);
        refuse(&mut world, &withdraw, &[&lender.keypair], Error::InsufficientCash);
    }
    world.withdraw(&lender, USDC, 100 * DOLLAR).expect("the last of the cash");
    assert_eq!(token::amount(&world.chain.data(&world.vault(USDC))), 0);
}

#[test]
fn withdraw_of_all_closes_the_slot() {
    for amount in [u64::MAX, u64::MAX - 1, 1_000 * DOLLAR + 1, 1_000 * DOLLAR] {
        let (mut world, lender, _) = staffed();
        world.withdraw(&lender, USDC, amount).expect("all of it");
        assert_eq!(world.balance(&lender, USDC), 1_000 * DOLLAR);
        assert!(world.position(&lender).is_empty());
        assert_eq!((world.record(USDC).cash(), world.record(USDC).supply_shares()), (0, 0));
    }
}

#[test]
pub fn withdraw_refuses_fewer_tokens_than_the_limit() {
    let (mut world, lender, _) = staffed();
    let (reserve, to) = (world.reserve(USDC), world.tokens(&lender, USDC));
    let least = |atoms| builder::withdraw(&reserve, lender.position, to, lender.address(), u64::MAX, atoms);
    refuse(&mut world, &least(1_000 * DOLLAR + 1), &[&lender.keypair], Error::LimitNotMet);
    world.send(&lender, least(1_000 * DOLLAR)).expect("exactly as much");
}

#[test]
pub fn withdraw_by_a_delegate_pays_only_the_owner() {
    let (mut world, lender, borrower) = staffed();
    let to_self = by(&world, &borrower, &lender, &lender, 10);
    let to_owner = by(&world, &borrower, &lender, &borrower, 10);
    for stranger in [&to_self, &to_owner] {
        refuse(&mut world, stranger, &[&lender.keypair], Error::NotOwnerOrDelegate);
    }
    delegate(&mut world, &borrower, &lender);
    refuse(&mut world, &to_self, &[&lender.keypair], Error::DelegatePayout);
    world.send(&lender, to_owner.clone()).expect("a delegate pays the owner");
    assert_eq!(world.balance(&borrower, NVDAX), 10);
    let by_owner = by(&world, &borrower, &borrower, &lender, 10);
    world.send(&borrower, by_owner).expect("the owner pays anyone");
    assert_eq!(world.balance(&lender, NVDAX), 10);

    let revoke = builder::set_delegate(borrower.position, borrower.address(), None);
    world.send(&borrower, revoke).expect("revoked");
    refuse(&mut world, &to_owner, &[&lender.keypair], Error::NotOwnerOrDelegate);
}

#[test]
pub fn withdraw_refuses_the_vault_as_destination() {
    let (mut world, lender, _) = staffed();
    let to = world.vault(USDC);
    let withdraw = builder::withdraw(&world.reserve(USDC), lender.position, to, lender.address(), 1, 0);
    refuse(&mut world, &withdraw, &[&lender.keypair], Error::DuplicateAccount);
}

#[test]
fn withdraw_refuses_what_a_debt_needs() {
    let (mut world, _, borrower) = indebted();
    // 900 USD at 1.0005 USD need 909.1 of the 1,000 million atoms at 180.16 USD and 55 %
    for amount in [92_000_000, u64::MAX] {
        let withdraw = withdraw(&world, &borrower, NVDAX, amount);
        refuse(&mut world, &withdraw, &[&borrower.keypair], Error::Unhealthy);
    }
    world.withdraw(&borrower, NVDAX, 90_000_000).expect("still healthy");
}

#[test]
pub fn withdraw_under_debt_refuses_a_stale_price() {
    let (mut world, lender, borrower) = indebted();
    world.chain.advance(60);
    world.withdraw(&borrower, NVDAX, 1).expect("just fresh");
    world.chain.advance(1);
    let indebted = withdraw(&world, &borrower, NVDAX, 1);
    refuse(&mut world, &indebted, &[&borrower.keypair], Error::StalePrice);
    world.withdraw(&lender, USDC, 1).expect("without debt no price counts");
}

#[test]
fn withdraw_refuses_a_token_that_cannot_move() {
    let (mut world, _, borrower) = staffed();
    let (mint, vault) = (Asset::nvdax().mint, world.vault(NVDAX));
    let withdraw = withdraw(&world, &borrower, NVDAX, 1);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    world.advance(1);
    refuse(&mut world, &withdraw, &[&borrower.keypair], Error::MintPaused);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, true));
    world.advance(1);
    refuse(&mut world, &withdraw, &[&borrower.keypair], Error::VaultFrozen);
    world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, false));
    world.advance(1);
    world.send(&borrower, withdraw).expect("as before");
}

#[test]
pub fn withdraw_refuses_one_atom_past_the_outflow_limit() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    world.advance(7_200); // the deposits above are an inflow of their own window
    let too_much = withdraw(&world, &lender, USDC, 200 * DOLLAR + 1);
    refuse(&mut world, &too_much, &[&lender.keypair], Error::OutflowLimit);
    world.withdraw(&lender, USDC, 200 * DOLLAR).expect("exactly the limit");
    let more = withdraw(&world, &lender, USDC, 1);
    refuse(&mut world, &more, &[&lender.keypair], Error::OutflowLimit);
    world.deposit(&lender, USDC, 1).expect("an inflow");
    world.send(&lender, more).expect("counts");
    world.chain.advance(7_200);
    world.withdraw(&lender, USDC, 200 * DOLLAR).expect("another window");
}

#[test]
pub fn withdraw_refuses_to_leave_dust() {
    let (mut world, lender, _) = staffed();
    for left in [1, 999] {
        let withdraw = withdraw(&world, &lender, USDC, 1_000 * DOLLAR - left);
        refuse(&mut world, &withdraw, &[&lender.keypair], Error::DustSupply);
    }
    world.withdraw(&lender, USDC, 1_000 * DOLLAR - 1_000).expect("a thousand shares stay");
    world.withdraw(&lender, USDC, u64::MAX).expect("or none");
}

/// A dust of shares in the reserve binds who can leave more behind, never who leaves altogether: else one atom supplied
/// by a stranger would keep the largest supplier in.
#[test]
fn threat_i8_a_strangers_atom_holds_nobody() {
    for atoms in [1, 999] {
        let (mut world, lender, borrower) = staffed();
        world.fund(&borrower, USDC, DOLLAR);
        world.deposit(&borrower, USDC, DOLLAR).expect("a stranger's dollar");
        world.withdraw(&borrower, USDC, DOLLAR - atoms).expect("dust is left");
        let partly = withdraw(&world, &lender, USDC, 1_000 * DOLLAR - 1);
        if atoms + 1 < 1_000 {
            refuse(&mut world, &partly, &[&lender.keypair], Error::DustSupply);
        }
        world.withdraw(&lender, USDC, u64::MAX).expect("all of it");
        assert_eq!(world.balance(&lender, USDC), 1_000 * DOLLAR);
        assert_eq!(world.record(USDC).supply_shares(), atoms);
        // the dust earns nothing that could swell it, and may leave in its turn
        world.advance(86_400);
        assert!(world.record(USDC).supply_index().is_one());
        world.withdraw(&borrower, USDC, u64::MAX).expect("the dust too");
        assert_eq!((world.record(USDC).cash(), world.record(USDC).supply_shares()), (0, 0));
    }
}

#[test]
fn withdraw_after_a_clawback_bears_its_part() {
    let (mut world, lender, borrower) = staffed();
    world.fund(&lender, NVDAX, 500_000_000);
    world.deposit(&lender, NVDAX, u64::MAX).expect("a second supplier");
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 1_425_000_000));
    world.withdraw(&lender, NVDAX, u64::MAX).expect("out");
    assert!(matches!(world.balance(&lender, NVDAX), 474_999_999..=475_000_000), "five per cent less");
    assert_eq!(world.record(NVDAX).recognised_loss(), 75_000_000);
    assert!(books_hold(&world.record(NVDAX).assets(), &world.record(NVDAX).claims()));
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("out");
    assert!(matches!(world.balance(&borrower, NVDAX), 949_999_999..=950_000_000), "five per cent less");
}

#[test]
pub fn withdraw_refuses_more_hook_accounts_than_it_passes_on() {
    let (mut world, _, borrower) = staffed();
    world.chain.edit(&Asset::nvdax().mint, |account| arm_hook(&mut account.data, keys::address(9)));
    world.advance(1);
    let mut withdraw = withdraw(&world, &borrower, NVDAX, 1);
    withdraw.accounts.extend((0..9).map(|n| AccountMeta::new_readonly(keys::address(9 + n), false)));
    refuse(&mut world, &withdraw, &[&borrower.keypair], Error::TooManyHookAccounts);
    withdraw.accounts.pop();
    let failure = fail(&mut world, &withdraw, &[&borrower.keypair]);
    assert_eq!(failure.program, Some(hypothec_testkit::mint::TOKEN_2022), "eight are passed on: {failure:?}");
}
