//! InitMarket: out of which account, with which parameters.

use crate::fixtures::market::refuse;
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::instruction::InitMarketArgs;
use hypothec_interface::state::market_size;
use hypothec_interface::{Error, Key};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::{Chain, World, account, elf, refusals, rent};
use solana_account::Account;
use solana_signer::Signer;

/// A chain with a zeroed account of this many bytes in the market's place.
fn blank(size: usize) -> World {
    let mut chain = Chain::new(elf::hypothec());
    chain.observe_failures(refusals::note);
    chain.airdrop(&admin().pubkey(), 1_000_000_000_000);
    let market = market_key().pubkey();
    chain.put_account(&market, Account { lamports: rent(size), ..account(PROGRAM_ID, vec![0; size]) });
    World { chain, market, assets: vec![] }
}

#[track_caller]
fn refused(error: Error, change: impl FnOnce(&mut InitMarketArgs)) {
    let mut world = blank(market_size(2));
    let mut args = market_args();
    change(&mut args);
    let init = builder::init_market(world.market, &args);
    refuse(&mut world, &init, &[&admin(), &market_key()], error);
}

#[test]
pub fn init_market_refuses_parameters_out_of_range() {
    let error = Error::ArgumentOutOfRange;
    refused(error, |args| args.admin = Key::NONE);
    refused(error, |args| args.fee_recipient = Key::NONE);
    refused(error, |args| args.delay_s = 30 * 86_400 + 1);
    refused(error, |args| args.target_health_bps = 9_999);
    refused(error, |args| args.target_health_bps = 20_001);
    refused(error, |args| args.cool_off_s = 10);
    refused(error, |args| args.cool_off_s = 3_601);
    refused(error, |args| args.debt_floor = 1 << 48);
    refused(error, |args| args.adapters = 1 << 4);
}

#[test]
pub fn init_market_refuses_a_malformed_calendar() {
    refused(Error::BadCalendar, |args| {
        let mut calendar = args.calendar;
        bytemuck::bytes_of_mut(&mut calendar).fill(0xff);
        args.calendar = calendar;
    });
}

#[test]
pub fn init_market_refuses_accounts_of_another_length() {
    for size in [0, 1, 2_047, 2_048, market_size(1) - 1, market_size(1) + 1, market_size(128) + 1_024] {
        let mut world = blank(size);
        let init = builder::init_market(world.market, &market_args());
        refuse(&mut world, &init, &[&admin(), &market_key()], Error::WrongLength);
    }
}

#[test]
pub fn init_market_refuses_a_market_that_exists() {
    let mut world = blank(market_size(1));
    let init = builder::init_market(world.market, &market_args());
    world.chain.send(std::slice::from_ref(&init), &[&admin(), &market_key()]).expect("a market");
    refuse(&mut world, &init, &[&admin(), &market_key()], Error::AlreadyInitialized);
}

#[test]
fn init_market_accepts_the_ends_of_every_range() {
    for (reserves, capacity) in [(1, 1), (128, 128)] {
        let mut world = blank(market_size(reserves));
        let args = InitMarketArgs {
            guardian: Key::NONE,
            delay_s: 30 * 86_400,
            target_health_bps: 20_000,
            cool_off_s: 11,
            debt_floor: (1 << 48) - 1,
            adapters: 15,
            ..market_args()
        };
        let init = builder::init_market(world.market, &args);
        world.chain.send(&[init], &[&admin(), &market_key()]).expect("a market");
        let header = world.header();
        assert_eq!((header.capacity(), header.reserve_count(), header.sealed()), (capacity, 0, 0));
        assert_eq!(header.admin(), Key::from(admin().pubkey()));
        assert_eq!(header.authority(), Key::from(builder::authority_address(world.market).0));
        assert_eq!((header.debt_floor(), header.delay_s()), ((1 << 48) - 1, 30 * 86_400));
    }
}
