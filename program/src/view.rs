//! Validated accounts. A value of these types, or a record they return, is the proof that its account was checked.

use hypothec_interface::accounts::AccountTable;
use hypothec_interface::instruction::Args;
use hypothec_interface::introspect::INSTRUCTIONS_SYSVAR;
use hypothec_interface::state::{Market, Position, Reserve, load_mut};
use hypothec_interface::token::SYSTEM_PROGRAM;
use hypothec_interface::token::account::{self, TokenAccount};
use hypothec_interface::{Error, Key};
use pinocchio::{AccountView, Address};

/// Reads the arguments: exactly their length.
#[inline(always)]
pub fn args<A: Args>(data: &[u8]) -> Result<&A, Error> {
    // packed records have alignment 1: only the length can be wrong
    bytemuck::try_from_bytes(data).map_err(|_| Error::ArgsLength)
}

/// The address of an account as a key.
#[inline(always)]
pub fn key(account: &AccountView) -> Key {
    Key::read(account.address().as_array())
}

/// Takes the accounts a table names: enough of them, signed, writable and distinct where it says so. Surplus flags are
/// no error. The table is a constant at every call, so this unrolls.
#[inline(always)]
pub fn open<'a, const N: usize>(
    accounts: &'a mut [AccountView],
    table: &AccountTable,
) -> Result<&'a mut [AccountView; N], Error> {
    Ok(open_with_rest(accounts, table)?.0)
}

/// As [`open`], with the accounts past the table.
#[inline(always)]
pub fn open_with_rest<'a, const N: usize>(
    accounts: &'a mut [AccountView],
    table: &AccountTable,
) -> Result<(&'a mut [AccountView; N], &'a mut [AccountView]), Error> {
    let (accounts, rest) = accounts.split_first_chunk_mut::<N>().ok_or(Error::NotEnoughAccounts)?;
    if table.slots.len() != N {
        return Err(Error::NotEnoughAccounts);
    }
    let mut have = 0u64;
    for account in accounts.iter().rev() {
        have = have << 2 | u64::from(account.is_writable()) << 1 | u64::from(account.is_signer());
    }
    let missing = table.required & !have;
    if missing != 0 {
        return Err(lacking(missing));
    }
    for (a, b) in table.distinct {
        // the runtime gives the same account the same pointer
        if let (Some(a), Some(b)) = (accounts.get(*a), accounts.get(*b))
            && a.account_ptr() == b.account_ptr()
        {
            return Err(Error::DuplicateAccount);
        }
    }
    Ok((accounts, rest))
}

/// What the first slot that lacks something lacks.
#[cold]
#[inline(never)]
fn lacking(missing: u64) -> Error {
    if missing.trailing_zeros().is_multiple_of(2) { Error::MissingSigner } else { Error::NotWritable }
}

/// The data of an account.
#[inline(always)]
pub fn data(account: &AccountView) -> &[u8] {
    // SAFETY: the runtime keeps the bytes valid for the instruction. No `&mut` to the same bytes lives: those are made
    // only by `data_mut`, of accounts that the table keeps distinct from, or that are never, read this way.
    unsafe { account.borrow_unchecked() }
}

/// The data of an account, for writing.
#[inline(always)]
pub fn data_mut(account: &mut AccountView) -> &mut [u8] {
    // SAFETY: as above; the table's distinct pairs keep any two accounts that are written, or read while one is
    // written, apart, and `&mut AccountView` keeps this view from being borrowed twice.
    unsafe { account.borrow_unchecked_mut() }
}

/// Whether the account belongs to this program.
#[inline(always)]
fn own(account: &AccountView, program_id: &Address) -> Result<(), Error> {
    if Key::read(account.owner().as_array()) == Key::read(program_id.as_array()) {
        Ok(())
    } else {
        Err(Error::WrongOwner)
    }
}

/// An initialised market of this program.
#[inline(always)]
pub fn market<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<Market<'a>, Error> {
    own(account, program_id)?;
    Market::load(data_mut(account))
}

/// An initialised position of this program.
#[inline(always)]
pub fn position<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<&'a mut Position, Error> {
    own(account, program_id)?;
    load_mut(data_mut(account))
}

/// An initialised position of this market.
#[inline(always)]
pub fn position_of<'a>(
    account: &'a mut AccountView,
    program_id: &Address,
    market: &Key,
) -> Result<&'a mut Position, Error> {
    let position = position(account, program_id)?;
    if position.market() == *market { Ok(position) } else { Err(Error::WrongMarket) }
}

/// An account of this program that is about to be initialised.
pub fn fresh<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<&'a mut [u8], Error> {
    own(account, program_id)?;
    Ok(data_mut(account))
}

/// Whether the signer in this slot is the market's admin.
pub fn admin(account: &AccountView, market: &Market<'_>) -> Result<(), Error> {
    if key(account) == market.header.admin() { Ok(()) } else { Err(Error::NotAdmin) }
}

/// The reserve's vault. Owner and mint need no check: the program made it at this address and never gives it away.
#[derive(Clone, Copy)]
pub struct Vault<'a>(&'a AccountView);

impl<'a> Vault<'a> {
    /// Proves by address.
    #[inline(always)]
    pub fn of(account: &'a AccountView, reserve: &Reserve) -> Result<Vault<'a>, Error> {
        if key(account) == reserve.vault() { Ok(Vault(account)) } else { Err(Error::WrongVault) }
    }

    /// Proves vault, mint and token program of a room that moves the reserve's tokens.
    #[inline(always)]
    pub fn with_mint(
        account: &'a AccountView,
        mint: &AccountView,
        token_program: &AccountView,
        reserve: &Reserve,
    ) -> Result<Vault<'a>, Error> {
        let vault = Vault::of(account, reserve)?;
        self::mint(mint, reserve)?;
        if key(token_program) == reserve.token_program() { Ok(vault) } else { Err(Error::WrongTokenProgram) }
    }

    /// The account.
    #[inline(always)]
    pub fn account(&self) -> &'a AccountView {
        self.0
    }

    /// Atoms it holds now.
    #[inline(always)]
    pub fn amount(&self) -> Result<u64, Error> {
        account::amount(data(self.0))
    }
}

/// Whether the account is the reserve's mint.
#[inline(always)]
pub fn mint(account: &AccountView, reserve: &Reserve) -> Result<(), Error> {
    if key(account) == reserve.mint() { Ok(()) } else { Err(Error::WrongMint) }
}

/// A user's token account of the reserve's mint.
#[inline(always)]
pub fn token_account<'a>(account: &'a AccountView, reserve: &Reserve) -> Result<TokenAccount<'a>, Error> {
    if Key::read(account.owner().as_array()) != reserve.token_program() {
        return Err(Error::WrongTokenAccount);
    }
    let parsed = TokenAccount::parse(data(account))?;
    if parsed.mint() == reserve.mint() { Ok(parsed) } else { Err(Error::WrongTokenAccount) }
}

/// Whether the account is the market's authority PDA.
#[inline(always)]
pub fn authority(account: &AccountView, market: &Market<'_>) -> Result<(), Error> {
    if key(account) == market.header.authority() { Ok(()) } else { Err(Error::WrongAuthority) }
}

/// Whether the account is the system program.
pub fn system_program(account: &AccountView) -> Result<(), Error> {
    if key(account) == SYSTEM_PROGRAM { Ok(()) } else { Err(Error::WrongSystemProgram) }
}

/// Whether the account is the instructions sysvar.
pub fn instructions_sysvar(account: &AccountView) -> Result<(), Error> {
    if key(account) == INSTRUCTIONS_SYSVAR { Ok(()) } else { Err(Error::WrongInstructionsSysvar) }
}
