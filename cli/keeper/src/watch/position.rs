//! Positions: health that fell below a line, and prices that come near to liquidating one.

use crate::alert::{Alert, Severity};
use crate::book::Book;
use crate::config::WatchConfig;
use hypothec_interface::action::quote;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::state::Position;
use solana_address::Address;
use std::collections::{HashMap, HashSet};

/// What is remembered of positions.
#[derive(Default)]
pub(super) struct Lines {
    /// Per position, how many of the lines its health was below.
    below: HashMap<Address, usize>,
}

impl Lines {
    /// Tells of the positions that the configuration names, all where it names none.
    pub fn look(&mut self, config: &WatchConfig, book: &Book, now: i64, alerts: &mut Vec<Alert>) {
        let args = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay: NO_RESERVE, seize: NO_RESERVE };
        let only: HashSet<Address> = config.positions.iter().filter_map(|position| position.parse().ok()).collect();
        let watched = |address: &Address| only.is_empty() || only.contains(address);
        let indebted = book.positions().iter().filter(|(address, position)| position.has_debt() && watched(address));
        let quoted = book.with_market(|market| {
            let quoted = |(address, position)| Some((address, position, quote(market, position, &args, now).ok()?));
            indebted.filter_map(quoted).collect::<Vec<_>>()
        });
        let mut below = HashMap::new();
        for (address, position, quote) in quoted.unwrap_or_default() {
            let health = quote.health_bps as f64 / 10_000.0;
            let count = config.health_lines.iter().filter(|line| health < **line).count();
            if count > self.below.get(address).copied().unwrap_or(0) {
                alerts.push(fallen(config, address, position, health, now));
            }
            if count != 0 {
                below.insert(*address, count);
            }
            let near = quote.trigger_bps.iter().zip(position.used()).filter(|(bps, _)| {
                **bps != 0 && (f64::from(**bps) / 100.0 - 100.0).abs() <= config.trigger_percent && health >= 1.0
            });
            alerts.extend(near.map(|(bps, slot)| near_trigger(address, *bps, slot.reserve(), health, now)));
        }
        self.below = below;
    }
}

fn fallen(config: &WatchConfig, address: &Address, position: &Position, health: f64, now: i64) -> Alert {
    let line = config.health_lines.iter().filter(|line| health < **line).fold(f64::MAX, |a, b| a.min(*b));
    let severity = if health < 1.0 { Severity::Critical } else { Severity::Warning };
    let owner = Address::from(position.owner());
    let text = if health < 1.0 {
        format!("Anyone may liquidate the position of {owner} now.")
    } else {
        format!(
            "The position of {owner} can be liquidated when its health is below 1. Repaying or adding collateral raises it."
        )
    };
    let title = format!("health {health:.4} of {address} is below {line}");
    Alert { subject: format!("health:{address}:{line}"), severity, title, text, unix_timestamp: now }
}

fn near_trigger(address: &Address, bps: u32, reserve: u8, health: f64, now: i64) -> Alert {
    let percent = f64::from(bps) / 100.0;
    let title = format!("the price of reserve {reserve} is near to liquidating {address}");
    let text =
        format!("At {percent:.2} % of its present price the position can be liquidated; its health is {health:.4}.");
    Alert {
        subject: format!("trigger:{address}:{reserve}"),
        severity: Severity::Warning,
        title,
        text,
        unix_timestamp: now,
    }
}
