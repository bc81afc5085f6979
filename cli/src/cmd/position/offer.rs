use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Offer the position, with its debt, to another wallet. Leave WHO out to take the offer back
///
/// It stays yours until that wallet accepts. The delegate and the order go then; the position's address and who gets its
/// rent back stay.
#[derive(Args)]
pub struct Offer {
    /// A wallet's name or an address
    who: Option<String>,
    #[command(flatten)]
    position: PositionSelector,
}

impl Offer {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        ctx.position(&address)?;
        let to = self.who.as_deref().map(|who| env.keys.address(Some(who))).transpose()?;
        let sent = ctx.send(&[builder::offer_position(ctx.owned(address), signer.pubkey(), to)], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
