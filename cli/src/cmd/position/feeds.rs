//! Where the prices of a liquidation came from: the last refresh of each reserve before it.

use super::past;
use crate::context::Context;
use crate::context::record::TxRecord;
use crate::output::{event, json};
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::instruction::{Instruction, RefreshPricesArgs};
use hypothec_interface::state::Reserve;
use serde_json::Value;
use solana_address::Address;

/// Transactions of the market that are looked through for a refresh.
const LOOK_BACK: usize = 100;

/// The refresh that a reserve's price came from.
pub struct Feed {
    symbol: String,
    age_s: i64,
    signature: String,
    /// Account and role of each price that it posted, and what came of it.
    posted: Vec<(String, &'static str, &'static str)>,
}

impl Feed {
    pub fn json(&self) -> Value {
        let posted = self.posted.iter();
        let posted = posted.map(|(account, role, fate)| json!({ "account": account, "feed": role, "fate": fate }));
        json!({
            "symbol": self.symbol, "age_s": self.age_s, "signature": self.signature, "posted": Value::Array(posted.collect()),
        })
    }

    pub fn text(&self) -> String {
        let posted = self.posted.iter().map(|(account, role, fate)| format!("{role} {account}, {fate}"));
        let posted = posted.collect::<Vec<_>>().join("; ");
        format!("{} by the refresh {} s before: {posted}", self.symbol, self.age_s)
    }
}

/// For each of these reserves the last refresh up to this transaction that posted a price of it, itself included.
pub fn feeds(
    ctx: &Context<'_>,
    market: &MarketSnapshot,
    record: &TxRecord,
    reserves: &[&Reserve],
) -> Result<Vec<Feed>> {
    let mut before = past::of(ctx, &market.address.address, LOOK_BACK, Some(&record.signature))?;
    before.push(record.clone());
    let last = |reserve: &&Reserve| before.iter().rev().find_map(|past| feed(ctx, market, record, past, reserve));
    Ok(reserves.iter().filter_map(last).collect())
}

/// What a transaction posted of a reserve, if it did.
fn feed(
    ctx: &Context<'_>,
    market: &MarketSnapshot,
    record: &TxRecord,
    past: &TxRecord,
    reserve: &Reserve,
) -> Option<Feed> {
    for sent in past.instructions.iter().filter(|sent| sent.instruction() == Some(Instruction::RefreshPrices)) {
        let bytes = sent.bytes();
        let args: RefreshPricesArgs = bytemuck::try_pod_read_unaligned(bytes.get(1..)?).ok()?;
        let masks = event::of(past).iter().find(|event| event.tag == Instruction::RefreshPrices as u8)?.amount;
        let mut accounts = sent.accounts.iter().skip(1);
        let mut posted = Vec::new();
        for (n, index) in (0u32..).zip(args.reserves) {
            let Ok(named) = market.reserve(index) else { break };
            for (bit, role) in [(2 * n, "token feed"), (2 * n + 1, "share feed")] {
                if args.posted >> bit & 1 == 0 {
                    continue;
                }
                let account = accounts.next()?.address.clone();
                let fate = match (masks >> bit & 1, masks >> (bit + 32) & 1) {
                    (_, 1) => "held out",
                    (1, _) => "no news",
                    _ => "taken",
                };
                if index == reserve.index() {
                    posted.push((account, role, fate));
                }
            }
            if named.reads_issuer() {
                accounts.nth(1); // mint and vault
            }
        }
        if !posted.is_empty() {
            let age_s = record.unix_timestamp.saturating_sub(past.unix_timestamp);
            let symbol = ctx.symbol(&Address::from(reserve.mint()));
            return Some(Feed { symbol, age_s, signature: past.signature.clone(), posted });
        }
    }
    None
}
