use crate::context::config::{Config, KEYS, path};
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use serde_json::Map;

/// Show what the configuration file holds
///
/// A flag goes before the environment, and the environment before this file, which HYPOTHEC_CONFIG names.
#[derive(Args)]
pub struct Get {
    /// One of url, program, market, wallet, keypair, commitment, price_cap [default: all]
    key: Option<String>,
}

impl Get {
    pub fn run(self) -> Result<Answer> {
        let mut config = Config::load()?;
        if let Some(key) = &self.key {
            let value = config.get(key)?;
            return Ok(Answer { json: json!({ key: value }), text: value.unwrap_or_default() });
        }
        let (mut json, mut text) = (Map::new(), path()?.display().to_string());
        for (key, what) in KEYS {
            let value = config.get(key)?;
            text += &format!("\n  {key:10} {}  ({what})", value.as_deref().unwrap_or("not set"));
            json.insert(key.into(), json!(value));
        }
        Ok(Answer { json: json.into(), text })
    }
}
