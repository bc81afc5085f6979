use super::act::Act;
use super::holder::Holder;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use spl_token_2022_interface::instruction::thaw_account;

/// Thaw a frozen token account
#[derive(Args)]
pub struct Thaw {
    #[command(flatten)]
    holder: Holder,
}

impl Thaw {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.holder.symbol)?;
        let (account, asset) = (self.holder.address_if(&act, true)?, &act.asset);
        let instruction = thaw_account(&asset.token_program, &account, &asset.mint, &act.issuer(), &[])?;
        act.send(&[instruction], "account thawed")
    }
}
