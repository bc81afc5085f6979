use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::{Args, ValueEnum};
use hypothec_interface::builder;
use solana_signer::Signer;

/// Count a deposit towards the borrow limit, or not
///
/// A deposit that does not count still answers for the debt: a liquidation can seize it.
#[derive(Args)]
pub struct Collateral {
    /// The asset's symbol
    symbol: String,
    /// Whether it counts
    switch: Switch,
    #[command(flatten)]
    position: PositionSelector,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// It counts
    On,
    /// It does not count
    Off,
}

impl Collateral {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        ctx.position(&address)?;
        let (_, reserve) = ctx.listed(&self.symbol)?;
        let on = self.switch == Switch::On;
        let set = builder::set_collateral(reserve.market, address, signer.pubkey(), reserve.index, on);
        let sent = ctx.send(&[set], &[&signer])?;
        let mut answer = position::show(&ctx, &address, Some(&sent))?;
        if !on {
            answer.text += &format!("\na liquidation can still seize the {} of this position", self.symbol);
        }
        Ok(answer)
    }
}
