//! AcceptPosition: by who it is offered to, on their own terms.

use crate::fixtures::market::*;
use hypothec_interface::instruction::{AcceptPositionArgs, NO_RESERVE, SlotTerms};
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::{Snapshots, User, World};
use solana_instruction::Instruction;

/// The position of `of` goes to `to`.
pub fn offer(world: &mut World, of: &User, to: Option<&User>) {
    let offer = builder::offer_position(of.position, of.address(), to.map(User::address));
    world.send(of, offer).expect("offered");
}

/// The position of `of` as it stands, taken over by `by`.
pub fn accept(world: &World, of: &User, by: &User) -> Instruction {
    let terms = AcceptPositionArgs::as_it_stands(&world.position(of));
    builder::accept_position(world.market, of.position, by.address(), &terms)
}

/// As [`staffed`], with 100 dollars of debt and an offer of the borrower's position to the lender.
pub fn offered() -> (World, User, User) {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    offer(&mut world, &borrower, Some(&lender));
    (world, lender, borrower)
}

#[test]
pub fn accept_position_refuses_whoever_it_is_not_offered_to() {
    let (mut world, lender, borrower) = offered();
    let third = world.user(3);
    for stranger in [&third, &borrower] {
        let taken = accept(&world, &borrower, stranger);
        refuse(&mut world, &taken, &[&stranger.keypair], Error::NotOffered);
    }
    offer(&mut world, &borrower, None);
    let taken = accept(&world, &borrower, &lender);
    refuse(&mut world, &taken, &[&lender.keypair], Error::NotOffered);
}

#[test]
fn accept_position_refuses_what_does_not_meet_its_terms() {
    let (mut world, lender, borrower) = offered();
    let stands = AcceptPositionArgs::as_it_stands(&world.position(&borrower)).terms;
    let [stock, debt, none, ..] = stands;
    let share = |term: SlotTerms, more: i64| SlotTerms { shares: term.shares.wrapping_add_signed(more), ..term };
    let other_side = SlotTerms { is_debt: 0, ..debt };
    let refused = [
        [share(stock, 1), debt],
        [stock, share(debt, -1)],
        [stock, none],
        [stock, other_side],
        [SlotTerms { is_debt: 1, ..stock }, other_side],
        [SlotTerms { reserve: 5, ..stock }, debt],
    ];
    let accept = |world: &World, [first, second]: [SlotTerms; 2]| {
        let mut args = AcceptPositionArgs { terms: [none; 16] };
        (args.terms[0], args.terms[1]) = (first, second);
        builder::accept_position(world.market, borrower.position, lender.address(), &args)
    };
    assert_eq!({ none.reserve }, NO_RESERVE);
    for terms in refused {
        let accept = accept(&world, terms);
        refuse(&mut world, &accept, &[&lender.keypair], Error::LimitNotMet);
    }
    let better = accept(&world, [share(debt, 1), share(stock, -1)]);
    world.send(&lender, better).expect("no worse than the terms");
}

#[test]
fn accept_position_with_debt_is_checked_as_a_borrow() {
    let (mut world, lender, borrower) = offered();
    world.chain.advance(61);
    let taken = accept(&world, &borrower, &lender);
    refuse(&mut world, &taken, &[&lender.keypair], Error::StalePrice);
    world.refresh_all();
    world.send(&lender, taken).expect("a sound price");
    let now = world.chain.clock().unix_timestamp;
    assert_eq!(world.position(&borrower).risk_ts(), now);
}

#[test]
fn accept_position_without_debt_needs_no_price() {
    let (mut world, lender, borrower) = staffed();
    offer(&mut world, &lender, Some(&borrower));
    world.chain.advance(10_000);
    let taken = accept(&world, &lender, &borrower);
    world.send(&borrower, taken).expect("taken over");
    assert_eq!(world.position(&lender).risk_ts(), 0);
}

#[test]
fn accept_position_changes_the_owner_and_what_the_former_one_allowed() {
    let (mut world, lender, borrower) = offered();
    let named = [("position", borrower.position), ("market", world.market)];
    let before = world.chain.snapshot(&named);
    let taken = accept(&world, &borrower, &lender);
    world.send(&lender, taken).expect("taken over");
    let fields = ["owner", "risk_ts", "offered_to"].map(position_field);
    before.assert_only_bytes(&world.chain, "position", &fields);
    assert_eq!(world.position(&borrower).owner(), Key::from(lender.address()));

    // the new owner acts on it at its old address, the former one does not
    let theirs = User { position: borrower.position, ..lender };
    let draw = |world: &World, user: &User| {
        let tokens = world.tokens(user, NVDAX);
        builder::withdraw(&world.reserve(NVDAX), borrower.position, tokens, user.address(), 1_000, 0)
    };
    let former = draw(&world, &borrower);
    refuse(&mut world, &former, &[&borrower.keypair], Error::NotOwnerOrDelegate);
    let own = draw(&world, &theirs);
    world.send(&theirs, own).expect("withdrawn");
}
