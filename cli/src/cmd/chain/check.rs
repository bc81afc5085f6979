use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::snapshot;
use hypothec_interface::state::{Position, Proposal};

/// Read everything that the state directory keeps, and say what is damaged
#[derive(Args)]
pub struct Check {}

impl Check {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        let ctx = Context::read(env)?;
        let (records, mut damage) = env.store.records(&ctx.state)?;
        let (mut markets, mut positions, mut proposals) = (0, 0, 0);
        for (address, account) in ctx.cluster().program_accounts(&ctx.program(), &[])? {
            let data = &account.data;
            let read = match data.first() {
                Some(1) => {
                    markets += 1;
                    snapshot::MarketSnapshot::new(ctx.owned(address), ctx.now(), data).map(drop)
                }
                Some(2) => {
                    positions += 1;
                    snapshot::record::<Position>("position", &address, data).map(drop)
                }
                Some(3) => {
                    proposals += 1;
                    snapshot::record::<Proposal>("proposal", &address, data).map(drop)
                }
                _ => Ok(()),
            };
            damage.extend(read.err().map(|error| error.to_string()));
        }
        if ctx.state.market.is_some() && ctx.market_unless_closed()?.is_ok() {
            damage.extend(ctx.market().err().map(|error| format!("{error:#}")));
        }
        let wallets = env.keys.names()?.len();
        damage.extend(env.keys.exposed()?.into_iter().map(|file| format!("{file} can be read by others: chmod 600")));
        if !damage.is_empty() {
            bail!("damage in {}\n  {}", env.store.dir.display(), damage.join("\n  "));
        }
        let json = json!({
            "transactions": records.len(), "markets": markets, "positions": positions, "proposals": proposals,
            "wallets": wallets,
        });
        let text = format!(
            "all can be read: {} transactions, {markets} markets, {positions} positions, {proposals} proposals, {wallets} \
             wallets",
            records.len()
        );
        Ok(Answer { json, text })
    }
}
