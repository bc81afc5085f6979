//! What every host of Hypothec stands on, whichever chain it speaks to: a [`Cluster`], snapshots of a market, transactions
//! that are built to the cluster's measure and landed once, quotations, events, deployment.
//!
//! ```no_run
//! # #[cfg(feature = "rpc")] {
//! use hypothec_client::transaction::{self, Options};
//! use hypothec_client::{MarketSnapshot, Rpc, snapshot};
//! use hypothec_interface::builder::{self, PROGRAM_ID};
//! # use solana_address::Address;
//! # use solana_signer::Signer;
//! # fn repay_all(owner: &dyn Signer, market: Address, mint: Address, tokens: Address) -> hypothec_client::Result<()> {
//!
//! let mut cluster = Rpc::new("https://api.devnet.solana.com", PROGRAM_ID);
//! let market = MarketSnapshot::read(&cluster, market)?;
//! let (address, _) = builder::position_address(market.address, &owner.pubkey(), 0);
//! for slot in snapshot::position(&cluster, &address)?.used() {
//!     println!("reserve {}: {:?} atoms now", slot.reserve(), market.slot_atoms(slot));
//! }
//! let Some(reserve) = market.of_mint(&mint) else { return Ok(()) };
//! let repay = builder::repay(&market.addresses(reserve), address, tokens, owner.pubkey(), u64::MAX);
//! let record = transaction::send(&mut cluster, &[repay], &[owner], &Options::default())?;
//! println!("landed in slot {} for {} lamports", record.slot, record.fee);
//! # Ok(())
//! # }
//! # }
//! ```
#![deny(missing_docs)]

pub mod cluster;
pub mod deploy;
mod error;
mod event;
pub mod outcome;
mod quote;
#[cfg(feature = "rpc")]
pub mod rpc;
pub mod snapshot;
pub mod transaction;

pub use cluster::{Blockhash, Cluster, Filter, Listed, Record, Status};
pub use error::{Class, Error, Result};
pub use event::events;
pub use outcome::{Executed, Failure};
pub use quote::quote;
#[cfg(feature = "rpc")]
pub use rpc::Rpc;
pub use snapshot::MarketSnapshot;
