//! Wallets of the embedded chain, and its faucet.

use crate::amount;
use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::store::Store;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use hypothec_localnet::token;
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Make a wallet, kept with the embedded chain
    New {
        /// Its name: letters, digits, hyphens
        name: String,
    },
    /// Show the signer's address and balances
    Show {
        /// Another wallet: its name, or an address
        who: Option<String>,
    },
    /// List the embedded chain's wallets
    List,
    /// Give SOL: the embedded chain's faucet
    Airdrop {
        /// How many SOL
        sol: String,
        /// To another wallet: its name, or an address
        #[arg(long, value_name = "WHO")]
        to: Option<String>,
    },
    /// Give tokens: the embedded chain's faucet
    ///
    /// The token account is edited in place, as no issuer could: the mint's supply stays as it is.
    Mint {
        /// Which token
        symbol: String,
        /// How many tokens
        amount: String,
        /// To another wallet: its name, or an address
        #[arg(long, value_name = "WHO")]
        to: Option<String>,
    },
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    match command {
        Command::New { name } => {
            let wallet = store.keys.create(name)?.pubkey();
            let text = format!("{name} {wallet}\n  use it with --wallet {name}");
            Ok(Answer { json: json!({ "name": name, "address": wallet.to_string() }), text })
        }
        Command::Show { who } => show(&Desk::open(store)?, &address(store, who.as_deref())?),
        Command::List => list(store),
        Command::Airdrop { sol, to } => {
            let mut desk = Desk::open(store)?;
            let (to, lamports) = (address(store, to.as_deref())?, amount::parse(sol, 9)?);
            let had = desk.account(&to).map_or(0, |account| account.lamports);
            if lamports == 0 || had.checked_add(lamports).is_none_or(|sum| sum > 1 << 60) {
                bail!("{sol}: give an amount above zero that the chain can hold");
            }
            desk.chain.airdrop(&to, lamports);
            desk.keep()?;
            show(&desk, &to)
        }
        Command::Mint { symbol, amount, to } => mint(store, symbol, amount, to.as_deref()),
    }
}

/// A wallet's name, an address, or by default the signer.
pub fn address(store: &Store, who: Option<&str>) -> Result<Address> {
    let Some(who) = who else { return Ok(store.keys.signer()?.pubkey()) };
    if store.keys.names().iter().any(|name| name == who) {
        return Ok(store.keys.named(who)?.pubkey());
    }
    who.parse().ok().with_context(|| {
        format!("{who} is neither a wallet nor an address: `hypothec wallet new {who}` would make the wallet")
    })
}

fn mint(store: &Store, symbol: &str, text: &str, to: Option<&str>) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    let known = desk.known(symbol)?;
    let atoms = amount::parse(text, known.decimals)?;
    if atoms == 0 {
        bail!("{text}: give an amount above zero");
    }
    let owner = address(store, to)?;
    let tokens = token::associated(&owner, &known.mint, &known.token_program);
    let Some(sum) = desk.atoms(&tokens).checked_add(atoms) else {
        bail!("{text}: more than a token account can hold");
    };
    match desk.account(&tokens) {
        Some(_) => desk.chain.edit(&tokens, |account| token::set_amount(&mut account.data, sum)),
        None => {
            let account = token::associated_account(&known.mint, &desk.mint_account(&known)?, &owner, sum);
            desk.chain.put_account(&tokens, account);
        }
    }
    desk.keep()?;
    show(&desk, &owner)
}

fn show(desk: &Desk<'_>, owner: &Address) -> Result<Answer> {
    let lamports = desk.account(owner).map_or(0, |account| account.lamports);
    let mut rows = vec![vec!["SOL".into(), amount::show(lamports, 9), String::new()]];
    let mut atoms = serde_json::Map::new();
    for known in desk.all_known() {
        let address = token::associated(owner, &known.mint, &known.token_program);
        if desk.account(&address).is_none() {
            continue;
        }
        let held = desk.atoms(&address);
        rows.push(vec![known.symbol.clone(), amount::show(held, known.decimals), address.to_string()]);
        atoms.insert(known.symbol, json!(held));
    }
    let text = format!("{owner}\n{}", table(&["token", ">amount", "account"], rows));
    Ok(Answer { json: json!({ "address": owner.to_string(), "lamports": lamports, "atoms": atoms }), text })
}

fn list(store: &Store) -> Result<Answer> {
    let names = store.keys.names();
    let wallets = names.iter().map(|name| Ok((name.clone(), store.keys.named(name)?.pubkey().to_string())));
    let wallets: Vec<(String, String)> = wallets.collect::<Result<_>>()?;
    let json: Vec<_> = wallets.iter().map(|(name, address)| json!({ "name": name, "address": address })).collect();
    let text = table(&["wallet", "address"], wallets.into_iter().map(|(name, address)| vec![name, address]));
    Ok(Answer { json: json!(json), text })
}
