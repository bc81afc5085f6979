use super::act::Act;
use super::holder::Holder;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use spl_token_2022_interface::instruction::freeze_account;

/// Freeze a token account: the market's vault, or a holder's with --holder
#[derive(Args)]
pub struct Freeze {
    #[command(flatten)]
    holder: Holder,
}

impl Freeze {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.holder.symbol)?;
        let (account, asset) = (self.holder.address_if(&act, false)?, &act.asset);
        let instruction = freeze_account(&asset.token_program, &account, &asset.mint, &act.issuer(), &[])?;
        act.send(&[instruction], "account frozen")
    }
}
