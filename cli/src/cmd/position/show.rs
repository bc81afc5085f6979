use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;

/// Show what a position holds and owes, its borrow limit and its health
#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    position: PositionSelector,
}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        position::show(&ctx, &self.position.address(&ctx)?, None)
    }
}
