//! Price sources as people name them.

use crate::context::hex::unhex;
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use hypothec_interface::Key;
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
    #[arg(long, value_name = "ADDRESS", requires = "program", conflicts_with = "none")]
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

impl Source {
    /// The identity that the program keeps.
    pub fn id(&self) -> Result<SourceId> {
        let of = |key: [u8; 32], index, adapter: Adapter| SourceId {
            key: Key::from_bytes(key),
            index,
            adapter: adapter as u8,
            reserved: [0; 5],
        };
        match (&self.feed, self.account, self.program) {
            (Some(hex), ..) => {
                let feed = unhex(hex.trim_start_matches("0x")).and_then(|bytes| bytes.try_into().ok());
                Ok(of(
                    feed.with_context(|| format!("{hex:?} is not a feed id: 64 hex digits"))?,
                    0,
                    Adapter::PythReceiver,
                ))
            }
            (None, Some(account), Some(program)) => {
                let adapter = match program {
                    Program::PythLegacy => Adapter::PythLegacy,
                    Program::Scope => Adapter::Scope,
                    Program::Switchboard => Adapter::Switchboard,
                };
                Ok(of(account.to_bytes(), self.entry, adapter))
            }
            _ if self.none => Ok(SourceId::NONE),
            _ => bail!("name a source: --feed, --account with --program, or --none"),
        }
    }
}
