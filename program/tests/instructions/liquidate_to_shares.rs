//! LiquidateToShares: the same exchange, into the liquidator's position.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::preset::risk;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::{arm_hook, set_paused};
use hypothec_testkit::{Asset, keys, token};

#[test]
fn liquidate_to_shares_moves_shares_to_the_liquidator() {
    let mut distress = distressed(135);
    let shares = distress.to_shares(u64::MAX);
    let before = snapshot(&distress.world, &shares, &distress.liquidator.keypair);
    let total = distress.world.record(NVDAX).supply_shares();
    let done = distress.send(shares);
    let [repaid, _, received, seized] = told(&done)[..] else { panic!("four words") };
    assert!(repaid.abs_diff(172_250_000) < 50_000, "{repaid}");
    let record = distress.world.record(NVDAX);
    assert_eq!(holds(&distress.world, &distress.liquidator, NVDAX), (received, 0));
    assert_eq!(holds(&distress.world, &distress.borrower, NVDAX), (1_000_000_000 - seized, 0));
    // I11: what the protocol's part was is burnt, and nothing else
    assert_eq!(record.supply_shares(), total - (seized - received));
    assert_eq!(record.fees().floor(), seized - received);
    assert_eq!(record.cash(), 1_000_000_000, "no token of it moved");
    before
        .assert_only_changed(&distress.world.chain, &["account 0", "account 1", "account 2", "account 4", "account 7"]);
}

#[test]
fn liquidate_to_shares_exchanges_as_tokens_would() {
    let mut tokens = distressed(135);
    let mut shares = distressed(135);
    let (one, other) = (tokens.liquidate(u64::MAX), shares.to_shares(u64::MAX));
    let (one, other) = (tokens.send(one), shares.send(other));
    assert_eq!(told(&one), told(&other), "at an index of one");
}

#[test]
pub fn liquidate_to_shares_refuses_a_position_of_someone_else() {
    let mut distress = distressed(135);
    let into =
        |distress: &Distress, position| builder::liquidate_to_shares(&distress.addresses(), position, u64::MAX, 0);
    let stranger = distress.world.user(4);
    let strange = into(&distress, stranger.position);
    distress.refuse(&strange, Error::NotOwnerOrDelegate);
    delegate(&mut distress.world, &stranger, &distress.liquidator);
    distress.send(strange);
    assert!(distress.world.position(&stranger).slot(NVDAX as u8, Side::Supply).is_ok());
}

/// S4: read both, write both would make shares from nothing.
#[test]
pub fn threat_s4_the_position_itself() {
    let mut distress = distressed(135);
    let own = distress.borrower.position;
    let own = builder::liquidate_to_shares(&distress.addresses(), own, u64::MAX, 0);
    distress.refuse(&own, Error::DuplicateAccount);
    // nor by another position of the same owner
    distress.world.fund(&distress.borrower, USDC, 1_000 * DOLLAR);
    let of = addresses(&distress.world, &distress.borrower, &distress.borrower, USDC, NVDAX);
    let open = builder::open_position(distress.world.market, of.liquidator, of.liquidator, 1);
    distress.world.send(&distress.borrower, open).expect("a second position");
    let second = builder::position_address(distress.world.market, &of.liquidator, 1).0;
    let by_owner = builder::liquidate_to_shares(&of, second, u64::MAX, 0);
    refuse(&mut distress.world, &by_owner, &[&distress.borrower.keypair], Error::OwnPosition);
    // nor by the hand of a delegate of that one
    let hand = builder::set_delegate(second, of.liquidator, Some(distress.liquidator.address()));
    distress.world.send(&distress.borrower, hand).expect("delegated");
    let by_delegate = builder::liquidate_to_shares(&distress.addresses(), second, u64::MAX, 0);
    distress.refuse(&by_delegate, Error::OwnPosition);
}

#[test]
pub fn liquidate_to_shares_refuses_fewer_shares_than_the_limit() {
    let mut distress = distressed(135);
    let of = distress.addresses();
    let (receiver, payer) = (distress.liquidator.position, &distress.liquidator.keypair);
    let best = builder::liquidate_to_shares(&of, receiver, u64::MAX, 0);
    let best = told(&distress.world.chain.simulate(&[best], &[payer]).expect("fine"))[2];
    let more = builder::liquidate_to_shares(&of, receiver, u64::MAX, best + 1);
    distress.refuse(&more, Error::LimitNotMet);
    distress.send(builder::liquidate_to_shares(&of, receiver, u64::MAX, best));
}

#[test]
fn liquidate_to_shares_refuses_a_position_that_owes_the_reserve() {
    let mut distress = distressed_with(135, |_, nvdax| {
        *nvdax = risk::lent(*nvdax);
    });
    distress.world.deposit(&distress.liquidator, USDC, 5_000 * DOLLAR).expect("pledged");
    distress.world.borrow(&distress.liquidator, NVDAX, 100_000_000).expect("short");
    let shares = distress.to_shares(u64::MAX);
    distress.refuse(&shares, Error::OtherSide);
}

#[test]
fn liquidate_to_shares_pays_an_extra_bonus_while_the_token_cannot_move() {
    // with the extra bonus: 1.25 % and 2 %, of which the protocol has a tenth
    let per_dollar = |distress: &mut Distress| {
        let shares = distress.to_shares(u64::MAX);
        let done = told(&distress.send(shares));
        done[2] as f64 / 1e8 * 135.0 / (done[0] as f64 / 1e6)
    };
    let (mint, hook) = (Asset::nvdax().mint, keys::address(9));
    let mut paused = distressed(135);
    paused.world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    let mut hooked = distressed(135);
    hooked.world.chain.edit(&mint, |account| arm_hook(&mut account.data, hook));
    let mut frozen = distressed(135);
    let vault = frozen.world.vault(NVDAX);
    frozen.world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, true));
    for distress in [&mut paused, &mut hooked, &mut frozen] {
        distress.world.advance(1);
        let gain = per_dollar(distress);
        assert!((gain - 1.02925).abs() < 1e-4, "{gain}");
    }
    let free = per_dollar(&mut distressed(135));
    assert!((free - 1.01125).abs() < 1e-4, "{free}");
}

/// C5 (3): shares of an impaired asset give a position in debt no new weight; one without debt gains nothing by them.
#[test]
fn threat_c5_impaired_shares_as_new_weight() {
    for in_debt in [true, false] {
        let mut distress = three_assets(135);
        if in_debt {
            distress.world.borrow(&distress.liquidator, USDC, 20 * DOLLAR).expect("borrowed");
        }
        let hook = keys::address(9);
        distress.world.chain.edit(&Asset::nvdax().mint, |account| arm_hook(&mut account.data, hook));
        distress.world.advance(20);
        let shares = distress.to_shares(u64::MAX);
        distress.send(shares);
        let position = distress.world.position(&distress.liquidator);
        let slot = position.slot(NVDAX as u8, Side::Supply).expect("received");
        assert_eq!(slot.is_collateral(), !in_debt);
    }
}
