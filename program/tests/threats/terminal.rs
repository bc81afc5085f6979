//! M3 and T7: terminal settlement is terminal, and what no single print can do to a group.

use crate::fixtures::liquidation::{USD, references};
use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::state::{Group, Kind};
use hypothec_testkit::World;

const HOUR: i64 = 3_600;

/// A price per atom of NVDAx, bytes of a proposal.
fn bits(usd: u64) -> [u8; 8] {
    let price = Scale::new(-2, 8, usd * 100).and_then(|scale| scale.price_down(usd * 100)).unwrap_or(Price::ZERO);
    price.to_bits().to_le_bytes()
}

#[test]
pub fn attack_m3_no_second_terminal_price_follows_the_first() {
    let mut world = world();
    let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &bits(180));
    wait(&mut world);
    execute(&mut world, nonce).expect("within a fifth of the board");
    let settled = world.record(NVDAX).settle_high();
    // a stolen key, and a week in which the terminal price itself keeps every source silent
    for usd in [0, 180, 179] {
        let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &bits(usd));
        for days in [2, 5] {
            world.advance(days * 24 * HOUR);
            refuse_execution(&mut world, nonce, Error::TerminalReserve);
        }
    }
    let record = world.record(NVDAX);
    assert_eq!([record.settle_high(), record.liq_high(), record.terminal()], [settled; 3]);
}

/// Stamped anew each hour, a price that never changes is no life; one that does is.
#[test]
fn attack_m3_a_frozen_feed_is_dead_however_often_it_is_stamped() {
    for moves in [false, true] {
        let mut world = world();
        let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &bits(0));
        let mut price = world.assets[NVDAX].price;
        for _ in 0..7 * 24 {
            world.chain.advance(HOUR);
            price += i64::from(moves);
            world.post(NVDAX, price);
            let refresh = world.refresh(&[NVDAX]);
            world.chain.send(&[refresh], &[&hypothec_testkit::market::admin()]).expect("refreshed");
        }
        if moves {
            refuse_execution(&mut world, nonce, Error::TerminalNotAllowed);
        } else {
            execute(&mut world, nonce).expect("dead");
        }
    }
}

fn cap(world: &mut World, group: usize, cap: u64) {
    let mut groups = world.header().groups();
    groups[group] = Group { cap, ..groups[group] };
    poke_header(world, "groups", bytemuck::bytes_of(&groups));
}

#[test]
fn attack_m3_no_single_print_closes_a_group() {
    let mut world = world_with(|_, nvdax| nvdax.groups = [1, 0]);
    let (_, borrower) = staff(&mut world);
    world.fund(&borrower, NVDAX, 1_000_000_000);
    let exposure = world.header().groups()[1].exposure;
    cap(&mut world, 1, exposure + exposure / 50);
    let price = world.assets[NVDAX].price;
    world.chain.advance(20);
    world.post(NVDAX, price * 6 / 5);
    let refresh = world.refresh(&[NVDAX]);
    world.send(&borrower, refresh).expect("a print of a fifth more");
    assert!(world.record(NVDAX).high() > world.record(NVDAX).slow());
    world.deposit(&borrower, NVDAX, 10_000_000).expect("there is room for a fiftieth");
    // held for hours it counts
    references(&mut world, NVDAX, 210 * USD);
    world.advance(20);
    let more = deposit(&world, &borrower, NVDAX, 1_000_000);
    refuse(&mut world, &more, &[&borrower.keypair], Error::GroupCap);
}
