//! The embedded chain: start it, let time pass, look back.

use crate::answer::{Answer, table};
use crate::asset;
use crate::desk::Desk;
use crate::history::hex;
use crate::keys::ISSUER;
use crate::moment;
use crate::store::{Store, Token};
use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY};
use hypothec_localnet::{Chain, keys, mint};
use hypothec_testkit::elf;
use serde_json::{Value, json};
use solana_address::Address;
use solana_signer::Signer;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    /// Start an empty chain with the program, USDC and every xStock on it
    ///
    /// It starts on Tuesday 2026-09-15 at 11:00 in New York. NVDAx is byte-identical to mainnet's mint; the wallet
    /// `issuer`, which is made here, holds the issuer's keys of the other xStocks and of USDC.
    Start {
        /// The compiled program [default: target/deploy/hypothec.so of the source tree]
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
    },
    /// Show slot, time, the program and what is kept
    Status,
    /// Let time pass
    Warp {
        /// Seconds; or with --to a time
        #[arg(required_unless_present = "to")]
        seconds: Option<u32>,
        /// New York time to go on to, such as 2026-09-18T15:55
        #[arg(long, value_name = "TIME", conflicts_with = "seconds")]
        to: Option<String>,
    },
    /// List the transactions sent, with their compute units
    History {
        /// Only so many of the last ones
        #[arg(long, default_value_t = 20)]
        last: usize,
    },
    /// Make up an SPL token, which can then be minted and listed
    NewToken {
        /// Its symbol
        symbol: String,
        /// Its decimals
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(0..=18))]
        decimals: u8,
        /// Whether it trades around the clock or in sessions
        #[arg(long, value_enum, default_value = "continuous")]
        class: Class,
    },
    /// Forget the chain, its history and its wallets
    Reset,
}

/// Class of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Class {
    /// Follows a stock: sessions and issuer checks
    Equity,
    /// Trades around the clock
    Continuous,
}

impl Class {
    pub const fn code(self) -> u8 {
        match self {
            Class::Equity => CLASS_EQUITY,
            Class::Continuous => CLASS_CONTINUOUS,
        }
    }
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    match command {
        Command::Start { program } => start(store, program.clone().unwrap_or_else(elf::path)),
        Command::Status => status(&Desk::open(store)?),
        Command::Warp { seconds, to } => warp(store, *seconds, to.as_deref()),
        Command::History { last } => history(store, *last),
        Command::NewToken { symbol, decimals, class } => new_token(store, symbol, *decimals, *class),
        Command::Reset => {
            if store.dir.exists() {
                store.forget(&store.lock()?)?;
            }
            let text = "the chain, its history and its wallets are forgotten";
            Ok(Answer { json: json!({ "reset": true }), text: text.into() })
        }
    }
}

fn start(store: &Store, program: PathBuf) -> Result<Answer> {
    let kept = || format!("a chain is kept at {} already: `hypothec chain reset` forgets it", store.dir.display());
    if store.exists() {
        bail!(kept());
    }
    let elf = std::fs::read(&program)
        .with_context(|| format!("no program at {}: run `make program`, or give --program", program.display()))?;
    if !elf.starts_with(b"\x7fELF") {
        bail!("{} is not a compiled program: run `make program`", program.display());
    }
    let lock = store.lock()?;
    if store.exists() {
        bail!(kept()); // another command was quicker
    }
    let mut chain = Chain::new(&elf);
    let issuer = match store.keys.named(ISSUER) {
        Ok(issuer) => issuer,
        Err(_) => store.keys.create(ISSUER)?,
    };
    chain.airdrop(&issuer.pubkey(), 1_000_000_000_000);
    asset::put_mints(&mut chain, &issuer.pubkey());
    let mut desk = Desk::start(store, lock, chain);
    desk.keep()?;
    status(&desk)
}

fn warp(store: &Store, seconds: Option<u32>, to: Option<&str>) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    let now = desk.now();
    let then = match (seconds, to) {
        (Some(seconds), _) => now + i64::from(seconds),
        (None, Some(to)) => {
            let calendar = desk.reading().map_or_else(|_| nyse::calendar(), |reading| reading.header().calendar());
            moment::parse_local(&calendar, to)?
        }
        (None, None) => now,
    };
    if then < now {
        bail!("{} is past: time only goes on", moment::utc(then));
    }
    desk.chain.set_time(then);
    desk.keep()?;
    status(&desk)
}

/// The program's upgrade authority, which outranks everything.
pub fn upgrade_authority(desk: &Desk<'_>) -> String {
    let loader: Address = solana_address::address!("BPFLoaderUpgradeab1e11111111111111111111111");
    let program = hypothec_localnet::program_id();
    let data = desk.account(&Address::find_program_address(&[program.as_ref()], &loader).0).map(|account| account.data);
    let key = |data: Vec<u8>| match data.get(12..45) {
        Some([1, key @ ..]) => Address::try_from(key).ok().map(|key| key.to_string()),
        _ => None,
    };
    data.and_then(key).unwrap_or_else(|| "none: the program cannot be changed".into())
}

fn status(desk: &Desk<'_>) -> Result<Answer> {
    let clock = desk.chain.clock();
    let calendar = desk.reading().map_or_else(|_| nyse::calendar(), |reading| reading.header().calendar());
    let (session, until) = calendar.session_at(clock.unix_timestamp);
    let sent = desk.store.entries()?.len();
    let authority = upgrade_authority(desk);
    let json = json!({
        "slot": clock.slot, "unix_timestamp": clock.unix_timestamp, "utc": moment::utc(clock.unix_timestamp),
        "local": moment::local(&calendar, clock.unix_timestamp), "session": moment::session_name(session),
        "session_until": until, "dir": desk.store.dir, "program": hypothec_localnet::program_id().to_string(),
        "upgrade_authority": authority, "market": desk.book.market, "transactions": sent,
        "wallets": desk.store.keys.names(),
    });
    let text = format!(
        "slot {}, {} ({}), session {} until {}\nprogram {}\n  upgrade authority {authority}\nmarket {}\n{sent} \
         transactions, kept at {}",
        clock.slot,
        moment::local(&calendar, clock.unix_timestamp),
        moment::utc(clock.unix_timestamp),
        moment::session_name(session),
        moment::local(&calendar, until),
        hypothec_localnet::program_id(),
        desk.book.market.as_deref().unwrap_or("none yet"),
        desk.store.dir.display()
    );
    Ok(Answer { json, text })
}

fn history(store: &Store, last: usize) -> Result<Answer> {
    let _lock = Desk::open(store)?;
    let entries = store.entries()?;
    let shown = &entries[entries.len().saturating_sub(last)..];
    let rows = shown.iter().map(|entry| {
        let outcome = entry
            .refusal
            .as_ref()
            .map_or_else(|| "ok".into(), |refusal| refusal.name.clone().unwrap_or_else(|| refusal.runtime.clone()));
        let numbers = [entry.cu, entry.program_cu, entry.token_cu].map(|n| n.to_string());
        [vec![entry.title(), outcome], numbers.to_vec(), vec![entry.bytes.to_string(), entry.signature.clone()]]
            .concat()
    });
    let heading = ["transaction", "outcome", ">CU", ">of program", ">of token", ">bytes", "signature"];
    let text = table(&heading, rows);
    let json: Vec<Value> = shown
        .iter()
        .map(|entry| {
            let mut row = entry.summary();
            row["slot"] = json!(entry.slot);
            row["unix_timestamp"] = json!(entry.unix_timestamp);
            row["error"] = json!(entry.refusal);
            row
        })
        .collect();
    Ok(Answer { json: json!(json), text })
}

fn new_token(store: &Store, symbol: &str, decimals: u8, class: Class) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    if symbol.is_empty() || symbol.len() > 12 || !symbol.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        bail!("{symbol:?} is not a symbol: use up to 12 letters and digits");
    }
    if desk.known(symbol).is_ok() {
        bail!("{symbol} exists already");
    }
    let n = desk.book.tokens.len() as u64;
    let (address, feed) = (keys::address(10_000 + n), keys::address(20_000 + n));
    let issuer = store.keys.named(ISSUER)?.pubkey();
    desk.chain.put_account(&address, mint::spl_mint(decimals, issuer, 0));
    let token = Token { mint: address.to_string(), feed: hex(feed.as_ref()), class: class.code() };
    desk.book.tokens.insert(symbol.into(), token.clone());
    desk.keep()?;
    let json = json!({ "symbol": symbol, "mint": token.mint, "feed": token.feed, "decimals": decimals });
    Ok(Answer { json, text: format!("{symbol}, mint {}, {decimals} decimals", token.mint) })
}
