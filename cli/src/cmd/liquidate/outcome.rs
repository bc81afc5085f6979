//! What a liquidation did: read from the position and the reserves before and after it.

use crate::context::Context;
use crate::context::record::TxRecord;
use crate::output::health::PositionHealth;
use crate::output::{Answer, amount, event};
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::{Position, Side};
use serde_json::{Value, json};
use solana_address::Address;

/// Market and position before the transaction.
pub struct Before {
    address: Address,
    market: MarketSnapshot,
    position: Position,
}

/// One asset of a liquidation, atoms.
struct Change {
    symbol: String,
    decimals: u8,
    /// Owed before, less what is owed after; or supply that has left the position.
    gone: u64,
    /// What the transaction paid of it.
    repaid: u64,
    /// What the buffer lost.
    buffer: u64,
}

fn atoms(market: &MarketSnapshot, position: &Position, index: u8, side: Side, now: i64) -> u64 {
    let slot = position.used().iter().find(|slot| slot.reserve() == index && slot.side() == side);
    let shares = slot.map_or(0, |slot| slot.shares());
    let Ok(reserve) = market.reserve(index) else { return 0 };
    match side {
        Side::Supply => reserve.supply_assets_down(shares),
        Side::Debt => reserve.debt_with_pending_up(shares, now),
    }
    .unwrap_or(0)
}

impl Before {
    pub fn of(ctx: &Context<'_>, address: Address) -> Result<Before> {
        Ok(Before { address, market: ctx.market()?, position: ctx.position(&address)? })
    }

    fn changes(&self, ctx: &Context<'_>, sent: &TxRecord, side: Side) -> Result<Vec<Change>> {
        let (after, left, now) = (ctx.market()?, ctx.position(&self.address)?, ctx.now());
        let mut changes = Vec::new();
        for slot in self.position.used().iter().filter(|slot| slot.side() == side) {
            let index = slot.reserve();
            let before = atoms(&self.market, &self.position, index, side, now);
            let gone = before.saturating_sub(atoms(&after, &left, index, side, now));
            let reserve = after.reserve(index)?;
            let paid = event::of(sent).into_iter().filter(|event| event.reserve == index && side == Side::Debt);
            let [_, buffer] = reserve.buffer().0;
            let [_, buffer_before] = self.market.reserve(index)?.buffer().0;
            changes.push(Change {
                symbol: ctx.symbol(&reserve.mint().into()),
                decimals: reserve.decimals(),
                gone,
                repaid: paid.filter(|event| event.name().starts_with("Liquidated")).map(|event| event.amount).sum(),
                buffer: buffer_before.saturating_sub(buffer),
            });
        }
        Ok(changes)
    }

    /// The position after the transaction, and what has moved.
    pub fn show(&self, ctx: &Context<'_>, sent: &TxRecord) -> Result<Answer> {
        let health = PositionHealth::of(ctx, &ctx.market()?, &ctx.position(&self.address)?)?;
        let mut text = event::render(ctx, sent);
        let (mut seized, mut written_off) = (Vec::new(), Vec::new());
        for it in self.changes(ctx, sent, Side::Supply)?.into_iter().filter(|it| it.gone > 0) {
            text += &format!("  seized {} {}\n", amount::show(it.gone, it.decimals), it.symbol);
            seized.push(json!({ "symbol": it.symbol, "atoms": it.gone }));
        }
        for it in self.changes(ctx, sent, Side::Debt)? {
            // a debt is rounded up to whole atoms, before and after
            let lost = it.gone.saturating_sub(it.repaid);
            if lost <= 1 {
                continue;
            }
            let (buffer, decimals) = (it.buffer.min(lost), it.decimals);
            let shown = |atoms: u64| amount::show(atoms, decimals);
            text += &format!(
                "  written off {} {}: buffer {}, suppliers {}\n",
                shown(lost),
                it.symbol,
                shown(buffer),
                shown(lost - buffer)
            );
            let row = json!({ "symbol": it.symbol, "atoms": lost, "buffer": buffer, "suppliers": lost - buffer });
            written_off.push(row);
        }
        text += &format!("position {}: health now: {}", self.address, health.health_text());
        let events: Vec<Value> = event::of(sent).iter().map(event::json).collect();
        let json = json!({
            "transaction": sent.summary(), "events": events, "position": self.address.to_string(),
            "seized": seized, "written_off": written_off, "slots": health.slots, "risk": health.json(),
        });
        Ok(Answer { json, text })
    }
}
