//! Prices: post to the embedded chain, refresh the boards, show them.

use crate::answer::{Answer, table};
use crate::asset::Known;
use crate::desk::Desk;
use crate::history::Entry;
use crate::reading::Reading;
use crate::store::Store;
use crate::{amount, health};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use hypothec_interface::budget;
use hypothec_interface::builder::RefreshEntry;
use hypothec_interface::oracle::{ingest, pyth_receiver};
use hypothec_interface::state::{CLASS_EQUITY, Reserve, SHARE_FEED, TOKEN_FEED};
use hypothec_localnet::price::PythUpdate;
use serde_json::{Value, json};
use solana_address::Address;
use solana_instruction::Instruction;

#[derive(Subcommand)]
pub enum Command {
    /// Post a Pyth price update, as of now, under the asset's real feed id
    ///
    /// On the embedded chain the account is put where Pyth's push program keeps it, owned by Pyth's receiver; nobody
    /// signs for it.
    Post {
        /// The asset's symbol
        symbol: String,
        /// USD per token, at most 8 decimals
        usd: String,
        /// Half-width of the confidence interval, USD [default: 5 basis points of the price]
        #[arg(long, value_name = "USD")]
        conf: Option<String>,
        /// Moving average, USD [default: the price]
        #[arg(long, value_name = "USD")]
        ema: Option<String>,
        /// The price is that of one share, under the share's feed, instead of one token's
        #[arg(long)]
        share: bool,
        /// Published so many seconds ago
        #[arg(long, default_value_t = 0, value_name = "SECONDS")]
        age: u32,
    },
    /// Take posted prices onto the boards
    Refresh {
        /// The assets' symbols [default: every listed asset]
        symbols: Vec<String>,
    },
    /// Show the boards
    Show,
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    match command {
        Command::Post { symbol, usd, conf, ema, share, age } => {
            let known = desk.known(symbol)?;
            let number = |text: &str| -> Result<i64> {
                i64::try_from(amount::parse(text, 8)?).ok().filter(|n| *n > 0).context("a price is above zero")
            };
            let price = number(usd)?;
            let none = || format!("{} has no share feed", known.symbol);
            let (feed, account) = match share {
                true => (known.share_feed.with_context(none)?, known.share_account().with_context(none)?),
                false => (known.token_feed, known.price_account()),
            };
            let mut update = PythUpdate::new(feed, price, -8, desk.now() - i64::from(*age));
            if let Some(conf) = conf {
                update.conf = amount::parse(conf, 8)?;
            }
            if let Some(ema) = ema {
                update.ema_price = number(ema)?;
            }
            update.posted_slot = desk.chain.clock().slot;
            desk.chain.put_account(&account, update.account());
            desk.keep()?;
            let text = format!("{} {usd} USD posted at {account}", known.symbol);
            let json = json!({
                "symbol": known.symbol, "price_e8": price, "account": account.to_string(),
            });
            Ok(Answer { json, text })
        }
        Command::Refresh { symbols } => {
            let payer = store.keys.signer()?;
            let mut sent = Vec::new();
            for instruction in refreshes(&desk, symbols)? {
                sent.push(desk.send(&[instruction], &[&payer])?);
            }
            show(&desk, &sent)
        }
        Command::Show => show(&desk, &[]),
    }
}

/// The instructions that refresh these assets, or all that are listed.
pub fn refreshes(desk: &Desk<'_>, symbols: &[String]) -> Result<Vec<Instruction>> {
    let reading = desk.reading()?;
    let mut entries = Vec::new();
    if symbols.is_empty() {
        for reserve in reading.reserves() {
            entries.push(entry(desk, &desk.known(&desk.symbol(&reserve.mint().into()))?, reserve.index())?);
        }
    }
    for symbol in symbols {
        let (known, index) = desk.listed(symbol)?;
        entries.push(entry(desk, &known, index)?);
    }
    if entries.is_empty() {
        bail!("nothing is listed: run `hypothec market list-asset NVDAx`");
    }
    Ok(budget::refreshes(reading.address, &entries))
}

fn entry(desk: &Desk<'_>, known: &Known, index: u8) -> Result<RefreshEntry> {
    let reading = desk.reading()?;
    let sources = reading.reserve(index)?.sources();
    let of = |n: usize, account: Option<Address>| {
        let address = account.filter(|_| sources[n].is_some())?;
        let print = pyth_receiver::parse(&desk.account(&address)?.data, &sources[n].id().key);
        // what does not parse is left to the program to refuse
        Some((address, print.map_or(i64::MAX, |print| print.publish_ts)))
    };
    let posted = [of(TOKEN_FEED, Some(known.price_account())), of(SHARE_FEED, known.share_account())];
    // beside a fresh price an old one is left out: the exchange of a share sleeps at night
    let oldest = desk.now() - ingest::MAX_AGE_S;
    let any_fresh = posted.iter().flatten().any(|(_, ts)| *ts >= oldest);
    let prices = posted.map(|one| one.filter(|(_, ts)| !any_fresh || *ts >= oldest).map(|(address, _)| address));
    if prices == [None, None] {
        bail!("{0} has no posted price: run `hypothec price post {0} USD`", known.symbol);
    }
    let equity_mint = (known.class == CLASS_EQUITY).then_some(known.mint);
    Ok(RefreshEntry { index, prices, equity_mint })
}

/// One board for programs.
pub fn board(desk: &Desk<'_>, reading: &Reading, reserve: &Reserve) -> Value {
    let moment = reading.risk_context(desk.now());
    let age = |ts: i64| (ts != 0).then(|| moment.ts - ts);
    let price = |price| amount::price(price, reserve.decimals());
    json!({
        "symbol": desk.symbol(&reserve.mint().into()), "settle": price(reserve.settle()), "low": price(reserve.low()),
        "high": price(reserve.high()), "liq_low": price(reserve.liq_low()), "liq_high": price(reserve.liq_high()),
        "age_s": age(reserve.board_ts()), "issuer_age_s": age(reserve.issuer_ts()),
        "states": health::state_names(reserve.state(&moment)), "ltv_bps": reserve.ltv_bps(&moment),
    })
}

/// Boards for people.
pub fn boards_table(boards: &[Value]) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "never".into(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    let names = ["symbol", "settle", "low", "high", "liq_low", "liq_high", "age_s", "issuer_age_s", "states"];
    let heading = ["asset", ">price", ">low", ">high", ">liq low", ">liq high", ">age s", ">issuer s", "states"];
    let rows = boards.iter().map(|board| names.iter().map(|name| text(&board[*name])).collect());
    table(&heading, rows)
}

fn show(desk: &Desk<'_>, sent: &[Entry]) -> Result<Answer> {
    let reading = desk.reading()?;
    let boards: Vec<Value> = reading.reserves().iter().map(|reserve| board(desk, &reading, reserve)).collect();
    let lines = sent.iter().map(|entry| entry.line() + "\n").collect::<String>();
    let json = json!({ "transactions": sent.iter().map(Entry::summary).collect::<Vec<_>>(), "boards": boards });
    Ok(Answer { json, text: format!("{lines}{}", boards_table(&boards)) })
}
