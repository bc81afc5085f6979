use super::past;
use super::why::{Why, losses};
use crate::cmd::selector::PositionSelector;
use crate::context::record::TxRecord;
use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, amount, event, json, time};
use anyhow::Result;
use clap::Args;
use hypothec_client::MarketSnapshot;
use hypothec_interface::Key;
use hypothec_interface::event::Event;
use serde_json::Value;
use solana_address::Address;

/// Tell what happened to a position, and why it was liquidated: price, feeds, health, who gained and who lost
///
/// It reads events of transactions, the newest last. A position that is closed is named by its owner.
///
/// Example: `hypothec position history --of alice`
#[derive(Args)]
pub struct History {
    /// Read this many of its last transactions, 1-1000
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    last: u16,
    #[command(flatten)]
    position: PositionSelector,
}

impl History {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let (address, market) = (self.position.address(&ctx)?, ctx.market()?);
        let (mut rows, mut whys, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for record in past::of(&ctx, &address, self.last.into(), None)? {
            let events = event::of(&record);
            for event in events.iter().filter(|event| event.account == Key::from(address)) {
                rows.push(row(&ctx, &market, &record, event));
                lines.push(json!({
                    "signature": record.signature, "unix_timestamp": record.unix_timestamp, "slot": record.slot,
                    "signer": record.signers.first(), "event": event::json(event),
                }));
            }
            for why in Why::all(&ctx, &market, &address, &record, &events)? {
                whys.push((why.text(), why.json()));
            }
            if let Some((text, json)) = losses(&ctx, &market, &record, &events)? {
                whys.push((text, json));
            }
        }
        let mut text = table(&["time", "what", ">amount", "asset", "by", "notes"], rows);
        for (why, _) in &whys {
            text += &format!("\n\n{why}");
        }
        let whys: Vec<Value> = whys.into_iter().map(|(_, json)| json).collect();
        Ok(Answer { json: json!({ "position": address.to_string(), "events": lines, "why": whys }), text })
    }
}

/// One event, for people.
fn row(ctx: &Context<'_>, market: &MarketSnapshot, record: &TxRecord, event: &Event) -> Vec<String> {
    let reserve = market.reserve(event.reserve).ok();
    let symbol = reserve.map_or_else(String::new, |own| ctx.symbol(&Address::from(own.mint())));
    let tokens = reserve.map_or_else(|| event.amount.to_string(), |own| amount::show(event.amount, own.decimals()));
    let shown = if event.amount == 0 { String::new() } else { tokens };
    let by = record
        .signers
        .first()
        .map_or_else(String::new, |signer| format!("{}..", signer.chars().take(6).collect::<String>()));
    vec![
        time::local(&market.header().calendar(), record.unix_timestamp),
        event.name().into(),
        shown,
        symbol,
        by,
        event.flag_names().collect::<Vec<_>>().join(" "),
    ]
}
