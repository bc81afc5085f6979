use crate::context::Env;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// Copy the chain and its history into one file; wallets are not in it
#[derive(Args)]
pub struct Snapshot {
    /// The file, which must not be there yet
    file: PathBuf,
}

impl Snapshot {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        env.store.expect_chain()?;
        let bytes = env.store.snapshot(&self.file)?;
        let text = format!("{}: {bytes} bytes\n  `hypothec chain restore` puts it back", self.file.display());
        Ok(Answer { json: json!({ "file": self.file, "bytes": bytes }), text })
    }
}
