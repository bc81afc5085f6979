//! Price sources as people name them.

use crate::context::hex::unhex;
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use hypothec_interface::Key;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{SHARE_FEED, SourceId, TOKEN_FEED};
use solana_address::Address;

/// What a source quotes.
#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    /// One raw token
    Token,
    /// One share: times the mint's multiplier
    Share,
}

/// The program behind a price account.
#[derive(Clone, Copy, ValueEnum)]
pub enum Program {
    /// Pyth's older price accounts
    PythLegacy,
    /// Kamino's Scope
    Scope,
    /// Switchboard On-Demand
    Switchboard,
}

/// A source: a Pyth feed, or a price account of another program, or none.
#[derive(Args)]
#[group(skip)]
pub struct Source {
    /// A Pyth feed by its id, 64 hex digits
    #[arg(long, value_name = "HEX", conflicts_with_all = ["account", "none"])]
    feed: Option<String>,
    /// A price account
    #[arg(long, value_name = "ADDRESS", requires = "program", conflicts_with = "none", value_parser = crate::context::address)]
    account: Option<Address>,
    /// The program that owns the price account
    #[arg(long, requires = "account")]
    program: Option<Program>,
    /// The entry within a Scope account
    #[arg(long, default_value_t = 0, requires = "account")]
    entry: u16,
    /// No source: the reserve keeps its other one
    #[arg(long)]
    none: bool,
}

impl Role {
    /// The source's place in its reserve.
    pub fn place(self) -> usize {
        match self {
            Role::Token => TOKEN_FEED,
            Role::Share => SHARE_FEED,
        }
    }
}

impl Program {
    fn adapter(self) -> Adapter {
        match self {
            Program::PythLegacy => Adapter::PythLegacy,
            Program::Scope => Adapter::Scope,
            Program::Switchboard => Adapter::Switchboard,
        }
    }
}

fn identity(key: [u8; 32], index: u16, adapter: Adapter) -> SourceId {
    SourceId { key: Key::from_bytes(key), index, adapter: adapter as u8, reserved: [0; 5] }
}

/// The source of a Pyth feed.
pub fn pyth(feed: [u8; 32]) -> SourceId {
    identity(feed, 0, Adapter::PythReceiver)
}

fn feed(hex: &str) -> Result<SourceId> {
    let feed = unhex(hex.trim_start_matches("0x")).and_then(|bytes| bytes.try_into().ok());
    Ok(pyth(feed.with_context(|| format!("{hex:?} is not a feed id: 64 hex digits"))?))
}

/// A source in one word: a Pyth feed's id, or PROGRAM:ADDRESS of a price account, for Scope with /ENTRY.
pub fn parse(text: &str) -> Result<SourceId> {
    let Some((program, rest)) = text.split_once(':') else { return feed(text) };
    if program == "pyth" {
        return feed(rest);
    }
    let known = "pyth, pyth-legacy, scope and switchboard";
    let program = Program::from_str(program, false).ok();
    let program = program.with_context(|| format!("{text:?} names no program of prices: there are {known}"))?;
    let (address, entry) = rest.split_once('/').unwrap_or((rest, "0"));
    let address: Address = address.parse().ok().with_context(|| format!("{address:?} is no price account"))?;
    let entry = entry.parse().ok().with_context(|| format!("{entry:?} is no entry: a number from 0 to 511"))?;
    Ok(identity(address.to_bytes(), entry, program.adapter()))
}

/// The price of a raw token, in USD, such as `150.25`.
pub fn price_of_token(usd: &str, decimals: u8) -> Result<Price> {
    let mantissa = crate::output::amount::parse(usd, 8)?;
    let price = Scale::new(-8, decimals, mantissa).and_then(|scale| scale.price_down(mantissa));
    price.with_context(|| format!("{usd} USD per token cannot be represented"))
}

/// The two ends of a band, USD per token, such as `150,220`.
pub fn band(text: &str, decimals: u8) -> Result<[Price; 2]> {
    let (low, high) = text.split_once(',').with_context(|| format!("{text:?} is no band: write 150,220"))?;
    Ok([price_of_token(low, decimals)?, price_of_token(high, decimals)?])
}

impl Source {
    /// The identity that the program keeps.
    pub fn id(&self) -> Result<SourceId> {
        match (&self.feed, self.account, self.program) {
            (Some(hex), ..) => feed(hex),
            (None, Some(account), Some(program)) => Ok(identity(account.to_bytes(), self.entry, program.adapter())),
            _ if self.none => Ok(SourceId::NONE),
            _ => bail!("name a source: --feed, --account with --program, or --none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_one_word() {
        let hex = "ab".repeat(32);
        let of = |text: &str| parse(text).map(|id| (id.adapter, id.index)).map_err(|error| error.to_string());
        assert_eq!(parse(&hex).unwrap(), pyth([0xab; 32]));
        assert_eq!(parse(&format!("pyth:0x{hex}")).unwrap(), pyth([0xab; 32]));
        let at = Address::new_from_array([7; 32]);
        assert_eq!(of(&format!("scope:{at}/12")), Ok((Adapter::Scope as u8, 12)));
        assert_eq!(of(&format!("switchboard:{at}")), Ok((Adapter::Switchboard as u8, 0)));
        assert_eq!(of(&format!("pyth-legacy:{at}")), Ok((Adapter::PythLegacy as u8, 0)));
        for (text, why) in [("chainlink:x", "there are pyth"), ("scope:x", "no price account"), ("12", "64 hex")] {
            assert!(of(text).unwrap_err().contains(why), "{text}");
        }
        assert!(of(&format!("scope:{at}/x")).unwrap_err().contains("no entry"));
    }

    #[test]
    fn a_band_has_two_ends() {
        let [low, high] = band("150,220.5", 8).unwrap();
        assert!(low < high && !low.is_zero());
        assert!(band("150", 8).is_err() && band("a,b", 8).is_err());
    }
}
