//! The matrix, continued: what is put in a slot is not what belongs there, or not where it belongs.

use crate::matrix::cases::{all, key_of, other_market, other_position, payer};
use crate::matrix::slots::{each_slot, outsider, refuse, with};
use hypothec_interface::Error;
use hypothec_interface::accounts::Role;
use hypothec_interface::builder;
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_testkit::mint::{TOKEN, TOKEN_2022};
use hypothec_testkit::{Asset, SYSTEM_PROGRAM, keys};
use solana_address::Address;
use solana_signer::Signer;

#[test]
pub fn every_slot_refuses_another_account_of_its_role() {
    each_slot(|case, n, slot, what| {
        let own = case.instruction.accounts[n].pubkey;
        let world = &case.world;
        let stranger = keys::address(779);
        let (others, error): (Vec<Address>, _) = match slot.role {
            Role::Vault => ((0..2).map(|n| world.vault(n)).collect(), Error::WrongVault),
            Role::Mint => (vec![Asset::usdc().mint, Asset::nvdax().mint], Error::WrongMint),
            Role::Authority => (vec![outsider(), world.market], Error::WrongAuthority),
            Role::TokenProgram => (vec![TOKEN, TOKEN_2022, SYSTEM_PROGRAM], Error::WrongTokenProgram),
            Role::NewReceipt => (vec![world.vault(0), world.vault(7)], Error::WrongAddress),
            Role::Receipt => (vec![Asset::usdc().mint, world.vault(0)], Error::WrongReceipt),
            Role::ReceiptAccount => (vec![other_position(world)], Error::WrongTokenAccount),
            Role::Instructions => (vec![TOKEN, outsider()], Error::WrongInstructionsSysvar),
            Role::SystemProgram => (vec![TOKEN], Error::WrongSystemProgram),
            Role::NewVault => (vec![world.vault(0), world.vault(7)], Error::WrongAddress),
            Role::NewProposal => (vec![other_position(world)], Error::WrongAddress),
            Role::NewPosition => (vec![other_position(world)], Error::WrongAddress),
            Role::NewMint => (vec![other_position(world)], Error::WrongTokenProgram),
            Role::TokenAccount => (vec![other_position(world)], Error::WrongTokenAccount),
            Role::RentRecipient => (vec![outsider()], Error::WrongRentRecipient),
            Role::Wallet if slot.name == "admin" => (vec![outsider()], Error::NotAdmin),
            Role::Wallet if slot.name == "officer" => (vec![outsider()], Error::NotAdminOrGuardian),
            Role::Wallet if slot.name == "pending_admin" => (vec![outsider()], Error::NotPendingAdmin),
            Role::Market | Role::NewMarket | Role::Position | Role::Proposal | Role::Wallet => return,
        };
        let unknown =
            !matches!(slot.role, Role::NewMint | Role::TokenAccount | Role::ReceiptAccount | Role::SystemProgram);
        for other in others.into_iter().chain(unknown.then_some(stranger)).filter(|other| *other != own) {
            if case.holds_beside(n, &other) {
                continue; // that is a duplicate, with its own test
            }
            let error = if slot.signer && key_of(&other).is_none() { Error::MissingSigner } else { error };
            let instruction = with(case, n, other);
            refuse(&mut case.world, &instruction, error, what);
        }
    });
}

#[test]
fn every_slot_refuses_a_token_account_of_another_kind() {
    each_slot(|case, n, slot, what| {
        if !matches!(slot.role, Role::TokenAccount | Role::ReceiptAccount) {
            return;
        }
        let address = case.instruction.accounts[n].pubkey;
        let changes: [fn(&mut solana_account::Account); 5] = [
            |account| account.owner = keys::address(777),
            |account| account.data[0] ^= 1,
            |account| account.data[108] = 0,
            |account| account.data.truncate(164),
            |account| account.data.clear(),
        ];
        for change in changes {
            let mut world = case.world.clone();
            world.chain.edit(&address, change);
            refuse(&mut world, &case.instruction, Error::WrongTokenAccount, what);
        }
    });
}

#[test]
pub fn every_slot_refuses_a_position_of_someone_else() {
    each_slot(|case, n, slot, what| {
        if slot.name == "owner" {
            let error = match case.table.instruction {
                Tag::OpenPosition => Error::WrongAddress,
                Tag::Withdraw | Tag::Borrow | Tag::Batch | Tag::MintReceipt => Error::NotOwnerOrDelegate,
                _ => Error::NotOwner,
            };
            let instruction = with(case, n, outsider());
            refuse(&mut case.world, &instruction, error, what);
        }
    });
}

#[test]
pub fn every_instruction_refuses_too_few_accounts() {
    for mut case in all() {
        for n in 0..case.instruction.accounts.len() {
            let mut instruction = case.instruction.clone();
            instruction.accounts.truncate(n);
            refuse(&mut case.world, &instruction, Error::NotEnoughAccounts, case.table.instruction.name());
        }
    }
}

#[test]
pub fn every_slot_refuses_parts_of_another_market() {
    let foreign = |n: u64| builder::vault_address(other_market(), n as u8).0;
    each_slot(|case, n, slot, what| match slot.role {
        Role::Vault => {
            for vault in [foreign(0), foreign(1)] {
                let instruction = with(case, n, vault);
                refuse(&mut case.world, &instruction, Error::WrongVault, what);
            }
        }
        Role::Authority => {
            let authority = builder::authority_address(other_market()).0;
            let instruction = with(case, n, authority);
            refuse(&mut case.world, &instruction, Error::WrongAuthority, what);
        }
        Role::Position if case.table.slots.iter().any(|slot| slot.role == Role::Market) => {
            let Some(owner) = ["owner", "payer", "liquidator"]
                .iter()
                .find_map(|name| case.table.slots.iter().position(|slot| slot.name == *name))
            else {
                return; // nobody signs: `every_instruction_refuses_another_market` has tried it
            };
            let owner = case.instruction.accounts[owner].pubkey;
            let open = builder::open_position(other_market(), owner, payer().pubkey(), 0);
            let mut world = case.world.clone();
            let signer = key_of(&owner).expect("a key");
            world.chain.send(&[open], &[&payer(), &signer]).expect("a position of the same owner over there");
            let position = builder::position_address(other_market(), &owner, 0).0;
            refuse(&mut world, &with(case, n, position), Error::WrongMarket, what);
        }
        _ => {}
    });
}
