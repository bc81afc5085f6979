//! Whose token account an issuer acts on.

use super::act::Act;
use anyhow::Result;
use anyhow::bail;
use clap::Args;
use hypothec_interface::builder::vault_address;
use hypothec_localnet::token;
use solana_address::Address;

/// Where a token account says its state, and what it says when it is frozen.
const STATE: usize = 108;
const FROZEN: u8 = 2;

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
    /// The account's address; it must exist, and be frozen or not.
    pub fn address_if(&self, act: &Act<'_>, is_frozen: bool) -> Result<Address> {
        let address = self.address(act)?;
        let data = act.ctx.account(&address)?.map(|account| account.data);
        if (data.as_ref().and_then(|data| data.get(STATE)) == Some(&FROZEN)) != is_frozen {
            bail!("{address} {}", if is_frozen { "is not frozen" } else { "is frozen already" });
        }
        Ok(address)
    }

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
