//! F1 and F9: what a batch's own unchecked steps do to a position opens no cap and no switch for its later steps.

use crate::fixtures::liquidation::stands;
use crate::fixtures::market::*;
use hypothec_interface::action::{TIGHTEN_DEPOSIT_OFF, TIGHTEN_SUPPLY_CAP};
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::{Instruction as Tag, TightenArgs};
use hypothec_interface::{Error, state::Group};
use hypothec_testkit::{Asset, User, World, keys};
use solana_instruction::Instruction;
use solana_signer::Signer;

/// One NVDAx.
const NV: u64 = 100_000_000;

fn step(world: &World, user: &User, instruction: Tag, index: usize, amount: u64) -> BatchEntry {
    let limit = if matches!(instruction, Tag::Borrow) { u64::MAX } else { 0 };
    BatchEntry { instruction, reserve: world.reserve(index), tokens: world.tokens(user, index), amount, limit }
}

fn batch(world: &World, user: &User, steps: &[(Tag, usize, u64)]) -> Instruction {
    let steps: Vec<_> = steps.iter().map(|(tag, index, amount)| step(world, user, *tag, *index, *amount)).collect();
    builder::batch(world.market, user.position, user.address(), &steps)
}

/// A borrower with 10 NVDAx behind a cap of 11, and dollars to lend.
fn at_the_cap() -> (World, User) {
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = 11 * NV);
    let (lender, attacker) = staff(&mut world);
    lend(&mut world, &lender, 100_000);
    world.fund(&attacker, NVDAX, 1_000 * NV);
    (world, attacker)
}

fn lend(world: &mut World, lender: &User, dollars: u64) {
    world.fund(lender, USDC, dollars * DOLLAR);
    world.deposit(lender, USDC, dollars * DOLLAR).expect("lent");
}

#[test]
fn attack_f1a_a_borrow_step_opens_no_supply_cap() {
    let (mut world, attacker) = at_the_cap();
    let steps = [
        (Tag::Borrow, USDC, 4_400 * DOLLAR),
        (Tag::Deposit, NVDAX, 10 * NV),
        (Tag::Deposit, NVDAX, 20 * NV),
        (Tag::Deposit, NVDAX, 40 * NV),
    ];
    let whole = batch(&world, &attacker, &steps);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::SupplyCap);
}

#[test]
fn attack_f1b_a_loan_within_the_batch_opens_no_supply_cap() {
    let (mut world, attacker) = at_the_cap();
    let steps = [
        (Tag::Borrow, USDC, 2_700 * DOLLAR),
        (Tag::Deposit, NVDAX, 10 * NV),
        (Tag::Deposit, NVDAX, 20 * NV),
        (Tag::Repay, USDC, u64::MAX),
    ];
    let whole = batch(&world, &attacker, &steps);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::SupplyCap);
}

#[test]
fn attack_f1c_a_batch_deposits_nothing_while_deposits_are_off() {
    let (mut world, attacker) = at_the_cap();
    let mut args: TightenArgs = bytemuck::Zeroable::zeroed();
    args.reserve = NVDAX as u8;
    args.levers = TIGHTEN_DEPOSIT_OFF | TIGHTEN_SUPPLY_CAP;
    let guardian = keys::key(4);
    world.chain.airdrop(&guardian.pubkey(), 1_000_000_000);
    let tighten = builder::tighten(world.market, guardian.pubkey(), &args);
    world.chain.send(&[tighten], &[&guardian]).expect("tightened");
    let steps = [(Tag::Borrow, USDC, 2_700 * DOLLAR), (Tag::Deposit, NVDAX, 10 * NV), (Tag::Repay, USDC, u64::MAX)];
    let whole = batch(&world, &attacker, &steps);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::DepositDisabled);
}

#[test]
fn attack_f1d_a_borrow_step_opens_no_group_cap() {
    let mut world = world_with(|_, nvdax| nvdax.groups = [1, 2]);
    let (lender, attacker) = staff(&mut world);
    lend(&mut world, &lender, 100_000);
    world.fund(&attacker, NVDAX, 1_000 * NV);
    let mut groups = world.header().groups();
    for group in &mut groups[1..3] {
        *group = Group { cap: group.exposure, ..*group };
    }
    poke_header(&mut world, "groups", bytemuck::bytes_of(&groups));
    let steps = [
        (Tag::Borrow, USDC, 2_700 * DOLLAR),
        (Tag::Deposit, NVDAX, 10 * NV),
        (Tag::Deposit, NVDAX, 20 * NV),
        (Tag::Repay, USDC, u64::MAX),
    ];
    let whole = batch(&world, &attacker, &steps);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::GroupCap);
}

#[test]
fn attack_f1e_dust_behind_a_full_cap_stays_dust() {
    let (mut world, holder) = at_the_cap();
    let attacker = world.user(4);
    world.fund(&attacker, USDC, 0);
    world.fund(&attacker, NVDAX, 1_000 * NV);
    world.deposit(&attacker, NVDAX, NV / 100).expect("the least while there is room");
    world.fund(&holder, NVDAX, NV);
    world.deposit(&holder, NVDAX, NV - 3_000_000).expect("the rest of the room");
    let steps = [(Tag::Borrow, USDC, 20 * DOLLAR), (Tag::Deposit, NVDAX, 10 * NV), (Tag::Repay, USDC, u64::MAX)];
    let whole = batch(&world, &attacker, &steps);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::SupplyCap);
}

#[test]
fn attack_f1f_a_withdraw_step_opens_no_supply_cap() {
    let mut nvdax = Asset::nvdax();
    nvdax.config.supply_cap = 11 * NV;
    let mut world = World::new(&[Asset::usdc(), nvdax, Asset::plain_dollar(1)]);
    let (lender, attacker) = staff(&mut world);
    lend(&mut world, &lender, 100_000);
    world.fund(&attacker, NVDAX, 1_000 * NV);
    world.fund(&attacker, 2, 10_000 * DOLLAR);
    world.deposit(&attacker, 2, u64::MAX).expect("other collateral");
    world.borrow(&attacker, USDC, 1_500 * DOLLAR).expect("borrowed");
    let whole = batch(&world, &attacker, &[(Tag::Withdraw, 2, u64::MAX), (Tag::Deposit, NVDAX, 10 * NV)]);
    refuse(&mut world, &whole, &[&attacker.keypair], Error::SupplyCap);
}

#[test]
fn attack_f9_a_repay_step_lets_no_stale_stock_in_under_debt() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1)]);
    let (lender, borrower) = staff(&mut world);
    lend(&mut world, &lender, 10_000);
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    world.fund(&borrower, 2, 60 * NV);
    world.fund(&borrower, USDC, 1_000 * DOLLAR);
    world.chain.advance(100);
    world.post(USDC, world.assets[USDC].price + 1);
    world.post(NVDAX, world.assets[NVDAX].price + 1);
    let refresh = world.refresh(&[USDC, NVDAX]);
    world.send(&lender, refresh).expect("fresh, except stock 2");
    let power = stands(&world, &borrower).power;
    let steps = [(Tag::Repay, USDC, u64::MAX), (Tag::Deposit, 2, 60 * NV), (Tag::Borrow, USDC, 900 * DOLLAR)];
    let whole = batch(&world, &borrower, &steps);
    refuse(&mut world, &whole, &[&borrower.keypair], Error::StalePrice);
    assert_eq!(stands(&world, &borrower).power, power);
}
