//! Cancel: who may take back which proposal.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::Kind;
use hypothec_testkit::keys;
use hypothec_testkit::market::admin;
use solana_signer::Signer;

#[test]
pub fn cancel_by_the_guardian_refuses_only_its_own_replacement() {
    let mut world = world();
    let guardian = guardian(&mut world);
    let caps = proposed(&mut world, Kind::Groups, None, 2, &[]);
    let admins = proposed(&mut world, Kind::Admin, None, 1, keys::address(1).as_ref());
    let guardians = proposed(&mut world, Kind::Guardian, None, 1, keys::address(2).as_ref());
    for nonce in [caps, admins] {
        let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, admin().pubkey());
        world.chain.send(&[cancel], &[&guardian]).expect("cancelled");
        refuse_execution(&mut world, nonce, Error::WrongOwner);
    }
    let cancel = builder::cancel(world.market, guardian.pubkey(), guardians, admin().pubkey());
    refuse(&mut world, &cancel, &[&guardian], Error::GuardianReplacement);
    wait(&mut world);
    execute(&mut world, guardians).expect("executed");
    assert_eq!(world.header().guardian(), keys::to_key(&keys::address(2)));
    let cancel = builder::cancel(world.market, guardian.pubkey(), guardians, admin().pubkey());
    refuse(&mut world, &cancel, &[&guardian], Error::WrongOwner);
}

#[test]
fn cancel_by_the_admin_returns_the_rent() {
    let mut world = world();
    let nonce = proposed(&mut world, Kind::Guardian, None, 1, keys::address(2).as_ref());
    let address = builder::proposal_address(world.market, nonce).0;
    let rent = world.chain.get_account(&address).expect("a proposal").lamports;
    let before = world.chain.get_account(&admin().pubkey()).expect("a wallet").lamports;
    let market = world.chain.data(&world.market);
    let payer = passer(&mut world);
    let cancel = builder::cancel(world.market, admin().pubkey(), nonce, admin().pubkey());
    world.chain.send(&[cancel], &[&payer, &admin()]).expect("cancelled");
    assert_eq!(world.chain.get_account(&admin().pubkey()).expect("a wallet").lamports, before + rent);
    assert!(world.chain.get_account(&address).is_none_or(|account| account.lamports == 0 && account.data.is_empty()));
    assert_eq!(world.chain.data(&world.market), market, "the market is as it was");
}

#[test]
fn cancel_refuses_a_stranger_and_another_rent_recipient() {
    let mut world = world();
    let (stranger, guardian) = (passer(&mut world), guardian(&mut world));
    let nonce = proposed(&mut world, Kind::Groups, None, 2, &[]);
    let cancel = builder::cancel(world.market, stranger.pubkey(), nonce, admin().pubkey());
    refuse(&mut world, &cancel, &[&stranger], Error::NotAdminOrGuardian);
    let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, guardian.pubkey());
    refuse(&mut world, &cancel, &[&guardian], Error::WrongRentRecipient);
    let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, stranger.pubkey());
    refuse(&mut world, &cancel, &[&guardian], Error::WrongRentRecipient);
}
