use crate::context::{Context, Env};
use crate::output::{Answer, board};
use anyhow::Result;
use clap::Args;

/// Show the market's prices, how old they are and what they allow
#[derive(Args)]
pub struct Show {}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        board::show(&Context::read(env)?, &[])
    }
}
