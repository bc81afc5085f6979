use crate::cmd::boards;
use crate::cmd::selector::NamedPosition;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::instruction::AcceptPositionArgs;
use solana_address::Address;
use solana_signer::Signer;

/// Take over a position that is offered to you, with its debt
///
/// The position is shown, and you are asked; --yes answers. As it stands now: should it hold less or owe more when the
/// transaction runs, nothing happens. With debt it must be healthy. It keeps its address and its number: --id finds it,
/// unless you have opened a position of that number yourself.
#[derive(Args)]
pub struct Accept {
    #[command(flatten)]
    position: NamedPosition,
}

impl Accept {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        let held = ctx.others_position(&address)?;
        let terms = AcceptPositionArgs::as_it_stands(&held);
        let market = ctx.market_address()?;
        let accept = builder::accept_position(market, address, signer.pubkey(), &terms);
        // what is not offered is left to the program to refuse
        if Address::from(held.offered_to()) == signer.pubkey() {
            let shown = position::show(&ctx, &address, None)?;
            env.confirm_shown(&shown, "position", "Take this over, with its debt?")?;
        }
        let refreshes = if held.has_debt() { boards::needed(&ctx, &held, &[])? } else { Vec::new() };
        let sent = ctx.send_refreshed(refreshes, vec![accept], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
