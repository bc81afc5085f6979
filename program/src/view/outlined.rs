//! The same proofs, called and not inlined: for rooms that are rare. In those that everybody pays for, each proof is
//! inlined; a copy of it in every other room would only be rent.

use hypothec_interface::accounts::AccountTable;
use hypothec_interface::state::{Market, Position, Reserve};
use hypothec_interface::token::account::TokenAccount;
use hypothec_interface::{Error, Key};
use pinocchio::{AccountView, Address};

pub use super::{
    Vault, address, args, authority, close, close_market, data, fresh, is_closed_market, key, mint, proposal_of,
    system_program, token_program,
};

/// See [`super::open`].
#[inline(always)]
pub fn open<'a, const N: usize>(
    accounts: &'a mut [AccountView],
    table: &AccountTable,
) -> Result<&'a mut [AccountView; N], Error> {
    Ok(open_with_rest(accounts, table)?.0)
}

/// See [`super::open_with_rest`].
#[inline(always)]
pub fn open_with_rest<'a, const N: usize>(
    accounts: &'a mut [AccountView],
    table: &AccountTable,
) -> Result<(&'a mut [AccountView; N], &'a mut [AccountView]), Error> {
    if table.slots.len() != N {
        return Err(Error::NotEnoughAccounts.cold());
    }
    let (accounts, rest) = accounts.split_first_chunk_mut::<N>().ok_or_else(|| Error::NotEnoughAccounts.cold())?;
    check(accounts, table.required, table.distinct)?;
    Ok((accounts, rest))
}

/// What [`super::check`] proves, by the table's bits.
#[inline(never)]
fn check(accounts: &[AccountView], mut required: u64, distinct: &[(usize, usize)]) -> Result<(), Error> {
    for account in accounts {
        if required & 1 != 0 && !account.is_signer() {
            return Err(Error::MissingSigner.cold());
        }
        if required & 2 != 0 && !account.is_writable() {
            return Err(Error::NotWritable.cold());
        }
        required >>= 2;
    }
    let at = |slot: usize| accounts.get(slot).map(AccountView::account_ptr);
    let twice = distinct.iter().any(|(a, b)| at(*a) == at(*b));
    if twice { Err(Error::DuplicateAccount.cold()) } else { Ok(()) }
}

/// See [`super::market`].
#[inline(never)]
pub fn market<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<Market<'a>, Error> {
    super::market(account, program_id)
}

/// See [`super::position`].
#[inline(never)]
pub fn position<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<&'a mut Position, Error> {
    super::position(account, program_id)
}

/// See [`super::position_of`].
#[inline(always)]
pub fn position_of<'a>(
    account: &'a mut AccountView,
    program_id: &Address,
    market: &Key,
) -> Result<&'a mut Position, Error> {
    let position = position(account, program_id)?;
    if position.market() == *market { Ok(position) } else { Err(Error::WrongMarket.cold()) }
}

/// See [`Vault::with_mint`].
#[inline(never)]
pub fn vault_with_mint<'a>(
    account: &'a AccountView,
    mint: &AccountView,
    token_program: &AccountView,
    reserve: &Reserve,
) -> Result<Vault<'a>, Error> {
    Vault::with_mint(account, mint, token_program, reserve)
}

/// See [`super::token_account`].
#[inline(never)]
pub fn token_account<'a>(account: &'a AccountView, reserve: &Reserve) -> Result<TokenAccount<'a>, Error> {
    super::token_account(account, reserve)
}
