//! Events out of log lines, by name.

use super::amount;
use crate::context::record::TxRecord;
use crate::context::{Context, program};
use hypothec_interface::event::{self, Event};
use serde_json::{Value, json};
use solana_address::Address;

/// Names of the flag bits.
const FLAGS: &[(u8, &str)] = &[
    (event::EVENT_SEIZED, "Seized"),
    (event::EVENT_SYNCED, "Synced"),
    (event::EVENT_HELD_OUT, "HeldOut"),
    (event::EVENT_MULTIPLIED, "Multiplied"),
    (event::EVENT_BAD_DEBT, "BadDebt"),
    (event::EVENT_ORDER, "Order"),
    (event::EVENT_BATCHED, "Batched"),
    (event::EVENT_SATURATED, "Saturated"),
];

/// The events of a transaction.
pub fn of(sent: &TxRecord) -> Vec<Event> {
    hypothec_client::events(&program::id(), &sent.logs)
}

/// The names of an event's flags; unknown bits as numbers.
pub fn flags(event: &Event) -> Vec<String> {
    let mut names = Vec::new();
    for bit in (0..8).map(|n| 1u8 << n).filter(|bit| event.flags & bit != 0) {
        let known = FLAGS.iter().find(|(flag, _)| *flag == bit);
        names.push(known.map_or_else(|| bit.to_string(), |(_, name)| (*name).into()));
    }
    names
}

/// All fields.
pub fn json(event: &Event) -> Value {
    json!({
        "name": event.name(), "reserve": (event.reserve != event::NO_RESERVE).then_some(event.reserve),
        "account": Address::from(event.account).to_string(), "amount": event.amount, "shares": event.shares,
        "extra": event.extra, "bonus_bps": event.bonus_bps, "flags": flags(event),
    })
}

/// What a transaction did, by its events.
pub fn render(ctx: &Context<'_>, sent: &TxRecord) -> String {
    let mut text = format!("{}\n", sent.line());
    let market = ctx.market().ok();
    for event in of(sent) {
        let named = market.as_ref().and_then(|market| market.reserve(event.reserve).copied().ok());
        let flags = flags(&event).iter().map(|flag| format!(", {flag}")).collect::<String>();
        let line = match (event.name(), named) {
            (name @ ("Proposed" | "Executed" | "Cancelled"), _) => format!("{name} number {}{flags}", event.amount),
            (name, Some(reserve)) if event.extra != 0 && event.amount == 0 => {
                let sign = if event.extra < 0 { "recognised a loss of" } else { "restored" };
                let tokens = amount::show(event.extra.unsigned_abs(), reserve.decimals());
                format!("{name}: {sign} {tokens} {}", ctx.symbol(&reserve.mint().into()))
            }
            (name, Some(reserve)) if event.amount != 0 || event.shares != 0 => {
                let tokens = amount::show(event.amount, reserve.decimals());
                format!("{name} {tokens} {}, {} shares{flags}", ctx.symbol(&reserve.mint().into()), event.shares)
            }
            (name @ "BadDebtSettled", _) => format!("{name}{flags}"),
            _ => continue,
        };
        text += &format!("  {line}\n");
    }
    text
}
