//! Positions: health that fell below a line, and prices that come near to liquidating one.

use super::Watcher;
use crate::alert::{Alert, Severity};
use crate::book::Book;
use hypothec_interface::action::quote;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::state::Position;
use solana_address::Address;

pub(super) fn tell(watcher: &mut Watcher, book: &Book, now: i64, alerts: &mut Vec<Alert>) {
    let mut scratch = book.scratch();
    let Ok(market) = scratch.market() else { return };
    let args = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay: NO_RESERVE, seize: NO_RESERVE };
    let watched = |address: &Address| watcher.only.is_empty() || watcher.only.contains(address);
    let indebted = book.positions().iter().filter(|(address, position)| position.has_debt() && watched(address));
    let mut below = std::collections::HashMap::new();
    for (address, position) in indebted {
        let Ok(quote) = quote(&market, position, &args, now) else { continue };
        let health = quote.health_bps as f64 / 10_000.0;
        let count = watcher.config.health_lines.iter().filter(|line| health < **line).count();
        if count > watcher.below.get(address).copied().unwrap_or(0) {
            alerts.push(fallen(watcher, address, position, health, now));
        }
        if count != 0 {
            below.insert(*address, count);
        }
        let near = quote.trigger_bps.iter().zip(position.used()).filter(|(bps, _)| {
            **bps != 0 && (f64::from(**bps) / 100.0 - 100.0).abs() <= watcher.config.trigger_percent && health >= 1.0
        });
        alerts.extend(near.map(|(bps, slot)| near_trigger(address, *bps, slot.reserve(), health, now)));
    }
    watcher.below = below;
}

fn fallen(watcher: &Watcher, address: &Address, position: &Position, health: f64, now: i64) -> Alert {
    let line = watcher.config.health_lines.iter().filter(|line| health < **line).fold(f64::MAX, |a, b| a.min(*b));
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
