//! OpenPosition: at the derived address, once, also where somebody sent lamports before.

use crate::fixtures::market::{refuse, world};
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::{Error, Key};
use hypothec_testkit::{keys, rent};
use solana_signer::Signer;

#[test]
pub fn open_position_refuses_a_position_that_exists() {
    let mut world = world();
    let user = world.user(1);
    let open = builder::open_position(world.market, user.address(), user.address(), 0);
    refuse(&mut world, &open, &[&user.keypair], Error::AlreadyInitialized);
}

#[test]
fn open_position_refuses_another_address() {
    let mut world = world();
    let (user, other) = (world.user(1), keys::key(102).pubkey());
    let mut open = builder::open_position(world.market, user.address(), user.address(), 1);
    for address in [
        builder::position_address(world.market, &user.address(), 2).0,
        builder::position_address(world.market, &other, 1).0,
    ] {
        open.accounts[1].pubkey = address;
        refuse(&mut world, &open, &[&user.keypair], Error::WrongAddress);
    }
}

#[test]
fn open_position_works_at_every_number_and_over_stray_lamports() {
    let mut world = world();
    let (user, sponsor) = (world.user(1), keys::key(60));
    world.chain.airdrop(&sponsor.pubkey(), 1_000_000_000);
    for (id, lamports) in [(1, 0), (2, 1), (3, rent(512) - 1), (4, rent(512)), (u16::MAX, rent(512) + 1)] {
        let address = builder::position_address(world.market, &user.address(), id).0;
        if lamports > 0 {
            world.chain.airdrop(&address, lamports);
        }
        let open = builder::open_position(world.market, user.address(), sponsor.pubkey(), id);
        world.chain.send(&[open], &[&sponsor, &user.keypair]).expect("opened");
        let account = world.chain.get_account(&address).expect("a position");
        assert_eq!((account.owner, account.data.len()), (PROGRAM_ID, 512));
        assert_eq!(account.lamports, lamports.max(rent(512)));
        let position = world.position(&hypothec_testkit::User { keypair: keys::key(101), position: address });
        assert_eq!((position.id(), position.owner()), (id, Key::from(user.address())));
        assert_eq!((position.market(), position.rent_payer()), (Key::from(world.market), Key::from(sponsor.pubkey())));
        assert!(position.is_empty() && position.delegate().is_none());
    }
}
