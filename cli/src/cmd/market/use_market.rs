use crate::context::config::Config;
use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;
use solana_address::Address;

/// Choose the market that later commands are about
///
/// On a cluster it is kept in the configuration file, where `hypothec config get market` shows it; on the embedded chain
/// beside the chain.
#[derive(Args)]
pub struct Use {
    /// The market's address, as `hypothec market list` shows it
    #[arg(value_parser = crate::context::address)]
    address: Address,
}

impl Use {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        ctx.state.market = Some(self.address.to_string());
        // an address that holds no market of this program is not kept
        let mut answer = market::show(&ctx, None)?;
        if ctx.is_embedded() {
            ctx.save()?;
        } else {
            Config::load()?.set("market", Some(self.address.to_string()))?;
        }
        answer.text = format!("in use from now on:\n{}", answer.text);
        Ok(answer)
    }
}
