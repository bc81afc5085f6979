use crate::context::refusal::Refusal;
use crate::context::{Context, Env};
use crate::output::{Answer, json, table};
use anyhow::Result;
use clap::Args;
use serde_json::Value;

/// List the transactions sent, with their compute units
#[derive(Args)]
pub struct History {
    /// Show only the last N
    #[arg(long, value_name = "N", default_value_t = 20)]
    last: usize,
}

impl History {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        let ctx = Context::read(env)?;
        let (records, damage) = env.store.records(&ctx.state)?;
        let shown = &records[records.len().saturating_sub(self.last)..];
        let rows = shown.iter().map(|record| {
            let refusal = record.refusal.as_ref();
            let outcome = refusal.map(|refusal| refusal.name.clone().unwrap_or_else(|| refusal.runtime.clone()));
            let numbers = [record.cu, record.program_cu, record.token_cu].map(|n| n.to_string());
            let what = vec![record.title(), outcome.unwrap_or_else(|| "ok".into())];
            [what, numbers.to_vec(), vec![record.bytes.to_string(), record.signature.clone()]].concat()
        });
        let heading = ["transaction", "outcome", "?>CU", "?>of program", "?>of token", "?>bytes", "signature"];
        let mut text = table::table(&heading, rows);
        for line in damage {
            text += &format!("\ndamaged: {line}");
        }
        let json = shown.iter().map(|record| {
            let mut row = record.summary();
            row["slot"] = json!(record.slot);
            row["unix_timestamp"] = json!(record.unix_timestamp);
            row["error"] = json!(record.refusal.as_ref().map(Refusal::json));
            row
        });
        Ok(Answer { json: Value::Array(json.collect()), text })
    }
}
