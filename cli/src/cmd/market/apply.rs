use super::change;
use super::parameters::read_file;
use crate::context::{Context, Env};
use crate::output::{Answer, json, market, proposal};
use anyhow::Result;
use clap::Args;
use serde_json::Value;
use std::path::PathBuf;

/// Make a reserve's parameters those of a file: at once, or by a proposal where the market is sealed; only the admin
///
/// What would change is shown and asked about first.
#[derive(Args)]
pub struct Apply {
    /// The asset's symbol
    symbol: String,
    /// A YAML or JSON file of parameters by name, as `market params --example` prints it
    file: PathBuf,
}

impl Apply {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let reserve = ctx.listed(&self.symbol)?.1;
        let present = ctx.market()?.reserve(reserve.index)?.config();
        let wanted = read_file(&self.file, present)?;
        let lines = change::lines(&present, &wanted);
        if lines.is_empty() {
            return Ok(Answer { json: json!({ "changes": Value::Array(lines) }), text: "nothing differs".into() });
        }
        change::confirm(env, &self.symbol, &lines)?;
        let (sealed, nonce) = (ctx.market()?.header().sealed() == 1, ctx.market()?.header().nonce());
        let sent = change::apply(&mut ctx, &admin, &reserve, wanted)?;
        let mut answer = if sealed { proposal::made(&ctx, nonce, &sent)? } else { market::show(&ctx, Some(&sent))? };
        answer.json["changes"] = Value::Array(lines);
        Ok(answer)
    }
}
