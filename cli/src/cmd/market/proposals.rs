use crate::context::{Context, Env};
use crate::output::{Answer, proposal};
use anyhow::Result;
use clap::Args;

/// List the proposals that wait
#[derive(Args)]
pub struct Proposals {}

impl Proposals {
    pub fn run(self, env: &Env) -> Result<Answer> {
        proposal::list(&Context::read(env)?, None)
    }
}
