use super::change;
use super::parameters::read_file;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use serde_json::Value;
use std::path::PathBuf;

/// Compare a reserve's parameters with a file; what the file does not name stays as it is
#[derive(Args)]
pub struct Diff {
    /// The asset's symbol
    symbol: String,
    /// A YAML or JSON file of parameters by name, as `market params --example` prints it
    file: PathBuf,
}

impl Diff {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let index = ctx.listed(&self.symbol)?.1.index;
        let present = ctx.market()?.reserve(index)?.config();
        let lines = change::lines(&present, &read_file(&self.file, present)?);
        let text = if lines.is_empty() { "nothing differs".into() } else { change::text(&lines) };
        Ok(Answer { json: Value::Array(lines), text })
    }
}
