//! Bundles for a block engine: a liquidation and its tip are one transaction, which lands as a whole or not at all. What does
//! not land in time goes by RPC as it is.

use crate::config::JitoConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hypothec_client::transaction::transfer;
use serde_json::{Value, json};
use solana_address::Address;
use solana_instruction::Instruction;
use std::time::Duration;

/// A block engine.
pub struct Jito {
    url: String,
    tip_percent: u8,
    max_tip_lamports: u64,
    tip_account: Address,
    http: reqwest::blocking::Client,
}

/// Least tip that a block engine takes, lamports.
pub const LEAST_TIP: u64 = 1_000;

impl Jito {
    /// A client of the block engine that the configuration names.
    ///
    /// # Errors
    /// A line that says what is wrong.
    pub fn new(config: &JitoConfig) -> Result<Jito, String> {
        let http = reqwest::blocking::Client::builder().timeout(Duration::from_secs(5)).build();
        Ok(Jito {
            url: config.url.trim_end_matches('/').to_owned(),
            tip_percent: config.tip_percent,
            max_tip_lamports: config.max_tip_lamports,
            tip_account: config.tip_account.parse().map_err(|_| "jito.tip_account is no address".to_string())?,
            http: http.map_err(|why| why.to_string())?,
        })
    }

    /// The tip where so much can be spared, lamports: a part of it, at least what the engine takes, at most the cap. 0, no
    /// bundle, when the cap or what can be spared is below the least.
    #[must_use]
    pub fn tip(&self, spare_lamports: u64) -> u64 {
        let part = u128::from(spare_lamports).saturating_mul(self.tip_percent.into()) / 100;
        let tip = u64::try_from(part).unwrap_or(u64::MAX).max(LEAST_TIP).min(self.max_tip_lamports);
        if tip < LEAST_TIP || spare_lamports <= tip { 0 } else { tip }
    }

    /// The instruction that pays the tip.
    #[must_use]
    pub fn pay(&self, payer: Address, tip: u64) -> Instruction {
        transfer(&payer, &self.tip_account, tip)
    }

    /// Hands over a bundle of signed transactions, each as its bytes on the wire; returns the bundle's id.
    ///
    /// # Errors
    /// The engine's words, or why it cannot be asked.
    pub fn send(&self, transactions: &[Vec<u8>]) -> Result<String, String> {
        let encoded: Vec<String> = transactions.iter().map(|bytes| STANDARD.encode(bytes)).collect();
        let body = json!({
            "jsonrpc": "2.0", "id": 1, "method": "sendBundle", "params": [encoded, { "encoding": "base64" }],
        });
        let answer = self.http.post(format!("{}/api/v1/bundles", self.url)).json(&body).send();
        let answer: Value = answer.and_then(|answer| answer.json()).map_err(|why| why.without_url().to_string())?;
        match answer.get("result").and_then(Value::as_str) {
            Some(id) => Ok(id.to_owned()),
            None => Err(answer.get("error").map_or_else(|| "the answer has no result".into(), Value::to_string)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tips_are_a_capped_part_of_the_profit() {
        let config = JitoConfig {
            url: "http://127.0.0.1:9/".into(),
            tip_percent: 10,
            max_tip_lamports: 50_000,
            tip_account: Address::default().to_string(),
        };
        let jito = Jito::new(&config).expect("a client");
        assert_eq!(
            [0, 900, 1_000, 2_000, 100_000, 10_000_000].map(|profit| jito.tip(profit)),
            [0, 0, 0, 1_000, 10_000, 50_000]
        );
        let pay = jito.pay(Address::new_from_array([1; 32]), 0x0102);
        assert_eq!(pay.data, [2, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0]);
        assert!(jito.send(&[vec![1]]).is_err());
    }
}
