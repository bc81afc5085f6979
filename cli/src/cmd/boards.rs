//! Boards to refresh: which price accounts a refresh reads, which boards a transaction needs fresh, and how both travel.

use crate::context::Context;
use crate::context::assets::price_account;
use crate::context::record::TxRecord;
use crate::context::wallet::Wallet;
use anyhow::{Result, bail};
use hypothec_client::{Error, MarketSnapshot, transaction};
use hypothec_interface::Key;
use hypothec_interface::budget;
use hypothec_interface::builder::RefreshEntry;
use hypothec_interface::oracle;
use hypothec_interface::policy::State;
use hypothec_interface::price::MAX_AGE_S;
use hypothec_interface::state::{Position, Reserve, SOURCE_COUNT, Slot};
use solana_address::Address;
use solana_instruction::Instruction;

/// A source's price account, and when its price was published; no time where it holds none of this source.
#[derive(Clone, Copy)]
pub struct Posted {
    account: Address,
    pub publish_ts: Option<i64>,
}

/// What is posted for a reserve, by source.
pub fn posted(ctx: &Context<'_>, market: &MarketSnapshot, reserve: &Reserve) -> Result<[Option<Posted>; SOURCE_COUNT]> {
    let mut found = [None; SOURCE_COUNT];
    for (id, place) in reserve.source_ids().into_iter().zip(&mut found) {
        let Some(address) = price_account(id) else { continue };
        let Some(account) = ctx.account(&address)? else { continue };
        let (key, owner) = (Key::from(address), Key::from(account.owner));
        let print = oracle::read(id, market.header().adapters(), &key, &owner, &account.data);
        *place = Some(Posted { account: address, publish_ts: print.ok().map(|print| print.publish_ts) });
    }
    Ok(found)
}

/// Asks for the price accounts of these reserves in one question.
fn ask_ahead(ctx: &Context<'_>, reserves: &[&Reserve]) -> Result<()> {
    let ids = reserves.iter().flat_map(|reserve| reserve.source_ids());
    ctx.accounts(&ids.filter_map(price_account).collect::<Vec<_>>()).map(drop)
}

/// Beside a fresh price an old one is left out: the exchange of a share sleeps at night.
fn entry(ctx: &Context<'_>, reserve: &Reserve, posted: &[Option<Posted>; SOURCE_COUNT]) -> RefreshEntry {
    let oldest = ctx.now() - MAX_AGE_S;
    // what holds no price is left to the program to refuse
    let is_fresh = |one: &Posted| one.publish_ts.is_none_or(|ts| ts >= oldest);
    let any_fresh = posted.iter().flatten().any(is_fresh);
    let prices = posted.map(|one| one.filter(|one| !any_fresh || is_fresh(one)).map(|one| one.account));
    let issuer_mint = reserve.reads_issuer().then(|| reserve.mint().into());
    RefreshEntry { index: reserve.index(), prices, issuer_mint }
}

/// The instructions that refresh these assets, or all that are listed and have a posted price.
pub fn refreshes(ctx: &Context<'_>, symbols: &[String]) -> Result<Vec<Instruction>> {
    let market = ctx.market()?;
    let mut reserves: Vec<&Reserve> = Vec::new();
    for symbol in symbols {
        reserves.push(market.reserve(ctx.listed(symbol)?.1.index)?);
    }
    if symbols.is_empty() {
        reserves.extend(market.reserves());
    }
    if reserves.is_empty() {
        bail!("nothing is listed: run `hypothec market list-asset NVDAx`");
    }
    ask_ahead(ctx, &reserves)?;
    let mut entries = Vec::new();
    for reserve in reserves {
        let posted = posted(ctx, &market, reserve)?;
        if posted.iter().all(Option::is_none) {
            if symbols.is_empty() {
                continue; // the others need not wait for it: the outcome names it
            }
            let symbol = ctx.symbol(&reserve.mint().into());
            bail!("{symbol} has no posted price: run `hypothec price post {symbol} USD`");
        }
        entries.push(entry(ctx, reserve, &posted));
    }
    if entries.is_empty() {
        let first = market.reserves().next().map_or_else(|| "SYMBOL".into(), |own| ctx.symbol(&own.mint().into()));
        bail!("no listed asset has a posted price: run `hypothec price post {first} USD`");
    }
    Ok(budget::refreshes(market.address, &entries))
}

/// Whether a refresh would give the board something new: a later price, or a look at the issuer that is due.
fn is_due(market: &MarketSnapshot, reserve: &Reserve, posted: &[Option<Posted>; SOURCE_COUNT]) -> bool {
    let mut sides = posted.iter().zip(reserve.sources());
    let has_later = sides.any(|(one, source)| one.is_some_and(|one| one.publish_ts > Some(source.publish_ts())));
    has_later || reserve.state(&market.risk_context()).any(State::ISSUER_STALE)
}

/// The instructions that refresh the boards which this position and these reserves rest on, as far as there is something
/// new for them. What is posted under a board's feed and holds no price of it is left out: it would refuse the whole.
pub fn needed(ctx: &Context<'_>, position: &Position, also: &[u8]) -> Result<Vec<Instruction>> {
    let market = ctx.market()?;
    let mut indexes: Vec<u8> = position.used().iter().map(Slot::reserve).chain(also.iter().copied()).collect();
    indexes.sort_unstable();
    indexes.dedup();
    let reserves = indexes.into_iter().map(|index| market.reserve(index)).collect::<Result<Vec<_>, Error>>()?;
    ask_ahead(ctx, &reserves)?;
    let mut entries = Vec::new();
    for reserve in reserves {
        let posted = posted(ctx, &market, reserve)?.map(|one| one.filter(|one| one.publish_ts.is_some()));
        if is_due(&market, reserve, &posted) {
            entries.push(entry(ctx, reserve, &posted));
        }
    }
    Ok(budget::refreshes(market.address, &entries))
}

/// The market as these refreshes would leave it, which decides what is worth doing after them.
pub fn after(ctx: &Context<'_>, refreshes: &[Instruction], payer: Address) -> Result<MarketSnapshot> {
    let market = ctx.market()?;
    let Some(first) = refreshes.first() else { return Ok(market) };
    // a position's boards make more than one transaction only when most of its sixteen slots are stocks
    let whole = transaction::unsigned_for_simulation(payer, refreshes);
    let probe = whole.or_else(|_| transaction::unsigned_for_simulation(payer, std::slice::from_ref(first)))?;
    let (_, accounts) = ctx.cluster().simulate_reading(&probe, &[market.address.address])?;
    let Some(account) = accounts.into_iter().next().flatten() else { return Ok(market) };
    Ok(MarketSnapshot::new(market.address, market.now, &account.data)?)
}

impl Context<'_> {
    /// Sends these instructions with the refreshes before them: in one transaction as far as that travels, so that no one
    /// comes in between; what does not fit goes before it. The record is the last transaction's.
    pub fn send_refreshed(
        &mut self,
        mut refreshes: Vec<Instruction>,
        instructions: Vec<Instruction>,
        signers: &[&Wallet],
    ) -> Result<TxRecord> {
        let mut last = instructions;
        while let Some(refresh) = refreshes.pop() {
            let mut more = vec![refresh];
            more.extend(last.iter().cloned());
            if !self.fits(&more, signers)? {
                refreshes.extend(more.into_iter().next());
                break;
            }
            last = more;
        }
        for refresh in refreshes {
            let line = self.send(&[refresh], signers)?.line();
            self.env.say(&line);
        }
        self.send(&last, signers)
    }
}
