//! FlashBorrow: out only when a later instruction of the same transaction is certain to bring it back.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_interface::state::{SWITCH_DEPOSIT, SWITCH_FLASH};
use hypothec_testkit::mint::{arm_hook, set_paused};
use hypothec_testkit::{Asset, User, World, keys};
use solana_instruction::Instruction;

/// A world with its staff, in which the stock too is lent by flash, and the borrower holds a dollar for the fee.
pub fn flashing() -> (World, User, User) {
    let mut world = world_with(|_, nvdax| nvdax.switches = SWITCH_DEPOSIT | SWITCH_FLASH);
    let (lender, borrower) = staff(&mut world);
    world.fund(&borrower, USDC, DOLLAR);
    (world, lender, borrower)
}

/// FlashBorrow by the user.
pub fn flash_borrow(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    builder::flash_borrow(&world.reserve(index), world.tokens(user, index), amount)
}

/// FlashRepay by the user.
pub fn flash_repay(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    builder::flash_repay(&world.reserve(index), world.tokens(user, index), user.address(), amount)
}

/// The loan, what happens meanwhile, and its repayment.
pub fn pair(world: &World, user: &User, index: usize, amount: u64, between: &[Instruction]) -> Vec<Instruction> {
    let (out, back) = (flash_borrow(world, user, index, amount), flash_repay(world, user, index, amount));
    [&[out], between, &[back]].concat()
}

/// Refused at the first instruction with this error.
#[track_caller]
fn refuse_pair(world: &mut World, instructions: &[Instruction], user: &User, error: Error) {
    let failure = fail_all(world, instructions, &[&user.keypair]);
    assert_eq!((failure.error, failure.index), (Some(error), Some(0)), "{failure:?}");
}

#[test]
fn flash_borrow_refuses_zero_all_and_more_than_the_vault_has() {
    let (mut world, _, user) = flashing();
    let cases = [
        (0, Error::ZeroAmount),
        (u64::MAX, Error::NoMeaningOfAll),
        (1_000 * DOLLAR + 1, Error::InsufficientCash),
        (u64::MAX - 1, Error::InsufficientCash),
    ];
    for (amount, error) in cases {
        let pair = pair(&world, &user, USDC, amount, &[]);
        refuse_pair(&mut world, &pair, &user, error);
    }
    let unlisted = builder::flash_borrow(&unlisted(&world, USDC), world.tokens(&user, USDC), 1);
    refuse(&mut world, &unlisted, &[&user.keypair], Error::NoSuchReserve);
}

#[test]
pub fn flash_borrow_refuses_a_reserve_switched_off() {
    let mut world = world();
    let (_, user) = staff(&mut world);
    let pair = pair(&world, &user, NVDAX, 1_000, &[]);
    refuse_pair(&mut world, &pair, &user, Error::FlashDisabled);
}

#[test]
pub fn flash_borrow_refuses_the_vault_as_destination() {
    let (mut world, _, user) = flashing();
    let vault = builder::flash_borrow(&world.reserve(USDC), world.vault(USDC), 1_000);
    refuse(&mut world, &vault, &[&user.keypair], Error::DuplicateAccount);
}

#[test]
fn flash_borrow_refuses_a_stock_that_its_issuer_changed() {
    let (mut world, _, user) = flashing();
    let mint = Asset::nvdax().mint;
    let pair = pair(&world, &user, NVDAX, 1_000, &[]);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    world.advance(1);
    refuse_pair(&mut world, &pair, &user, Error::MintPaused);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    world.chain.edit(&mint, |account| arm_hook(&mut account.data, keys::address(9)));
    world.advance(1);
    refuse_pair(&mut world, &pair, &user, Error::HookArmed);
}

#[test]
fn flash_borrow_needs_no_price_and_no_outflow_limit() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 10);
    let (_, user) = staff(&mut world);
    world.fund(&user, USDC, DOLLAR);
    world.chain.advance(7 * 86_400);
    let (pair, before) = (pair(&world, &user, USDC, 1_000 * DOLLAR, &[]), world.record(USDC).limiter_now());
    world.chain.send(&pair, &[&user.keypair]).expect("all the cash there is, at a stale price");
    assert_eq!(world.record(USDC).limiter_now(), before);
}

#[test]
pub fn threat_s5_without_a_later_repayment() {
    let (mut world, _, user) = flashing();
    let [out, back] = [flash_borrow(&world, &user, USDC, 1_000), flash_repay(&world, &user, USDC, 1_000)];
    refuse_pair(&mut world, std::slice::from_ref(&out), &user, Error::FlashRepayMissing);
    // an earlier one has repaid an earlier loan: it cannot pay for this one too
    let twice = [out.clone(), back.clone(), out.clone()];
    let failure = fail_all(&mut world, &twice, &[&user.keypair]);
    assert_eq!((failure.error, failure.index), (Some(Error::FlashRepayMissing), Some(2)));
    let failure = fail_all(&mut world, &[back, out], &[&user.keypair]);
    assert_eq!((failure.error, failure.index), (Some(Error::FlashNotOut), Some(0)));
}

#[test]
pub fn threat_s5_with_a_repayment_that_is_none() {
    let (mut world, _, user) = flashing();
    let repayment = |change: &dyn Fn(&mut Instruction)| {
        let mut pair = pair(&world, &user, USDC, 1_000, &[]);
        change(&mut pair[1]);
        pair
    };
    let forged = repayment(&|back| back.program_id = hypothec_testkit::mint::TOKEN);
    let other_market = repayment(&|back| back.accounts[0].pubkey = keys::address(778));
    let other_reserve = repayment(&|back| back.data[1] = NVDAX as u8);
    let less = repayment(&|back| back.data[2] -= 1);
    let longer = repayment(&|back| back.data.push(0));
    let empty = repayment(&|back| back.data.clear());
    let bare = repayment(&|back| back.accounts.clear());
    let cases = [
        (forged, Error::FlashRepayForged),
        (other_market, Error::FlashOtherMarket),
        (other_reserve, Error::FlashOtherReserve),
        (less, Error::FlashOtherAmount),
        (longer, Error::FlashRepayMissing),
        (empty, Error::FlashRepayMissing),
        (bare, Error::FlashOtherMarket),
    ];
    for (pair, error) in cases {
        let failure = fail_all(&mut world, &pair, &[&user.keypair]);
        assert_eq!((failure.error, failure.index), (Some(error), Some(0)), "{failure:?}");
    }
}

#[test]
pub fn threat_s5_nested() {
    let (mut world, _, user) = flashing();
    let [out, back] = [flash_borrow(&world, &user, USDC, 1_000), flash_repay(&world, &user, USDC, 1_000)];
    let smaller = flash_borrow(&world, &user, USDC, 1);
    refuse_pair(&mut world, &[out.clone(), out.clone(), back.clone(), back.clone()], &user, Error::FlashNested);
    refuse_pair(&mut world, &[out.clone(), smaller, back.clone()], &user, Error::FlashNested);
    world.chain.send(&[out.clone(), back.clone(), out, back], &[&user.keypair]).expect("one after the other");
}

#[test]
pub fn threat_s5_an_open_loan_in_the_books_is_refused_before_the_scan() {
    let (mut world, _, user) = flashing();
    lend_out(&mut world, USDC, 500);
    let pair = pair(&world, &user, USDC, 500, &[]);
    refuse_pair(&mut world, &pair, &user, Error::FlashNested);
}

#[test]
pub fn threat_s5_another_markets_own_repayment() {
    let (mut world, _, user) = flashing();
    let elsewhere = ReserveAddresses { market: keys::address(778).into(), ..world.reserve(USDC) };
    let copy = world.chain.get_account(&world.market).expect("a market");
    world.chain.put_account(&keys::address(778), copy);
    let out = flash_borrow(&world, &user, USDC, 1_000);
    let back = builder::flash_repay(&elsewhere, world.tokens(&user, USDC), user.address(), 1_000);
    refuse_pair(&mut world, &[out, back], &user, Error::FlashOtherMarket);
}

#[test]
fn flash_borrow_lends_several_reserves_in_one_transaction() {
    let (mut world, _, user) = flashing();
    let stocks = pair(&world, &user, NVDAX, 1_000_000_000, &[]);
    let crossed = [
        flash_borrow(&world, &user, USDC, 1_000_000_000),
        stocks[0].clone(),
        flash_repay(&world, &user, USDC, 1_000_000_000),
        stocks[1].clone(),
    ];
    world.fund(&user, NVDAX, 1_000_000);
    for instructions in [pair(&world, &user, USDC, 1_000, &stocks), crossed.to_vec()] {
        world.chain.send(&instructions, &[&user.keypair]).expect("both repaid");
        for index in [USDC, NVDAX] {
            assert_eq!(world.record(index).flash_out(), 0);
        }
    }
}
