//! Transactions of the past that name an account.

use crate::context::Context;
use crate::context::record::TxRecord;
use anyhow::{Context as _, Result};
use hypothec_client::Cluster;
use solana_address::Address;

/// Transactions that succeeded and name this account, the newest `last` of them before this signature, the oldest first.
pub fn of(ctx: &Context<'_>, account: &Address, last: usize, before: Option<&str>) -> Result<Vec<TxRecord>> {
    let mut found = if ctx.is_embedded() { kept(ctx, account, before)? } else { asked(ctx, account, last, before)? };
    found.drain(..found.len().saturating_sub(last));
    Ok(found)
}

/// Out of the embedded chain's history.
fn kept(ctx: &Context<'_>, account: &Address, before: Option<&str>) -> Result<Vec<TxRecord>> {
    let (records, _) = ctx.env.store.records(&ctx.state)?;
    let account = account.to_string();
    let names =
        |record: &TxRecord| record.instructions.iter().flat_map(|one| &one.accounts).any(|own| own.address == account);
    let earlier = records.into_iter().take_while(|record| before.is_none_or(|before| record.signature != before));
    Ok(earlier.filter(|record| record.refusal.is_none() && names(record)).collect())
}

/// Out of a cluster's.
fn asked(ctx: &Context<'_>, account: &Address, last: usize, before: Option<&str>) -> Result<Vec<TxRecord>> {
    let cluster: &dyn Cluster = ctx.cluster();
    let before = before.map(|text| text.parse().ok().context("a signature is 64 bytes in base 58")).transpose()?;
    let mut found = Vec::new();
    for listed in cluster.signatures_for(account, last, before)?.into_iter().rev().filter(|one| one.err.is_none()) {
        found.extend(cluster.transaction(&listed.signature)?.as_ref().map(TxRecord::of_cluster));
    }
    Ok(found)
}
