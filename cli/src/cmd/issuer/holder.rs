//! Whose token account an issuer acts on.

use super::act::Act;
use anyhow::Result;
use anyhow::bail;
use clap::Args;
use hypothec_interface::builder::vault_address;
use hypothec_localnet::token;
use solana_address::Address;

/// A token account of a stock.
#[derive(Args)]
pub struct Holder {
    /// The stock's symbol
    pub symbol: String,
    /// A holder's account instead of the market's vault: a wallet's name or an address
    #[arg(long, value_name = "WHO")]
    holder: Option<String>,
}

impl Holder {
    /// The account's address; it must exist.
    pub fn address(&self, act: &Act<'_>) -> Result<Address> {
        let asset = &act.asset;
        let Some(who) = &self.holder else {
            let (_, reserve) = act.ctx.listed(&self.symbol)?;
            return Ok(vault_address(reserve.market, reserve.index).0);
        };
        let owner = act.ctx.env.keys.address(Some(who))?;
        let address = token::associated(&owner, &asset.mint, &asset.token_program);
        if act.ctx.account(&address)?.is_none() {
            bail!("{who} has no token account of {}", asset.symbol);
        }
        Ok(address)
    }
}
