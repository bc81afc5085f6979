//! Batch: everything that each of its steps checks alone is checked.

use crate::fixtures::market::*;
use crate::instructions::batch::{Step, batch, batch_by, indebted, refuse_batch, sound};
use hypothec_interface::Error;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::state::SWITCH_BORROW;
use hypothec_testkit::mint::arm_hook;
use hypothec_testkit::{Asset, User, World, keys};

#[test]
pub fn batch_refuses_no_steps_five_steps_and_other_kinds() {
    let (mut world, lender, _) = staffed();
    let one = batch(&world, &lender, &[(Tag::Withdraw, USDC, 1)]);
    for (at, value) in [(1, 0), (1, 5), (1, 255), (2, 0), (2, Tag::Batch as u8), (2, Tag::SetDelegate as u8)] {
        let mut bad = one.clone();
        bad.data[at] = value;
        refuse(&mut world, &bad, &[&lender.keypair], Error::ArgumentOutOfRange);
    }
    let mut two = one.clone();
    two.data[1] = 2;
    refuse(&mut world, &two, &[&lender.keypair], Error::NotEnoughAccounts);
    world.send(&lender, one).expect("one is a batch");
}

#[test]
fn batch_pays_only_those_whom_each_step_may_pay() {
    let (mut world, lender, user) = indebted();
    world.fund(&lender, USDC, 100 * DOLLAR);
    world.fund(&lender, NVDAX, 1_000);
    let (out, lent) = ((Tag::Withdraw, NVDAX, 1), (Tag::Borrow, USDC, DOLLAR));
    let by_lender = |world: &World, tokens: &User, steps: &[Step]| batch_by(world, &user, &lender, tokens, steps);
    for step in [out, lent] {
        let stolen = by_lender(&world, &lender, &[step]);
        refuse(&mut world, &stolen, &[&lender.keypair], Error::NotOwnerOrDelegate);
        // not behind a gift either
        let bribed = by_lender(&world, &lender, &[(Tag::Repay, USDC, DOLLAR), step]);
        refuse(&mut world, &bribed, &[&lender.keypair], Error::NotOwnerOrDelegate);
    }
    let gift = by_lender(&world, &lender, &[(Tag::Repay, USDC, 50 * DOLLAR), (Tag::Deposit, NVDAX, 1_000)]);
    world.send(&lender, gift).expect("anyone repays and tops up");

    let bare = world.user(3);
    let opened = batch_by(&world, &bare, &lender, &lender, &[(Tag::Deposit, USDC, DOLLAR)]);
    refuse(&mut world, &opened, &[&lender.keypair], Error::StrangerOpensSlot);

    delegate(&mut world, &user, &lender);
    for step in [out, lent] {
        let to_self = by_lender(&world, &lender, &[step]);
        refuse(&mut world, &to_self, &[&lender.keypair], Error::DelegatePayout);
    }
    let to_owner = by_lender(&world, &user, &[out, lent]);
    world.send(&lender, to_owner).expect("a delegate pays the owner");
    sound(&world);
}

#[test]
fn batch_refuses_what_any_of_its_steps_refuses() {
    let (mut world, lender, user) = indebted();
    let cases = [
        ((Tag::Deposit, NVDAX, 0), Error::ZeroAmount),
        ((Tag::Deposit, NVDAX, 1), Error::InsufficientFunds),
        ((Tag::Deposit, USDC, 1), Error::OtherSide),
        ((Tag::Withdraw, NVDAX, 0), Error::ZeroAmount),
        ((Tag::Withdraw, USDC, 1), Error::OtherSide),
        ((Tag::Withdraw, NVDAX, 200_000_000), Error::Unhealthy),
        ((Tag::Borrow, USDC, 0), Error::ZeroAmount),
        ((Tag::Borrow, USDC, u64::MAX), Error::NoMeaningOfAll),
        ((Tag::Borrow, NVDAX, 1), Error::BorrowDisabled),
        ((Tag::Borrow, USDC, 101 * DOLLAR), Error::InsufficientCash),
        ((Tag::Borrow, USDC, 51 * DOLLAR), Error::UtilisationCeiling),
        ((Tag::Repay, USDC, 0), Error::ZeroAmount),
        ((Tag::Repay, NVDAX, 1), Error::OtherSide),
    ];
    for (step, error) in cases {
        // alone, and after one that is fine
        refuse_batch(&mut world, &user, &[step], error);
        refuse_batch(&mut world, &user, &[(Tag::Repay, USDC, 1), step], error);
    }
    world.fund(&user, USDC, 899 * DOLLAR);
    refuse_batch(&mut world, &user, &[(Tag::Repay, USDC, u64::MAX)], Error::InsufficientFunds);
    refuse_batch(&mut world, &lender, &[(Tag::Withdraw, NVDAX, 1)], Error::NoSuchSlot);
    let steps = [(Tag::Repay, USDC, 895 * DOLLAR), (Tag::Withdraw, NVDAX, 1)];
    refuse_batch(&mut world, &user, &steps, Error::DebtBelowFloor);
    let entry = |instruction, index: usize, amount, limit| BatchEntry {
        instruction,
        reserve: world.reserve(index),
        tokens: world.tokens(&lender, index),
        amount,
        limit,
    };
    let limits = [entry(Tag::Withdraw, USDC, 10, 11), entry(Tag::Deposit, USDC, 10, 11)];
    let unlisted = BatchEntry { reserve: unlisted(&world, USDC), ..limits[0] };
    let dear = BatchEntry { tokens: world.tokens(&user, USDC), ..entry(Tag::Borrow, USDC, 10, 9) };
    let by = |user: &User, entry| builder::batch(world.market, user.position, user.address(), &[entry]);
    let all = [(by(&lender, limits[0]), &lender), (by(&lender, limits[1]), &lender), (by(&user, dear), &user)];
    let unlisted = by(&lender, unlisted);
    world.fund(&lender, USDC, 10);
    for (batch, signer) in all {
        refuse(&mut world, &batch, &[&signer.keypair], Error::LimitNotMet);
    }
    refuse(&mut world, &unlisted, &[&lender.keypair], Error::NoSuchReserve);
}

#[test]
fn batch_refuses_a_step_past_a_cap_a_limit_or_a_switch() {
    let mut world = world_with(|usdc, nvdax| {
        usdc.borrow_cap = 100 << 16;
        usdc.limiter_cap = 300 * DOLLAR;
        nvdax.supply_cap = 1_100_000_000;
        (nvdax.switches, nvdax.span_bps) = (SWITCH_BORROW, 300);
    });
    let (lender, user) = (world.user(1), world.user(2));
    world.fund(&user, NVDAX, 2_000_000_000);
    world.fund(&user, USDC, 0);
    world.fund(&lender, USDC, 1_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    world.advance(7_200); // that was an inflow of its own window
    refuse_batch(&mut world, &user, &[(Tag::Deposit, NVDAX, 1_000)], Error::DepositDisabled);
    refuse_batch(&mut world, &lender, &[(Tag::Withdraw, USDC, 301 * DOLLAR)], Error::OutflowLimit);
    let steps = [(Tag::Withdraw, USDC, 200 * DOLLAR), (Tag::Withdraw, USDC, 101 * DOLLAR)];
    refuse_batch(&mut world, &lender, &steps, Error::OutflowLimit);

    let mut world = world_with(|usdc, nvdax| {
        usdc.borrow_cap = 100 << 16;
        nvdax.supply_cap = 1_100_000_000;
    });
    let (_, user) = staff(&mut world);
    refuse_batch(&mut world, &user, &[(Tag::Borrow, USDC, 101 * DOLLAR)], Error::BorrowCap);
    world.fund(&user, NVDAX, 1_000_000_000);
    let steps = [(Tag::Deposit, NVDAX, 50_000_000), (Tag::Deposit, NVDAX, 150_000_000)];
    refuse_batch(&mut world, &user, &steps, Error::SupplyCap);
}

#[test]
pub fn batch_refuses_a_token_whose_hook_is_armed() {
    let (mut world, _, user) = indebted();
    world.chain.edit(&Asset::nvdax().mint, |account| arm_hook(&mut account.data, keys::address(9)));
    world.advance(1);
    let steps = [(Tag::Repay, USDC, u64::MAX), (Tag::Withdraw, NVDAX, u64::MAX)];
    refuse_batch(&mut world, &user, &steps, Error::HookArmed);
}
