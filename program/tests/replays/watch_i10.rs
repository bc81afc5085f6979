//! I10 along the replays: what a refresh that accepts another multiplier makes of the board, beside the same refresh of a
//! mint that keeps the old one.

use crate::fixtures::market::NVDAX;
use hypothec_interface::invariant::{i10_comparable, i10_release, i10_step};
use hypothec_interface::state::Reserve;
use hypothec_interface::token::multiplier::multiplier_q32_down;
use hypothec_testkit::World;
use hypothec_testkit::market::admin;
use hypothec_testkit::mint::set_multiplier;
use solana_instruction::Instruction;

/// The world before a refresh that may accept a multiplier.
pub struct Watched {
    world: Option<World>,
    was: Reserve,
}

impl Watched {
    pub fn new(world: &World, multiplier_bits: u64) -> Watched {
        let was = world.record(NVDAX);
        let trusted = multiplier_q32_down(multiplier_bits) == Ok(was.multiplier().accepted_q32());
        Watched { world: (!trusted).then(|| world.clone()), was }
    }

    /// Sends the refreshes where the mint has never changed, and compares, if they accepted a change in `world`.
    #[track_caller]
    pub fn check(self, world: &World, refreshes: &[Instruction]) {
        let (Watched { world: other, was }, is) = (self, world.record(NVDAX));
        let (old, new) = (was.multiplier().accepted_q32(), is.multiplier().accepted_q32());
        if old == new {
            return;
        }
        if i64::from(is.multiplier().day_ts()) != world.chain.clock().unix_timestamp {
            assert!(i10_release(&was, &is), "I10: {old} became {new}");
            return;
        }
        let mut other = other.expect("the mint says another than the trusted one");
        let (mint, kept) = (other.assets[NVDAX].mint, old as f64 / 4_294_967_296.0);
        other.chain.edit(&mint, |account| set_multiplier(&mut account.data, kept, kept, 0));
        other.chain.send(refreshes, &[&admin()]).expect("refreshed");
        let unchanged = other.record(NVDAX);
        assert!(!i10_comparable(&unchanged, &is) || i10_step(&unchanged, &is), "I10: {old} became {new}");
    }
}
