//! What every instruction changes when it succeeds, field by field, in the whole chain: every account of this program
//! and of the token programs, and every account it names. A write anywhere else fails, be it in another reserve, in
//! the parameters, in a group or in a slot of another reserve.

use crate::matrix::cases::{Case, after, all, payer, signers};
use crate::matrix::diffs_expected::expected;
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{ClosedMarket, HEADER_SIZE, MarketHeader, Position, Proposal, Reserve, ReserveConfig};
use hypothec_testkit::mint::{TOKEN, TOKEN_2022};
use solana_account::Account;
use solana_address::Address;
use solana_signer::Signer;
use std::collections::{BTreeMap, BTreeSet};

type Accounts = BTreeMap<Address, Account>;

/// Every account that the case could have touched; who pays the fee is left out.
fn accounts(case: &Case) -> Accounts {
    let chain = &case.world.chain;
    let programs = [PROGRAM_ID, TOKEN, TOKEN_2022];
    let mut accounts: Accounts = programs.iter().flat_map(|program| chain.program_accounts(program)).collect();
    let named = case.instruction.accounts.iter().map(|meta| meta.pubkey);
    accounts.extend(named.filter_map(|address| Some((address, chain.get_account(&address)?))));
    accounts.remove(&payer().pubkey());
    accounts
}

/// What the case calls the account: the name of its first slot there, or that it has none.
fn name_of(case: &Case, address: &Address) -> String {
    let fixed = case.table.slots.len();
    match case.instruction.accounts.iter().position(|meta| meta.pubkey == *address) {
        None => format!("elsewhere {address}"),
        Some(n) => match case.table.slot(n) {
            None => format!("account {n}"),
            Some(slot) if n < fixed => slot.name.to_string(),
            Some(slot) => format!("step {} {}", (n - fixed) / case.table.repeated.len(), slot.name),
        },
    }
}

/// The field that a byte of a record lies in; of an array, with its element.
fn field_at(fields: &[Field], at: usize) -> String {
    let field = fields.iter().find(|field| (field.offset..field.offset + field.size).contains(&at)).expect("no gaps");
    let within = at - field.offset;
    let count = field.kind.rsplit_once("; ").map(|(_, count)| count.trim_end_matches(']'));
    match (field.name, count.and_then(|count| count.parse::<usize>().ok())) {
        ("config", _) => format!("config.{}", field_at(ReserveConfig::FIELDS, within)),
        (name, Some(count)) => format!("{name}[{}]", within / (field.size / count)),
        (name, None) => name.to_string(),
    }
}

/// What a byte of a record or of a token account is.
fn byte(account: &Account, at: usize) -> String {
    if account.owner != PROGRAM_ID {
        let supply = account.data.len() == 82 || account.data.len() > 165 && account.data[165] == 1;
        return match (supply, at) {
            (true, 36..44) => "supply".to_string(),
            (false, 64..72) => "amount".to_string(),
            _ => format!("byte {at}"),
        };
    }
    match (account.data[0], at.checked_sub(HEADER_SIZE)) {
        (1, None) => field_at(MarketHeader::FIELDS, at),
        (1, Some(past)) => {
            format!("{}.{}", past / size_of::<Reserve>(), field_at(Reserve::FIELDS, past % size_of::<Reserve>()))
        }
        (2, _) => field_at(Position::FIELDS, at),
        (4, _) => field_at(ClosedMarket::FIELDS, at),
        _ => field_at(Proposal::FIELDS, at),
    }
}

/// Everything that differs, by name; an account that came or went in one word.
fn changes(case: &Case, before: &Accounts, now: &Accounts) -> BTreeSet<String> {
    let mut changes = BTreeSet::new();
    for address in before.keys().chain(now.keys()) {
        let (name, none) = (name_of(case, address), Account::default());
        let (old, new) = (before.get(address).unwrap_or(&none), now.get(address).unwrap_or(&none));
        match (old.lamports, new.lamports) {
            (0, 0) => continue,
            (0, _) => changes.insert(format!("{name} made")),
            (_, 0) => changes.insert(format!("{name} closed")),
            (was, is) => {
                if was != is {
                    changes.insert(format!("{name} lamports"));
                }
                if (old.owner, old.data.len()) != (new.owner, new.data.len()) {
                    changes.insert(format!("{name} replaced"));
                }
                let differ = (0..old.data.len().min(new.data.len())).filter(|at| old.data[*at] != new.data[*at]);
                changes.extend(differ.map(|at| format!("{name} {}", byte(new, at))));
                continue;
            }
        };
    }
    changes
}

#[test]
fn every_instruction_changes_only_the_fields_that_are_its_purpose() {
    let mut wrong = String::new();
    for mut case in all() {
        case.world.chain.advance(1); // interest has to be accrued where the books are touched
        let before = accounts(&case);
        let all = [std::slice::from_ref(&case.instruction), &after(&case.world, &case.instruction)].concat();
        let tag = case.table.instruction;
        let done = case.world.chain.send(&all, &signers(&all).iter().collect::<Vec<_>>());
        assert!(done.is_ok(), "{}: {done:?}", tag.name());
        let changed = changes(&case, &before, &accounts(&case));
        let allowed: BTreeSet<String> = expected(tag).into_iter().collect();
        if changed != allowed {
            let (more, fewer) = (changed.difference(&allowed), allowed.difference(&changed));
            wrong +=
                &format!("{}: also {:?}, not {:?}\n", tag.name(), more.collect::<Vec<_>>(), fewer.collect::<Vec<_>>());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
