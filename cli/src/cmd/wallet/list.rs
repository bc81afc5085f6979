use crate::context::Env;
use crate::output::table::table;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use serde_json::Value;
use solana_signer::Signer;

/// List the embedded chain's wallets
#[derive(Args)]
pub struct List {}

impl List {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let names = env.keys.names()?.into_iter();
        let wallets = names.map(|name| env.keys.named(&name).map(|key| (name, key.pubkey().to_string())));
        let wallets: Vec<(String, String)> = wallets.collect::<Result<_>>()?;
        let json = wallets.iter().map(|(name, address)| json!({ "name": name, "address": address }));
        let json = Value::Array(json.collect());
        let text = table(&["wallet", "address"], wallets.into_iter().map(|(name, address)| vec![name, address]));
        Ok(Answer { json, text })
    }
}
