use super::act::Act;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use spl_token_2022_interface::extension::pausable;

/// Allow transfers again
#[derive(Args)]
pub struct Unpause {
    /// The stock's symbol
    symbol: String,
}

impl Unpause {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let instruction = pausable::instruction::resume(&act.asset.token_program, &act.asset.mint, &act.issuer(), &[])?;
        act.send(&[instruction], "transfers resumed")
    }
}
