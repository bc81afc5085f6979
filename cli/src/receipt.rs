//! Receipts: supply shares of a lent asset as an SPL token.

use crate::amount;
use crate::desk::Desk;
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::mint::TOKEN;
use hypothec_localnet::token;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// How many receipts of which reserve.
#[derive(Args)]
pub struct Receipts {
    /// The lent asset's symbol
    pub symbol: String,
    /// How many receipts, one per supply share, with the asset's decimals; `all`
    pub amount: String,
}

/// Out of the position as receipts, or back into it.
pub fn instructions(desk: &Desk<'_>, position: Address, it: &Receipts, mint: bool) -> Result<Vec<Instruction>> {
    let signer = desk.store.keys.signer()?.pubkey();
    let (known, index) = desk.listed(&it.symbol)?;
    let (market, shares) = (desk.market_address()?, amount::parse_or_all(&it.amount, known.decimals)?);
    let receipt = builder::receipt_address(&market, index).0;
    let tokens = token::associated(&signer, &receipt, &TOKEN);
    let mut all = Vec::new();
    if mint {
        if desk.account(&receipt).is_none() {
            all.push(builder::open_receipt(market, signer, index));
        }
        all.extend(desk.missing_tokens(&signer, &signer, &receipt, &TOKEN));
        all.push(builder::mint_receipt(market, position, tokens, signer, index, shares));
    } else {
        all.push(builder::redeem_receipt(market, position, tokens, signer, index, shares));
    }
    Ok(all)
}
