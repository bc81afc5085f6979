//! What a liquidation did: read from the position and the reserves before and after it.

use crate::context::Context;
use crate::context::record::TxRecord;
use crate::output::health::PositionHealth;
use crate::output::{Answer, amount, event, json};
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::{Position, Side};
use serde_json::Value;
use solana_address::Address;

/// Market and position before the transaction.
pub struct Before {
    address: Address,
    market: MarketSnapshot,
    position: Position,
}

/// What the position holds of an asset.
fn atoms(market: &MarketSnapshot, position: &Position, index: u8) -> u64 {
    let slot = position.used().iter().find(|slot| slot.reserve() == index && slot.side() == Side::Supply);
    let shares = slot.map_or(0, |slot| slot.shares());
    let Ok(reserve) = market.reserve(index) else { return 0 };
    reserve.supply_assets_down(shares).unwrap_or(0)
}

impl Before {
    pub fn of(ctx: &Context<'_>, address: Address) -> Result<Before> {
        Ok(Before { address, market: ctx.market()?, position: ctx.position(&address)? })
    }

    /// Supply that has left the position: its symbol, decimals and atoms.
    fn seized(&self, ctx: &Context<'_>) -> Result<Vec<(String, u8, u64)>> {
        let (after, left) = (ctx.market()?, ctx.position(&self.address)?);
        let mut seized = Vec::new();
        for slot in self.position.used().iter().filter(|slot| slot.side() == Side::Supply) {
            let index = slot.reserve();
            let before = atoms(&self.market, &self.position, index);
            let gone = before.saturating_sub(atoms(&after, &left, index));
            let reserve = after.reserve(index)?;
            seized.push((ctx.symbol(&reserve.mint().into()), reserve.decimals(), gone));
        }
        seized.retain(|(_, _, gone)| *gone > 0);
        Ok(seized)
    }

    /// The position after the transaction, and what has moved.
    pub fn show(&self, ctx: &Context<'_>, sent: &TxRecord) -> Result<Answer> {
        let health = PositionHealth::of(ctx, &ctx.market()?, &ctx.position(&self.address)?)?;
        let mut text = event::render(ctx, sent);
        let (mut seized, mut written_off) = (Vec::new(), Vec::new());
        let events = event::of(sent);
        let bonus_bps = events.iter().map(|event| event.bonus_bps).max().unwrap_or(0);
        let bonus =
            if bonus_bps == 0 { String::new() } else { format!(" at a bonus of {}", amount::percent(bonus_bps)) };
        for (symbol, decimals, gone) in self.seized(ctx)? {
            text += &format!("  seized {} {symbol}{bonus}\n", amount::show(gone, decimals));
            seized.push(json!({ "symbol": symbol, "atoms": gone }));
        }
        let market = ctx.market()?;
        for loss in events.iter().filter_map(event::loss) {
            let symbol = ctx.symbol(&market.reserve(loss.reserve)?.mint().into());
            written_off.push(json!({
                "symbol": symbol, "atoms": loss.atoms, "buffer": loss.buffer, "suppliers": loss.suppliers, "fees": loss.fees,
            }));
        }
        text += &format!("position {}: health now: {}", self.address, health.health_text());
        let events: Vec<Value> = events.iter().map(event::json).collect();
        let json = json!({
            "transaction": sent.summary(), "events": events, "position": self.address.to_string(),
            "seized": seized, "bonus_bps": bonus_bps, "written_off": written_off, "slots": health.slots, "risk": health.json(),
        });
        Ok(Answer { json, text })
    }
}
