//! An issuer's act on one of its mints.

use crate::context::assets::AssetInfo;
use crate::context::keys::ISSUER;
use crate::context::wallet::Wallet;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::{Result, bail};
use hypothec_localnet::tlv::{self, kind};
use hypothec_localnet::{SYSTEM_PROGRAM, mint};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// A stock of the embedded chain whose issuer acts.
pub struct Act<'a> {
    pub ctx: Context<'a>,
    pub asset: AssetInfo,
    pub issuer: Wallet,
}

impl<'a> Act<'a> {
    /// The stock, whether or not this chain's issuer holds its keys.
    pub fn of_any(env: &'a Env, symbol: &str) -> Result<Act<'a>> {
        env.expect_embedded()?;
        let ctx = Context::open(env)?;
        let asset = ctx.asset(symbol)?;
        if asset.token_program != mint::TOKEN_2022 {
            bail!("{} is an SPL Token without extensions: its issuer can do none of this", asset.symbol);
        }
        Ok(Act { ctx, asset, issuer: env.keys.named(ISSUER)?.into() })
    }

    /// The stock, whose keys this chain's issuer must hold.
    pub fn of(env: &'a Env, symbol: &str) -> Result<Act<'a>> {
        let act = Act::of_any(env, symbol)?;
        let data = act.ctx.mint_account(&act.asset)?.data;
        let issuer = act.issuer();
        if data.get(50..82) != Some(issuer.as_ref()) || issuer == SYSTEM_PROGRAM {
            bail!("{0} is issued by keys this chain does not have: run `hypothec issuer adopt {0}`", act.asset.symbol);
        }
        Ok(act)
    }

    pub fn issuer(&self) -> Address {
        self.issuer.pubkey()
    }

    /// Sends the instructions, and says what they did.
    pub fn send(&mut self, instructions: &[Instruction], did: &str) -> Result<Answer> {
        let sent = self.ctx.send(instructions, &[&self.issuer])?;
        let (symbol, address) = (&self.asset.symbol, self.asset.mint);
        let data = self.ctx.mint_account(&self.asset)?.data;
        let paused = tlv::find(&data, kind::PAUSABLE).is_some_and(|at| data[at][32] != 0);
        let json = json!({
            "transaction": sent.summary(), "symbol": symbol, "mint": address.to_string(), "paused": paused,
        });
        let text = format!("{}\n{symbol}: {did}\n  `hypothec inspect {address}` shows the mint", sent.line());
        Ok(Answer { json, text })
    }
}
