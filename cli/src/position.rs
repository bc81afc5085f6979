//! Positions: open, show, deposit, withdraw, borrow, repay, close.

use crate::answer::{Answer, table};
use crate::batch::{self, Pair};
use crate::desk::Desk;
use crate::event;
use crate::health;
use crate::history::Entry;
use crate::quote::{self, Quote};
use crate::reading;
use crate::receipt::{self, Receipts};
use crate::store::Store;
use crate::{amount, wallet};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use hypothec_interface::builder;
use hypothec_interface::instruction::{Instruction as Ours, SetOrderArgs};
use hypothec_localnet::token;
use serde_json::{Value, json};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Open the signer's position
    Open(Which),
    /// Show what a position holds and owes, its power and its health
    Show(Which),
    /// Ask the program what the position may do, and when it would be liquidated
    Quote(Quote),
    /// Move tokens in as supply; into another's position only where it holds that asset already
    Deposit(Move),
    /// Move supply out to the signer
    Withdraw(Move),
    /// Borrow against what is deposited
    Borrow(Move),
    /// Pay back what is owed, for oneself or for another
    Repay(Move),
    /// Deposit and borrow in one instruction, judged once at the end
    Lever {
        #[command(flatten)]
        pair: Pair,
        #[command(flatten)]
        which: Which,
    },
    /// Repay and withdraw in one instruction, judged once at the end
    Unwind {
        #[command(flatten)]
        pair: Pair,
        #[command(flatten)]
        which: Which,
    },
    /// Turn supply shares of a lent asset into receipts, an SPL token that travels
    MintReceipt {
        #[command(flatten)]
        receipts: Receipts,
        #[command(flatten)]
        which: Which,
    },
    /// Turn receipts back into supply shares of the position
    RedeemReceipt {
        #[command(flatten)]
        receipts: Receipts,
        #[command(flatten)]
        which: Which,
    },
    /// Choose whether a deposit counts as collateral
    Collateral {
        /// The asset's symbol
        symbol: String,
        /// on or off
        #[arg(value_parser = ["on", "off"])]
        switch: String,
        #[command(flatten)]
        which: Which,
    },
    /// Let another act for the position: borrow, and withdraw to the owner; nobody without WHO
    Delegate {
        /// A wallet's name or an address
        who: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Let anyone sell a little, earlier and cheaper than a liquidation: the owner's standing order
    Order {
        /// Below this health anyone may execute it, such as 1.2
        #[arg(long, value_name = "HEALTH", required_unless_present = "clear", requires_all = ["target", "bonus_cap"])]
        line: Option<String>,
        /// Up to this health, such as 1.3
        #[arg(long, value_name = "HEALTH")]
        target: Option<String>,
        /// For at most this bonus, percent, such as 1.5
        #[arg(long, value_name = "PERCENT")]
        bonus_cap: Option<String>,
        /// Take the order back
        #[arg(long, conflicts_with_all = ["line", "target", "bonus_cap"])]
        clear: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Close an empty position; its rent comes back
    Close(Which),
}

/// Which position.
#[derive(Args)]
pub struct Which {
    /// Another's position: a wallet's name, or the position's or owner's address [default: the signer's]
    #[arg(long, value_name = "WHO")]
    of: Option<String>,
    /// The owner's number for it
    #[arg(long, default_value_t = 0)]
    id: u16,
}

/// Tokens to move.
#[derive(Args)]
pub struct Move {
    /// The asset's symbol
    symbol: String,
    /// How many tokens, such as 3.14; `all` (but not to borrow)
    amount: String,
    #[command(flatten)]
    which: Which,
}

impl Which {
    /// The position's address.
    pub fn address(&self, desk: &Desk<'_>) -> Result<Address> {
        let who = wallet::address(desk.store, self.of.as_deref())?;
        if desk.account(&who).is_some_and(|account| account.owner == builder::PROGRAM_ID) {
            return Ok(who);
        }
        Ok(builder::position_address(&desk.market_address()?, &who, self.id).0)
    }
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    if let Command::Quote(it) = command {
        return quote::run(it, store);
    }
    let mut desk = Desk::open(store)?;
    let (which, instructions) = match command {
        Command::Show(which) => return show(&desk, which, None),
        Command::Quote(_) => bail!("a quotation moves nothing"),
        Command::Deposit(it) | Command::Withdraw(it) | Command::Borrow(it) | Command::Repay(it) => {
            (&it.which, moves(command, it, &desk)?)
        }
        Command::Lever { pair, which } => {
            (which, batch::pair(&desk, which.address(&desk)?, pair, [Ours::Deposit, Ours::Borrow])?)
        }
        Command::Unwind { pair, which } => {
            (which, batch::pair(&desk, which.address(&desk)?, pair, [Ours::Repay, Ours::Withdraw])?)
        }
        Command::MintReceipt { receipts, which } => {
            (which, receipt::instructions(&desk, which.address(&desk)?, receipts, true)?)
        }
        Command::RedeemReceipt { receipts, which } => {
            (which, receipt::instructions(&desk, which.address(&desk)?, receipts, false)?)
        }
        Command::Open(which) | Command::Close(which) => (which, vec![plain(command, which, &desk)?]),
        Command::Collateral { which, .. } | Command::Delegate { which, .. } | Command::Order { which, .. } => {
            (which, vec![plain(command, which, &desk)?])
        }
    };
    let signer = store.keys.signer()?;
    let sent = desk.send(&instructions, &[&signer])?;
    show(&desk, which, Some(&sent))
}

/// The instruction of a command that moves no tokens.
fn plain(command: &Command, which: &Which, desk: &Desk<'_>) -> Result<Instruction> {
    let (market, owner) = (desk.market_address()?, desk.store.keys.signer()?.pubkey());
    let position = which.address(desk)?;
    Ok(match command {
        Command::Open(which) => builder::open_position(market, owner, owner, which.id),
        Command::Close(_) => {
            let held = held(desk, &position)?;
            builder::close_position(position, owner, held.rent_payer().into())
        }
        Command::Collateral { symbol, switch, .. } => {
            let (_, index) = desk.listed(symbol)?;
            builder::set_collateral(market, position, owner, index, switch == "on")
        }
        Command::Delegate { who, .. } => {
            let delegate = who.as_deref().map(|who| wallet::address(desk.store, Some(who))).transpose()?;
            builder::set_delegate(position, owner, delegate)
        }
        Command::Order { line, target, bonus_cap, .. } => {
            let bps = |text: &Option<String>, decimals| -> Result<u16> {
                Ok(u16::try_from(text.as_deref().map_or(Ok(0), |text| amount::parse(text, decimals))?)?)
            };
            let (line_bps, target_bps, bonus_cap_bps) = (bps(line, 4)?, bps(target, 4)?, bps(bonus_cap, 2)?);
            builder::set_order(position, owner, &SetOrderArgs { line_bps, target_bps, bonus_cap_bps })
        }
        _ => unreachable!("the other commands move tokens"),
    })
}

/// The instructions of a command that moves tokens: the signer's token account first, where it is missing.
fn moves(command: &Command, it: &Move, desk: &Desk<'_>) -> Result<Vec<Instruction>> {
    let signer = desk.store.keys.signer()?.pubkey();
    let (known, index) = desk.listed(&it.symbol)?;
    let (reading, position) = (desk.reading()?, it.which.address(desk)?);
    held(desk, &position)?;
    let reserve = reading.addresses(reading.reserve(index)?);
    let tokens = token::associated(&signer, &known.mint, &known.token_program);
    let atoms = match command {
        Command::Borrow(_) => amount::parse(&it.amount, known.decimals)?,
        _ => amount::parse_or_all(&it.amount, known.decimals)?,
    };
    let mut all = Vec::new();
    all.extend(desk.missing_tokens(&signer, &signer, &known.mint, &known.token_program));
    all.push(match command {
        Command::Deposit(_) => builder::deposit(&reserve, position, tokens, signer, atoms, 0),
        Command::Withdraw(_) => builder::withdraw(&reserve, position, tokens, signer, atoms, 0),
        Command::Borrow(_) => builder::borrow(&reserve, position, tokens, signer, atoms, u64::MAX),
        _ => builder::repay(&reserve, position, tokens, signer, atoms),
    });
    Ok(all)
}

/// The position at an address.
pub fn held(desk: &Desk<'_>, address: &Address) -> Result<hypothec_interface::state::Position> {
    let account =
        desk.account(address).with_context(|| format!("no position at {address}: run `hypothec position open`"))?;
    reading::position(address, &account.data)
}

fn show(desk: &Desk<'_>, which: &Which, sent: Option<&Entry>) -> Result<Answer> {
    let address = which.address(desk)?;
    let lines = sent.map_or_else(String::new, |sent| event::told(desk, sent));
    let transaction = sent.map(Entry::summary);
    if sent.is_some() && desk.account(&address).is_none() {
        let json = json!({ "transaction": transaction, "address": address.to_string(), "closed": true });
        return Ok(Answer { json, text: format!("{lines}position {address} is closed") });
    }
    let (position, reading) = (held(desk, &address)?, desk.reading()?);
    let judged = health::judge(desk, &reading, &position)?;
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Value::Null => "never".into(),
        other => other.to_string(),
    };
    let names = ["side", "symbol", "amount", "price", "usd", "age_s", "states"];
    let rows = judged.slots.iter().map(|slot| names.iter().map(|name| text(&slot[*name])).collect());
    let table = table(&["side", "asset", ">amount", ">price", ">USD", ">age s", "states"], rows);
    let owner = Address::from(position.owner());
    let text = format!(
        "{lines}position {address}\n  owner {owner}, number {}\n{table}\npower {} USD, debt {} USD, free {} USD, \
         health {}\n{}",
        position.id(),
        amount::usd_bps(judged.power),
        amount::usd_bps(judged.debt),
        amount::usd_bps(judged.power.saturating_sub(judged.debt)),
        judged.health().unwrap_or_else(|| "without end, for there is no debt".into()),
        judged.verdict()
    );
    let json = json!({
        "transaction": transaction, "address": address.to_string(), "owner": owner.to_string(),
        "delegate": (!position.delegate().is_none()).then(|| Address::from(position.delegate()).to_string()),
        "id": position.id(), "slots": judged.slots, "risk": judged.json(),
    });
    Ok(Answer { json, text })
}
