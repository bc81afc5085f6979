//! What the loader does with a program, each in one transaction.

use super::deployer::Deployer;
use crate::cluster::{Cluster, Record};
use crate::transaction::{self, Options};
use crate::{Error, Result};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_signer::Signer;

/// Replaces a program's code by that of a written buffer; what the buffer held goes to `refund`. For an authority that
/// signs elsewhere.
#[must_use]
pub fn upgrade_instruction(program: &Address, buffer: &Address, authority: &Address, refund: &Address) -> Instruction {
    loader::upgrade(program, buffer, authority, refund, true)
}

/// Sets a program's authority, or with `None` makes the program immutable permanently. For an authority that signs elsewhere.
#[must_use]
pub fn set_authority_instruction(program: &Address, authority: &Address, to: Option<&Address>) -> Instruction {
    loader::set_upgrade_authority(program, authority, to)
}

/// Sets who may write and use a buffer: the authority of the program that is to be upgraded from it.
#[must_use]
pub fn set_buffer_authority_instruction(buffer: &Address, authority: &Address, to: &Address) -> Instruction {
    loader::set_buffer_authority(buffer, authority, to)
}

/// What a deployment locks as rent, lamports: the program's account and its code with room for `max_bytes`. The buffer
/// needs as much as the code until it moves into it.
///
/// # Errors
/// Of the class `Network`.
pub fn rent(cluster: &dyn Cluster, max_bytes: usize) -> Result<u64> {
    let code = cluster.minimum_rent(State::size_of_programdata(max_bytes))?;
    Ok(code.saturating_add(cluster.minimum_rent(State::size_of_program())?))
}

/// Deploys a written buffer as a new program at `program`'s address, with room for `max_bytes` of code.
///
/// # Errors
/// Of the class `Rejected` when the loader refuses the code; otherwise as [`transaction::send`].
pub fn deploy(
    cluster: &mut dyn Cluster,
    by: Deployer<'_>,
    program: &dyn Signer,
    buffer: &Address,
    max_bytes: usize,
    options: &Options,
) -> Result<Record> {
    let rent = cluster.minimum_rent(State::size_of_program())?;
    let (payer, authority) = (by.payer.pubkey(), by.authority.pubkey());
    let instructions =
        loader::deploy_with_max_program_len(&payer, &program.pubkey(), buffer, &authority, rent, max_bytes, true)
            .map_err(|error| Error::Input(format!("the loader takes no program of {max_bytes} bytes: {error}")))?;
    transaction::send(cluster, &instructions, &by.signers(program), options)
}
