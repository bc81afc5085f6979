//! What a transaction has room for, for hosts: the two compute-budget instructions that let a block's builder pack it by
//! what it really uses, and its bytes.

use crate::Key;
use crate::builder::{Owned, RefreshEntry, refresh_prices};
use solana_address::Address;
use solana_instruction::Instruction;

extern crate alloc;
use alloc::vec::Vec;

/// The compute-budget program, `ComputeBudget111111111111111111111111111111`.
pub const COMPUTE_BUDGET: Address = Address::new_from_array(
    Key([0x3217_21e5_6f46_0603, 0xe79b_c372_baad_ecff, 0x6b12_f7c5_bbe5_8cbc, 0x0000_0040_3a9b_432c]).to_bytes(),
);

/// What each of these instructions itself costs, compute units.
pub const COST: u64 = 150;

/// What both add to a legacy transaction that names the program for them alone, bytes: its address, and for each
/// instruction program, accounts, length and five bytes of data.
pub const TX_BYTES: usize = 32 + 2 * (1 + 1 + 1 + 5);

/// Most bytes a transaction may have.
pub const PACKET_BYTES: usize = 1232;

/// Bytes of a legacy transaction of this instruction and both limits, signed by one who is none of its accounts.
#[must_use]
pub fn legacy_bytes(instruction: &Instruction) -> usize {
    let mut keys: Vec<Address> = instruction.accounts.iter().map(|meta| meta.pubkey).collect();
    keys.push(instruction.program_id);
    keys.sort_unstable();
    keys.dedup();
    // lengths take a second byte from 128 on
    let listed = |len: usize| len.saturating_add(if len < 128 { 1 } else { 2 });
    let (accounts, data) = (listed(instruction.accounts.len()), listed(instruction.data.len()));
    // signature with its count, header, keys with their count and the payer, blockhash, count of instructions, program
    let fixed = 1 + 64 + 3 + 1 + 32 + 32 + 1 + 1;
    [keys.len().saturating_mul(32), accounts, data, TX_BYTES].into_iter().fold(fixed, usize::saturating_add)
}

/// `RefreshPrices` of all these reserves: as many instructions as it takes for each to fit a legacy transaction of its own
/// with both limits.
#[must_use]
pub fn refreshes(market: impl Into<Owned>, entries: &[RefreshEntry]) -> Vec<Instruction> {
    let market = market.into();
    let (mut all, mut rest) = (Vec::new(), entries);
    while !rest.is_empty() {
        let fits = |n: &usize| {
            let some = rest.get(..*n).unwrap_or_default();
            *n == 1 || legacy_bytes(&refresh_prices(market, some)) <= PACKET_BYTES
        };
        let most = (1..=rest.len().min(16)).rev().find(fits).unwrap_or(1);
        let (some, after) = rest.split_at(most);
        all.push(refresh_prices(market, some));
        rest = after;
    }
    all
}

/// Offers this for a compute unit, micro-lamports.
#[must_use]
pub fn compute_unit_price(micro_lamports: u64) -> Instruction {
    let mut data = Vec::from([3]);
    data.extend_from_slice(&micro_lamports.to_le_bytes());
    Instruction { program_id: COMPUTE_BUDGET, accounts: Vec::new(), data }
}

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
    let mut all = Vec::from([compute_unit_limit(units), loaded_accounts_data_size_limit(bytes)]);
    all.extend_from_slice(instructions);
    all
}

fn instruction(tag: u8, value: u32) -> Instruction {
    let [a, b, c, d] = value.to_le_bytes();
    Instruction { program_id: COMPUTE_BUDGET, accounts: Vec::new(), data: Vec::from([tag, a, b, c, d]) }
}
