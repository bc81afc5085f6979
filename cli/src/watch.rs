//! The market at a glance: session, boards, and how healthy its positions are. Once, or again and again.

use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::health::{self, Judged};
use crate::reading::{self, Reading};
use crate::store::Store;
use crate::{amount, moment, price};
use anyhow::Result;
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::state::Position;
use serde_json::{Value, json};
use solana_address::Address;
use std::time::Duration;

/// Lower ends of the health classes, in ten-thousandths, with their names.
const CLASSES: [(u128, &str); 7] = [
    (20_000, "2 and more"),
    (15_000, "1.5 to 2"),
    (12_000, "1.2 to 1.5"),
    (11_000, "1.1 to 1.2"),
    (10_500, "1.05 to 1.1"),
    (10_000, "1 to 1.05"),
    (0, "below 1"),
];

#[derive(clap::Args)]
pub struct Watch {
    /// Look once, and end
    #[arg(long)]
    once: bool,
    /// Look again after so many seconds
    #[arg(long, default_value_t = 2, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

/// Every position of the market, by address.
pub fn positions(desk: &Desk<'_>, reading: &Reading) -> Vec<(Address, Position)> {
    let accounts = desk.chain.program_accounts(&PROGRAM_ID).into_iter();
    let mut found: Vec<(Address, Position)> = accounts
        .filter_map(|(address, account)| Some((address, reading::position(&address, &account.data).ok()?)))
        .filter(|(_, position)| Address::from(position.market()) == reading.address)
        .collect();
    found.sort_by_key(|(address, _)| *address);
    found
}

pub fn run(watch: &Watch, store: &Store, json: bool) -> Result<Answer> {
    loop {
        let answer = look(&Desk::open(store)?)?;
        if watch.once {
            return Ok(answer);
        }
        if json {
            println!("{}", answer.json);
        } else {
            // clear the screen, cursor to its top
            println!("\x1b[2J\x1b[H{}\n\nagain every {} s, Ctrl-C ends", answer.text, watch.every);
        }
        std::thread::sleep(Duration::from_secs(watch.every));
    }
}

fn class(judged: &Judged) -> Option<usize> {
    let health = judged.liq_supply.checked_mul(10_000)?.checked_div(judged.liq_debt)?;
    CLASSES.iter().position(|(from, _)| health >= *from)
}

fn look(desk: &Desk<'_>) -> Result<Answer> {
    let reading = desk.reading()?;
    let (now, header) = (desk.now(), reading.header());
    let moment = reading.risk_context(now);
    let mut counts = [(0u32, 0u128); CLASSES.len()];
    let (mut free, mut total) = (0u32, 0u32);
    for (_, position) in positions(desk, &reading) {
        let judged = health::judge(desk, &reading, &position)?;
        total += 1;
        match class(&judged) {
            Some(n) => {
                counts[n].0 += 1;
                counts[n].1 += judged.liq_debt;
            }
            None => free += 1,
        }
    }
    let boards: Vec<Value> = reading.reserves().iter().map(|reserve| price::board(desk, &reading, reserve)).collect();
    let classes = CLASSES.iter().zip(counts);
    let rows = classes.clone().map(|((_, name), (count, debt))| {
        vec![(*name).into(), count.to_string(), amount::usd_bps(debt), "#".repeat(count.min(40) as usize)]
    });
    let text = format!(
        "{}, session {} until {}\n{}\n{total} positions, {free} without debt\n{}",
        moment::local(&header.calendar(), now),
        moment::session_name(moment.session),
        moment::local(&header.calendar(), header.session_until()),
        price::boards_table(&boards),
        table(&["health", ">positions", ">debt USD", ""], rows)
    );
    let distribution: Vec<Value> = classes
        .map(|((_, name), (count, debt))| {
            json!({ "health": name, "positions": count, "debt_usd": amount::usd_bps(debt) })
        })
        .collect();
    let json = json!({
        "unix_timestamp": now, "session": moment::session_name(moment.session), "boards": boards,
        "positions": total, "without_debt": free, "distribution": distribution,
    });
    Ok(Answer { json, text })
}
