//! Transactions: built to the cluster's measure, signed here or elsewhere, and landed once.

mod build;
mod land;
mod options;
mod sign;

pub(crate) use build::newest;
pub use build::{Unsigned, build, fits, probe};
pub(crate) use land::is_over;
pub use land::{land, land_within};
pub use options::{Lifetime, Nonce, Options, Price, Version};
pub use sign::{Signed, attach, missing_signatures};
pub use solana_system_interface::instruction::transfer;

use crate::cluster::{Cluster, Record};
use crate::{Error, Result};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

/// Builds, signs and lands; the first signer pays.
///
/// # Errors
/// Those of [`build`], [`Unsigned::sign`] and [`land`].
pub fn send(
    cluster: &mut dyn Cluster,
    instructions: &[Instruction],
    signers: &[&dyn Signer],
    options: &Options,
) -> Result<Record> {
    let payer = signers.first().ok_or_else(|| Error::Input("nobody signs: a payer is needed".into()))?;
    let unsigned = build(cluster, payer.pubkey(), instructions, options)?;
    land(cluster, &unsigned.sign(signers)?)
}

/// A transaction that only a simulation takes: nobody signs it, and its blockhash is none.
///
/// # Errors
/// `Input` when it is too large for version 0.
pub fn unsigned_for_simulation(payer: Address, instructions: &[Instruction]) -> Result<VersionedTransaction> {
    build::for_simulation(payer, instructions)
}
