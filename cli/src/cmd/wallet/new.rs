use crate::context::Env;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use solana_signer::Signer;

/// Create a wallet, kept with the embedded chain
#[derive(Args)]
pub struct New {
    /// Its name: up to 32 letters, digits and hyphens
    name: String,
}

impl New {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_for_real()?;
        let (name, wallet) = (&self.name, env.keys.create(&self.name)?.pubkey());
        let text = format!("{name} {wallet}\n  use it with --wallet {name}");
        Ok(Answer { json: json!({ "name": name, "address": wallet.to_string() }), text })
    }
}
