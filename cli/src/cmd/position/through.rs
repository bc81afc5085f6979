//! Through which exchange a verb trades, and how badly it may.

use crate::context::Context;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_keeper::config;
use hypothec_keeper::exit::{self, Exit, trades};
use solana_address::Address;
use std::path::PathBuf;

/// An exchange, and the bounds of a trade there.
#[derive(Args)]
pub struct Through {
    /// File with the exchanges, tables [[exit]] as the keeper has them: `hypothec keeper init` shows all of them
    #[arg(long, value_name = "FILE", default_value = "keeper.toml")]
    exits: PathBuf,
    /// Trade through the exit of this name alone [default: the best that trades the pair]
    #[arg(long, value_name = "NAME")]
    exit: Option<String>,
    /// How much less than its estimate the exchange may give, or more it may take, percent, 0-50
    #[arg(long, value_name = "PERCENT", default_value = "0.5", value_parser = percent)]
    max_slippage: u16,
    /// How much worse than the boards' prices the exchange's estimate may be, percent, 0-50
    #[arg(long, value_name = "PERCENT", default_value = "3", value_parser = percent)]
    max_impact: u16,
}

/// Percent with up to two decimals, in basis points.
fn percent(text: &str) -> Result<u16, String> {
    let bps = crate::output::amount::parse(text, 2).ok().filter(|bps| *bps <= 5_000);
    let bps = bps.and_then(|bps| u16::try_from(bps).ok());
    bps.ok_or_else(|| "use percent from 0 to 50 with up to two decimals, such as 0.5".into())
}

impl Through {
    /// How much worse than its estimate a trade may be, basis points.
    pub const fn slippage_bps(&self) -> u16 {
        self.max_slippage
    }

    /// Refuses an estimate that is too far from the boards' prices.
    pub fn expect_impact(&self, impact_bps: i64, exit: &str) -> Result<()> {
        if impact_bps > i64::from(self.max_impact) {
            bail!(
                "{exit} would be {} % worse than the boards' prices: trade less, or give --max-impact",
                impact_bps as f64 / 100.0
            );
        }
        Ok(())
    }

    /// The exits that trade this pair, as they are now.
    pub fn open(&self, ctx: &Context<'_>, pair: [Address; 2]) -> Result<Vec<Box<dyn Exit>>> {
        let all = config::exits(&self.exits).with_context(|| "which exchange? Name a file with --exits")?;
        let named: Vec<_> = all.iter().filter(|one| self.exit.as_ref().is_none_or(|name| *name == one.name)).collect();
        if let (Some(name), []) = (&self.exit, named.as_slice()) {
            let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
            bail!("{} has no exit {name:?}; it has: {}", self.exits.display(), names.join(", "));
        }
        let mut open = Vec::new();
        for one in named {
            let mut exit = exit::open(one, ctx.cluster())?;
            exit::refresh(exit.as_mut(), ctx.cluster()).with_context(|| format!("the exit {:?}", one.name))?;
            if trades(exit.as_ref(), &pair[0], &pair[1]) {
                open.push(exit);
            }
        }
        if open.is_empty() {
            let [one, other] = pair.map(|mint| ctx.symbol(&mint));
            bail!("no exit of {} trades {one} for {other}: add a table [[exit]]", self.exits.display());
        }
        Ok(open)
    }
}
