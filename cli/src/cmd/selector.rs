//! Which position a command is about.

use crate::context::Context;
use crate::context::fault::NotThere;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::{Class, snapshot};
use hypothec_interface::builder;
use hypothec_interface::state::Position;
use solana_address::Address;

/// A position: the signer's, unless another is named.
#[derive(Args)]
pub struct PositionSelector {
    /// Another position: its owner's wallet name or address, or the position's own address [default: the signer's]
    #[arg(long, value_name = "WHO")]
    of: Option<String>,
    /// Number of the position, 0-65535: of the one that its owner opened, or else of one that the owner took over
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
    numbered(ctx, &who, id)
}

/// The address of an owner's position by its number: the one that the owner opened, or else one that it took over, which
/// keeps number and address. Where there is none, the address that it would have.
pub fn numbered(ctx: &Context<'_>, owner: &Address, id: u16) -> Result<Address> {
    let market = ctx.market_address()?;
    let opened = builder::position_address(market, owner, id).0;
    let account = ctx.account(&opened)?;
    let held = account.map(|account| snapshot::record::<Position>("position", &opened, &account.data)).transpose()?;
    let holder = held.map(|position| Address::from(position.owner()));
    if holder == Some(*owner) {
        return Ok(opened);
    }
    let all = match snapshot::positions(ctx.cluster(), &market.address, Some(owner)) {
        // a node that serves no scans knows what is opened, and no more
        Err(error) if error.class() == Class::Unsupported => Vec::new(),
        found => found?,
    };
    let taken: Vec<Address> = all.iter().filter(|(_, one)| one.id() == id).map(|(address, _)| *address).collect();
    match (&taken[..], holder) {
        ([one], _) => Ok(*one),
        ([], None) => Ok(opened),
        ([], Some(holder)) => {
            let text = format!("position {id} of {owner} was handed to {holder}: name it by its address, {opened}");
            Err(NotThere(text).into())
        }
        _ => {
            let list = taken.iter().map(Address::to_string).collect::<Vec<_>>().join(", ");
            bail!(
                "{owner} has taken over {} positions of the number {id}: name one by its address: {list}",
                taken.len()
            )
        }
    }
}
