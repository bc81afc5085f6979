//! Decodes what an address or a signature stands for.

mod account;
mod args;
mod lines;
mod mint;
mod transaction;

pub use lines::lines;
pub use transaction::instructions;

use crate::context::fault::NotThere;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;

/// Decode an account or a transaction
#[derive(Args)]
pub struct Inspect {
    /// An address, a wallet's name, an asset's symbol, or the signature of a transaction
    target: String,
    /// Add an account's bytes, in base 64
    #[arg(long)]
    raw: bool,
}

impl Inspect {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (target, ctx) = (&self.target, Context::read(env)?);
        match bs58::decode(target).into_vec().map(|bytes| bytes.len()) {
            Ok(32) => account::inspect(target, self.raw, &ctx),
            Ok(64) => transaction::inspect(target, &ctx),
            _ => match (env.keys.address(Some(target)), ctx.asset(target)) {
                (Ok(address), _) => account::inspect(&address.to_string(), self.raw, &ctx),
                (_, Ok(asset)) => account::inspect(&asset.mint.to_string(), self.raw, &ctx),
                _ => Err(NotThere(format!(
                    "{target} is neither an address (32 bytes in base 58) nor a transaction's signature (64 bytes), nor a \
                     wallet or an asset"
                ))
                .into()),
            },
        }
    }
}
