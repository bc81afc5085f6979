use crate::context::Env;
use crate::context::phrase::{KeyPath, asked};
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use solana_signer::Signer;

/// Make a wallet of a seed phrase
///
/// The phrase is asked for without being shown; without a terminal it is the first line of standard input, and the
/// passphrase the second.
#[derive(Args)]
pub struct Recover {
    /// The wallet's name
    name: String,
    /// Which of the phrase's keys: prompt://?key=0/0 is what most wallets show first, ASK is the seed itself
    #[arg(long, value_name = "KEY", default_value = "prompt://?key=0/0")]
    key: String,
}

impl Recover {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let keypair = asked(&KeyPath::of(&self.key)?)?;
        let address = keypair.pubkey().to_string();
        env.confirm(&format!("This phrase's key is {address}: keep it as {}?", self.name))?;
        env.keys.keep(&self.name, &keypair)?;
        let text = format!("{} is {address}", self.name);
        Ok(Answer { json: json!({ "name": self.name, "address": address }), text })
    }
}
