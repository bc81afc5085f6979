use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, amount, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::{Filter, MarketSnapshot};
use hypothec_interface::state::{MarketHeader, Record};
use serde_json::Value;
use solana_address::Address;

/// List the program's markets, with what they list and hold
#[derive(Args)]
pub struct List {}

/// What all reserves hold and owe at their last prices, Value.
fn totals(market: &MarketSnapshot) -> [u64; 2] {
    market.reserves().fold([0; 2], |[supplied, owed], reserve| {
        let value = |atoms: Option<u64>| reserve.settle_high().value_up_saturating(atoms.unwrap_or(u64::MAX));
        let supply = value(reserve.supply_assets_down(reserve.supply_shares()));
        [supplied.saturating_add(supply), owed.saturating_add(value(reserve.total_debt_up()))]
    })
}

impl List {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let of_markets = Filter::Bytes { offset: 0, bytes: vec![MarketHeader::TAG, MarketHeader::VERSION] };
        let mut found = ctx.cluster().program_accounts(&ctx.program(), &[of_markets])?;
        found.sort_by_key(|(address, _)| *address);
        let (mut json, mut rows) = (Vec::new(), Vec::new());
        for (address, account) in found {
            // another kind of account that begins alike is none
            let Ok(market) = MarketSnapshot::new(ctx.owned(address), ctx.now(), &account.data) else { continue };
            let (header, text) = (market.header(), address.to_string());
            let (is_sealed, is_used) = (header.sealed() == 1, ctx.state.market.as_ref() == Some(&text));
            let [supplied, owed] = totals(&market).map(amount::usd);
            let assets: Vec<String> = market.reserves().map(|reserve| ctx.symbol(&reserve.mint().into())).collect();
            let admin = Address::from(header.admin()).to_string();
            rows.push(vec![
                format!("{}{text}", if is_used { "* " } else { "  " }),
                if is_sealed { "sealed" } else { "open to changes" }.into(),
                supplied.clone(),
                owed.clone(),
                format!("{} of {}", assets.len(), header.capacity()),
                assets.join(" "),
            ]);
            json.push(json!({
                "address": text, "in_use": is_used, "sealed": is_sealed, "admin": admin, "supplied_usd": supplied,
                "owed_usd": owed, "capacity": header.capacity(), "assets": assets,
            }));
        }
        let heading = ["market", "state", "?>supplied USD", "?>owed USD", ">reserves", "?assets"];
        let text = if rows.is_empty() {
            "no market: `hypothec market create` makes one".into()
        } else {
            format!("{}\n* is in use: `hypothec market use ADDRESS` chooses another", table(&heading, rows))
        };
        Ok(Answer { json: Value::Array(json), text })
    }
}
