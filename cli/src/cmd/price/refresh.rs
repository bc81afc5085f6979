use super::outcome;
use crate::cmd::boards::refreshes;
use crate::context::{Context, Env};
use crate::output::{Answer, board};
use anyhow::Result;
use clap::Args;
use serde_json::Value;

/// Update the market's prices from what was posted
#[derive(Args)]
pub struct Refresh {
    /// The assets' symbols [default: every listed asset]
    symbols: Vec<String>,
}

impl Refresh {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (before, mut sent) = (ctx.market()?, Vec::new());
        for instruction in refreshes(&ctx, &self.symbols)? {
            sent.push(ctx.send(&[instruction], &[&payer])?);
        }
        let mut answer = board::show(&ctx, &sent)?;
        let lines = outcome::of(&ctx, &before, &self.symbols)?;
        answer.text += &format!("\n{}", outcome::text(&lines));
        answer.text.truncate(answer.text.trim_end().len());
        answer.json["outcome"] = Value::Array(lines);
        Ok(answer)
    }
}
