//! The issuer takes tokens out of a vault, and gives them back: who bears it, who gets it, and that nothing bricks.

use crate::fixtures::events::events;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::event::{EVENT_SYNCED, NO_RESERVE};
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::rate::Point;
use hypothec_interface::preset::risk;
use hypothec_interface::state::RESERVE_WIPED;
use hypothec_testkit::market::admin;
use hypothec_testkit::{User, World};

const PLEDGED: u64 = 1_000_000_000;

/// A second holder of 10 NVDAx, without debt, beside the borrower.
fn shared() -> (World, User, User) {
    let (mut world, _, borrower) = staffed();
    let holder = world.user(3);
    world.fund(&holder, NVDAX, PLEDGED);
    world.deposit(&holder, NVDAX, PLEDGED).expect("held");
    (world, borrower, holder)
}

#[track_caller]
fn exit(world: &mut World, user: &User) -> u64 {
    let before = world.balance(user, NVDAX);
    world.withdraw(user, NVDAX, u64::MAX).expect("out");
    check_books(world);
    world.balance(user, NVDAX) - before
}

/// A refresh tells by how much a vault differed, of each reserve by an event of its own.
#[test]
fn clawback_that_a_refresh_finds_is_told_of_its_reserve() {
    let (mut world, _, _) = shared();
    set_vault(&mut world, 2 * PLEDGED / 100 * 95);
    world.chain.advance(1);
    let refresh = world.refresh_with(&[USDC, NVDAX], [false, false]);
    let done = world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    let [found, refreshed] = events(&done)[..] else { panic!("{:?}", events(&done)) };
    assert_eq!(
        (found.name(), found.reserve, found.flags, found.extra),
        ("PricesRefreshed", 1, EVENT_SYNCED, -100_000_000)
    );
    assert_eq!((refreshed.reserve, refreshed.flags, refreshed.extra), (NO_RESERVE, EVENT_SYNCED, 0));
    assert_eq!(world.record(NVDAX).recognised_loss(), 100_000_000);
}

#[test]
fn clawback_of_five_per_cent_is_borne_pro_rata_and_withdrawals_go_on() {
    let (mut world, borrower, holder) = shared();
    set_vault(&mut world, 2 * PLEDGED / 100 * 95);
    // the withdrawal itself recognises it: nobody leaves whole at the other's expense
    let out = exit(&mut world, &holder);
    assert!(matches!(out, 949_999_999..=950_000_000), "{out}");
    assert_eq!(world.record(NVDAX).recognised_loss(), 100_000_000);
    let cash = world.record(NVDAX).cash();
    world.advance(1);
    assert_eq!(world.record(NVDAX).cash(), cash, "once");
    let out = exit(&mut world, &borrower);
    assert!(matches!(out, 949_999_999..=950_000_001), "{out}");
    assert!(in_vault(&world) <= 2, "dust: {}", in_vault(&world));
}

#[test]
fn clawback_returned_restores_those_who_stayed_up_to_their_loss() {
    let (mut world, borrower, holder) = shared();
    set_vault(&mut world, PLEDGED);
    let out = exit(&mut world, &holder);
    assert!(matches!(out, 499_999_999..=500_000_000), "{out}");
    // all of it comes back: the one who left took his loss with him, and his part stands first against the next
    let vault = in_vault(&world);
    set_vault(&mut world, vault + PLEDGED);
    sync(&mut world);
    let record = world.record(NVDAX);
    assert_eq!(record.recognised_loss(), 0);
    assert!(record.buffer().floor().abs_diff(PLEDGED / 2) <= 2, "{:?}", record.buffer());
    assert!(record.supply_index() <= Q64::ONE);
    let out = exit(&mut world, &borrower);
    assert!(matches!(out, 999_999_998..=PLEDGED), "{out}");
}

#[test]
fn clawback_borne_by_the_buffer_returns_to_the_buffer() {
    let (mut world, borrower, _) = shared();
    world.fund(&borrower, NVDAX, 100);
    let donate = builder::donate(&world.reserve(NVDAX), world.tokens(&borrower, NVDAX), borrower.address(), 100);
    world.send(&borrower, donate).expect("given");
    for lost in [60, 160] {
        set_vault(&mut world, 2 * PLEDGED + 100 - lost);
        sync(&mut world);
        set_vault(&mut world, 2 * PLEDGED + 100);
        sync(&mut world);
        let record = world.record(NVDAX);
        assert!(record.buffer().floor().abs_diff(100) <= 1, "{lost}: {:?}", record.buffer());
        assert!(record.supply_index() <= Q64::ONE && record.recognised_loss() == 0);
    }
}

/// C11: the issuer takes everything in one slot; in the next nobody borrows against it any more than the window allows.
#[test]
fn threat_c11_borrowing_against_tokens_just_taken_back() {
    let (mut world, _, borrower) = staffed();
    world.advance(1);
    set_vault(&mut world, 0);
    let loan = borrow(&world, &borrower, USDC, 100 * DOLLAR);
    // the accepted window: mint and vault were seen `issuer_age_s` ago at most
    world.chain.advance(60);
    world.post(USDC, world.assets[USDC].price + 1);
    let refresh = world.refresh(&[USDC]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    world.chain.simulate(std::slice::from_ref(&loan), &[&borrower.keypair]).expect("within the window");
    world.chain.advance(1);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
    // and whoever would make the board fresh recognises the loss with it
    world.advance(0);
    assert_eq!(world.record(NVDAX).cash(), 0);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
}

/// C13: everything is taken while fees lie in the reserve. Klend's reserve bricks; here nothing does.
#[test]
fn threat_c13_total_loss_with_fees_bricks_nothing() {
    let mut world = world_with(|_, nvdax| {
        *nvdax = risk::lent(*nvdax);
        (nvdax.reserve_factor_bps, nvdax.buffer_share_bps) = (2_000, 0);
        nvdax.curve = [0, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000]
            .map(|utilisation_bps| Point { utilisation_bps, apr_bps: 5_000 });
    });
    let (short, borrower) = staff(&mut world);
    world.fund(&short, NVDAX, PLEDGED);
    world.borrow(&short, NVDAX, 50_000_000).expect("borrowed");
    world.advance(30 * 86_400);
    world.repay(&short, NVDAX, u64::MAX).expect("repaid");
    assert!(world.record(NVDAX).fees() > Q64::ZERO);

    set_vault(&mut world, 0);
    world.advance(1);
    let record = world.record(NVDAX);
    assert_eq!((record.cash(), record.supply_index(), record.fees()), (0, Q64::ZERO, Q64::ZERO));
    assert_eq!(record.flags(), RESERVE_WIPED);
    check_books(&world);

    // no new claim, none at all
    world.fund(&borrower, NVDAX, PLEDGED);
    let deposit = deposit(&world, &borrower, NVDAX, PLEDGED);
    refuse(&mut world, &deposit, &[&borrower.keypair], Error::Wiped);
    let loan = borrow(&world, &short, NVDAX, 1);
    refuse(&mut world, &loan, &[&short.keypair], Error::Wiped);
    // the slot is worth nothing, closes, and the position with it
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("nothing is paid, and the slot is gone");
    assert_eq!(world.balance(&borrower, NVDAX), PLEDGED);
    let close = builder::close_position(borrower.position, borrower.address(), borrower.address());
    world.send(&borrower, close).expect("closed");
    for _ in 0..3 {
        world.advance(60);
        check_books(&world);
    }
}

#[test]
fn clawback_of_everything_returned_restores_but_stays_closed() {
    let (mut world, borrower, holder) = shared();
    set_vault(&mut world, 0);
    sync(&mut world);
    assert_eq!(world.record(NVDAX).flags(), RESERVE_WIPED);
    set_vault(&mut world, 2 * PLEDGED + 5);
    sync(&mut world);
    assert_eq!((world.record(NVDAX).supply_index(), world.record(NVDAX).cash()), (Q64::ONE, 2 * PLEDGED));
    assert_eq!(exit(&mut world, &holder), PLEDGED);
    world.advance(1);
    let deposit = deposit(&world, &holder, NVDAX, PLEDGED);
    refuse(&mut world, &deposit, &[&holder.keypair], Error::Wiped);
    assert_eq!(exit(&mut world, &borrower), PLEDGED);
    assert_eq!(in_vault(&world), 5, "a gift stays outside the books");
}
