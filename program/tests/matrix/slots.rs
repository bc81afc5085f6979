//! Every account slot of every instruction, attacked: all of it is refused by our own errors and changes nothing.

use crate::fixtures::market::fail_all;
use crate::matrix::cases::{Case, after, all, key_of, other_market, other_position, signers};
use hypothec_interface::Error;
use hypothec_interface::accounts::{AccountSlot, Role};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_testkit::mint::TOKEN;
use hypothec_testkit::{World, keys};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// Refused by us; with which error.
#[track_caller]
pub fn refused(world: &mut World, instruction: &Instruction, what: &str) -> Error {
    let all = [std::slice::from_ref(instruction), &after(world, instruction)].concat();
    refused_all(world, &all, what)
}

#[track_caller]
fn refused_all(world: &mut World, all: &[Instruction], what: &str) -> Error {
    let failure = fail_all(world, all, &signers(all).iter().collect::<Vec<_>>());
    failure.error.unwrap_or_else(|| panic!("{what}: not refused by us: {failure:?}"))
}

/// Refused by us with this error.
#[track_caller]
pub fn refuse(world: &mut World, instruction: &Instruction, error: Error, what: &str) {
    assert_eq!(refused(world, instruction, what), error, "{what}");
}

/// The instruction with another account in a slot; it signs where the slot asks and it can.
pub fn with(case: &Case, n: usize, address: Address) -> Instruction {
    let mut instruction = case.instruction.clone();
    let meta = &mut instruction.accounts[n];
    meta.pubkey = address;
    meta.is_signer &= key_of(&address).is_some();
    instruction
}

pub fn each_slot(mut attack: impl FnMut(&mut Case, usize, &AccountSlot, &str)) {
    for mut case in all() {
        for n in 0..case.instruction.accounts.len() {
            let Some(slot) = case.table.slot(n) else { break };
            let what = format!("{} slot {n} ({})", case.table.instruction.name(), slot.name);
            attack(&mut case, n, slot, &what);
        }
    }
}

/// A signer who has nothing to do with the instruction.
pub fn outsider() -> Address {
    keys::key(107).pubkey()
}

fn is_record(slot: &AccountSlot) -> bool {
    matches!(slot.role, Role::Market | Role::Position | Role::Proposal)
}

/// Refused where the record in a slot has been changed in place.
fn each_record(error: Error, also_new: bool, change: impl Fn(&mut solana_account::Account)) {
    each_slot(|case, n, slot, what| {
        if is_record(slot) || also_new && slot.role == Role::NewMarket {
            let mut world = case.world.clone();
            world.chain.edit(&case.instruction.accounts[n].pubkey, &change);
            refuse(&mut world, &case.instruction, error, what);
        }
    });
}

#[test]
fn every_case_of_the_matrix_succeeds_untouched() {
    for mut case in all() {
        let all = [std::slice::from_ref(&case.instruction), &after(&case.world, &case.instruction)].concat();
        let done = case.world.chain.send(&all, &signers(&all).iter().collect::<Vec<_>>());
        assert!(done.is_ok(), "{}: {done:?}", case.table.instruction.name());
    }
}

#[test]
pub fn every_signer_slot_refuses_a_missing_signature() {
    each_slot(|case, n, slot, what| {
        if slot.signer {
            let mut instruction = case.instruction.clone();
            instruction.accounts[n].is_signer = false;
            refuse(&mut case.world, &instruction, Error::MissingSigner, what);
        }
    });
}

#[test]
pub fn every_writable_slot_refuses_a_read_only_account() {
    each_slot(|case, n, slot, what| {
        if slot.writable {
            let mut instruction = case.instruction.clone();
            instruction.accounts[n].is_writable = false;
            // alone: a transaction's instructions share what is writable
            assert_eq!(refused_all(&mut case.world, &[instruction], what), Error::NotWritable, "{what}");
        }
    });
}

#[test]
pub fn every_pair_of_slots_refuses_one_account_twice() {
    for mut case in all() {
        for (a, b) in case.distinct() {
            let what = format!("{} {a} and {b}", case.table.instruction.name());
            let addresses = [a, b].map(|n| case.instruction.accounts[n].pubkey);
            for (slot, twin) in [(a, addresses[1]), (b, addresses[0])] {
                let signs = !case.table.slot(slot).expect("a slot").signer || key_of(&twin).is_some();
                let error = if signs { Error::DuplicateAccount } else { Error::MissingSigner };
                let instruction = with(&case, slot, twin);
                refuse(&mut case.world, &instruction, error, &what);
            }
        }
    }
}

#[test]
pub fn every_record_slot_refuses_another_owner_program() {
    each_record(Error::WrongOwner, true, |account| account.owner = keys::address(777));
    each_record(Error::WrongOwner, true, |account| account.owner = TOKEN);
}

#[test]
pub fn every_record_slot_refuses_another_kind_of_record() {
    each_record(Error::WrongTag, false, |account| account.data[0] = 0);
    each_record(Error::WrongTag, false, |account| account.data[0] = 3 - account.data[0]);
    each_record(Error::WrongVersion, false, |account| account.data[1] = 2);
    each_slot(|case, n, slot, what| {
        let (other, error) = match slot.role {
            Role::Market => (other_position(&case.world), Error::WrongLength),
            Role::Position | Role::Proposal => (other_market(), Error::WrongTag),
            _ => return,
        };
        let instruction = with(case, n, other);
        refuse(&mut case.world, &instruction, error, what);
    });
}

#[test]
pub fn every_record_slot_refuses_another_length() {
    each_record(Error::WrongLength, true, |account| {
        account.data.pop();
    });
    each_record(Error::WrongLength, false, |account| account.data.push(0));
    each_record(Error::WrongLength, true, |account| account.data.clear());
}

#[test]
fn every_new_market_slot_refuses_an_existing_market() {
    each_slot(|case, n, slot, what| {
        if slot.role == Role::NewMarket {
            let instruction = with(case, n, other_market());
            refuse(&mut case.world, &instruction, Error::AlreadyInitialized, what);
        }
    });
}

#[test]
pub fn every_instruction_refuses_arguments_too_short_or_too_long() {
    for mut case in all() {
        let name = case.table.instruction.name();
        let mut long = case.instruction.clone();
        long.data.push(0);
        refuse(&mut case.world, &long, Error::ArgsLength, name);
        let mut short = case.instruction.clone();
        short.data.pop();
        let error = if short.data.is_empty() { Error::UnknownInstruction } else { Error::ArgsLength };
        refuse(&mut case.world, &short, error, name);
    }
}

#[test]
pub fn every_unknown_instruction_tag_is_refused() {
    let mut case = all().pop().expect("a case");
    let unknown: Vec<u8> = (0..=u8::MAX).filter(|tag| Tag::from_tag(*tag).is_none()).collect();
    assert_eq!(unknown.len(), 256 - Tag::ALL.len());
    for data in unknown.into_iter().map(|tag| vec![tag]).chain([vec![]]) {
        let instruction = Instruction { data, ..case.instruction.clone() };
        refuse(&mut case.world, &instruction, Error::UnknownInstruction, "an unknown tag");
    }
}
