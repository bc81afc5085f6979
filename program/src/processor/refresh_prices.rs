//! RefreshPrices: prices, and for equities mint and vault, onto the boards of up to 16 reserves.

use crate::runtime;
use crate::view::{self, Vault};
use hypothec_interface::board::{self, IssuerReading, RefreshOutcome, Tick};
use hypothec_interface::event::{EVENT_HELD_OUT, EVENT_MULTIPLIED, EVENT_SATURATED, EVENT_SYNCED, Event};
use hypothec_interface::instruction::{Instruction, NO_RESERVE, RefreshPricesArgs};
use hypothec_interface::oracle::{self, Print};
use hypothec_interface::state::{CLASS_EQUITY, Reserve, SourceId};
use hypothec_interface::token::{account, issuer};
use hypothec_interface::{Error, Key, accounts};
use pinocchio::account::RuntimeAccount;
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_refresh_prices(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &RefreshPricesArgs = view::args(data)?;
    let [_] = view::open(accounts, &accounts::REFRESH_PRICES)?;
    let [market, rest @ ..] = accounts else { return Err(Error::NotEnoughAccounts) };
    let market_account = market.account_ptr();
    let market_key = view::key(market);
    let mut market = view::market(market, program_id)?;
    let tick = market.header.tick(runtime::now());
    let adapters = market.header.adapters();

    let mut rest: &[AccountView] = rest;
    let (mut flags, mut held_out, mut multiplied, mut synced) = (0, 0u64, 0u64, 0i64);
    let mut posted = args.posted;
    for (n, index) in args.reserves.iter().enumerate() {
        if *index == NO_RESERVE {
            break;
        }
        let reserve = market.reserve_mut(*index)?;
        let outcome = if reserve.class() == CLASS_EQUITY {
            refresh_equity(reserve, &mut rest, posted & 3, market_account, adapters, &tick)?
        } else {
            refresh_continuous(reserve, &mut rest, posted & 3, market_account, adapters, tick.now)?
        };
        posted >>= 2;
        if reserve.saturated_ts() == tick.now {
            flags |= EVENT_SATURATED;
        }
        market.count_groups(*index)?;
        if outcome.held_out {
            flags |= EVENT_HELD_OUT;
            held_out |= 1 << n;
        }
        if outcome.multiplier_changed {
            flags |= EVENT_MULTIPLIED;
            multiplied |= 1 << n;
        }
        if outcome.synced != 0 {
            flags |= EVENT_SYNCED;
            synced = outcome.synced;
        }
    }
    if posted != 0 {
        return Err(Error::ArgumentOutOfRange);
    }
    runtime::emit(&Event {
        tag: Instruction::RefreshPrices as u8,
        version: Event::VERSION,
        reserve: NO_RESERVE,
        flags,
        reserved: 0,
        account: market_key,
        amount: held_out,
        shares: multiplied,
        extra: synced,
    });
    Ok(())
}

/// A reserve with mint and vault. Each kind is a function of its own: in one the compiler keeps everything on the stack.
#[inline(never)]
fn refresh_equity(
    reserve: &mut Reserve,
    rest: &mut &[AccountView],
    posted: u32,
    market: *const RuntimeAccount,
    adapters: u8,
    tick: &Tick,
) -> Result<RefreshOutcome, Error> {
    let [token_feed, share_feed] = reserve.source_ids();
    let prints = [
        take_price(rest, posted & 1 != 0, market, token_feed, adapters)?,
        take_price(rest, posted & 2 != 0, market, share_feed, adapters)?,
    ];
    let accounts: &[AccountView] = rest;
    let [mint, vault, after @ ..] = accounts else { return Err(Error::NotEnoughAccounts) };
    *rest = after;
    let reading = read_issuer(mint, vault, reserve)?;
    board::refresh_reserve(reserve, tick, &prints, Some(&reading))
}

/// A reserve of a token that trades around the clock.
#[inline(never)]
fn refresh_continuous(
    reserve: &mut Reserve,
    rest: &mut &[AccountView],
    posted: u32,
    market: *const RuntimeAccount,
    adapters: u8,
    now: i64,
) -> Result<RefreshOutcome, Error> {
    let [token_feed, share_feed] = reserve.source_ids();
    if posted == 1 {
        // the one it has, apart: the print stays where it was made
        let print = read_price(rest, market, token_feed, adapters)?;
        return board::refresh_continuous(reserve, now, Some(&print));
    }
    let print = take_price(rest, posted & 1 != 0, market, token_feed, adapters)?;
    take_price(rest, posted & 2 != 0, market, share_feed, adapters)?;
    board::refresh_continuous(reserve, now, print.as_ref())
}

/// The print of the next account, where the source is posted.
#[inline(always)]
fn take_price(
    rest: &mut &[AccountView],
    posted: bool,
    market: *const RuntimeAccount,
    source: &SourceId,
    adapters: u8,
) -> Result<Option<Print>, Error> {
    if posted { read_price(rest, market, source, adapters).map(Some) } else { Ok(None) }
}

/// The print of the next account, if it is this source's by its adapter's rule of identity.
#[inline(always)]
fn read_price(
    rest: &mut &[AccountView],
    market: *const RuntimeAccount,
    source: &SourceId,
    adapters: u8,
) -> Result<Print, Error> {
    let accounts: &[AccountView] = rest;
    let [price, after @ ..] = accounts else { return Err(Error::NotEnoughAccounts) };
    *rest = after;
    if price.account_ptr() == market {
        return Err(Error::DuplicateAccount);
    }
    let owner = Key::read(price.owner().as_array());
    oracle::read(source, adapters, view::address(price), &owner, view::data(price))
}

/// What mint and vault of an equity say; both are proved by address.
#[inline(always)]
fn read_issuer(mint: &AccountView, vault: &AccountView, reserve: &Reserve) -> Result<IssuerReading, Error> {
    view::mint(mint, reserve)?;
    let vault = Vault::of(vault, reserve)?;
    let mint = issuer::read(view::data(mint), &reserve.offsets())?;
    let bytes = view::data(vault.account());
    Ok(IssuerReading { mint, vault_amount: account::amount(bytes)?, vault_frozen: account::is_frozen(bytes)? })
}
