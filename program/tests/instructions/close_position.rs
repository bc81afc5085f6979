//! ClosePosition: empty ones, by the owner, the rent to who paid it.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_testkit::{keys, rent};
use solana_signer::Signer;

#[test]
pub fn close_position_refuses_a_position_in_use() {
    let (mut world, lender, borrower) = staffed();
    for user in [&lender, &borrower] {
        let close = builder::close_position(user.position, user.address(), user.address());
        refuse(&mut world, &close, &[&user.keypair], Error::PositionInUse);
    }
    world.withdraw(&lender, USDC, u64::MAX).expect("out");
    let close = builder::close_position(lender.position, lender.address(), lender.address());
    world.send(&lender, close).expect("empty");
}

#[test]
fn close_position_refuses_a_signer_who_is_not_owner() {
    let (mut world, lender, _) = staffed();
    let idle = world.user(3);
    delegate(&mut world, &idle, &lender);
    let close = builder::close_position(idle.position, lender.address(), idle.address());
    refuse(&mut world, &close, &[&lender.keypair], Error::NotOwner);
}

#[test]
fn close_position_returns_the_rent_to_its_payer() {
    let mut world = world();
    let (user, sponsor) = (world.user(1), keys::key(60));
    world.chain.airdrop(&sponsor.pubkey(), 1_000_000_000);
    let open = builder::open_position(world.market, user.address(), sponsor.pubkey(), 1);
    world.chain.send(std::slice::from_ref(&open), &[&user.keypair, &sponsor]).expect("opened");
    assert_eq!(world.chain.get_account(&sponsor.pubkey()).expect("alive").lamports, 1_000_000_000 - rent(512));
    let position = builder::position_address(world.market, &user.address(), 1).0;
    let to_self = builder::close_position(position, user.address(), user.address());
    refuse(&mut world, &to_self, &[&user.keypair], Error::WrongRentRecipient);

    world.chain.airdrop(&position, 5);
    let close = builder::close_position(position, user.address(), sponsor.pubkey());
    world.send(&user, close).expect("closed");
    assert_eq!(world.chain.get_account(&sponsor.pubkey()).expect("alive").lamports, 1_000_000_005);
    assert!(world.chain.get_account(&position).is_none_or(|account| account.lamports == 0 && account.data.is_empty()));
    world.chain.send(&[open], &[&user.keypair, &sponsor]).expect("opened again");
}
