//! Every account slot of every instruction, attacked: all of it is refused by our own errors and changes nothing.

use crate::matrix_cases::{Case, after, all, key_of, other_market, other_position, signers};
use crate::support::fail_all;
use hypothec_interface::Error;
use hypothec_interface::accounts::{AccountSlot, Role};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_world::mint::TOKEN;
use hypothec_world::{World, keys};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// Refused by us; with this error, where one is named.
#[track_caller]
pub fn refuse(world: &mut World, instruction: &Instruction, error: Option<Error>, what: &str) -> Error {
    let all = [std::slice::from_ref(instruction), &after(world, instruction)].concat();
    refuse_all(world, &all, error, what)
}

#[track_caller]
fn refuse_all(world: &mut World, all: &[Instruction], error: Option<Error>, what: &str) -> Error {
    let failure = fail_all(world, all, &signers(all).iter().collect::<Vec<_>>());
    let own = failure.error.unwrap_or_else(|| panic!("{what}: not refused by us: {failure:?}"));
    assert!(error.is_none_or(|error| error == own), "{what}: {own:?} instead of {error:?}");
    own
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
            refuse(&mut world, &case.instruction, Some(error), what);
        }
    });
}

#[test]
fn every_case_succeeds_untouched() {
    for mut case in all() {
        let all = [std::slice::from_ref(&case.instruction), &after(&case.world, &case.instruction)].concat();
        let done = case.world.chain.send(&all, &signers(&all).iter().collect::<Vec<_>>());
        assert!(done.is_ok(), "{}: {done:?}", case.table.instruction.name());
    }
}

#[test]
fn missing_signer() {
    each_slot(|case, n, slot, what| {
        if slot.signer {
            let mut instruction = case.instruction.clone();
            instruction.accounts[n].is_signer = false;
            refuse(&mut case.world, &instruction, Some(Error::MissingSigner), what);
        }
    });
}

#[test]
fn read_only_where_writable_is_required() {
    each_slot(|case, n, slot, what| {
        if slot.writable {
            let mut instruction = case.instruction.clone();
            instruction.accounts[n].is_writable = false;
            // alone: a transaction's instructions share what is writable
            refuse_all(&mut case.world, &[instruction], Some(Error::NotWritable), what);
        }
    });
}

#[test]
fn duplicates() {
    for mut case in all() {
        for (a, b) in case.distinct() {
            let what = format!("{} {a} and {b}", case.table.instruction.name());
            let addresses = [a, b].map(|n| case.instruction.accounts[n].pubkey);
            for (slot, twin) in [(a, addresses[1]), (b, addresses[0])] {
                let signs = !case.table.slot(slot).expect("a slot").signer || key_of(&twin).is_some();
                let error = if signs { Error::DuplicateAccount } else { Error::MissingSigner };
                let instruction = with(&case, slot, twin);
                refuse(&mut case.world, &instruction, Some(error), &what);
            }
        }
    }
}

#[test]
fn records_of_another_program() {
    each_record(Error::WrongOwner, true, |account| account.owner = keys::address(777));
    each_record(Error::WrongOwner, true, |account| account.owner = TOKEN);
}

#[test]
fn records_of_another_kind() {
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
        refuse(&mut case.world, &instruction, Some(error), what);
    });
}

#[test]
fn records_of_another_length() {
    each_record(Error::WrongLength, true, |account| {
        account.data.pop();
    });
    each_record(Error::WrongLength, false, |account| account.data.push(0));
    each_record(Error::WrongLength, true, |account| account.data.clear());
}

#[test]
fn a_market_that_exists_already() {
    each_slot(|case, n, slot, what| {
        if slot.role == Role::NewMarket {
            let instruction = with(case, n, other_market());
            refuse(&mut case.world, &instruction, Some(Error::AlreadyInitialized), what);
        }
    });
}

#[test]
fn another_market() {
    each_slot(|case, n, slot, what| {
        if slot.role == Role::Market {
            let positioned = case.table.slots.iter().any(|slot| matches!(slot.role, Role::Position | Role::Proposal));
            let error = positioned.then_some(Error::WrongMarket);
            let instruction = with(case, n, other_market());
            refuse(&mut case.world, &instruction, error, what);
        }
    });
}

#[test]
fn a_copy_of_the_market() {
    each_slot(|case, n, slot, what| {
        let derived = |slot: &AccountSlot| {
            let own = matches!(slot.role, Role::Position | Role::Proposal);
            own || matches!(slot.role, Role::NewPosition | Role::NewProposal | Role::NewVault | Role::NewReceipt)
        };
        if slot.role == Role::Market && case.table.slots.iter().any(derived) {
            let (mut world, copy) = (case.world.clone(), keys::address(778));
            let account = world.chain.get_account(&world.market).expect("a market");
            world.chain.put_account(&copy, account);
            refuse(&mut world, &with(case, n, copy), None, what);
        }
    });
}

#[test]
fn arguments_too_short_or_too_long() {
    for mut case in all() {
        let name = case.table.instruction.name();
        let mut long = case.instruction.clone();
        long.data.push(0);
        refuse(&mut case.world, &long, Some(Error::ArgsLength), name);
        let mut short = case.instruction.clone();
        short.data.pop();
        let error = if short.data.is_empty() { Error::UnknownInstruction } else { Error::ArgsLength };
        refuse(&mut case.world, &short, Some(error), name);
    }
}

#[test]
fn unknown_instructions() {
    let mut case = all().pop().expect("a case");
    let unknown: Vec<u8> = (0..=u8::MAX).filter(|tag| Tag::from_tag(*tag).is_none()).collect();
    assert_eq!(unknown.len(), 256 - Tag::ALL.len());
    for data in unknown.into_iter().map(|tag| vec![tag]).chain([vec![]]) {
        let instruction = Instruction { data, ..case.instruction.clone() };
        refuse(&mut case.world, &instruction, Some(Error::UnknownInstruction), "an unknown tag");
    }
}
