//! The two compute-budget instructions that let a block's builder pack a transaction by what it really uses.

use solana_address::{Address, address};
use solana_instruction::Instruction;

/// The compute-budget program.
pub const COMPUTE_BUDGET: Address = address!("ComputeBudget111111111111111111111111111111");

/// What each of these instructions itself costs.
pub const COST: u64 = 150;

/// Limits the transaction's compute units.
#[must_use]
pub fn compute_unit_limit(units: u32) -> Instruction {
    instruction(2, units)
}

/// Limits the bytes of the accounts the transaction loads, programs included.
#[must_use]
pub fn loaded_accounts_data_size_limit(bytes: u32) -> Instruction {
    instruction(4, bytes)
}

/// Both limits, followed by the instructions they are for.
#[must_use]
pub fn limited(units: u32, bytes: u32, instructions: &[Instruction]) -> Vec<Instruction> {
    let mut all = vec![compute_unit_limit(units), loaded_accounts_data_size_limit(bytes)];
    all.extend_from_slice(instructions);
    all
}

fn instruction(tag: u8, value: u32) -> Instruction {
    let data = [&[tag][..], &value.to_le_bytes()].concat();
    Instruction { program_id: COMPUTE_BUDGET, accounts: Vec::new(), data }
}
