//! Which price accounts a refresh reads.

use crate::context::Context;
use crate::context::assets::AssetInfo;
use anyhow::{Result, bail};
use hypothec_interface::budget;
use hypothec_interface::builder::RefreshEntry;
use hypothec_interface::oracle::pyth_receiver;
use hypothec_interface::price::MAX_AGE_S;
use hypothec_interface::state::{CLASS_CONTINUOUS, SHARE_FEED, TOKEN_FEED};
use solana_address::Address;
use solana_instruction::Instruction;

/// The instructions that refresh these assets, or all that are listed.
pub fn refreshes(ctx: &Context<'_>, symbols: &[String]) -> Result<Vec<Instruction>> {
    let market = ctx.market()?;
    let mut entries = Vec::new();
    if symbols.is_empty() {
        for reserve in market.reserves() {
            entries.push(entry(ctx, &ctx.asset(&ctx.symbol(&reserve.mint().into()))?, reserve.index())?);
        }
    }
    for symbol in symbols {
        let (asset, reserve) = ctx.listed(symbol)?;
        entries.push(entry(ctx, &asset, reserve.index)?);
    }
    if entries.is_empty() {
        bail!("nothing is listed: run `hypothec market list-asset NVDAx`");
    }
    Ok(budget::refreshes(market.address, &entries))
}

fn entry(ctx: &Context<'_>, asset: &AssetInfo, index: u8) -> Result<RefreshEntry> {
    let market = ctx.market()?;
    let sources = market.reserve(index)?.sources();
    let of = |n: usize, account: Option<Address>| -> Result<Option<(Address, i64)>> {
        let Some(address) = account.filter(|_| sources[n].is_some()) else { return Ok(None) };
        let Some(account) = ctx.account(&address)? else { return Ok(None) };
        let update = pyth_receiver::parse(&account.data, &sources[n].id().key);
        // what does not parse is left to the program to refuse
        Ok(Some((address, update.map_or(i64::MAX, |update| update.publish_ts))))
    };
    let posted = [of(TOKEN_FEED, Some(asset.price_account()))?, of(SHARE_FEED, asset.share_account())?];
    // beside a fresh price an old one is left out: the exchange of a share sleeps at night
    let oldest = ctx.now() - MAX_AGE_S;
    let any_fresh = posted.iter().flatten().any(|(_, ts)| *ts >= oldest);
    let prices = posted.map(|one| one.filter(|(_, ts)| !any_fresh || *ts >= oldest).map(|(address, _)| address));
    if prices == [None, None] {
        bail!("{0} has no posted price: run `hypothec price post {0} USD`", asset.symbol);
    }
    let issuer_mint = (asset.class != CLASS_CONTINUOUS).then_some(asset.mint);
    Ok(RefreshEntry { index, prices, issuer_mint })
}
