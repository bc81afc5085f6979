//! R: what a later review of the built program found, in rooms that agreed with each other and were wrong.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use crate::instructions::set_order::place;
use crate::threats::prices::{SHARE, TOKEN, both, put, refresh, two_feeds};
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{ORDER_KIND_PRICE_BELOW, Order, SHARE_FEED, market_size};
use hypothec_interface::{Error, builder};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::mint::{set_multiplier, set_paused};
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{Asset, User, World, account, rent, token};

/// One NVDAx.
const NV: u64 = 100_000_000;

/// Closing leaves 512 zeroed bytes without rent until the transaction ends; what is opened in them would end with it.
#[test]
fn threat_r1_a_position_closed_and_opened_in_one_transaction_stays_with_its_debt() {
    let (mut world, _, _) = staffed();
    let user = world.user(7);
    world.fund(&user, NVDAX, 10 * NV);
    world.fund(&user, USDC, 0);
    let steps = [
        builder::close_position(user.position, user.address(), user.address()),
        builder::open_position(world.market, user.address(), user.address(), 0),
        deposit(&world, &user, NVDAX, 10 * NV),
        borrow(&world, &user, USDC, 100 * DOLLAR),
    ];
    world.chain.send(&steps, &[&user.keypair]).expect("opened again, and borrowed");
    assert_eq!(world.chain.get_account(&user.position).expect("it is there").lamports, rent(512));
    assert_eq!(holds(&world, &user, USDC).1, 100 * DOLLAR);
}

/// A borrower of 90 % of what it may against 10 NVDAx, who holds one of a second stock too; that is full, and counts
/// nothing by `how`.
fn beside_a_full_stock(how: impl FnOnce(&mut World, &User)) -> (World, User) {
    let mut other = Asset::plain_stock(1);
    other.config.supply_cap = NV;
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), other]);
    let (_, thief) = staff(&mut world);
    world.fund(&thief, 2, 1_000 * NV);
    world.deposit(&thief, 2, NV).expect("all that its cap takes");
    how(&mut world, &thief);
    world.borrow(&thief, USDC, 900 * DOLLAR).expect("borrowed");
    fall(&mut world, NVDAX, 145 * USD);
    (world, thief)
}

/// Trouble excuses a deposit that mends it. One that mends nothing would be excused without an end.
#[test]
fn threat_r2_a_slot_that_carries_no_debt_passes_no_cap_and_no_switch() {
    let aside = |world: &mut World, thief: &User| {
        let off = builder::set_collateral(world.market, thief.position, thief.address(), 2, false);
        world.send(thief, off).expect("off");
    };
    let weightless = |world: &mut World, _: &User| poke_config(world, 2, "threshold", &[0; 16]);
    for n in 0..2 {
        let (mut world, thief) = if n == 0 { beside_a_full_stock(aside) } else { beside_a_full_stock(weightless) };
        let more = deposit(&world, &thief, 2, NV);
        refuse(&mut world, &more, &[&thief.keypair], Error::SupplyCap);
        poke_config(&mut world, 2, "supply_cap", &u64::MAX.to_le_bytes());
        poke_config(&mut world, 2, "switches", &[0; 2]);
        refuse(&mut world, &more, &[&thief.keypair], Error::DepositDisabled);
        let mended = deposit(&world, &thief, NVDAX, NV);
        world.fund(&thief, NVDAX, NV);
        world.send(&thief, mended).expect("what carries the debt is topped up");
    }
}

/// A market without rent is gone after its transaction, and proposals that it made are not.
#[test]
pub fn threat_r3_no_market_is_made_without_its_rent() {
    let mut world = world();
    let size = market_size(1);
    for (lamports, short) in [(0, true), (rent(size) - 1, true), (rent(size), false)] {
        let market = world.market;
        let blank = account(builder::PROGRAM_ID, vec![0; size]);
        world.chain.put_account(&market, solana_account::Account { lamports, ..blank });
        let init = builder::init_market(market, &market_args());
        if short {
            refuse(&mut world, &init, &[&admin(), &market_key()], Error::NotRentExempt);
        } else {
            world.chain.send(&[init], &[&admin(), &market_key()]).expect("a market");
        }
    }
}

/// A deep loss puts its own debtors in trouble; one of them is no way to buy its cheap shares.
#[test]
pub fn threat_r4_a_debtor_in_trouble_buys_no_more_of_a_deep_loss_than_it_holds() {
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = 100_000 * NV);
    let (_, thief) = staff(&mut world);
    let victim = world.user(3);
    world.fund(&victim, NVDAX, 1_000 * NV);
    world.deposit(&victim, NVDAX, 1_000 * NV).expect("pledged");
    world.borrow(&thief, USDC, 900 * DOLLAR).expect("borrowed");
    world.fund(&thief, NVDAX, 1_000 * NV);
    let vault = world.vault(NVDAX);
    let all = token::amount(&world.chain.data(&vault));
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, all / 2));
    world.advance(1);
    let (held, _) = holds(&world, &thief, NVDAX);
    let more = deposit(&world, &thief, NVDAX, held + NV / 100);
    refuse(&mut world, &more, &[&thief.keypair], Error::DeepShortfall);
    world.deposit(&thief, NVDAX, held).expect("as much as it has");
    let again = deposit(&world, &thief, NVDAX, held);
    refuse(&mut world, &again, &[&thief.keypair], Error::DeepShortfall);
}

/// 1,000 USDC pledged against one stock, which is then worth half a dollar: below the floor.
fn short() -> (World, User) {
    let (mut world, short, holder) = stock_lending(|_| ());
    let _ = holder;
    world.borrow(&short, NVDAX, NV).expect("borrowed");
    fall(&mut world, NVDAX, USD / 2);
    (world, short)
}

#[test]
fn threat_r5_a_debt_under_the_floor_that_cannot_be_repaid_holds_no_collateral() {
    let (mut world, short) = short();
    let out = withdraw(&world, &short, USDC, 900 * DOLLAR);
    refuse(&mut world, &out, &[&short.keypair], Error::DebtBelowFloor);
    let mint = world.assets[NVDAX].mint;
    world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    world.advance(1);
    let pay = repay(&world, &short, NVDAX, u64::MAX);
    refuse(&mut world, &pay, &[&short.keypair], Error::MintPaused);
    world.chain.simulate(std::slice::from_ref(&out), &[&short.keypair]).expect("while it cannot be repaid");
    world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    world.advance(1);
    refuse(&mut world, &out, &[&short.keypair], Error::DebtBelowFloor);
    // settled at nothing, and paused permanently
    let now = world.chain.clock().unix_timestamp;
    poke_reserve(&mut world, NVDAX, "terminal_ts", &now.to_le_bytes());
    for name in ["terminal", "low", "high", "liq_low", "liq_high", "settle_low", "settle_high"] {
        poke_reserve(&mut world, NVDAX, name, &Price::ZERO.to_bits().to_le_bytes());
    }
    let all = withdraw(&world, &short, USDC, u64::MAX);
    world.send(&short, all).expect("a debt that is worth nothing holds nothing");
    let settle = world.settle_bad_debt(short.position);
    world.send(&short, settle).expect("and is written off");
    assert_eq!(world.record(NVDAX).debt_shares(), 0);
}

/// An order filled up to an atom would exchange nothing, and stand before the other.
#[test]
fn threat_r6_an_atom_that_is_left_of_an_order_does_not_stand_before_the_other() {
    let mut distress = distressed(160);
    let line = Price::from_bits(distress.world.record(NVDAX).liq_high().to_bits() + 1);
    let order = Order::at_price(ORDER_KIND_PRICE_BELOW, NVDAX as u8, line, 20);
    let first = Order { amount: 100 * DOLLAR, repay: USDC as u8, ..order };
    place(&mut distress.world, &distress.borrower, 0, first);
    place(&mut distress.world, &distress.borrower, 1, order);
    for (amount, left) in [(40 * DOLLAR, 60 * DOLLAR), (59 * DOLLAR, DOLLAR)] {
        let fill = distress.liquidate(amount);
        distress.send(fill);
        assert_eq!(distress.world.position(&distress.borrower).orders()[0].amount, left);
    }
    let fill = distress.liquidate(DOLLAR - 1);
    distress.send(fill);
    assert_eq!(distress.world.position(&distress.borrower).orders(), [bytemuck::Zeroable::zeroed(), order]);
    let rest = distress.liquidate(u64::MAX);
    distress.send(rest);
    assert_eq!(holds(&distress.world, &distress.borrower, USDC).1, 0);
}

/// NVDAx of two feeds, with a split of two to one in force for ten seconds, which the share feed has denied once; the
/// print that did.
fn split() -> (World, PythUpdate) {
    let mut world = two_feeds();
    both(&mut world, TOKEN, SHARE);
    let (mint, now) = (world.assets[NVDAX].mint, world.chain.clock().unix_timestamp);
    let was = world.record(NVDAX).multiplier().accepted_q32() as f64 / 4_294_967_296.0;
    world.chain.edit(&mint, |account| set_multiplier(&mut account.data, was, 2.0 * was, now + 1));
    world.chain.advance(11);
    both(&mut world, TOKEN, SHARE + 1);
    let feed = world.assets[NVDAX].share.expect("one").feed;
    let late = PythUpdate::new(feed, SHARE + 1, -8, world.chain.clock().unix_timestamp);
    (world, late)
}

fn accepted(world: &World) -> f64 {
    world.record(NVDAX).multiplier().accepted_q32() as f64 / 4_294_967_296.0
}

/// Every print that was ever signed may be posted again: an old one speaks neither against a multiplier nor for it.
#[test]
fn threat_r7_an_old_print_of_the_share_puts_no_multiplier_off() {
    for attacked in [false, true] {
        let (mut world, late) = split();
        let was = accepted(&world);
        for n in 1..=12 {
            world.chain.advance(30);
            both(&mut world, TOKEN + n % 2, SHARE / 2 + n % 2);
            if attacked && n % 3 == 0 {
                world.chain.put_account(&world.share_account(NVDAX), late.account());
                refresh(&mut world, [false, true]);
            }
            let doubled = accepted(&world) > 1.9 * was;
            assert_eq!(doubled, n >= 11, "five minutes after the first of them, attacked or not: {n}");
        }
    }
}

#[test]
fn threat_r7_one_print_is_no_five_minutes() {
    let (mut world, _) = split();
    let was = accepted(&world);
    world.chain.advance(10);
    put(&mut world, SHARE_FEED, SHARE / 2, SHARE);
    refresh(&mut world, [false, true]);
    for _ in 0..20 {
        world.chain.advance(20);
        refresh(&mut world, [false, true]);
    }
    assert_eq!(accepted(&world), was, "one print, seen twenty times more");
}
