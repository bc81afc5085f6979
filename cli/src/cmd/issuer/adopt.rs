use super::act::Act;
use crate::context::Env;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use hypothec_localnet::catalogue::backed;
use solana_address::Address;

/// Make the wallet `issuer` the authority of a mainnet mint (NVDAx), on this chain only
///
/// The mint's account is edited in place, as nobody could on a real chain.
#[derive(Args)]
pub struct Adopt {
    /// The stock's symbol
    symbol: String,
}

impl Adopt {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of_any(env, &self.symbol)?;
        let (mint, issuer, symbol) = (act.asset.mint, act.issuer(), &act.asset.symbol);
        let text = format!("{symbol} is issued by {issuer} now");
        let json = json!({ "symbol": symbol, "issuer": issuer.to_string() });
        act.ctx.localnet()?.edit(&mint, |account| adopt(&mut account.data, &issuer));
        act.ctx.save()?;
        Ok(Answer { json, text })
    }
}

/// Replaces each of Backed's keys where it lies.
fn adopt(data: &mut [u8], issuer: &Address) {
    let known = [backed::MINT, backed::FREEZE, backed::DELEGATE, backed::MULTIPLIER];
    for at in 0..data.len().saturating_sub(31) {
        if known.iter().any(|key| data[at..at + 32] == key.as_ref()[..]) {
            data[at..at + 32].copy_from_slice(issuer.as_ref());
        }
    }
}
