use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Let another wallet borrow for this position and withdraw to its owner. Leave WHO out to revoke
#[derive(Args)]
pub struct Delegate {
    /// A wallet's name or an address
    who: Option<String>,
    #[command(flatten)]
    position: PositionSelector,
}

impl Delegate {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        ctx.position(&address)?;
        let delegate = self.who.as_deref().map(|who| env.keys.address(Some(who))).transpose()?;
        let sent = ctx.send(&[builder::set_delegate(ctx.owned(address), signer.pubkey(), delegate)], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
