use crate::context::config::Config;
use crate::context::{Context, Env};
use crate::output::{Answer, event};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder;
use serde_json::json;
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
        let close = builder::close_market(address, admin.pubkey());
        let sent = ctx.send_unsaved(&[close], &[&admin]);
        if sent.is_ok() && ctx.is_embedded() {
            ctx.state.market = None;
        }
        ctx.save()?;
        let sent = sent?;
        if !ctx.is_embedded() {
            let mut config = Config::load()?;
            if config.get("market")?.is_some_and(|kept| kept == address.to_string()) {
                config.set("market", None)?;
            }
        }
        let text = format!("{}market {} is closed", event::render(&ctx, &sent), *address);
        Ok(Answer {
            json: json!({ "transaction": sent.summary(), "address": address.to_string(), "closed": true }),
            text,
        })
    }
}
