use crate::context::Env;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use solana_signer::Signer;
use std::path::PathBuf;

/// Keep a copy of a keypair file as a wallet
#[derive(Args)]
pub struct Import {
    /// The wallet's name: up to 32 letters, digits and hyphens
    name: String,
    /// The keypair file, as solana-keygen writes it; `-` reads it from standard input
    file: PathBuf,
}

impl Import {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_for_real()?;
        let keypair = env.keys.of_file(&self.file)?;
        let address = keypair.pubkey().to_string();
        env.keys.keep(&self.name, &keypair)?;
        let text = format!("{} {address}\n  use it with --wallet {}", self.name, self.name);
        Ok(Answer { json: json!({ "name": self.name, "address": address }), text })
    }
}
