//! Wallets of the embedded chain, and its faucet.

use crate::store::{Store, asset, symbol};
use crate::{Answer, amount};
use anyhow::{Result, bail};
use clap::Subcommand;
use hypothec_world::{mint, token};
use serde_json::json;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Make a wallet
    New { name: String },
    /// Show a wallet's address and balances
    Show { name: String },
    /// Give a wallet SOL
    Airdrop { name: String, sol: String },
    /// Give a wallet tokens
    Mint { name: String, symbol: String, amount: String },
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let name = match command {
        Command::New { name } => {
            store.new_wallet(name)?;
            name
        }
        Command::Show { name } => name,
        Command::Airdrop { name, sol } => {
            let mut chain = store.chain()?;
            chain.airdrop(&store.wallet(name)?.pubkey(), amount::parse(sol, 9)?);
            store.keep_chain(&chain)?;
            name
        }
        Command::Mint { name, symbol, amount } => {
            let asset = asset(symbol)?;
            let atoms = amount::parse(amount, mint::decimals(&asset.mint_account.data))?;
            if atoms == 0 || atoms == u64::MAX {
                bail!("{amount}: give an amount above zero");
            }
            let mut chain = store.chain()?;
            let owner = store.wallet(name)?.pubkey();
            let address = token::associated(&owner, &asset.mint, &asset.mint_account.owner);
            let had = chain.get_account(&address).map_or(0, |account| token::amount(&account.data));
            let Some(sum) = had.checked_add(atoms) else { bail!("{amount}: more than a token account can hold") };
            chain.put_account(&address, token::associated_account(&asset.mint, &asset.mint_account, &owner, sum));
            store.keep_chain(&chain)?;
            name
        }
    };
    show(store, name)
}

fn show(store: &Store, name: &str) -> Result<Answer> {
    let chain = store.chain()?;
    let owner = store.wallet(name)?.pubkey();
    let lamports = chain.get_account(&owner).map_or(0, |account| account.lamports);
    let mut text = format!("{name} {owner}\n  SOL {}", amount::show(lamports, 9));
    let mut tokens = serde_json::Map::new();
    for known in ["USDC", "NVDAx"] {
        let asset = asset(known)?;
        let address = token::associated(&owner, &asset.mint, &asset.mint_account.owner);
        let atoms = chain.get_account(&address).map_or(0, |account| token::amount(&account.data));
        text += &format!("\n  {known} {}", amount::show(atoms, mint::decimals(&asset.mint_account.data)));
        tokens.insert(symbol(&asset).into(), json!(atoms));
    }
    let json = json!({ "name": name, "address": owner.to_string(), "lamports": lamports, "atoms": tokens });
    Ok(Answer { json, text })
}
