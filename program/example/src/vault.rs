//! Holds a position as a vault: a PDA of this program owns it and signs for it, its keeper says when.

use hypothec_interface::cpi;
use hypothec_interface::instruction::*;
use pinocchio::cpi::{Seed, Signer};
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};

/// First seed of the vault's address; the second is its keeper.
pub const VAULT: &[u8] = b"vault";

/// Data: bump of the vault's address, then Hypothec's instruction. Accounts: the keeper, who signs, then those of the
/// instruction's table with the vault's address as owner or payer, then Hypothec.
///
/// # Errors
/// `MissingRequiredSignature`, `InvalidInstructionData`, `NotEnoughAccountKeys`; what Hypothec refuses ends the
/// transaction.
pub fn act(_program_id: &Address, accounts: &[AccountView], data: &[u8]) -> ProgramResult {
    let [keeper, accounts @ ..] = accounts else { return Err(ProgramError::NotEnoughAccountKeys) };
    if !keeper.is_signer() {
        return Err(ProgramError::MissingRequiredSignature);
    }
    let [bump, tag, args @ ..] = data else { return Err(ProgramError::InvalidInstructionData) };
    let bump = [*bump];
    let seeds = [Seed::from(VAULT), Seed::from(keeper.address().as_array()), Seed::from(&bump)];
    let signers = [Signer::from(&seeds)];
    if let (Some(Instruction::AcceptPosition), [market, position, new_owner, _]) =
        (Instruction::from_tag(*tag), accounts)
    {
        return cpi::AcceptPosition { market, position, new_owner }.invoke_signed(read(args)?, &signers);
    }
    let [market, position, third, fourth, fifth, sixth, rest @ ..] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    match (Instruction::from_tag(*tag), rest) {
        (Some(Instruction::OpenPosition), []) => {
            cpi::OpenPosition { market, position, owner: third, payer: fourth, system_program: fifth }
                .invoke_signed(read(args)?, &signers)
        }
        (Some(Instruction::Deposit), [token_program, _]) => {
            cpi::Deposit { market, position, vault: third, mint: fourth, source: fifth, payer: sixth, token_program }
                .invoke_signed(read(args)?, &signers)
        }
        (Some(Instruction::Repay), [token_program, _]) => {
            cpi::Repay { market, position, vault: third, mint: fourth, source: fifth, payer: sixth, token_program }
                .invoke_signed(read(args)?, &signers)
        }
        (Some(Instruction::Borrow), [token_program, owner, _]) => cpi::Borrow {
            market,
            position,
            vault: third,
            mint: fourth,
            destination: fifth,
            authority: sixth,
            token_program,
            owner,
        }
        .invoke_signed(read(args)?, &signers),
        (Some(Instruction::Withdraw), [token_program, owner, _]) => cpi::Withdraw {
            market,
            position,
            vault: third,
            mint: fourth,
            destination: fifth,
            authority: sixth,
            token_program,
            owner,
        }
        .invoke_signed(read(args)?, &signers),
        _ => Err(ProgramError::InvalidInstructionData),
    }
}

fn read<A: Args>(args: &[u8]) -> Result<&A, ProgramError> {
    bytemuck::try_from_bytes(args).map_err(|_| ProgramError::InvalidInstructionData)
}
