//! Which position a command is about.

use crate::context::Context;
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_address::Address;

/// A position: the signer's, unless another is named.
#[derive(Args)]
pub struct PositionSelector {
    /// Another position: its owner's wallet name or address, or the position's own address [default: the signer's]
    #[arg(long, value_name = "WHO")]
    of: Option<String>,
    /// Position number, 0-65535
    #[arg(long, default_value_t = 0)]
    id: u16,
}

/// Someone's position, which a command must name.
#[derive(Args)]
pub struct NamedPosition {
    /// The position's address, or its owner's wallet name or address
    #[arg(value_name = "POSITION")]
    of: String,
    /// The owner's number for the position, 0-65535
    #[arg(long, default_value_t = 0)]
    id: u16,
}

impl PositionSelector {
    /// The position's address.
    pub fn address(&self, ctx: &Context<'_>) -> Result<Address> {
        select(ctx, self.of.as_deref(), self.id)
    }
}

impl NamedPosition {
    /// The position's address.
    pub fn address(&self, ctx: &Context<'_>) -> Result<Address> {
        select(ctx, Some(&self.of), self.id)
    }
}

fn select(ctx: &Context<'_>, of: Option<&str>, id: u16) -> Result<Address> {
    let who = ctx.env.keys.address(of)?;
    if ctx.account(&who)?.is_some_and(|account| account.owner == ctx.program()) {
        return Ok(who);
    }
    Ok(builder::position_address(ctx.market_address()?, &who, id).0)
}
