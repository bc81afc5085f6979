use super::parameters::Parameters;
use crate::context::{Context, Env};
use crate::output::{Answer, bounds, market};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::instruction::ConfigureArgs;
use solana_signer::Signer;

/// Change parameters of a reserve at once; only the admin, before the market is sealed
#[derive(Args)]
pub struct Configure {
    /// The asset's symbol
    symbol: String,
    #[command(flatten)]
    parameters: Parameters,
}

impl Configure {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let (_, reserve) = ctx.listed(&self.symbol)?;
        let mut config = ctx.market()?.reserve(reserve.index)?.config();
        let mask = self.parameters.apply(&mut config)?;
        if mask == 0 {
            bail!("nothing to change: give --set NAME=VALUE or --config FILE");
        }
        bounds::check(&config)?;
        let args = ConfigureArgs { reserve: reserve.index, mask, config };
        let configure = builder::configure(reserve.market, admin.pubkey(), &args);
        let sent = ctx.send(&[configure], &[&admin])?;
        market::show(&ctx, Some(&sent))
    }
}
