use crate::context::Env;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use solana_signer::Signer;
use std::path::PathBuf;

/// Write a wallet's keypair into a file, which only its owner may read
#[derive(Args)]
pub struct Export {
    /// The wallet's name
    name: String,
    /// The file, which must not be there yet
    file: PathBuf,
}

impl Export {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_for_real()?;
        let keypair = env.keys.named(&self.name)?;
        env.keys.write_to(&self.file, &keypair)?;
        let text = format!("{} holds the secret key of {}", self.file.display(), self.name);
        let json = json!({ "name": self.name, "address": keypair.pubkey().to_string(), "file": self.file });
        Ok(Answer { json, text })
    }
}
