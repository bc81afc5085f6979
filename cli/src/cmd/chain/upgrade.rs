use super::status;
use crate::context::{Context, Env, program};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// Put another build of the program onto the chain; accounts stay as they are
#[derive(Args)]
pub struct Upgrade {
    /// The compiled program [env: HYPOTHEC_SO] [default: hypothec.so beside this executable]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

impl Upgrade {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        program::load(ctx.localnet()?, &program::read(self.program.as_deref())?)?;
        ctx.save()?;
        status::show(&ctx)
    }
}
