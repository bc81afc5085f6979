//! Receipts: supply shares of a lent asset as an SPL token.

use crate::context::Context;
use crate::output::amount;
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder::{self, Owned};
use hypothec_localnet::mint::TOKEN;
use hypothec_localnet::token;
use solana_address::Address;

/// How many receipts of which reserve.
#[derive(Args)]
pub struct Receipts {
    /// The lent asset's symbol
    symbol: String,
    /// How many receipts, one per supply share, with the asset's decimals; or `all`
    amount: String,
}

/// Receipts of a reserve, and where the signer keeps them.
pub struct Held {
    pub market: Owned,
    pub index: u8,
    pub receipt: Address,
    pub tokens: Address,
    pub shares: u64,
}

impl Receipts {
    pub fn held_by(&self, ctx: &Context<'_>, signer: &Address) -> Result<Held> {
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        let receipt = builder::receipt_address(reserve.market, reserve.index).0;
        Ok(Held {
            market: reserve.market,
            index: reserve.index,
            receipt,
            tokens: token::associated(signer, &receipt, &TOKEN),
            shares: amount::parse_or_all(&self.amount, asset.decimals)?,
        })
    }
}
