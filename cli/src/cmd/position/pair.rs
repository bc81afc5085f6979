//! Two actions on a position in one instruction, checked once at the end.

use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, position};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Ours;
use hypothec_localnet::token;
use solana_signer::Signer;

/// What goes in and what comes out.
#[derive(Args)]
pub struct Pair {
    /// Symbol of what goes in: deposited, or repaid
    symbol_in: String,
    /// Amount in tokens that goes in, or `all`
    #[arg(allow_negative_numbers = true)]
    amount_in: String,
    /// Symbol of what comes out: borrowed, or withdrawn
    symbol_out: String,
    /// Amount in tokens that comes out; `all` only to withdraw
    #[arg(allow_negative_numbers = true)]
    amount_out: String,
}

impl Pair {
    /// Symbol and amount of both sides, where there are four words.
    pub fn of(words: Vec<String>) -> Option<Pair> {
        let [symbol_in, amount_in, symbol_out, amount_out] = words.try_into().ok()?;
        Some(Pair { symbol_in, amount_in, symbol_out, amount_out })
    }
}

/// Sends both actions as one.
pub fn run(env: &Env, selector: &PositionSelector, pair: &Pair, steps: [Ours; 2]) -> Result<Answer> {
    let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
    let (signer, address) = (payer.pubkey(), selector.address(&ctx)?);
    let owner = ctx.position(&address)?.owner().into();
    let (mut all, mut entries) = (Vec::new(), Vec::new());
    let sides = [(&pair.symbol_in, &pair.amount_in, signer), (&pair.symbol_out, &pair.amount_out, owner)];
    for ((symbol, text, holder), instruction) in sides.into_iter().zip(steps) {
        let (asset, reserve) = ctx.listed(symbol)?;
        let amount = amount::parse_or_all(text, asset.decimals)?;
        if instruction == Ours::Borrow && amount == u64::MAX {
            bail!("all cannot be borrowed: give an amount");
        }
        all.extend(ctx.missing_tokens(&signer, &holder, &asset.mint, &asset.token_program)?);
        entries.push(BatchEntry {
            instruction,
            reserve,
            tokens: token::associated(&holder, &asset.mint, &asset.token_program),
            amount,
            limit: if instruction == Ours::Borrow { u64::MAX } else { 0 },
        });
    }
    all.push(builder::batch(ctx.market_address()?, address, signer, &entries));
    let sent = ctx.send(&all, &[&payer])?;
    position::show(&ctx, &address, Some(&sent))
}
