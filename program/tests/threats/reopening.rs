//! M8 and H13: what power decays to off-hours, and the grace when the exchange opens again.

use super::prices::*;
use crate::fixtures::liquidation::{addresses, references};
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::{MarketHeader, SHARE_FEED, TOKEN_FEED};
use hypothec_testkit::World;
use hypothec_testkit::price::PythUpdate;

#[test]
fn threat_m8_the_first_token_print_of_monday() {
    let mut world = two_feeds();
    world.chain.set_time(MONDAY_9_30 - 1);
    both(&mut world, TOKEN, SHARE);
    let since = world.record(NVDAX).regular_ts();
    assert!(since < TUESDAY_11 + 10);
    world.chain.set_time(MONDAY_9_30 + 2);
    put(&mut world, TOKEN_FEED, TOKEN + 5, TOKEN);
    assert_eq!(refresh(&mut world, [true, false]).regular_ts(), since, "it is no print of the exchange");
    // nor is one published before the bell
    let early = PythUpdate::new(world.assets[NVDAX].share.expect("one").feed, SHARE + 5, -8, MONDAY_9_30 - 1);
    world.chain.put_account(&world.share_account(NVDAX), PythUpdate { price: SHARE, ..early }.account());
    assert_eq!(refresh(&mut world, [false, true]).regular_ts(), since);
    world.chain.advance(1);
    put(&mut world, SHARE_FEED, SHARE + 5, SHARE);
    assert_eq!(refresh(&mut world, [false, true]).regular_ts(), MONDAY_9_30 + 3);
    // a price that stands still does not renew it
    world.chain.advance(30);
    put(&mut world, SHARE_FEED, SHARE + 5, SHARE);
    assert_eq!(refresh(&mut world, [false, true]).regular_ts(), MONDAY_9_30 + 3);
}

#[test]
fn threat_m8_decay_off_hours() {
    let mut world = two_feeds();
    let close = TUESDAY_11 + 5 * HOUR;
    world.chain.set_time(close - 1);
    both(&mut world, TOKEN, SHARE + 2);
    for (hours, expected) in [(1, 5_000 - 25), (3, 5_000 - 75), (5, 4_500 - 125)] {
        world.chain.set_time(close - 1 + hours * HOUR);
        both(&mut world, TOKEN + hours, SHARE + 2 + hours);
        assert_eq!(ltv(&world), expected, "{hours} h");
    }
    world.chain.set_time(SATURDAY_11);
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    refresh(&mut world, [true, false]);
    assert_eq!(ltv(&world), 2_000, "91 hours on, the floor");
}

#[test]
fn threat_h13_the_grace_starts_at_the_first_share_print() {
    let mut world = two_feeds();
    let field = MarketHeader::FIELDS.iter().find(|field| field.name == "reopen_grace_s").expect("a field");
    let market = world.market;
    world.chain.edit(&market, |account| {
        account.data[field.offset..field.offset + 4].copy_from_slice(&1_800u32.to_le_bytes());
    });
    let grace =
        |world: &World| world.record(NVDAX).in_reopen_grace(&world.header(), world.chain.clock().unix_timestamp);
    assert!(!grace(&world), "no spell was seen since it was listed");
    world.chain.set_time(SATURDAY_11);
    both(&mut world, TOKEN, SHARE);
    assert!(!grace(&world));
    // Sunday 20:30: the venue is open again, and Friday's price is stamped once more
    world.chain.set_time(MONDAY_9_30 - 13 * HOUR);
    both(&mut world, TOKEN + 1, SHARE);
    assert!(!grace(&world), "liquidation goes on until the exchange says something");
    let monday_4_00 = MONDAY_9_30 - 5 * HOUR - 1_800;
    world.chain.set_time(monday_4_00 + 5);
    both(&mut world, TOKEN + 2, SHARE / 100 * 97);
    assert_eq!(world.record(NVDAX).reopen_ts(), monday_4_00 + 5);
    assert!(grace(&world));
    world.chain.advance(1_799);
    both(&mut world, TOKEN + 3, SHARE / 100 * 97 + 1);
    assert!(grace(&world));
    world.chain.advance(1);
    assert!(!grace(&world));
}

#[test]
fn threat_h13_only_the_nearly_healthy_have_their_grace() {
    for (left, spared) in [(804, true), (700, false)] {
        let mut world = two_feeds();
        let (_, borrower) = staff(&mut world);
        world.borrow(&borrower, USDC, 945 * DOLLAR).expect("borrowed");
        let liquidator = world.user(3);
        world.fund(&liquidator, USDC, 5_000 * DOLLAR);
        world.fund(&liquidator, NVDAX, 0);
        let field = MarketHeader::FIELDS.iter().find(|field| field.name == "reopen_grace_s").expect("a field");
        let market = world.market;
        world.chain.edit(&market, |account| {
            account.data[field.offset..field.offset + 4].copy_from_slice(&1_800u32.to_le_bytes());
        });
        world.chain.set_time(SATURDAY_11);
        both(&mut world, TOKEN, SHARE);
        // Sunday evening the token falls: liquidation is open, with no grace before the exchange has spoken
        world.chain.set_time(MONDAY_9_30 - 13 * HOUR);
        references(&mut world, NVDAX, TOKEN / 1000 * 803);
        both(&mut world, TOKEN / 1000 * 803, SHARE);
        dollar(&mut world);
        let of = addresses(&world, &liquidator, &borrower, USDC, NVDAX);
        let liquidate = builder::liquidate(&of, world.tokens(&liquidator, NVDAX), 100 * DOLLAR, 0);
        world.chain.simulate(std::slice::from_ref(&liquidate), &[&liquidator.keypair]).expect("overnight");
        // Monday 4:00 the share feed moves
        world.chain.set_time(MONDAY_9_30 - 5 * HOUR - 1_795);
        references(&mut world, NVDAX, TOKEN / 1000 * left);
        both(&mut world, TOKEN / 1000 * left, SHARE / 1000 * left);
        dollar(&mut world);
        if spared {
            refuse(&mut world, &liquidate, &[&liquidator.keypair], Error::ReopenGrace);
            world.chain.advance(1_800);
            both(&mut world, TOKEN / 1000 * left, SHARE / 1000 * left);
            dollar(&mut world);
        }
        world.send(&liquidator, liquidate).expect("past its grace, or too far gone for it");
    }
}
