//! OpenReceipt: creates the receipt mint of a reserve that is lent.

use super::report;
use crate::view::outlined as view;
use crate::{receipt, runtime, system};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{Instruction, OpenReceiptArgs};
use hypothec_interface::{Error, accounts, pda};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_open_receipt(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &OpenReceiptArgs = view::args(data)?;
    let [market, payer, mint, token_program, system_program] = view::open(accounts, &accounts::OPEN_RECEIPT)?;
    let market_key = view::key(market);
    let mut market = view::market(market, program_id)?;
    receipt::token_program(token_program)?;
    view::system_program(system_program)?;
    let (market_bytes, index) = (market_key.to_bytes(), [args.reserve]);
    let (address, bump) = runtime::find_address(&[pda::RECEIPT, &market_bytes, &index], program_id);
    if address != view::key(mint) {
        return Err(Error::WrongAddress);
    }
    let decimals = action::open_receipt(&mut market, args.reserve, address)?;
    let bump = [bump];
    let seeds = [
        Seed::from(pda::RECEIPT),
        Seed::from(market_bytes.as_slice()),
        Seed::from(index.as_slice()),
        Seed::from(bump.as_slice()),
    ];
    system::create(payer, mint, &seeds, receipt::MINT_SIZE, token_program.address());
    receipt::initialize(token_program, mint, decimals, &market.header.authority());
    report(Instruction::OpenReceipt, args.reserve, market_key, &Moved { amount: 0, shares: 0 }, 0);
    Ok(())
}
