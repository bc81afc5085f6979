//! Liquidate: whom it refuses, when, and how much.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::preset::risk;
use hypothec_testkit::mint::set_paused;
use hypothec_testkit::{Asset, token};

#[test]
pub fn liquidate_refuses_zero_and_less_than_a_share() {
    let mut distress = distressed(135);
    let nothing = distress.liquidate(0);
    distress.refuse(&nothing, Error::ZeroAmount);
    let dust = distress.liquidate(1);
    distress.refuse(&dust, Error::ZeroShares);
}

#[test]
pub fn liquidate_refuses_a_healthy_position() {
    let mut distress = distressed(139);
    let liquidate = distress.liquidate(u64::MAX);
    distress.refuse(&liquidate, Error::NotLiquidatable);
    fall(&mut distress.world, NVDAX, 138 * USD);
    distress.send(liquidate);
}

#[test]
pub fn liquidate_refuses_the_liquidators_own_position() {
    let mut distress = distressed(135);
    distress.world.fund(&distress.borrower, USDC, 1_000 * DOLLAR);
    let own = addresses(&distress.world, &distress.borrower, &distress.borrower, USDC, NVDAX);
    let to = distress.world.tokens(&distress.borrower, NVDAX);
    let own = builder::liquidate(&own, to, u64::MAX, 0);
    refuse(&mut distress.world, &own, &[&distress.borrower.keypair], Error::OwnPosition);
}

#[test]
pub fn liquidate_refuses_within_the_cool_off() {
    let mut distress = distressed(170);
    distress.world.borrow(&distress.borrower, USDC, 20 * DOLLAR).expect("borrowed");
    // 920 against 10 NVDAx: health 1 at 141.5; the fall is two steps of 20 s, so the last risk is moved up to now
    fall(&mut distress.world, NVDAX, 139 * USD);
    let now = distress.world.chain.clock().unix_timestamp;
    let set_risk = |distress: &mut Distress, ts: i64| {
        let position = distress.borrower.position;
        poke_position(&mut distress.world, position, "risk_ts", &ts.to_le_bytes());
    };
    let liquidate = distress.liquidate(u64::MAX);
    for ago in [0, 14] {
        set_risk(&mut distress, now - ago);
        distress.refuse(&liquidate, Error::CoolOff);
    }
    set_risk(&mut distress, now - 15);
    distress.send(liquidate);
}

#[test]
pub fn liquidate_refuses_slots_that_do_not_exist() {
    let mut distress = distressed(135);
    let (world, to) = (&distress.world, distress.world.tokens(&distress.liquidator, USDC));
    let of = distress.addresses();
    // the sides the wrong way round
    let turned = LiquidationAddresses {
        repay: world.reserve(NVDAX),
        seize: world.reserve(USDC),
        source: world.tokens(&distress.liquidator, NVDAX),
        ..of
    };
    let turned = builder::liquidate(&turned, to, u64::MAX, 0);
    let to = world.tokens(&distress.liquidator, NVDAX);
    let of_lender = LiquidationAddresses { position: distress.lender.position, ..of };
    let of_lender = builder::liquidate(&of_lender, to, u64::MAX, 0);
    let unlisted = |index| unlisted(&distress.world, index);
    let no_debt = builder::liquidate(&LiquidationAddresses { repay: unlisted(USDC), ..of }, to, 1, 0);
    let no_supply = builder::liquidate(&LiquidationAddresses { seize: unlisted(NVDAX), ..of }, to, 1, 0);
    distress.refuse(&turned, Error::OtherSide);
    distress.refuse(&of_lender, Error::OtherSide);
    distress.refuse(&no_debt, Error::NoSuchReserve);
    distress.refuse(&no_supply, Error::NoSuchReserve);
    distress.world.fund(&distress.lender, USDC, 0);
    distress.world.withdraw(&distress.lender, USDC, DOLLAR).expect("some cash");
    let bare = distress.world.user(4);
    let of_nobody = builder::liquidate(&LiquidationAddresses { position: bare.position, ..of }, to, 1, 0);
    distress.refuse(&of_nobody, Error::NoSuchSlot);
}

#[test]
fn liquidate_refuses_more_than_the_source_holds() {
    let mut distress = distressed(135);
    distress.world.fund(&distress.liquidator, USDC, 100 * DOLLAR);
    let all = distress.liquidate(u64::MAX);
    distress.refuse(&all, Error::InsufficientFunds);
    let some = distress.liquidate(100 * DOLLAR);
    let done = distress.send(some);
    assert_eq!(told(&done)[0], 100 * DOLLAR);
    assert_eq!(distress.world.balance(&distress.liquidator, USDC), 0);
}

#[test]
pub fn liquidate_refuses_fewer_tokens_than_the_limit() {
    let mut distress = distressed(135);
    let all = distress.liquidate(u64::MAX);
    let best = distress.world.chain.simulate(&[all], &[&distress.liquidator.keypair]).expect("as before");
    let received = told(&best)[2];
    let more = distress.liquidate_for(u64::MAX, received + 1);
    distress.refuse(&more, Error::LimitNotMet);
    let exactly = distress.liquidate_for(u64::MAX, received);
    distress.send(exactly);
}

#[test]
pub fn liquidate_refuses_a_stale_price() {
    let mut distress = distressed(135);
    distress.world.chain.advance(61);
    let usdc = distress.world.assets[USDC].price;
    distress.world.post(USDC, usdc);
    let refresh = distress.world.refresh(&[USDC]);
    distress.send(refresh);
    let liquidate = distress.liquidate(u64::MAX);
    distress.refuse(&liquidate, Error::StalePrice);
    distress.world.advance(1);
    distress.send(liquidate);
}

#[test]
fn liquidate_refuses_to_seize_a_token_that_cannot_move() {
    let mut distress = distressed(135);
    let (mint, vault) = (Asset::nvdax().mint, distress.world.vault(NVDAX));
    let liquidate = distress.liquidate(u64::MAX);
    distress.world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    distress.world.advance(1);
    distress.refuse(&liquidate, Error::MintPaused);
    distress.world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    distress.world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, true));
    distress.world.advance(1);
    distress.refuse(&liquidate, Error::VaultFrozen);
    distress.world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, false));
    distress.world.advance(1);
    distress.send(liquidate);
}

#[test]
fn liquidate_refuses_to_seize_a_token_that_is_lent_out() {
    let mut distress = distressed_with(170, |_, nvdax| {
        *nvdax = risk::lent(*nvdax);
        nvdax.utilisation_ceiling_bps = 10_000;
    });
    let short = distress.world.user(4);
    distress.world.fund(&short, USDC, 10_000 * DOLLAR);
    distress.world.fund(&short, NVDAX, 0);
    distress.world.deposit(&short, USDC, 10_000 * DOLLAR).expect("pledged");
    distress.world.borrow(&short, NVDAX, 1_000_000_000).expect("all of it");
    fall(&mut distress.world, NVDAX, 135 * USD);
    let liquidate = distress.liquidate(u64::MAX);
    distress.refuse(&liquidate, Error::InsufficientCash);
    let shares = distress.to_shares(u64::MAX);
    distress.send(shares);
}

#[test]
fn liquidate_refuses_to_leave_a_debt_below_the_floor() {
    let mut distress = distressed(135);
    distress.world.fund(&distress.borrower, USDC, 900 * DOLLAR);
    // 5 USD are owed after a repayment of 895, by anyone; then nearly all the collateral leaves by a clawback
    let (_, owed) = holds(&distress.world, &distress.borrower, USDC);
    distress.world.repay(&distress.borrower, USDC, owed - 5 * DOLLAR).expect("repaid");
    let vault = distress.world.vault(NVDAX);
    distress.world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 5_500_000));
    distress.world.advance(20);
    let part = distress.liquidate(4 * DOLLAR);
    distress.refuse(&part, Error::DebtBelowFloor);
    let all = distress.liquidate(u64::MAX);
    distress.send(all);
    assert_eq!(holds(&distress.world, &distress.borrower, USDC), (0, 0));
}

#[test]
pub fn liquidate_refuses_to_seize_an_asset_worth_nothing() {
    let mut distress = distressed(135);
    poke_reserve(&mut distress.world, NVDAX, "settle_high", &[0; 8]);
    let liquidate = distress.liquidate(u64::MAX);
    distress.refuse(&liquidate, Error::Worthless);
}
