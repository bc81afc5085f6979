//! CloseMarket: without a reserve, and permanently.

use crate::fixtures::closing::*;
use crate::fixtures::market::*;
use crate::fixtures::proposals::{passer, proposed};
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::event::Event;
use hypothec_interface::state::{ClosedMarket, Kind, load, market_size};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::{Asset, World, keys, rent};
use solana_signer::Signer;

/// A market whose one reserve has been closed.
pub fn emptied() -> World {
    let mut world = World::unsealed(&[Asset::usdc()]);
    closed(&mut world, USDC);
    world
}

fn close_market(world: &mut World) {
    let close = builder::close_market(world.market, admin().pubkey());
    world.chain.send(&[close], &[&admin()]).expect("closed");
}

#[test]
pub fn close_market_refuses_while_a_reserve_is_listed() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    let close = builder::close_market(world.market, admin().pubkey());
    for index in [USDC, NVDAX] {
        refuse(&mut world, &close, &[&admin()], Error::MarketInUse);
        closed(&mut world, index);
    }
    close_market(&mut world);
}

#[test]
fn close_market_refuses_a_signer_who_is_not_admin() {
    let mut world = emptied();
    let stranger = passer(&mut world);
    let close = builder::close_market(world.market, stranger.pubkey());
    refuse(&mut world, &close, &[&stranger], Error::NotAdmin);
}

#[test]
fn close_market_leaves_eight_bytes_and_gives_the_rest_of_the_rent() {
    let mut world = emptied();
    let passer = passer(&mut world);
    let lamports = |world: &World| world.chain.get_account(&admin().pubkey()).expect("the admin").lamports;
    let had = lamports(&world);
    let close = builder::close_market(world.market, admin().pubkey());
    let done = world.chain.send(&[close], &[&passer, &admin()]).expect("closed");
    assert_eq!(Event::all(&done.return_data).map(|event| event.name()).collect::<Vec<_>>(), ["MarketClosed"]);
    let left = world.chain.get_account(&world.market).expect("a record stays");
    assert_eq!((left.data.len(), left.lamports, left.owner), (8, rent(8), builder::PROGRAM_ID));
    assert_eq!(load::<ClosedMarket>(&left.data), Ok(&ClosedMarket::RECORD));
    assert_eq!(lamports(&world) - had, rent(market_size(64)) - rent(8));
}

#[test]
fn close_market_ends_everything_but_what_gives_back_rent() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let user = world.user(1);
    let next = proposed(&mut world, Kind::Admin, None, 1, keys::key(9).pubkey().as_ref());
    closed(&mut world, USDC);
    close_market(&mut world);
    let execute = builder::execute(world.market, next, admin().pubkey(), None);
    refuse(&mut world, &execute, &[&user.keypair], Error::WrongLength);
    let open = builder::open_position(world.market, user.address(), user.address(), 1);
    refuse(&mut world, &open, &[&user.keypair], Error::WrongLength);
    let again = builder::close_market(world.market, admin().pubkey());
    refuse(&mut world, &again, &[&admin()], Error::WrongLength);
    let init = builder::init_market(world.market, &market_args());
    refuse(&mut world, &init, &[&user.keypair, &market_key()], Error::WrongLength);

    let theirs = builder::cancel(world.market, user.address(), next, user.address());
    refuse(&mut world, &theirs, &[&user.keypair], Error::WrongRentRecipient);
    let cancel = builder::cancel(world.market, user.address(), next, admin().pubkey());
    world.chain.send(&[cancel], &[&user.keypair]).expect("anyone, for whoever paid it");
    let close = builder::close_position(user.position, user.address(), user.address());
    world.chain.send(&[close], &[&user.keypair]).expect("the position's rent too");
}
