//! Batch: several actions, checked on what they leave. What its steps refuse is in `batch_refusals`.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::event::Event;
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::state::Side;
use hypothec_testkit::{Asset, User, World, token};
use solana_instruction::Instruction;

/// What happens, of which reserve, how much.
pub type Step = (Tag, usize, u64);

/// A batch of `signer`'s on the user's position, moving the tokens of `tokens`, with no limits.
pub fn batch_by(world: &World, user: &User, signer: &User, tokens: &User, steps: &[Step]) -> Instruction {
    let entry = |&(instruction, index, amount): &Step| BatchEntry {
        instruction,
        reserve: world.reserve(index),
        tokens: world.tokens(tokens, index),
        amount,
        limit: if instruction == Tag::Borrow { u64::MAX } else { 0 },
    };
    let entries: Vec<_> = steps.iter().map(entry).collect();
    builder::batch(world.market, user.position, signer.address(), &entries)
}

pub fn batch(world: &World, user: &User, steps: &[Step]) -> Instruction {
    batch_by(world, user, user, user, steps)
}

#[track_caller]
pub fn refuse_batch(world: &mut World, user: &User, steps: &[Step], error: Error) {
    let batch = batch(world, user, steps);
    refuse(world, &batch, &[&user.keypair], error);
}

#[track_caller]
pub fn sound(world: &World) {
    for index in 0..world.assets.len() {
        let record = world.record(index);
        assert!(books_hold(&record.assets(), &record.claims()), "books of {index}");
        assert_eq!(token::amount(&world.chain.data(&world.vault(index))), record.cash(), "vault of {index}");
    }
}

/// [`staffed`], the borrower owing 900 of the 991 dollars that the 10 NVDAx allow, and holding them.
pub fn indebted() -> (World, User, User) {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    (world, lender, borrower)
}

#[test]
fn batch_deposits_and_borrows() {
    let (mut world, _, _) = staffed();
    let user = world.user(3);
    world.fund(&user, NVDAX, 1_000_000_000);
    world.fund(&user, USDC, 0);
    let steps = [(Tag::Deposit, NVDAX, u64::MAX), (Tag::Borrow, USDC, 900 * DOLLAR)];
    let batch = batch(&world, &user, &steps);
    let receipt = world.send(&user, batch).expect("within its power");
    assert!(receipt.tx_bytes <= 760, "{} bytes", receipt.tx_bytes);
    assert_eq!((world.balance(&user, NVDAX), world.balance(&user, USDC)), (0, 900 * DOLLAR));
    let position = world.position(&user);
    assert_eq!(position.slot(NVDAX as u8, Side::Supply).map(|slot| slot.shares()), Ok(1_000_000_000));
    assert_eq!(position.slot(USDC as u8, Side::Debt).map(|slot| slot.shares()), Ok(900 * DOLLAR));
    assert_eq!(position.risk_ts(), world.chain.clock().unix_timestamp);
    let told: Vec<_> =
        Event::all(&receipt.return_data).map(|it| (it.name(), it.reserve, it.amount, it.shares)).collect();
    let (atoms, cents) = (1_000_000_000, 900 * DOLLAR);
    assert_eq!(told, [("Deposited", 1, atoms, atoms), ("Borrowed", 0, cents, cents)], "an event a step");
    sound(&world);
}

#[test]
fn batch_repays_and_withdraws_all() {
    let (mut world, _, borrower) = indebted();
    let all = batch(&world, &borrower, &[(Tag::Repay, USDC, u64::MAX), (Tag::Withdraw, NVDAX, u64::MAX)]);
    world.send(&borrower, all).expect("out");
    assert!(world.position(&borrower).is_empty());
    assert_eq!((world.balance(&borrower, NVDAX), world.balance(&borrower, USDC)), (1_000_000_000, 0));
    sound(&world);
}

#[test]
fn batch_swaps_collateral_in_either_order() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1)]);
    let (_, user) = staff(&mut world);
    world.borrow(&user, USDC, 900 * DOLLAR).expect("borrowed");
    world.fund(&user, 2, 2_000_000_000);
    let out = withdraw(&world, &user, NVDAX, u64::MAX);
    refuse(&mut world, &out, &[&user.keypair], Error::Unhealthy);
    // either order: only what is left counts
    let swap = batch(&world, &user, &[(Tag::Withdraw, NVDAX, u64::MAX), (Tag::Deposit, 2, 2_000_000_000)]);
    world.send(&user, swap).expect("swapped");
    assert_eq!(world.balance(&user, NVDAX), 1_000_000_000);
    let back = batch(&world, &user, &[(Tag::Deposit, NVDAX, u64::MAX), (Tag::Withdraw, 2, u64::MAX)]);
    world.send(&user, back).expect("swapped back");
    assert_eq!(world.balance(&user, 2), 2_000_000_000);
    sound(&world);
}

#[test]
fn batch_swaps_debt_in_either_order() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_dollar(1)]);
    let (lender, user) = staff(&mut world);
    world.fund(&lender, 2, 1_000 * DOLLAR);
    world.deposit(&lender, 2, 1_000 * DOLLAR).expect("lent");
    world.fund(&user, 2, 0);
    world.borrow(&user, USDC, 900 * DOLLAR).expect("borrowed");
    let more = borrow(&world, &user, 2, 900 * DOLLAR);
    refuse(&mut world, &more, &[&user.keypair], Error::Unhealthy);
    let swap = batch(&world, &user, &[(Tag::Borrow, 2, 900 * DOLLAR), (Tag::Repay, USDC, u64::MAX)]);
    world.send(&user, swap).expect("one debt for another");
    let position = world.position(&user);
    assert_eq!(position.used().len(), 2);
    assert_eq!(position.slot(2, Side::Debt).map(|slot| slot.shares()), Ok(900 * DOLLAR));
    sound(&world);
}

#[test]
pub fn batch_refuses_a_position_healthy_only_in_the_middle() {
    let (mut world, lender, user) = indebted();
    world.fund(&lender, USDC, 1_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    world.fund(&user, NVDAX, 100_000_000);
    let (deposit, withdraw) = ((Tag::Deposit, NVDAX, 100_000_000), (Tag::Withdraw, NVDAX, 200_000_000));
    let steps = [deposit, (Tag::Borrow, USDC, 90 * DOLLAR), withdraw];
    refuse_batch(&mut world, &user, &steps, Error::Unhealthy);
    let steps = [(Tag::Repay, USDC, 800 * DOLLAR), withdraw, (Tag::Borrow, USDC, 800 * DOLLAR)];
    refuse_batch(&mut world, &user, &steps, Error::Unhealthy);
    let fine = batch(&world, &user, &[deposit, (Tag::Borrow, USDC, 50 * DOLLAR)]);
    world.send(&user, fine).expect("within");
}

#[test]
fn threat_h9_repay_all_and_withdraw_all_needs_no_price() {
    let all = [(Tag::Repay, USDC, u64::MAX), (Tag::Withdraw, NVDAX, u64::MAX)];
    let part = [(Tag::Repay, USDC, 800 * DOLLAR), (Tag::Withdraw, NVDAX, 1)];
    for (reduce_only, error) in [(false, Error::StalePrice), (true, Error::ReduceOnly)] {
        let (mut world, _, user) = indebted();
        if reduce_only {
            reduce_only_for(&mut world, 3_600);
        } else {
            world.chain.advance(600);
        }
        world.fund(&user, USDC, 901 * DOLLAR);
        refuse_batch(&mut world, &user, &part, error);
        let single = withdraw(&world, &user, NVDAX, 1);
        refuse(&mut world, &single, &[&user.keypair], error);
        let exit = batch(&world, &user, &all);
        world.send(&user, exit).expect("debt-free in the end");
        assert!(world.position(&user).is_empty());
    }
}

#[test]
fn threat_c2_a_deposit_and_a_withdrawal_of_one_vault_make_no_shortfall() {
    let (mut world, lender, user) = staffed();
    world.fund(&user, NVDAX, 1_000);
    let index = world.record(NVDAX).supply_index();
    let steps = [(Tag::Deposit, NVDAX, 1_000), (Tag::Withdraw, NVDAX, 400), (Tag::Deposit, NVDAX, 300)];
    let twice = batch(&world, &user, &steps);
    world.send(&user, twice).expect("moved");
    let record = world.record(NVDAX);
    assert_eq!((record.supply_index(), record.recognised_loss(), record.cash()), (index, 0, 1_000_000_900));
    let steps = [(Tag::Withdraw, USDC, 400), (Tag::Deposit, USDC, 400), (Tag::Withdraw, USDC, 1)];
    let twice = batch(&world, &lender, &steps);
    world.send(&lender, twice).expect("moved");
    assert_eq!(world.record(USDC).recognised_loss(), 0);
    sound(&world);
}

#[test]
fn batch_recognises_a_clawback_once() {
    let (mut world, _, user) = staffed();
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 950_000_000));
    let steps = [(Tag::Withdraw, NVDAX, 1_000), (Tag::Deposit, NVDAX, 500), (Tag::Withdraw, NVDAX, 1_000)];
    let batch = batch(&world, &user, &steps);
    world.send(&user, batch).expect("moved");
    assert_eq!(world.record(NVDAX).recognised_loss(), 50_000_000);
    sound(&world);
}

#[test]
fn batch_without_new_risk_needs_no_health() {
    let (mut world, _, user) = indebted();
    world.fund(&user, NVDAX, 1_000);
    world.assets[NVDAX].price = world.assets[NVDAX].price / 100 * 88;
    world.advance(1);
    let risk_ts = world.position(&user).risk_ts();
    let none = [(Tag::Deposit, NVDAX, 1_000), (Tag::Repay, USDC, DOLLAR)];
    let batch = batch(&world, &user, &none);
    world.send(&user, batch).expect("it only helps");
    assert_eq!(world.position(&user).risk_ts(), risk_ts);
    refuse_batch(&mut world, &user, &[(Tag::Withdraw, NVDAX, 1)], Error::Unhealthy);
    sound(&world);
}
