//! Liquidation: who may be liquidated, and doing it.

use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::event;
use crate::health::{self, Judged};
use crate::history::Entry;

use crate::store::Store;
use crate::{amount, watch};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::state::Position;
use hypothec_localnet::token;
use serde_json::{Value, json};
use solana_address::Address;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// List positions with debt, the least healthy first
    Scan {
        /// Only those whose health is below this, such as 1.1
        #[arg(long, default_value = "1000", value_name = "HEALTH")]
        below: String,
    },
    /// Repay a position's debt and seize its collateral at a bonus; the signer needs the tokens to repay with
    Run(Run),
    /// Settle a position whose collateral is gone: buffer first, then that asset's suppliers; anyone may
    Settle {
        /// The position's address
        position: String,
    },
}

#[derive(Args)]
pub struct Run {
    /// The position's address
    position: String,
    /// Whose debt to repay: a symbol [default: the position's largest debt]
    #[arg(long, value_name = "SYMBOL")]
    repay: Option<String>,
    /// What to seize: a symbol [default: the position's most valuable collateral]
    #[arg(long, value_name = "SYMBOL")]
    seize: Option<String>,
    /// Most tokens to repay [default: all that is allowed]
    #[arg(long, value_name = "TOKENS")]
    amount: Option<String>,
    /// Take shares into the signer's own position instead of tokens: works while the token cannot move
    #[arg(long)]
    shares: bool,
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    match command {
        Command::Scan { below } => scan(&Desk::open(store)?, &amount::parse(below, 4)?),
        Command::Run(it) => liquidate(it, store),
        Command::Settle { position } => {
            let (mut desk, payer) = (Desk::open(store)?, store.keys.signer()?);
            let position = address(position)?;
            let settle = builder::settle_bad_debt(desk.market_address()?, position);
            let sent = desk.send(&[settle], &[&payer])?;
            outcome(&desk, &position, &sent)
        }
    }
}

fn address(text: &str) -> Result<Address> {
    text.parse()
        .ok()
        .with_context(|| format!("{text} is not a position's address: `hypothec liquidate scan` lists them"))
}

fn scan(desk: &Desk<'_>, below: &u64) -> Result<Answer> {
    let reading = desk.reading()?;
    let mut found: Vec<(u128, Address, Position, Judged)> = Vec::new();
    for (address, position) in watch::positions(desk, &reading) {
        let judged = health::judge(desk, &reading, &position)?;
        let health = judged.liq_supply.saturating_mul(10_000).checked_div(judged.liq_debt);
        if let Some(health) = health.filter(|health| *health < u128::from(*below)) {
            found.push((health, address, position, judged));
        }
    }
    found.sort_by_key(|(health, address, ..)| (*health, *address));
    let rows = found.iter().map(|(health, address, _, judged)| {
        vec![
            address.to_string(),
            judged.health().unwrap_or_default(),
            amount::usd_bps(judged.liq_debt),
            if *health < 10_000 { "yes".into() } else { "no".into() },
        ]
    });
    let text = table(&["position", ">health", ">debt USD, weighted", "may be liquidated"], rows);
    let json: Vec<Value> = found
        .iter()
        .map(|(health, address, position, judged)| {
            json!({
                "position": address.to_string(), "owner": Address::from(position.owner()).to_string(),
                "health": judged.health(), "liquidatable": *health < 10_000, "slots": judged.slots,
            })
        })
        .collect();
    Ok(Answer { json: json!(json), text })
}

/// The reserve named, or the one of this side whose slot is worth most.
fn pick(desk: &Desk<'_>, judged: &Judged, side: &str, symbol: Option<&String>) -> Result<u8> {
    if let Some(symbol) = symbol {
        return Ok(desk.listed(symbol)?.1);
    }
    let slots = judged.slots.iter().filter(|slot| slot["side"] == side);
    let best = slots.max_by_key(|slot| slot["value"].as_u64()).and_then(|slot| slot["reserve"].as_u64());
    let best = best.with_context(|| format!("the position has no {side}: nothing to liquidate"))?;
    Ok(u8::try_from(best)?)
}

fn liquidate(it: &Run, store: &Store) -> Result<Answer> {
    let (mut desk, signer) = (Desk::open(store)?, store.keys.signer()?);
    let (position, reading, liquidator) = (address(&it.position)?, desk.reading()?, signer.pubkey());
    let account = desk.account(&position).with_context(|| format!("no position at {position}"))?;
    let judged = health::judge(&desk, &reading, &crate::reading::position(&position, &account.data)?)?;
    let repay = reading.addresses(reading.reserve(pick(&desk, &judged, "debt", it.repay.as_ref())?)?);
    let seize = reading.addresses(reading.reserve(pick(&desk, &judged, "supply", it.seize.as_ref())?)?);
    let atoms = match &it.amount {
        Some(text) => amount::parse(text, reading.reserve(repay.index)?.decimals())?,
        None => u64::MAX,
    };
    let source = token::associated(&liquidator, &repay.mint, &repay.token_program);
    let of = LiquidationAddresses { repay, seize, position, source, liquidator };
    let mut all = Vec::new();
    if it.shares {
        let own = builder::position_address(&reading.address, &liquidator, 0).0;
        if desk.account(&own).is_none() {
            bail!("the signer has no position to take shares into: run `hypothec position open`");
        }
        all.push(builder::liquidate_to_shares(&of, own, atoms, 0));
    } else {
        all.extend(desk.missing_tokens(&liquidator, &liquidator, &seize.mint, &seize.token_program));
        let destination = token::associated(&liquidator, &seize.mint, &seize.token_program);
        all.push(builder::liquidate(&of, destination, atoms, 0));
    }
    let sent = desk.send(&all, &[&signer])?;
    outcome(&desk, &position, &sent)
}

fn outcome(desk: &Desk<'_>, address: &Address, sent: &Entry) -> Result<Answer> {
    let (reading, account) = (desk.reading()?, desk.account(address).context("no position is left")?);
    let judged = health::judge(desk, &reading, &crate::reading::position(address, &account.data)?)?;
    let text = format!(
        "{}position {address}: health {} now",
        event::told(desk, sent),
        judged.health().unwrap_or_else(|| "without end, for there is no debt".into())
    );
    let events: Vec<Value> = sent.events().iter().map(event::json).collect();
    let json = json!({
        "transaction": sent.summary(), "events": events, "position": address.to_string(), "slots": judged.slots,
        "risk": judged.json(),
    });
    Ok(Answer { json, text })
}
