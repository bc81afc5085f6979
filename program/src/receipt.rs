//! Receipt tokens: SPL Token mints of the program's own, one for each reserve that has them.

use hypothec_interface::state::Reserve;
use hypothec_interface::token::TOKEN_PROGRAM;
use hypothec_interface::token::account::TokenAccount;
use hypothec_interface::{Error, Key, pda};
use pinocchio::AccountView;
use pinocchio::cpi::{CpiAccount, Seed, Signer, invoke_signed_unchecked};
use pinocchio::instruction::{InstructionAccount, InstructionView};

use crate::view;

/// Bytes of a mint.
pub const MINT_SIZE: usize = 82;

const MINT_TO: u8 = 7;
const BURN: u8 = 8;
const INITIALIZE_MINT_2: u8 = 20;

/// Whether the account is SPL Token, which all receipts belong to.
pub fn token_program(account: &AccountView) -> Result<(), Error> {
    if view::key(account) == TOKEN_PROGRAM { Ok(()) } else { Err(Error::WrongTokenProgram) }
}

/// Whether the account is the reserve's receipt mint.
pub fn mint(account: &AccountView, reserve: &Reserve) -> Result<(), Error> {
    if reserve.receipt().is_none() {
        return Err(Error::ReceiptNotOpen);
    }
    if view::key(account) == reserve.receipt() { Ok(()) } else { Err(Error::WrongReceipt) }
}

/// A token account of the reserve's receipts.
#[inline(never)]
pub fn account<'a>(account: &'a AccountView, reserve: &Reserve) -> Result<TokenAccount<'a>, Error> {
    if Key::read(account.owner().as_array()) != TOKEN_PROGRAM {
        return Err(Error::WrongTokenAccount);
    }
    let parsed = TokenAccount::parse(view::data(account))?;
    if parsed.mint() == reserve.receipt() { Ok(parsed) } else { Err(Error::WrongTokenAccount) }
}

/// Makes a freshly created account a mint of `authority`, without a freeze authority (`InitializeMint2`).
pub fn initialize(token_program: &AccountView, mint: &AccountView, decimals: u8, authority: &Key) {
    let mut data = [0u8; 35];
    let [tag, places, key @ .., _no_freeze_authority] = &mut data;
    (*tag, *places) = (INITIALIZE_MINT_2, decimals);
    key.copy_from_slice(&authority.to_bytes());
    let metas = [InstructionAccount::writable(mint.address())];
    let instruction = InstructionView { program_id: token_program.address(), accounts: &metas, data: &data };
    // SAFETY: the mint was just created, nobody has borrowed its data.
    unsafe { invoke_signed_unchecked(&instruction, &[CpiAccount::from(mint)], &[]) }
}

/// Mints receipts, signed by the market's authority PDA.
pub fn mint_to([token_program, mint, to, authority]: [&AccountView; 4], market: &Key, authority_bump: u8, amount: u64) {
    let (market, bump) = (market.to_bytes(), [authority_bump]);
    let seeds = [Seed::from(pda::AUTHORITY), Seed::from(market.as_slice()), Seed::from(bump.as_slice())];
    call(MINT_TO, amount, token_program, [mint, to, authority], &[Signer::from(&seeds)]);
}

/// Burns receipts that a signer of the instruction may burn. The runtime ends the transaction when it fails.
pub fn burn([token_program, from, mint, authority]: [&AccountView; 4], amount: u64) {
    call(BURN, amount, token_program, [from, mint, authority], &[]);
}

/// Both instructions: a tag and an amount, two writable accounts and who signs.
#[inline(never)]
fn call(tag: u8, amount: u64, token_program: &AccountView, accounts: [&AccountView; 3], signers: &[Signer]) {
    let [first, second, authority] = accounts;
    let metas = [
        InstructionAccount::writable(first.address()),
        InstructionAccount::writable(second.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    let [a, b, c, d, e, f, g, h] = amount.to_le_bytes();
    let data = [tag, a, b, c, d, e, f, g, h];
    let instruction = InstructionView { program_id: token_program.address(), accounts: &metas, data: &data };
    // SAFETY: no data of the three accounts is borrowed across the call: none is a record of this program.
    unsafe { invoke_signed_unchecked(&instruction, &accounts.map(CpiAccount::from), signers) }
}
