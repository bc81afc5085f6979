//! What anyone may do to a reserve: give to its buffer, have its fees paid out, flash loans, recognise a clawback.

use crate::amount;
use crate::answer::Answer;
use crate::desk::Desk;
use crate::market::{self, Command};
use crate::store::Store;
use anyhow::{Result, bail};
use hypothec_interface::builder;
use hypothec_localnet::token;
use solana_address::Address;
use solana_signer::Signer;

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let (mut desk, payer) = (Desk::open(store)?, store.keys.signer()?);
    let (symbol, text) = match command {
        Command::Donate { symbol, amount } | Command::Flash { symbol, amount } => (symbol, Some(amount)),
        Command::Fees { symbol } | Command::Sync { symbol } => (symbol, None),
        _ => bail!("this command is not about one reserve"),
    };
    let (known, index) = desk.listed(symbol)?;
    let atoms = text.map_or(Ok(0), |text| amount::parse(text, known.decimals))?;
    let (reading, signer) = (desk.reading()?, payer.pubkey());
    let reserve = reading.addresses(reading.reserve(index)?);
    let tokens = |owner: &Address| token::associated(owner, &known.mint, &known.token_program);
    let mut all = Vec::new();
    match command {
        Command::Donate { .. } => all.push(builder::donate(&reserve, tokens(&signer), signer, atoms)),
        Command::Flash { .. } => {
            all.extend(desk.missing_tokens(&signer, &signer, &known.mint, &known.token_program));
            all.push(builder::flash_borrow(&reserve, tokens(&signer), atoms));
            all.push(builder::flash_repay(&reserve, tokens(&signer), signer, atoms));
        }
        Command::Fees { .. } => {
            let recipient = Address::from(reading.header().fee_recipient());
            all.extend(desk.missing_tokens(&signer, &recipient, &known.mint, &known.token_program));
            all.push(builder::collect_fees(&reserve, tokens(&recipient)));
        }
        _ => all.push(builder::sync_vault(reading.address, index)),
    }
    let sent = desk.send(&all, &[&payer])?;
    market::show(&desk, Some(&sent))
}
