//! Why a position was liquidated, out of the events of that transaction and of the refreshes before it.

use super::feeds::{Feed, feeds};
use crate::context::Context;
use crate::context::record::TxRecord;
use crate::output::{amount, event, json, time};
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::event::{EVENT_ORDER, EVENT_SEIZED, Event};
use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::{Reserve, ReserveConfig};
use hypothec_interface::{Key, accounts};
use serde_json::Value;
use solana_address::Address;

/// One liquidation.
pub struct Why {
    when: String,
    session: &'static str,
    signature: String,
    by: String,
    order: bool,
    health: String,
    repaid: String,
    seized: String,
    bonus: String,
    price: String,
    gains: [String; 2],
    feeds: Vec<Feed>,
}

impl Why {
    /// Every liquidation of the position in a transaction.
    pub fn all(
        ctx: &Context<'_>,
        market: &MarketSnapshot,
        position: &Address,
        record: &TxRecord,
        events: &[Event],
    ) -> Result<Vec<Why>> {
        let own = |event: &Event| event.account == Key::from(*position);
        let is_liquidation =
            |tag: u8| [Instruction::Liquidate as u8, Instruction::LiquidateToShares as u8].contains(&tag);
        let mut all = Vec::new();
        // the event that tells of the repayment comes before the one of what was seized
        for pair in events.windows(2) {
            let [repaid, seized] = pair else { continue };
            let both = own(repaid) && own(seized) && is_liquidation(repaid.tag) && seized.flags & EVENT_SEIZED != 0;
            if both && repaid.flags & EVENT_SEIZED == 0 {
                all.push(Why::of(ctx, market, record, repaid, seized)?);
            }
        }
        Ok(all)
    }

    fn of(
        ctx: &Context<'_>,
        market: &MarketSnapshot,
        record: &TxRecord,
        repaid: &Event,
        seized: &Event,
    ) -> Result<Why> {
        let (debt, supply) = (market.reserve(repaid.reserve)?, market.reserve(seized.reserve)?);
        let symbols = [debt, supply].map(|reserve| ctx.symbol(&Address::from(reserve.mint())));
        let terms = supply.config();
        let (bonus, part) = (u64::from(seized.bonus_bps), u64::from(terms.bonus_protocol_bps));
        let calendar = market.header().calendar();
        let received = received_atoms(supply, seized);
        let whole = seized_atoms(received, bonus, part);
        let dollars = |atoms: u64| format!("{} {}", amount::show(atoms, debt.decimals()), symbols[0]);
        Ok(Why {
            when: time::local(&calendar, record.unix_timestamp),
            session: time::session_name(calendar.session_at(record.unix_timestamp).0),
            signature: record.signature.clone(),
            by: liquidator(record).unwrap_or_else(|| "somebody".into()),
            order: seized.flags & EVENT_ORDER != 0 || repaid.flags & EVENT_ORDER != 0,
            health: health(bonus, &terms),
            repaid: dollars(repaid.amount),
            seized: format!("{} {}", amount::show(whole, supply.decimals()), symbols[1]),
            bonus: format!("{}.{:02} %", bonus / 100, bonus % 100),
            price: price(repaid.amount, debt, whole, supply, bonus, &symbols),
            gains: [10_000u64.saturating_sub(part), part].map(|share| dollars(part_of(repaid.amount, bonus, share))),
            feeds: feeds(ctx, market, record, &[supply, debt])?,
        })
    }

    pub fn json(&self) -> Value {
        let feeds: Vec<Value> = self.feeds.iter().map(Feed::json).collect();
        json!({
            "kind": "liquidation", "signature": self.signature, "session": self.session, "liquidator": self.by,
            "by_order": self.order, "settlement_health": (!self.order).then_some(&self.health), "repaid": self.repaid, "seized": self.seized,
            "bonus": self.bonus, "price": self.price, "liquidator_gained": self.gains[0],
            "protocol_gained": self.gains[1], "prices_from": feeds,
        })
    }

    pub fn text(&self) -> String {
        let Why { when, session, signature, by, health, repaid, seized, bonus, price, gains: [theirs, ours], .. } =
            self;
        let reason = if self.order {
            "the owner's order allowed it: its line of health or price was passed".to_owned()
        } else {
            format!("health was below 1, so anyone might: {health} at settlement prices")
        };
        let mut text = format!(
            "liquidated {when}, session {session}\n  why       {reason}\n  price     {price}\n  repaid    {repaid} of its \
             debt\n  seized    {seized}, a bonus of {bonus} on what was repaid\n  gained    liquidator {by}: {theirs}; \
             protocol: {ours}\n  signature {signature}"
        );
        for feed in &self.feeds {
            text += &format!("\n  feeds     {}", feed.text());
        }
        text
    }
}

/// What was written off in a transaction, and who bore it.
pub fn losses(
    ctx: &Context<'_>,
    market: &MarketSnapshot,
    record: &TxRecord,
    events: &[Event],
) -> Result<Option<(String, Value)>> {
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for loss in events.iter().filter_map(event::loss) {
        let reserve = market.reserve(loss.reserve)?;
        let symbol = ctx.symbol(&Address::from(reserve.mint()));
        let [all, buffer, suppliers, fees] =
            [loss.atoms, loss.buffer, loss.suppliers, loss.fees].map(|atoms| amount::show(atoms, reserve.decimals()));
        lines.push(format!("{all} {symbol}: the buffer bore {buffer}, fees {fees}, who lends it {suppliers}"));
        rows.push(json!({ "symbol": symbol, "lost": all, "buffer": buffer, "fees": fees, "suppliers": suppliers }));
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let when = time::local(&market.header().calendar(), record.unix_timestamp);
    let text = format!(
        "written off {when}\n  why       nothing of value stood for this debt\n  lost      {}\n  signature {}",
        lines.join("\n            "),
        record.signature
    );
    Ok(Some((text, json!({ "kind": "write-off", "signature": record.signature, "losses": rows }))))
}

/// Who liquidated: the account of that name.
fn liquidator(record: &TxRecord) -> Option<String> {
    record.instructions.iter().find_map(|sent| {
        let instruction = sent.instruction()?;
        let place = accounts::of(instruction).slots.iter().position(|slot| slot.name == "liquidator")?;
        Some(sent.accounts.get(place)?.address.clone())
    })
}

/// What the liquidator received, in atoms also where it were shares.
fn received_atoms(supply: &Reserve, seized: &Event) -> u64 {
    if seized.tag == Instruction::LiquidateToShares as u8 {
        supply.supply_assets_down(seized.amount).unwrap_or(seized.amount)
    } else {
        seized.amount
    }
}

/// All that the position lost: what the liquidator received, and the protocol's part of the bonus.
fn seized_atoms(received: u64, bonus_bps: u64, part_bps: u64) -> u64 {
    let whole = u128::from(10_000 + bonus_bps) * 10_000;
    let left = whole.saturating_sub(u128::from(bonus_bps) * u128::from(part_bps)).max(1);
    u64::try_from(u128::from(received) * whole / left).unwrap_or(received)
}

/// This share of the bonus on what was repaid, atoms of the debt.
fn part_of(repaid: u64, bonus_bps: u64, share_bps: u64) -> u64 {
    let part = u128::from(repaid) * u128::from(bonus_bps) * u128::from(share_bps) / 100_000_000;
    u64::try_from(part).unwrap_or(u64::MAX)
}

/// What one token of the supply counted for, in tokens of the debt.
fn price(repaid: u64, debt: &Reserve, seized: u64, supply: &Reserve, bonus_bps: u64, symbols: &[String; 2]) -> String {
    let unit = |reserve: &Reserve| 10f64.powi(i32::from(reserve.decimals()));
    let paid = repaid as f64 / unit(debt) * (1.0 + bonus_bps as f64 / 10_000.0);
    let tokens = seized as f64 / unit(supply);
    if tokens > 0.0 {
        format!("one {} counted as {:.4} {}", symbols[1], paid / tokens, symbols[0])
    } else {
        "not known".into()
    }
}

/// What the bonus says of the health before: it grows with what is missing to 1. By the parameters of now.
fn health(bonus_bps: u64, terms: &ReserveConfig) -> String {
    let (min, max, slope) = (terms.bonus_min_bps.into(), terms.bonus_max_bps.into(), f64::from(terms.bonus_slope_bps));
    let at = |bps: u64| 1.0 - bps as f64 / slope;
    match bonus_bps {
        _ if slope <= 0.0 => "its bonus does not depend on it".into(),
        bps if bps > min && bps < max => format!("it was about {:.4} by the bonus", at(bps)),
        bps if bps == min => format!("between {:.4} and 1 by the bonus, which was the least", at(min)),
        bps if bps >= max => format!("{:.4} or less by the bonus, which was the greatest", at(max)),
        _ => "its collateral left no room for the least bonus".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seized_is_what_was_received_and_the_protocols_part() {
        // 100 at a bonus of 5 % is 105, of which the protocol has a tenth of 5
        assert_eq!(seized_atoms(104_500_000, 500, 1_000), 105_000_000);
        assert_eq!((part_of(100_000_000, 500, 9_000), part_of(100_000_000, 500, 1_000)), (4_500_000, 500_000));
    }
}
