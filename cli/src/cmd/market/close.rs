use crate::context::config::Config;
use crate::context::{Context, Env};
use crate::output::{Answer, event, json, proposal};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::{Class, snapshot};
use hypothec_interface::builder;
use solana_address::Address;
use solana_signer::Signer;

/// Close a market in which no reserve is listed; only the admin
///
/// Its rent comes back to the admin, except for a record of eight bytes: no market is ever made at its address again.
/// Proposals that still wait can be cancelled by anyone afterwards, and empty positions closed by their owners: their rent
/// goes back to who paid it.
///
/// Example: `hypothec market close`
#[derive(Args)]
pub struct Close {}

impl Close {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let market = ctx.market()?;
        let listed: Vec<String> = market.reserves().map(|reserve| ctx.symbol(&reserve.mint().into())).collect();
        if !listed.is_empty() {
            let first = &listed[0];
            bail!("the market still lists {}: `hypothec market close-reserve {first}`", listed.join(", "));
        }
        let address = market.address;
        env.confirm(&format!("This closes the market {} permanently.", *address))?;
        let left = left(&ctx, &address)?;
        let close = builder::close_market(address, admin.pubkey());
        let sent = ctx.send(&[close], &[&admin])?;
        if !ctx.is_embedded() {
            let mut config = Config::load()?;
            if config.get("market")?.is_some_and(|kept| kept == address.to_string()) {
                config.set("market", None)?;
            }
        }
        let words = left.map_or_else(String::new, |[proposals, positions]| {
            format!(
                "\n{proposals} proposals are left, which anyone can cancel, and {positions} positions, which their owners \
                 can close; beside a new market by `--market {}`",
                *address
            )
        });
        let text = format!("{}market {} is closed{words}", event::render(&ctx, &sent), *address);
        let json = json!({
            "transaction": sent.summary(), "address": address.to_string(), "closed": true,
            "proposals_left": left.map(|left| left[0]), "positions_left": left.map(|left| left[1]),
        });
        Ok(Answer { json, text })
    }
}

/// How many proposals and positions the market has; nothing where a node serves no scans.
fn left(ctx: &Context<'_>, market: &Address) -> Result<Option<[usize; 2]>> {
    match snapshot::positions(ctx.cluster(), market, None) {
        Err(error) if error.class() == Class::Unsupported => Ok(None),
        found => Ok(Some([proposal::all(ctx)?.len(), found?.len()])),
    }
}
