//! Two actions on a position in one instruction, judged once at the end.

use crate::amount;
use crate::desk::Desk;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Ours;
use hypothec_localnet::token;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// What goes in and what comes out.
#[derive(Args)]
pub struct Pair {
    /// Symbol of what is moved in: deposited, or repaid
    pub symbol_in: String,
    /// How many tokens go in; `all`
    pub amount_in: String,
    /// Symbol of what is moved out: borrowed, or withdrawn
    pub symbol_out: String,
    /// How many tokens come out; `all` where they are withdrawn
    pub amount_out: String,
}

/// Deposit and borrow, or repay and withdraw.
pub fn pair(desk: &Desk<'_>, position: Address, it: &Pair, steps: [Ours; 2]) -> Result<Vec<Instruction>> {
    let signer = desk.store.keys.signer()?.pubkey();
    let reading = desk.reading()?;
    let (mut all, mut entries) = (Vec::new(), Vec::new());
    let sides = [(&it.symbol_in, &it.amount_in), (&it.symbol_out, &it.amount_out)];
    for ((symbol, text), instruction) in sides.into_iter().zip(steps) {
        let (known, index) = desk.listed(symbol)?;
        let amount = amount::parse_or_all(text, known.decimals)?;
        if instruction == Ours::Borrow && amount == u64::MAX {
            bail!("all cannot be borrowed: give an amount");
        }
        all.extend(desk.missing_tokens(&signer, &signer, &known.mint, &known.token_program));
        entries.push(BatchEntry {
            instruction,
            reserve: reading.addresses(reading.reserve(index)?),
            tokens: token::associated(&signer, &known.mint, &known.token_program),
            amount,
            limit: if instruction == Ours::Borrow { u64::MAX } else { 0 },
        });
    }
    all.push(builder::batch(reading.address, position, signer, &entries));
    Ok(all)
}
