use crate::context::config::Config;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::rpc::shown;

/// Set a value in the configuration file; without VALUE take it out
#[derive(Args)]
pub struct Set {
    /// One of url, program, market, wallet, keypair, commitment, price_cap, genesis
    key: String,
    /// Its value, such as `devnet` for url
    value: Option<String>,
}

impl Set {
    pub fn run(self) -> Result<Answer> {
        let Set { key, value } = self;
        Config::load()?.set(&key, value.clone())?;
        let value = value.map(|text| if key == "url" { shown(&text) } else { text });
        let text = format!("{key} is {}", value.as_deref().unwrap_or("not set"));
        Ok(Answer { json: json!({ key: value }), text })
    }
}
