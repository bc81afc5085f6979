//! AcceptAdmin: the role changes hands in two steps, and the second is the taker's.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::builder;
use hypothec_interface::state::Kind;
use hypothec_interface::{Error, Key};
use hypothec_testkit::{Snapshots, market::admin};
use solana_signer::Signer;

#[test]
fn accept_admin_takes_the_named_key_once_and_only_after_execution() {
    let mut world = world();
    let next = passer(&mut world);
    let accept = builder::accept_admin(world.market, next.pubkey());
    refuse(&mut world, &accept, &[&next], Error::NotPendingAdmin);
    let nonce = proposed(&mut world, Kind::Admin, None, 1, next.pubkey().as_ref());
    refuse(&mut world, &accept, &[&next], Error::NotPendingAdmin);
    wait(&mut world);
    execute(&mut world, nonce).expect("executed");
    assert_eq!(world.header().admin(), Key::from(admin().pubkey()), "not yet");
    let by_old = builder::accept_admin(world.market, admin().pubkey());
    refuse(&mut world, &by_old, &[&admin()], Error::NotPendingAdmin);

    let before = world.chain.snapshot(&[("market", world.market)]);
    world.chain.send(std::slice::from_ref(&accept), &[&next]).expect("accepted");
    before.assert_only_bytes(&world.chain, "market", &[header_field("admin"), header_field("pending_admin")]);
    assert_eq!((world.header().admin(), world.header().pending_admin()), (Key::from(next.pubkey()), Key::NONE));
    refuse(&mut world, &accept, &[&next], Error::NotPendingAdmin);
    let propose = propose(&world, Kind::Groups, None, 2, &[]);
    refuse(&mut world, &propose, &[&admin()], Error::NotAdmin);
}

#[test]
pub fn accept_admin_refuses_an_offer_that_another_replaced() {
    let mut world = world();
    let next = passer(&mut world);
    for offer in [Key::from(next.pubkey()), Key::NONE] {
        let nonce = proposed(&mut world, Kind::Admin, None, 1, &offer.to_bytes());
        wait(&mut world);
        execute(&mut world, nonce).expect("executed");
        assert_eq!(world.header().pending_admin(), offer);
    }
    let accept = builder::accept_admin(world.market, next.pubkey());
    refuse(&mut world, &accept, &[&next], Error::NotPendingAdmin);
}
