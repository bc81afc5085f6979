//! Invariants that every instruction of a test world is held to, whatever the test is about.

use crate::{World, keys, token};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::invariant::{i1_books, i2_vault, i3_supply_index, i11_shares};
use hypothec_interface::state::{Position, Reserve, load};
use solana_instruction::Instruction;

/// The reserves as they were, and what the instruction names.
pub(crate) struct InvariantGuard {
    before: Vec<Reserve>,
    instruction: Instruction,
}

impl InvariantGuard {
    pub(crate) fn new(world: &World, instruction: &Instruction) -> Self {
        let before = (0..world.assets.len()).map(|index| world.record(index)).collect();
        Self { before, instruction: instruction.clone() }
    }

    /// Panics where an invariant does not hold after the instruction.
    #[track_caller]
    pub(crate) fn check(&self, world: &World) {
        let tag = self.instruction.data.first().and_then(|tag| Tag::from_tag(*tag));
        let name = tag.map_or("an unknown instruction", Tag::name);
        let writes_off = matches!(name, "Liquidate" | "LiquidateToShares" | "SettleBadDebt");
        let positions = positions(world);
        let records: Vec<Reserve> = (0..world.assets.len()).map(|index| world.record(index)).collect();
        assert!(world.header().groups_add_up(&records), "group exposures do not add up after {name}");
        for (index, before) in self.before.iter().enumerate() {
            let (after, vault) = (world.record(index), world.vault(index));
            if after.listed() == 0 {
                continue; // closed: there is nothing to hold
            }
            assert!(i1_books(&after), "I1: the books of {index} do not hold after {name}");
            if self.instruction.accounts.iter().any(|meta| meta.pubkey == vault) {
                let amount = token::amount(&world.chain.data(&vault));
                assert!(i2_vault(&after, amount), "I2: vault {index} is short after {name}");
            }
            let loss = writes_off || after.recognised_loss() > before.recognised_loss();
            assert!(i3_supply_index(before, &after, loss), "I3: an index of {index} fell in {name}");
            let receipts = world.receipt_supply(index);
            assert!(
                i11_shares(&after, positions.iter(), receipts),
                "I11: shares of {index} do not add up after {name}"
            );
        }
    }
}

/// Every position of the world's market.
fn positions(world: &World) -> Vec<Position> {
    let accounts = world.chain.program_accounts(&crate::program_id());
    let records = accounts.iter().filter(|(_, account)| account.data.len() == size_of::<Position>());
    let records = records.map(|(_, account)| bytemuck::pod_read_unaligned::<Position>(&account.data));
    let market = keys::to_key(&world.market);
    records.filter(|record| load::<Position>(bytemuck::bytes_of(record)).is_ok() && record.market() == market).collect()
}
