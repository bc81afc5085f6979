use crate::cmd::repeat::repeat;
use crate::context::{Context, Env};
use crate::output::{Answer, proposal};
use anyhow::Result;
use clap::Args;

/// List the proposals that wait
#[derive(Args)]
pub struct Proposals {
    /// Look again and again, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Seconds between two looks
    #[arg(long, default_value_t = 10, value_name = "SECONDS", requires = "watch",
          value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

impl Proposals {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let look = || proposal::list(&Context::read(env)?);
        if self.watch { repeat(env, self.every, look) } else { look() }
    }
}
