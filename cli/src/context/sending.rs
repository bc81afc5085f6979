//! How transactions are sent, or not sent.

use clap::{Args, ValueEnum};
use hypothec_client::transaction::{self, Price, Version};
use solana_address::Address;
use std::path::PathBuf;

/// The options of every command that signs.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Global options")]
pub struct Sending {
    /// Simulate the first transaction and show what it would do; nothing is signed or sent
    #[arg(long, global = true, display_order = 910)]
    pub dry_run: bool,
    /// Priority fee, micro-lamports a compute unit [default: what others pay, from 1000 to the configured cap]
    #[arg(long, global = true, value_name = "MICRO_LAMPORTS", display_order = 911)]
    pub with_compute_unit_price: Option<u64>,
    /// Compute unit limit, 1-1400000 [default: what a simulation uses, a tenth and 500 more]
    #[arg(long, global = true, value_name = "UNITS", display_order = 912,
          value_parser = clap::value_parser!(u32).range(1..=1_400_000))]
    pub with_compute_unit_limit: Option<u32>,
    /// Format of transactions on a cluster [default: the newest that it runs]
    #[arg(long, global = true, value_enum, value_name = "FORMAT", display_order = 913)]
    pub transaction_version: Option<Format>,
    /// Pay the fees with this keypair file instead of the signer's
    #[arg(long, global = true, value_name = "FILE", display_order = 914)]
    pub fee_payer: Option<PathBuf>,
    /// Act as this address, whose signature is made elsewhere; with --unsigned or --dry-run
    #[arg(long, global = true, value_name = "ADDRESS", conflicts_with_all = ["wallet", "keypair"], display_order = 915, value_parser = crate::context::address)]
    pub authority: Option<Address>,
    /// Print the first transaction unsigned instead of sending it, to be signed elsewhere, such as by a Squads vault
    #[arg(long, global = true, value_enum, value_name = "ENCODING", conflicts_with = "dry_run", display_order = 916)]
    pub unsigned: Option<Encoding>,
    /// Sign the first transaction with the keys that are here, print it, and send nothing: `hypothec transaction` goes on
    #[arg(long, global = true, conflicts_with_all = ["dry_run", "unsigned"], display_order = 917)]
    pub sign_only: bool,
    /// Sign with what this nonce account holds instead of a blockhash, so that the transaction does not expire
    #[arg(long, global = true, value_name = "ADDRESS", display_order = 918, value_parser = crate::context::address)]
    pub nonce: Option<Address>,
    /// Most micro-lamports a compute unit that are offered; from the configuration.
    #[arg(skip)]
    pub price_cap: Option<u64>,
}

/// A transaction's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Up to 4,096 bytes
    V1,
    /// Up to 1,232 bytes
    V0,
    /// Before versions; what every signer can read
    Legacy,
}

/// How a transaction is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Encoding {
    Base58,
    Base64,
}

impl Sending {
    /// Whether nothing is sent.
    pub fn is_rehearsal(&self) -> bool {
        self.dry_run || self.sign_only || self.unsigned.is_some()
    }

    /// The same for the client; where no format is given, `or`.
    pub fn options(&self, or: Version) -> transaction::Options {
        let version = self.transaction_version.map_or(or, |format| match format {
            Format::V1 => Version::V1,
            Format::V0 => Version::V0,
            Format::Legacy => Version::Legacy,
        });
        let usual = Price::default();
        let cap = self.price_cap.unwrap_or(usual.cap);
        let price = self.with_compute_unit_price.map_or(Price { floor: usual.floor.min(cap), cap }, Price::fixed);
        transaction::Options { version, units: self.with_compute_unit_limit, price, ..Default::default() }
    }
}
