//! Execute: when, how often, and only what was proposed.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::action::{TIGHTEN_LTV, TIGHTEN_SUPPLY_CAP};
use hypothec_interface::builder;
use hypothec_interface::instruction::TightenArgs;
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{Group, Kind, MarketParams, ReserveConfig};
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, Snapshots, World, keys};
use solana_signer::Signer;

fn one_cap(world: &mut World) -> u64 {
    proposed(world, Kind::Groups, None, 2, bytemuck::bytes_of(&[9u64; 16]))
}

#[test]
pub fn execute_refuses_a_second_early_and_a_second_time() {
    let mut world = world();
    let nonce = one_cap(&mut world);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    world.chain.advance(86_399);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    world.chain.advance(1);

    let (address, passer) = (builder::proposal_address(world.market, nonce).0, passer(&mut world));
    let lamports = |world: &World| world.chain.get_account(&admin().pubkey()).expect("a wallet").lamports;
    let (rent, before) = (world.chain.get_account(&address).expect("a proposal").lamports, lamports(&world));
    let market = world.chain.snapshot(&[("market", world.market)]);
    let execute = execution(&world, nonce);
    world.chain.send(std::slice::from_ref(&execute), &[&passer]).expect("on time, by anyone");
    market.assert_only_bytes(&world.chain, "market", &[(header_field("groups").0 + size_of::<Group>(), 8)]);
    assert_eq!(world.header().groups()[1].cap, 9);
    assert_eq!(lamports(&world), before + rent, "rent is back with who paid it");
    world.chain.advance(1);
    refuse(&mut world, &execute, &[&passer], Error::WrongOwner);
}

#[test]
pub fn execute_refuses_the_same_proposal_twice_in_one_transaction() {
    let mut world = world();
    let nonce = one_cap(&mut world);
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = execution(&world, nonce);
    let failure = world.chain.send(&[execute.clone(), execute], &[&passer]).expect_err("once only");
    assert_eq!((failure.error, failure.index), (Some(Error::WrongTag), Some(1)));
    assert_eq!(world.header().groups()[1].cap, 0, "nor once then");
}

#[test]
pub fn execute_refuses_a_proposal_thirty_days_late() {
    let mut world = world();
    let (first, second) = (one_cap(&mut world), proposed(&mut world, Kind::Groups, None, 4, &[]));
    world.chain.advance(31 * 86_400);
    execute(&mut world, first).expect("on the last second");
    world.chain.advance(1);
    refuse_execution(&mut world, second, Error::ProposalExpired);
    let cancel = builder::cancel(world.market, admin().pubkey(), second, admin().pubkey());
    world.chain.send(&[cancel], &[&admin()]).expect("its rent is not lost");
}

#[test]
pub fn execute_refuses_another_rent_recipient() {
    let mut world = world();
    let nonce = one_cap(&mut world);
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = builder::execute(world.market, nonce, passer.pubkey(), None);
    refuse(&mut world, &execute, &[&passer], Error::WrongRentRecipient);
}

/// One bp of `Tighten` a day voids only what names the same field, and no old proposal undoes a `Tighten`.
#[test]
pub fn threat_c10_only_a_named_field_that_changed_voids_a_proposal() {
    let mut world = world();
    let config = ReserveConfig { ltv_bps: [5_600; 4], supply_cap: 77, ..Asset::nvdax().config };
    let ltv = proposed_config(&mut world, NVDAX, &["ltv_bps"], &config);
    let cap = proposed_config(&mut world, NVDAX, &["supply_cap"], &config);
    let args = TightenArgs {
        reserve: NVDAX as u8,
        levers: TIGHTEN_LTV,
        ltv_bps: [5_499, 5_000, 4_500, 4_000],
        ..bytemuck::Zeroable::zeroed()
    };
    world.chain.send(&[builder::tighten(world.market, admin().pubkey(), &args)], &[&admin()]).expect("tightened");
    wait(&mut world);
    refuse_execution(&mut world, ltv, Error::NamedFieldChanged);
    execute(&mut world, cap).expect("the other field");
    let after = world.record(NVDAX).config();
    assert_eq!((after.ltv_bps(), after.supply_cap()), ([5_499, 5_000, 4_500, 4_000], 77));

    let back = proposed_config(&mut world, NVDAX, &["supply_cap"], &config);
    let args = TightenArgs { levers: TIGHTEN_SUPPLY_CAP, supply_cap: 76, ..args };
    world.chain.send(&[builder::tighten(world.market, admin().pubkey(), &args)], &[&admin()]).expect("tightened");
    wait(&mut world);
    refuse_execution(&mut world, back, Error::NamedFieldChanged);
}

/// Before the seal header fields and group caps need no delay: proposed and executed in one transaction.
#[test]
fn execute_before_the_seal_needs_no_delay() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let params = MarketParams { reopen_grace_s: 900, ..world.header().params() };
    let propose = propose(&world, Kind::Market, None, 8, bytemuck::bytes_of(&params));
    let execute = execution(&world, 0);
    world.chain.send(&[propose, execute], &[&admin()]).expect("in one transaction");
    assert_eq!(world.header().params(), params);
}

/// A closure set at once changes the calendar, so that an older proposal of a whole calendar does not take it out again.
#[test]
pub fn execute_refuses_a_calendar_older_than_a_closure() {
    let mut world = world();
    let calendar = proposed(&mut world, Kind::Calendar, None, 1, bytemuck::bytes_of(&nyse::CALENDAR));
    let tomorrow = (world.chain.clock().unix_timestamp / 86_400) as u16 + 1;
    let set = builder::set_closure(world.market, admin().pubkey(), tomorrow, 0);
    world.chain.send(&[set], &[&admin()]).expect("set");
    wait(&mut world);
    refuse_execution(&mut world, calendar, Error::NamedFieldChanged);
}

/// A proposal made without a delay does not wait in a drawer for the seal.
#[test]
pub fn threat_c4_what_was_proposed_before_the_seal_is_void_after_it() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    let (at_once, later) = (one_cap(&mut world), proposed(&mut world, Kind::Groups, None, 4, &[1; 24]));
    execute(&mut world, at_once).expect("no delay before the seal");
    assert_eq!(world.header().groups()[1].cap, 9);
    world.seal();
    refuse_execution(&mut world, later, Error::ProposedBeforeSeal);
    world.advance(40 * 86_400);
    refuse_execution(&mut world, later, Error::ProposedBeforeSeal);
}

#[test]
fn execute_refuses_values_that_no_longer_fit() {
    let mut world = world();
    let config = ReserveConfig { ltv_bps: [8_800; 4], ltv_gap_bps: 400, ..world.record(USDC).config() };
    let (ltv, gap) = (
        proposed_config(&mut world, USDC, &["ltv_bps"], &config),
        proposed_config(&mut world, USDC, &["ltv_gap_bps"], &config),
    );
    wait(&mut world);
    execute(&mut world, gap).expect("8,500 and 400 are below 9,000");
    refuse_execution(&mut world, ltv, Error::LtvAboveThreshold);
    assert_eq!(world.record(USDC).config().ltv_bps(), [8_500; 4]);
}

#[test]
pub fn execute_refuses_a_copy_owned_by_another_program() {
    let mut world = world();
    let nonce = one_cap(&mut world);
    wait(&mut world);
    let passer = passer(&mut world);
    let address = builder::proposal_address(world.market, nonce).0;
    let mut execute = execution(&world, nonce);
    execute.accounts[1].pubkey = keys::address(5);
    let copy = world.chain.get_account(&address).expect("a proposal");
    world.chain.put_account(&keys::address(5), solana_account::Account { owner: keys::address(6), ..copy });
    refuse(&mut world, &execute, &[&passer], Error::WrongOwner);
}
