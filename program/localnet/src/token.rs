//! Token accounts of both token programs, with the extensions their mint demands; addresses of associated token
//! accounts; and what an issuer can do to an account: freeze it, take from it.

use crate::mint::{BASE_LEN as MINT_LEN, TOKEN_2022, option};
use crate::tlv::{self, kind};
use crate::{NONE, rent};
use solana_account::Account;
use solana_address::{Address, address};
use std::ops::Range;

/// The associated-token-account program.
pub const ASSOCIATED_TOKEN: Address = address!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// Length of a token account without extensions.
pub const BASE_LEN: usize = 165;

const AMOUNT: Range<usize> = 64..72;
const STATE: usize = 108;

/// What byte 108 of a token account says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Not yet an account.
    Uninitialized = 0,
    /// In use.
    Initialized = 1,
    /// Frozen by the mint's freeze authority.
    Frozen = 2,
}

/// The address of `owner`'s associated token account.
#[must_use]
pub fn associated(owner: &Address, mint: &Address, token_program: &Address) -> Address {
    let seeds = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    Address::find_program_address(&seeds, &ASSOCIATED_TOKEN).0
}

/// A token account as `InitializeAccount3` leaves it (then funded): 175 bytes for an xStock.
#[must_use]
pub fn account(mint: &Address, mint_account: &Account, owner: &Address, amount: u64) -> Account {
    build(mint, mint_account, owner, amount, false)
}

/// A token account as the associated-token-account program leaves it (then funded): with `ImmutableOwner` in
/// Token-2022, so 179 bytes for an xStock.
#[must_use]
pub fn associated_account(mint: &Address, mint_account: &Account, owner: &Address, amount: u64) -> Account {
    build(mint, mint_account, owner, amount, mint_account.owner == TOKEN_2022)
}

fn build(mint: &Address, mint_account: &Account, owner: &Address, amount: u64, immutable_owner: bool) -> Account {
    let none = option(NONE);
    let native = [0; 12];
    let base = [
        mint.as_ref(),
        owner.as_ref(),
        &amount.to_le_bytes(),
        &none,
        &[State::Initialized as u8],
        &native,
        &[0; 8],
        &none,
    ]
    .concat();
    let mut records = if immutable_owner { vec![(kind::IMMUTABLE_OWNER, vec![])] } else { vec![] };
    records.extend(demanded(&mint_account.data, immutable_owner));
    let mut data = tlv::assemble(base, tlv::ACCOUNT, &records);
    if tlv::find(&mint_account.data, kind::DEFAULT_ACCOUNT_STATE).is_some_and(|at| mint_account.data[at][0] == 2) {
        set_frozen(&mut data, true);
    }
    crate::account(mint_account.owner, data)
}

/// The records a mint demands of its token accounts, in the order of the mint's own.
fn demanded(mint: &[u8], immutable_owner: bool) -> Vec<(u16, Vec<u8>)> {
    if mint.len() == MINT_LEN {
        return Vec::new();
    }
    let of = |mint_kind| match mint_kind {
        kind::TRANSFER_FEE_CONFIG => vec![(kind::TRANSFER_FEE_AMOUNT, vec![0; 8])],
        kind::TRANSFER_HOOK => vec![(kind::TRANSFER_HOOK_ACCOUNT, vec![0])],
        kind::PAUSABLE => vec![(kind::PAUSABLE_ACCOUNT, vec![])],
        kind::NON_TRANSFERABLE if immutable_owner => vec![(kind::NON_TRANSFERABLE_ACCOUNT, vec![])],
        kind::NON_TRANSFERABLE => vec![(kind::NON_TRANSFERABLE_ACCOUNT, vec![]), (kind::IMMUTABLE_OWNER, vec![])],
        _ => vec![],
    };
    tlv::records(mint).into_iter().flat_map(|(mint_kind, _)| of(mint_kind)).collect()
}

/// Appends an extension to a token account, as its owner can: a memo demanded, CPIs refused.
pub fn extend(account: &mut Account, kind: u16, value: &[u8]) {
    let mut records: Vec<_> =
        tlv::records(&account.data).into_iter().map(|(own, at)| (own, account.data[at].to_vec())).collect();
    records.push((kind, value.to_vec()));
    account.data = tlv::assemble(account.data[..BASE_LEN].to_vec(), tlv::ACCOUNT, &records);
    account.lamports = account.lamports.max(rent(account.data.len()));
}

/// Atoms held.
#[must_use]
pub fn amount(data: &[u8]) -> u64 {
    u64::from_le_bytes(data[AMOUNT].try_into().expect("eight bytes"))
}

/// Atoms of transfer fees that are withheld in the account.
#[must_use]
pub fn withheld(data: &[u8]) -> u64 {
    const TRANSFER_FEE_AMOUNT: u16 = 2;
    let found = tlv::records(data).into_iter().find(|(kind, _)| *kind == TRANSFER_FEE_AMOUNT);
    let atoms = found.and_then(|(_, at)| data[at].first_chunk::<8>().copied());
    atoms.map_or(0, u64::from_le_bytes)
}

/// Whether the account is in use or frozen.
#[must_use]
pub fn state(data: &[u8]) -> State {
    match data[STATE] {
        0 => State::Uninitialized,
        1 => State::Initialized,
        2 => State::Frozen,
        other => panic!("{other} is no state of a token account"),
    }
}

/// Freezes or thaws.
pub fn set_frozen(data: &mut [u8], frozen: bool) {
    data[STATE] = if frozen { State::Frozen } else { State::Initialized } as u8;
}

/// Sets the amount: a clawback, a gift.
pub fn set_amount(data: &mut [u8], amount: u64) {
    data[AMOUNT].copy_from_slice(&amount.to_le_bytes());
}

/// Approves a delegate for an amount; [`NONE`] revokes.
pub fn set_delegate(data: &mut [u8], delegate: Address, amount: u64) {
    data[72..108].copy_from_slice(&option(delegate));
    data[121..129].copy_from_slice(&amount.to_le_bytes());
}

#[cfg(test)]
mod tests;
