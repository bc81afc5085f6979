//! AddReserve: lists a mint with no power and creates its vault.

use super::report;
use crate::view::outlined as view;
use crate::{runtime, system, token};
use hypothec_interface::action::{self, Listing, Moved};
use hypothec_interface::instruction::{AddReserveArgs, Instruction};
use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM, mint as token_mint};
use hypothec_interface::{Error, Key, accounts, pda};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_add_reserve(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &AddReserveArgs = view::args(data)?;
    let [market, admin, payer, mint, vault, authority, token_program, system_program] =
        view::open(accounts, &accounts::ADD_RESERVE)?;
    let (market_key, signer) = (view::key(market), view::key(admin));
    let mut market = view::market(market, program_id)?;
    view::authority(authority, &market)?;
    view::system_program(system_program)?;
    let token_program_key = view::key(token_program);
    if token_program_key != TOKEN_PROGRAM && token_program_key != TOKEN_2022_PROGRAM
        || Key::read(mint.owner().as_array()) != token_program_key
    {
        return Err(Error::WrongTokenProgram);
    }
    let facts = token_mint::walk(view::data(mint), &token_program_key)?;

    let index = [market.free_index()?];
    let market_bytes = market_key.to_bytes();
    let (vault_key, bump) = runtime::find_address(&[pda::VAULT, &market_bytes, &index], program_id);
    if vault_key != view::key(vault) {
        return Err(Error::WrongAddress);
    }
    let listing = Listing {
        mint: view::key(mint),
        token_program: token_program_key,
        vault: vault_key,
        facts: &facts,
        signer,
        now: runtime::now(),
    };
    let index_listed = action::add_reserve(&mut market, args, &listing)?;

    let bump = [bump];
    let seeds = [
        Seed::from(pda::VAULT),
        Seed::from(market_bytes.as_slice()),
        Seed::from(index.as_slice()),
        Seed::from(bump.as_slice()),
    ];
    system::create(payer, vault, &seeds, facts.vault_len.into(), token_program.address());
    token::initialize_vault(token_program, vault, mint, &market.header.authority());
    report(Instruction::AddReserve, index_listed, market_key, &Moved { amount: 0, shares: 0 }, 0);
    Ok(())
}
