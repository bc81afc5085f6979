use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;

/// Show the market and its reserves
#[derive(Args)]
pub struct Show {}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        market::show(&Context::read(env)?, None)
    }
}
