use super::act::Act;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use spl_token_2022_interface::extension::transfer_hook;

/// Take the transfer hook's program away
#[derive(Args)]
pub struct DisarmHook {
    /// The stock's symbol
    symbol: String,
}

impl DisarmHook {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let instruction =
            transfer_hook::instruction::update(&act.asset.token_program, &act.asset.mint, &act.issuer(), &[], None)?;
        act.send(&[instruction], "transfer hook disarmed")
    }
}
