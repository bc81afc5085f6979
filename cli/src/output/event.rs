//! Events out of log lines, by name.

use super::{amount, json};
use crate::context::record::TxRecord;
use crate::context::{Context, program};
use hypothec_interface::event::{self, Event};
use serde_json::Value;
use solana_address::Address;

/// The events of a transaction.
pub fn of(sent: &TxRecord) -> Vec<Event> {
    hypothec_client::events(&program::id(), &sent.logs)
}

/// Who bore a debt that was written off, atoms.
pub struct Loss {
    pub reserve: u8,
    pub atoms: u64,
    pub buffer: u64,
    pub suppliers: u64,
    pub fees: u64,
}

/// The loss that an event tells of, if it does.
pub fn loss(event: &Event) -> Option<Loss> {
    let is_loss = event.flags & (event::EVENT_BAD_DEBT | event::EVENT_SEIZED) == event::EVENT_BAD_DEBT;
    let (atoms, buffer, fees) = (event.amount, event.shares, event.extra.unsigned_abs());
    let suppliers = atoms.saturating_sub(buffer).saturating_sub(fees);
    (is_loss && event.reserve != event::NO_RESERVE).then_some(Loss {
        reserve: event.reserve,
        atoms,
        buffer,
        suppliers,
        fees,
    })
}

/// All fields.
pub fn json(event: &Event) -> Value {
    json!({
        "name": event.name(), "reserve": (event.reserve != event::NO_RESERVE).then_some(event.reserve),
        "account": Address::from(event.account).to_string(), "amount": event.amount, "shares": event.shares,
        "extra": event.extra, "bonus_bps": event.bonus_bps, "integrator": (event.integrator != 0).then_some(event.integrator),
        "flags": event.flag_names().collect::<Vec<_>>(),
    })
}

/// What a transaction did, by its events.
pub fn render(ctx: &Context<'_>, sent: &TxRecord) -> String {
    let mut text = format!("{}\n", sent.line());
    let market = ctx.market().ok();
    for event in of(sent) {
        let named = market.as_ref().and_then(|market| market.reserve(event.reserve).copied().ok());
        let flags = event.flag_names().map(|flag| format!(", {flag}")).collect::<String>();
        let line = match (event.name(), named) {
            (name @ ("Proposed" | "Executed" | "Cancelled"), _) => format!("{name} number {}{flags}", event.amount),
            (_, Some(reserve)) if let Some(loss) = loss(&event) => {
                let shown = |atoms: u64| amount::show(atoms, reserve.decimals());
                let (buffer, suppliers, fees) = (shown(loss.buffer), shown(loss.suppliers), shown(loss.fees));
                let symbol = ctx.symbol(&reserve.mint().into());
                format!(
                    "written off {} {symbol}: buffer {buffer}, suppliers {suppliers}, fees {fees}",
                    shown(loss.atoms)
                )
            }
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
