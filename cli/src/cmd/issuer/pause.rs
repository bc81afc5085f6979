use super::act::Act;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use spl_token_2022_interface::extension::pausable;

/// Stop every transfer of the token
#[derive(Args)]
pub struct Pause {
    /// The stock's symbol
    symbol: String,
}

impl Pause {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let instruction = pausable::instruction::pause(&act.asset.token_program, &act.asset.mint, &act.issuer(), &[])?;
        act.send(&[instruction], "transfers stopped")
    }
}
