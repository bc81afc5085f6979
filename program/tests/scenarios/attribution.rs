//! Attribution: an integrator's number is told by the events of the action that it brought, and by nothing else.

use crate::fixtures::events::events;
use crate::fixtures::market::*;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_testkit::{User, World};
use solana_instruction::Instruction;

fn batched(world: &World, user: &User) -> Instruction {
    let entry = |instruction, index, limit| BatchEntry {
        instruction,
        reserve: world.reserve(index),
        tokens: world.tokens(user, index),
        amount: DOLLAR,
        limit,
    };
    let steps = [entry(Tag::Borrow, USDC, u64::MAX), entry(Tag::Repay, USDC, 0)];
    builder::batch(world.market, user.position, user.address(), &steps)
}

/// What the five actions of an integrator say, and what they leave: the position, and both reserves.
fn brought_by(integrator: u16) -> (Vec<(&'static str, u16)>, Vec<u8>) {
    let (mut world, _, user) = staffed();
    world.fund(&user, NVDAX, 5);
    let mut told = Vec::new();
    let actions: [fn(&World, &User) -> Instruction; 5] = [
        |world, user| deposit(world, user, NVDAX, 5),
        |world, user| borrow(world, user, USDC, 90 * DOLLAR),
        |world, user| repay(world, user, USDC, 30 * DOLLAR),
        batched,
        |world, user| withdraw(world, user, NVDAX, 4),
    ];
    for action in actions {
        let action = builder::with_integrator(action(&world, &user), integrator);
        let done = world.send(&user, action).expect("done");
        told.extend(events(&done).iter().map(|event| (event.name(), event.integrator)));
    }
    let mut left = bytemuck::bytes_of(&world.position(&user)).to_vec();
    [USDC, NVDAX].iter().for_each(|index| left.extend(bytemuck::bytes_of(&world.record(*index))));
    (told, left)
}

#[test]
fn an_integrator_is_told_by_each_event_and_changes_nothing() {
    let (told, left) = brought_by(0xbeef);
    let names = ["Deposited", "Borrowed", "Repaid", "Borrowed", "Repaid", "Withdrawn"];
    assert_eq!(told, names.map(|name| (name, 0xbeef)));
    let (nobody, same) = brought_by(0);
    assert_eq!(nobody, names.map(|name| (name, 0)));
    assert!(left == same, "an integrator's number changed what its actions leave");
}

#[test]
fn an_instruction_that_takes_no_integrator_stays_as_it_is() {
    let (world, _, user) = staffed();
    let opened = builder::open_receipt(world.market, user.address(), USDC as u8);
    assert_eq!(builder::with_integrator(opened.clone(), 7), opened);
}
