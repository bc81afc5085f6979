//! A change of a reserve's parameters: what differs, and how it gets onto the chain.

use crate::context::record::TxRecord;
use crate::context::wallet::Wallet;
use crate::context::{Context, Env};
use crate::output::table::cell;
use crate::output::{bounds, fields, json};
use anyhow::Result;
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_interface::instruction::{ConfigureArgs, ProposeArgs};
use hypothec_interface::state::{Kind, ReserveConfig};
use serde_json::Value;
use solana_signer::Signer;

/// The mask of the fields in which two configurations differ.
pub fn differing(one: &ReserveConfig, other: &ReserveConfig) -> u64 {
    let (one, other) = (bytemuck::bytes_of(one), bytemuck::bytes_of(other));
    let fields = ReserveConfig::FIELDS.iter().enumerate();
    let differing = fields.filter(|(_, field)| {
        let span = field.offset..field.offset + field.size;
        one[span.clone()] != other[span]
    });
    differing.fold(0, |mask, (n, _)| mask | 1 << n)
}

/// Name, value before and value after of each field that differs.
pub fn lines(before: &ReserveConfig, after: &ReserveConfig) -> Vec<Value> {
    let read = |config: &ReserveConfig| fields::read(ReserveConfig::FIELDS, bytemuck::bytes_of(config), 0);
    let (before, after) = (read(before), read(after));
    let changed = before.iter().filter(|(name, value)| after.get(*name) != Some(*value));
    changed.map(|(name, value)| json!({ "name": name, "before": value, "after": after.get(name) })).collect()
}

/// The same for people.
pub fn text(lines: &[Value]) -> String {
    let shown = |value: &Value| if value.is_string() { cell(value) } else { value.to_string() };
    let each =
        |line: &Value| format!("  {}: {} -> {}", cell(&line["name"]), shown(&line["before"]), shown(&line["after"]));
    lines.iter().map(each).collect::<Vec<_>>().join("\n")
}

/// Configures at once, or proposes where the market is sealed.
pub fn apply(
    ctx: &mut Context<'_>,
    admin: &Wallet,
    reserve: &ReserveAddresses,
    config: ReserveConfig,
) -> Result<TxRecord> {
    bounds::check(&config)?;
    let market = ctx.market()?;
    let mask = differing(&market.reserve(reserve.index)?.config(), &config);
    let key = admin.pubkey();
    let instruction = if market.header().sealed() == 1 {
        let args = ProposeArgs::new(Kind::Reserve, reserve.index, mask, bytemuck::bytes_of(&config));
        builder::propose(market.address, key, key, market.header().nonce(), &args)
    } else {
        builder::configure(market.address, key, &ConfigureArgs { reserve: reserve.index, mask, config })
    };
    ctx.send(&[instruction], &[admin])
}

/// Asks before parameters of a market that others use are changed.
pub fn confirm(env: &Env, symbol: &str, lines: &[Value]) -> Result<()> {
    env.confirm(&format!("This changes {symbol}:\n{}\n", text(lines)))
}
