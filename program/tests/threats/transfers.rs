//! P: positions that change hands.

use crate::fixtures::liquidation::distressed;
use crate::fixtures::market::*;
use crate::instructions::accept_position::{accept, offer, offered};
use crate::instructions::flash_borrow::pair;
use crate::scenarios::example::Vault;
use bytemuck::Zeroable;
use hypothec_interface::instruction::{AcceptPositionArgs, BatchArgs, BatchStep, Instruction as Tag, SetOrderArgs};
use hypothec_interface::state::Order;
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::{User, World};

#[test]
fn threat_p1_the_owner_empties_it_in_front_of_the_acceptance() {
    let (world, lender, borrower) = offered();
    let taken = accept(&world, &borrower, &lender);
    let fronts: [fn(&mut World, &User); 2] = [
        |world, borrower| drop(world.borrow(borrower, USDC, DOLLAR).expect("in front")),
        |world, borrower| drop(world.withdraw(borrower, NVDAX, 1).expect("in front")),
    ];
    for front in fronts {
        let mut world = world.clone();
        front(&mut world, &borrower);
        refuse(&mut world, &taken, &[&lender.keypair], Error::LimitNotMet);
    }
}

#[test]
fn threat_p1_a_stranger_in_front_stops_no_acceptance() {
    let (mut world, lender, borrower) = offered();
    let taken = accept(&world, &borrower, &lender);
    let stranger = world.user(3);
    world.fund(&stranger, NVDAX, 1);
    world.fund(&stranger, USDC, DOLLAR);
    let (stock, dollar) = (world.reserve(NVDAX), world.reserve(USDC));
    let (stocks, dollars) = (world.tokens(&stranger, NVDAX), world.tokens(&stranger, USDC));
    let top_up = builder::deposit(&stock, borrower.position, stocks, stranger.address(), 1, 0);
    let repay = builder::repay(&dollar, borrower.position, dollars, stranger.address(), DOLLAR);
    world.chain.send(&[top_up, repay], &[&stranger.keypair]).expect("a gift");
    world.send(&lender, taken).expect("better than its terms");
}

#[test]
fn threat_p2_an_offer_to_an_address_without_a_key_is_taken_back_or_accepted_by_its_program() {
    let (mut world, lender, borrower) = offered();
    let vault = Vault::new(&mut world);
    let to_vault = builder::offer_position(borrower.position, borrower.address(), Some(vault.address));
    world.send(&borrower, to_vault.clone()).expect("offered");
    // it remains its owner's as long as nobody signs for the address
    world.withdraw(&borrower, NVDAX, 1).expect("still the owner");
    let taken = accept(&world, &borrower, &lender);
    refuse(&mut world, &taken, &[&lender.keypair], Error::NotOffered);
    offer(&mut world, &borrower, None);
    let terms = AcceptPositionArgs::as_it_stands(&world.position(&borrower));
    let asked =
        vault.asks(&vault.keeper, builder::accept_position(world.market, borrower.position, vault.address, &terms));
    refuse(&mut world, &asked, &[&vault.keeper.keypair], Error::NotOffered);
    world.send(&borrower, to_vault).expect("offered again");
    world.send(&vault.keeper, asked).expect("the program signs for its address");
    assert_eq!(world.position(&borrower).owner(), Key::from(vault.address));
}

#[test]
pub fn threat_p3_a_position_changes_hands_in_no_flash_loan() {
    let (mut world, lender, borrower) = offered();
    world.fund(&lender, USDC, DOLLAR);
    let taken = accept(&world, &borrower, &lender);
    let all = pair(&world, &lender, USDC, 100 * DOLLAR, &[taken]);
    let failure = fail_all(&mut world, &all, &[&lender.keypair]);
    assert_eq!((failure.error, failure.index), (Some(Error::FlashLoanOut), Some(1)), "{failure:?}");
}

#[test]
fn threat_p3_a_position_changes_hands_in_no_batch() {
    let (mut world, lender, borrower) = offered();
    for kind in [Tag::OfferPosition as u8, Tag::AcceptPosition as u8] {
        let step = BatchStep { kind, reserve: 0, amount: 1, limit: 0 };
        let legs = [
            world.vault(USDC),
            world.reserve(USDC).mint,
            world.tokens(&lender, USDC),
            world.reserve(USDC).token_program,
        ];
        let authority = builder::authority_address(world.market).0;
        let accounts = [&[world.market, borrower.position, authority, lender.address()], &legs[..]].concat();
        let batch =
            builder::build(builder::PROGRAM_ID, &accounts, &BatchArgs { count: 1, steps: [step; 4], integrator: 0 });
        refuse(&mut world, &batch, &[&lender.keypair], Error::ArgumentOutOfRange);
    }
}

#[test]
fn threat_p4_the_former_owners_delegate_and_order_go_with_it() {
    let (mut world, lender, borrower) = offered();
    let third = world.user(3);
    world.fund(&third, USDC, 0);
    delegate(&mut world, &borrower, &third);
    let order = SetOrderArgs { index: 1, order: Order::below_health(20_000, 20_000, 2_500) };
    world.send(&borrower, builder::set_order(borrower.position, borrower.address(), &order)).expect("ordered");
    let taken = accept(&world, &borrower, &lender);
    world.send(&lender, taken).expect("taken over");
    let position = world.position(&borrower);
    assert_eq!(
        (position.delegate(), position.orders(), position.offered_to()),
        (Key::NONE, [Order::zeroed(); 2], Key::NONE)
    );
    for former in [&borrower, &third] {
        let borrow = builder::borrow(
            &world.reserve(USDC),
            borrower.position,
            world.tokens(former, USDC),
            former.address(),
            DOLLAR,
            u64::MAX,
        );
        refuse(&mut world, &borrow, &[&former.keypair], Error::NotOwnerOrDelegate);
    }
}

/// Two keys of one owner would begin the cool-off anew whenever it ends.
#[test]
fn threat_p5_a_position_under_water_is_not_passed_round_to_keep_it_from_liquidation() {
    let mut distress = distressed(135);
    offer(&mut distress.world, &distress.borrower, Some(&distress.lender));
    let taken = accept(&distress.world, &distress.borrower, &distress.lender);
    refuse(&mut distress.world, &taken, &[&distress.lender.keypair], Error::Unhealthy);
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
}

/// Nor by its old owner, whose address its own is derived from.
#[test]
fn threat_p6_the_former_owner_takes_nothing_of_it_back() {
    let (mut world, lender, borrower) = staffed();
    let empty = world.user(7);
    offer(&mut world, &empty, Some(&lender));
    let taken = accept(&world, &empty, &lender);
    world.send(&lender, taken).expect("taken over");
    let open = builder::open_position(world.market, empty.address(), empty.address(), 0);
    refuse(&mut world, &open, &[&empty.keypair], Error::AlreadyInitialized);
    let rent = world.position(&empty).rent_payer();
    let close = |by: &User| builder::close_position(empty.position, by.address(), rent.into());
    refuse(&mut world, &close(&empty), &[&empty.keypair], Error::NotOwner);
    refuse(&mut world, &close(&borrower), &[&borrower.keypair], Error::NotOwner);
    let elsewhere = builder::close_position(empty.position, lender.address(), lender.address());
    refuse(&mut world, &elsewhere, &[&lender.keypair], Error::WrongRentRecipient);
    world.send(&lender, close(&lender)).expect("closed");
}
