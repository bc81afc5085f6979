use crate::context::{Context, Env};
use crate::output::{Answer, market, reserve};
use anyhow::Result;
use clap::Args;

/// Show the market and its reserves; with a symbol, one reserve in full
#[derive(Args)]
pub struct Show {
    /// A listed asset's symbol
    symbol: Option<String>,
}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        self.symbol.map_or_else(|| market::show(&ctx, None), |symbol| reserve::show(&ctx, &symbol))
    }
}
