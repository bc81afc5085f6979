//! Attacks on the price board, each under the number it has in the review of the design.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::math::price::Price;
use hypothec_interface::policy::State;
use hypothec_interface::state::{BOARD_DIVERGED, BOARD_QUARANTINED, HEADER_SIZE, Reserve, SHARE_FEED, TOKEN_FEED};
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{Asset, User, World, token};

/// 180.25 USD a token, and what a share then is at NVDAx's multiplier of 1.0017.
pub const TOKEN: i64 = 18_025_000_000;
pub const SHARE: i64 = 17_994_388_000;
/// Tuesday 11:00, when every chain starts.
pub const TUESDAY_11: i64 = 1_789_484_400;
pub const HOUR: i64 = 3_600;
pub const SATURDAY_11: i64 = TUESDAY_11 + 4 * 24 * HOUR;
pub const MONDAY_9_30: i64 = TUESDAY_11 + 6 * 24 * HOUR - 90 * 60;

pub fn two_feeds() -> World {
    World::new(&[Asset::usdc(), Asset::nvdax_two_feeds()])
}

/// With a lender, and a borrower who owes 100 USD against 10 NVDAx.
pub fn two_feeds_indebted() -> (World, User) {
    let mut world = two_feeds();
    let (_, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    (world, borrower)
}

/// A print of one of NVDAx's feeds, with its moving average elsewhere.
pub fn put(world: &mut World, n: usize, price: i64, ema_price: i64) {
    let now = world.chain.clock().unix_timestamp;
    let asset = &mut world.assets[NVDAX];
    let share = asset.share.as_mut().expect("a share feed");
    let feed = if n == TOKEN_FEED { asset.feed } else { share.feed };
    let update = PythUpdate { ema_price, ..PythUpdate::new(feed, price, -8, now) };
    let at = if n == TOKEN_FEED { world.price_account(NVDAX) } else { world.share_account(NVDAX) };
    world.chain.put_account(&at, update.account());
}

/// Refreshes NVDAx, posting these of its feeds.
pub fn refresh(world: &mut World, posted: [bool; 2]) -> Reserve {
    let refresh = world.refresh_with(&[NVDAX], posted);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    world.record(NVDAX)
}

/// Refreshes the dollar.
pub fn dollar(world: &mut World) {
    world.post(USDC, world.assets[USDC].price);
    let refresh = world.refresh(&[USDC]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
}

/// Puts both feeds at these prices, averages with them, and refreshes both.
pub fn both(world: &mut World, token: i64, share: i64) -> Reserve {
    put(world, TOKEN_FEED, token, token);
    put(world, SHARE_FEED, share, share);
    refresh(world, [true, true])
}

pub fn state(world: &World) -> State {
    world.record(NVDAX).state(&world.header().risk_context(world.chain.clock().unix_timestamp))
}

pub fn ltv(world: &World) -> u16 {
    world.record(NVDAX).ltv_bps(&world.header().risk_context(world.chain.clock().unix_timestamp))
}

/// What 10^8 atoms are worth, in 10^-8 USD, rounded down: a token of NVDAx, a hundred of USDC.
pub fn usd(price: Price) -> i64 {
    ((u128::from(price.value_down(100_000_000).expect("small")) * 100_000_000) >> 16) as i64
}

/// Whether `price` is within a hundredth of a basis point of this many 10^-8 USD.
#[track_caller]
pub fn about(price: Price, e8: i64) {
    assert!((usd(price) - e8).abs() <= e8 / 1_000_000, "{} is not {e8}", usd(price));
}

#[test]
fn share_price_is_multiplied_and_both_feeds_make_the_board() {
    let mut world = two_feeds();
    world.chain.advance(10);
    let board = both(&mut world, TOKEN / 100 * 101, SHARE);
    assert_eq!(board.board_flags(), 0b11 << 4);
    about(board.low(), TOKEN / 2000 * 1999);
    about(board.high(), TOKEN / 100 * 101 / 2000 * 2001);
    // the liquidation test: the leading print, or the slow reference where it is better for the owner
    about(board.liq_low(), TOKEN);
    assert_eq!((board.liq_low(), board.liq_high()), (board.slow(), board.high()));
    about(board.settle_high(), TOKEN / 100 * 101);
    assert!(board.settle_low() <= board.slow() && board.slow() <= board.settle_high());
}

#[test]
fn threat_c7_a_refresh_that_omits_the_worse_source() {
    let (mut world, borrower) = two_feeds_indebted();
    world.chain.advance(10);
    let worse = both(&mut world, TOKEN, SHARE / 100 * 96);
    about(worse.low(), TOKEN / 100 * 96 / 2000 * 1999);

    // only the better one posted: the worse is still fresh and counts on
    world.chain.advance(49);
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    let board = refresh(&mut world, [true, false]);
    assert_eq!(board.low(), worse.low());
    assert_eq!(board.board_ts(), worse.board_ts(), "the board is as old as the oldest it rests on");
    assert!(!state(&world).any(State::PARTIAL));
    assert_eq!(ltv(&world), 5_500);

    // a minute on it is not fresh: off-hours power, and it still caps
    world.chain.advance(12);
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    let board = refresh(&mut world, [true, false]);
    assert!(state(&world).any(State::PARTIAL));
    assert_eq!(ltv(&world), 4_500, "the lesser of the off-hours LTVs");
    assert_eq!(board.low(), worse.low());
    dollar(&mut world);
    let more = borrow(&world, &borrower, USDC, 750 * DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    world.chain.advance(1);
    both(&mut world, TOKEN, SHARE / 100 * 97);
    world.send(&borrower, more).expect("850 of 1,748 USD at 55 per cent, with both posted");
}

#[test]
fn threat_c8_a_split_reaches_the_share_feed_first() {
    let (mut world, borrower) = two_feeds_indebted();
    world.chain.advance(10);
    let before = world.record(NVDAX);
    let board = both(&mut world, TOKEN, SHARE / 10);
    // the token feed leads, nothing is lent, and the references stay where they were
    assert_eq!(board.board_flags(), BOARD_DIVERGED | 3 << 4);
    about(board.liq_high(), TOKEN / 2000 * 2001);
    assert_eq!((board.slow(), board.quick()), (before.slow(), before.quick()));
    dollar(&mut world);
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    // nor does it, alone, liquidate in a reserve that has no other
    let mut alone = Asset::nvdax_two_feeds();
    alone.config.required_sources = [1; 4];
    let share = alone.share.take().expect("a share feed");
    (alone.feed, alone.price) = (share.feed, share.price);
    let mut world = World::new(&[Asset::usdc(), alone]);
    world.chain.advance(10);
    let before = world.record(NVDAX);
    world.post(NVDAX, SHARE / 10);
    let refresh = world.refresh(&[NVDAX]);
    world.chain.send(&[refresh], &[&admin()]).expect("it is the price");
    let board = world.record(NVDAX);
    assert_ne!(board.board_flags() & BOARD_QUARANTINED, 0);
    assert_eq!((board.liq_high(), board.slow()), (before.slow(), before.slow()), "one print moves no reference");
    drop(borrower);
}

#[test]
fn threat_c8_a_crash_that_both_sources_see() {
    for at_once in [true, false] {
        let mut world = two_feeds();
        world.chain.advance(10);
        put(&mut world, TOKEN_FEED, TOKEN / 100 * 70, TOKEN);
        put(&mut world, SHARE_FEED, SHARE / 100 * 71, SHARE);
        if !at_once {
            let first = refresh(&mut world, [true, false]);
            assert_eq!(first.board_flags(), BOARD_DIVERGED | BOARD_QUARANTINED | 3 << 4);
            assert!(usd(first.liq_high()) > TOKEN / 1000 * 999, "one of two liquidates nobody");
        }
        let board = refresh(&mut world, [at_once, true]);
        // what both say counts at once, whichever came first
        assert_eq!(board.board_flags(), 3 << 4);
        about(board.low(), TOKEN / 100 * 70 / 2000 * 1999);
        about(board.slow(), TOKEN / 100 * 71 / 2000 * 2001);
        about(board.liq_low(), TOKEN / 100 * 70 / 2000 * 1999);
        about(board.liq_high(), TOKEN / 100 * 71 / 2000 * 2001);
        world.chain.advance(1);
        let board = both(&mut world, TOKEN / 100 * 70, SHARE / 100 * 70 + 1);
        assert_eq!(board.board_flags(), 3 << 4);
        about(board.liq_high(), TOKEN / 100 * 70 / 2000 * 2001);
        assert!(usd(board.high()) < TOKEN / 100 * 71, "nothing is left behind");
    }
}

#[test]
fn threat_h4_the_best_price_of_the_last_minute() {
    let (mut world, _) = two_feeds_indebted();
    world.chain.advance(60);
    let now = world.chain.clock().unix_timestamp;
    let feed = world.assets[NVDAX].feed;
    let before = world.record(NVDAX);
    for age in [59, 11] {
        let high = PythUpdate::new(feed, TOKEN / 100 * 103, -8, now - age);
        world.chain.put_account(&world.price_account(NVDAX), high.account());
        let board = refresh(&mut world, [true, false]);
        assert_eq!((board.sources(), board.low()), (before.sources(), before.low()), "no news");
    }
    // within the window there is no way back from a later print either
    both(&mut world, TOKEN, SHARE);
    let high = PythUpdate::new(feed, TOKEN / 100 * 103, -8, now - 9);
    world.chain.put_account(&world.price_account(NVDAX), high.account());
    let now_known = world.record(NVDAX).sources();
    assert_eq!(refresh(&mut world, [true, false]).sources(), now_known, "no news");
}

#[test]
fn threat_h6_an_honest_quiet_feed() {
    let (mut world, borrower) = two_feeds_indebted();
    for _ in 0..40 {
        world.chain.advance(60);
        dollar(&mut world);
    }
    let n = world.chain.clock().unix_timestamp % 1_000;
    put(&mut world, TOKEN_FEED, TOKEN + n, TOKEN);
    put(&mut world, SHARE_FEED, SHARE + n, SHARE);
    let refresh = world.refresh(&[NVDAX]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    world.borrow(&borrower, USDC, DOLLAR).expect("a dollar may stand at a dollar for 40 minutes");
}

#[test]
fn threat_c11_borrowing_against_tokens_just_clawed_back() {
    let (mut world, borrower) = two_feeds_indebted();
    world.chain.advance(30);
    both(&mut world, TOKEN, SHARE);
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 0));
    let more = borrow(&world, &borrower, USDC, 500 * DOLLAR);
    // until the next look at the vault, at most issuer_age: the accepted window
    world.chain.simulate(std::slice::from_ref(&more), &[&borrower.keypair]).expect("the window of 60 s");
    world.chain.advance(61);
    dollar(&mut world);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    // no refresh can leave the vault out
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    let mut bare = world.refresh_with(&[NVDAX], [true, false]);
    bare.accounts.truncate(2);
    refuse(&mut world, &bare, &[&admin()], Error::NotEnoughAccounts);
    both(&mut world, TOKEN, SHARE);
    assert_eq!(world.record(NVDAX).cash(), 0);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
}

#[test]
fn threat_c5_new_weight_of_a_stale_stock() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(0)]);
    let (_, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    world.fund(&borrower, 2, 1_000_000_000);
    world.chain.advance(61);
    let shield = deposit(&world, &borrower, 2, 1_000_000_000);
    refuse(&mut world, &shield, &[&borrower.keypair], Error::StalePrice);
    world.refresh_all();
    world.send(&borrower, shield).expect("fresh");
}

#[test]
fn terminal_settlement_price_is_never_stale_and_no_update_moves_it() {
    let (mut world, borrower) = two_feeds_indebted();
    let field = Reserve::FIELDS.iter().find(|field| field.name == "terminal_ts").expect("a field");
    let at = HEADER_SIZE + NVDAX * size_of::<Reserve>() + field.offset;
    let market = world.market;
    world.chain.edit(&market, |account| account.data[at..at + 8].copy_from_slice(&TUESDAY_11.to_le_bytes()));
    let before = world.record(NVDAX);
    // days later it is not stale, and no print moves it
    world.chain.advance(2 * 24 * HOUR);
    dollar(&mut world);
    let after = both(&mut world, TOKEN / 2, SHARE / 2);
    assert_eq!(
        (after.low(), after.settle_high(), after.board_ts()),
        (before.low(), before.settle_high(), before.board_ts())
    );
    assert_eq!(state(&world), State(State::TERMINAL));
    // it gives no power and takes no new weight; topping up and leaving go on
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    let fresh = world.user(3);
    world.fund(&fresh, NVDAX, 10_000);
    let enter = deposit(&world, &fresh, NVDAX, 10_000);
    refuse(&mut world, &enter, &[&fresh.keypair], Error::TerminalReserve);
    world.fund(&borrower, NVDAX, 10_000);
    world.deposit(&borrower, NVDAX, 10_000).expect("a top-up");
    world.fund(&borrower, USDC, 200 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("left");
}
