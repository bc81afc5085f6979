//! Validated accounts. A value of these types, or a record they return, is the proof that its account was checked.

use crate::runtime;
use hypothec_interface::accounts::AccountTable;
use hypothec_interface::instruction::Args;
use hypothec_interface::introspect::INSTRUCTIONS_SYSVAR;
use hypothec_interface::state::{ClosedMarket, Market, Position, Proposal, Reserve, load, load_mut};
use hypothec_interface::token::SYSTEM_PROGRAM;
use hypothec_interface::token::account::{self, TokenAccount};
use hypothec_interface::token::issuer;
use hypothec_interface::{Error, Key};
use pinocchio::{AccountView, Address};

pub mod outlined;

/// Reads the arguments: exactly their length.
#[inline(always)]
pub fn args<A: Args>(data: &[u8]) -> Result<&A, Error> {
    // packed records have alignment 1: only the length can be wrong
    bytemuck::try_from_bytes(data).map_err(|_| Error::ArgsLength.cold())
}

/// The address of an account as a key.
#[inline(always)]
pub fn key(account: &AccountView) -> Key {
    Key::read(account.address().as_array())
}

/// The address of an account where it lies: a key that is only compared need not be copied to the stack.
#[inline(always)]
pub fn address<'a>(account: &AccountView) -> &'a Key {
    // SAFETY: the runtime's record lives for the whole instruction, nobody writes an account's address, and it lies at
    // offset 8 of a record aligned to 8; a key is four words of any bits.
    unsafe { &*(&raw const (*account.account_ptr()).address).cast() }
}

/// The owner of an account where it lies, as [`address`].
#[inline(always)]
pub fn owner<'a>(account: &AccountView) -> &'a Key {
    // SAFETY: as `address`: the owner lies at offset 40, and no room of ours reassigns an account it has read.
    unsafe { &*(&raw const (*account.account_ptr()).owner).cast() }
}

/// Whether the account is at this address.
#[inline(always)]
fn is(account: &AccountView, key: &Key) -> bool {
    key.is_at(account.address().as_array())
}

/// Takes the accounts a table names: enough of them, signed, writable and distinct where it says so. Surplus flags are
/// no error. The table is a constant at every call, so only what it asks for remains.
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
    let (accounts, rest) = accounts.split_first_chunk_mut::<N>().ok_or_else(|| Error::NotEnoughAccounts.cold())?;
    check(accounts, table)?;
    Ok((accounts, rest))
}

/// Whether as many accounts as the table names are signed, writable and distinct where it says so.
#[inline(always)]
pub fn check<const N: usize>(accounts: &[AccountView; N], table: &AccountTable) -> Result<(), Error> {
    if table.slots.len() != N {
        return Err(Error::NotEnoughAccounts.cold());
    }
    // written out: the compiler leaves a loop with exits as it is, and reads the table at run time
    macro_rules! check {
        ($($n:literal)*) => {
            $(if let (Some(account), Some(slot)) = (accounts.get($n), table.slots.get($n)) {
                if slot.signer && !account.is_signer() {
                    return Err(Error::MissingSigner.cold());
                }
                if slot.writable && !account.is_writable() {
                    return Err(Error::NotWritable.cold());
                }
            })*
        };
    }
    const { assert!(N <= 16, "check more slots") };
    check!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    for (a, b) in table.distinct {
        // the runtime gives the same account the same pointer
        if let (Some(a), Some(b)) = (accounts.get(*a), accounts.get(*b))
            && a.account_ptr() == b.account_ptr()
        {
            return Err(Error::DuplicateAccount.cold());
        }
    }
    Ok(())
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

/// Whether two addresses are the same, word by word where they lie.
#[inline(always)]
fn same(a: &Address, b: &Address) -> bool {
    let (([a0, a1, a2, a3], _), ([b0, b1, b2, b3], _)) = (a.as_array().as_chunks::<8>(), b.as_array().as_chunks::<8>())
    else {
        return false;
    };
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    word(a0) == word(b0) && word(a1) == word(b1) && word(a2) == word(b2) && word(a3) == word(b3)
}

/// Whether the account belongs to this program.
#[inline(always)]
fn own(account: &AccountView, program_id: &Address) -> Result<(), Error> {
    if same(account.owner(), program_id) { Ok(()) } else { Err(Error::WrongOwner.cold()) }
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
    if position.market() == *market { Ok(position) } else { Err(Error::WrongMarket.cold()) }
}

/// An initialised proposal of this market.
#[inline(never)]
pub fn proposal_of<'a>(
    account: &'a mut AccountView,
    program_id: &Address,
    market: &Key,
) -> Result<&'a mut Proposal, Error> {
    own(account, program_id)?;
    let proposal: &mut Proposal = load_mut(data_mut(account))?;
    if proposal.market() == *market { Ok(proposal) } else { Err(Error::WrongMarket) }
}

/// Ends an account of this program; its lamports go to `recipient`.
pub fn close(account: &mut AccountView, recipient: &mut AccountView) {
    // lamports in one transaction never exceed the supply, so the sum fits
    recipient.set_lamports(recipient.lamports().saturating_add(account.lamports()));
    account.set_lamports(0);
    data_mut(account).fill(0);
}

/// Ends a market: what stays at its address is a record that no market is made over, and the rent of that. The rest of
/// the lamports goes to `recipient`.
pub fn close_market(account: &mut AccountView, recipient: &mut AccountView) {
    const SIZE: usize = size_of::<ClosedMarket>();
    if let Some(bytes) = data_mut(account).first_chunk_mut::<SIZE>() {
        *bytes = bytemuck::cast(ClosedMarket::RECORD);
    }
    // SAFETY: the length lies in the runtime's record, which lives for the whole instruction; the data only gets shorter,
    // and nobody holds a slice of it.
    unsafe { (*account.account_mut_ptr()).data_len = SIZE as u64 };
    let kept = runtime::rent_exempt_lamports(SIZE).min(account.lamports());
    recipient.set_lamports(recipient.lamports().saturating_add(account.lamports().saturating_sub(kept)));
    account.set_lamports(kept);
}

/// Whether the account is what a closed market of this program left.
pub fn is_closed_market(account: &AccountView, program_id: &Address) -> bool {
    own(account, program_id).is_ok() && load::<ClosedMarket>(data(account)).is_ok()
}

/// An account of this program that is about to be initialised.
pub fn fresh<'a>(account: &'a mut AccountView, program_id: &Address) -> Result<&'a mut [u8], Error> {
    own(account, program_id)?;
    Ok(data_mut(account))
}

/// The reserve's vault. Owner and mint need no check: the program made it at this address and never gives it away.
#[derive(Clone, Copy)]
pub struct Vault<'a>(&'a AccountView);

impl<'a> Vault<'a> {
    /// Proves by address.
    #[inline(always)]
    pub fn of(account: &'a AccountView, reserve: &Reserve) -> Result<Vault<'a>, Error> {
        if is(account, &reserve.vault()) { Ok(Vault(account)) } else { Err(Error::WrongVault.cold()) }
    }

    /// Proves vault, mint and token program of a room that moves the reserve's tokens; and of a mint that could have been
    /// closed since the last refresh, that it still is the listed one.
    #[inline(always)]
    pub fn with_mint(
        account: &'a AccountView,
        mint: &AccountView,
        token_program: &AccountView,
        reserve: &Reserve,
    ) -> Result<Vault<'a>, Error> {
        let vault = Vault::of(account, reserve)?;
        self::mint(mint, reserve)?;
        if reserve.offsets().is_closable() {
            check_closable(mint, reserve)?;
        }
        if is(token_program, &reserve.token_program()) { Ok(vault) } else { Err(Error::WrongTokenProgram.cold()) }
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

/// Whether a mint that its issuer can close still is the listed one.
#[cold]
#[inline(never)]
fn check_closable(mint: &AccountView, reserve: &Reserve) -> Result<(), Error> {
    issuer::read_closable(data(mint), owner(mint), &reserve.token_program(), &reserve.offsets()).map(|_| ())
}

/// Whether the account is the reserve's mint.
#[inline(always)]
pub fn mint(account: &AccountView, reserve: &Reserve) -> Result<(), Error> {
    if is(account, &reserve.mint()) { Ok(()) } else { Err(Error::WrongMint.cold()) }
}

/// Whether the account is the program that owns the reserve's mint.
pub fn token_program(account: &AccountView, reserve: &Reserve) -> Result<(), Error> {
    if is(account, &reserve.token_program()) { Ok(()) } else { Err(Error::WrongTokenProgram.cold()) }
}

/// A user's token account of the reserve's mint.
#[inline(always)]
pub fn token_account<'a>(account: &'a AccountView, reserve: &Reserve) -> Result<TokenAccount<'a>, Error> {
    if !reserve.token_program().is_at(account.owner().as_array()) {
        return Err(Error::WrongTokenAccount.cold());
    }
    let parsed = TokenAccount::parse(data(account))?;
    if parsed.is_of(&reserve.mint()) { Ok(parsed) } else { Err(Error::WrongTokenAccount.cold()) }
}

/// Whether the account is the market's authority PDA.
#[inline(always)]
pub fn authority(account: &AccountView, market: &Market<'_>) -> Result<(), Error> {
    if is(account, &market.header.authority()) { Ok(()) } else { Err(Error::WrongAuthority.cold()) }
}

/// Whether the account is the system program.
pub fn system_program(account: &AccountView) -> Result<(), Error> {
    if is(account, &SYSTEM_PROGRAM) { Ok(()) } else { Err(Error::WrongSystemProgram.cold()) }
}

/// Whether the account is the instructions sysvar.
pub fn instructions_sysvar(account: &AccountView) -> Result<(), Error> {
    if key(account) == INSTRUCTIONS_SYSVAR { Ok(()) } else { Err(Error::WrongInstructionsSysvar.cold()) }
}
