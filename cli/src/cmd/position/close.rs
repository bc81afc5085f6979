use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;
use solana_signer::Signer;

/// Close a position; its rent comes back
///
/// A position with one supply and one debt is closed in one transaction: a flash loan repays, an exchange buys the
/// collateral that pays it back, and the rest comes out. What would happen is shown before it is signed. Without debt the
/// position must be empty.
///
/// Example: `hypothec position close`
#[derive(Args)]
pub struct Close {
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

impl Close {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        let held = ctx.position(&address)?;
        if held.has_debt() {
            drop(ctx); // the plan opens the chain itself
            let plan = Plan::open(env, &self.position)?;
            let repay = plan.reserve(None, Side::Debt, "`position repay`, until one is left")?;
            let sell = plan.reserve(None, Side::Supply, "`position withdraw`, until one is left")?;
            return plan.cook(&self.through, [sell, repay], |kitchen| recipe::close(kitchen, sell, repay));
        }
        let close = builder::close_position(ctx.owned(address), signer.pubkey(), held.rent_payer().into());
        let sent = ctx.send(&[close], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
