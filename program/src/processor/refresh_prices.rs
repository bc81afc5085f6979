//! RefreshPrices: prices, and for equities mint and vault, onto the boards of up to 16 reserves.

use super::{event_of, log_synced};
use crate::runtime;
use crate::view::{self, Vault};
use hypothec_interface::event::{EVENT_HELD_OUT, EVENT_MULTIPLIED, EVENT_SATURATED, EVENT_SYNCED, Event};
use hypothec_interface::instruction::{Instruction, NO_RESERVE, RefreshPricesArgs};
use hypothec_interface::oracle::{self, PriceUpdate};
use hypothec_interface::price::{self, IssuerReading, RefreshContext, RefreshOutcome};
use hypothec_interface::state::{CLASS_EQUITY, CLASS_WATCHED, Reserve, SourceId};
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
    let market_key = view::address(market);
    let mut market = view::market(market, program_id)?;
    let context = market.header.refresh_context(runtime::now());
    let adapters = market.header.adapters();
    let mut pass = Pass { rest, market: market_account, market_key, adapters, context, unusual: Unusual::default() };
    let (mut posted, mut least) = (args.posted, 0);
    for (n, index) in args.reserves.iter().enumerate() {
        if *index == NO_RESERVE {
            break;
        }
        // ascending, so that none is named twice: what one print does is not the next one's to use
        if *index < least {
            return Err(Error::ArgumentOutOfRange.cold());
        }
        least = index.wrapping_add(1); // ARITH: below NO_RESERVE
        let reserve = market.reserve_mut(*index)?;
        match reserve.class() {
            CLASS_EQUITY => refresh_equity(reserve, &mut pass, posted, n),
            CLASS_WATCHED => refresh_watched(reserve, &mut pass, posted, n),
            _ => refresh_continuous(reserve, &mut pass, posted, n),
        }?;
        posted >>= 2;
        if reserve.is_grouped() {
            market.count_groups(*index)?;
        }
    }
    if posted != 0 {
        return Err(Error::ArgumentOutOfRange);
    }
    let Unusual { flags, no_news, held_out, multiplied } = pass.unusual;
    runtime::give_back(&[Event {
        flags,
        amount: held_out << 32 | no_news,
        shares: multiplied,
        ..event_of(Instruction::RefreshPrices, *market_key)
    }]);
    Ok(())
}

/// What goes from reserve to reserve: the accounts not yet taken, the market's facts, and what the event will tell.
struct Pass<'a> {
    rest: &'a [AccountView],
    market: *const RuntimeAccount,
    market_key: &'a Key,
    adapters: u8,
    context: RefreshContext,
    unusual: Unusual,
}

/// What the event tells. Bits 2n and 2n + 1 of its masks are token feed and share feed of the n-th reserve named.
#[derive(Default)]
struct Unusual {
    flags: u8,
    /// Posted, and no news.
    no_news: u64,
    /// Posted, and held out.
    held_out: u64,
    /// Bit n: another multiplier of the n-th reserve.
    multiplied: u64,
}

impl Unusual {
    /// Adds what happened to the reserve at place `n`, whose sources in the two lowest bits of `posted` were posted.
    #[inline(always)]
    fn note(&mut self, n: usize, posted: u32, reserve: &Reserve, market_key: &Key, now: i64, outcome: RefreshOutcome) {
        let usual = RefreshOutcome { news: outcome.news, ..RefreshOutcome::NOTHING };
        let no_news = posted & 3 & !u32::from(outcome.news);
        if no_news != 0 || outcome != usual || reserve.saturated_ts() == now {
            self.add(n, no_news, reserve.saturated_ts() == now, outcome);
        }
        self.note_synced(reserve, market_key, outcome.synced);
    }

    /// Adds what the vault of the reserve differed by from its books.
    #[inline(always)]
    fn note_synced(&mut self, reserve: &Reserve, market_key: &Key, synced: i64) {
        if synced != 0 {
            self.flags |= EVENT_SYNCED;
            log_synced(Instruction::RefreshPrices, reserve.index(), *market_key, synced);
        }
    }

    #[cold]
    #[inline(never)]
    #[allow(clippy::arithmetic_side_effects)] // ARITH: two bits for each of at most 32 reserves
    fn add(&mut self, n: usize, no_news: u32, saturated: bool, outcome: RefreshOutcome) {
        self.no_news |= u64::from(no_news) << (2 * n);
        if saturated {
            self.flags |= EVENT_SATURATED;
        }
        if outcome.held_out != 0 {
            self.flags |= EVENT_HELD_OUT;
            self.held_out |= u64::from(outcome.held_out) << (2 * n);
        }
        if outcome.multiplier_changed {
            self.flags |= EVENT_MULTIPLIED;
            self.multiplied |= 1 << n;
        }
    }
}

/// A reserve with mint and vault. Each kind is a function of its own: in one the compiler keeps everything on the stack.
#[inline(never)]
fn refresh_equity(reserve: &mut Reserve, pass: &mut Pass<'_>, posted: u32, n: usize) -> Result<(), Error> {
    let [token_feed, share_feed] = reserve.source_ids();
    let (token, share, mint, vault) = if posted & 3 == 3 {
        // the usual case in one step
        let [token, share, mint, vault] = pass.accounts()?;
        (Some(token), Some(share), mint, vault)
    } else {
        let (token, share) = (pass.price_account(posted & 1 != 0)?, pass.price_account(posted & 2 != 0)?);
        let [mint, vault] = pass.accounts()?;
        (token, share, mint, vault)
    };
    let (token, share) = (pass.print(token, token_feed)?, pass.print(share, share_feed)?);
    let reading = read_issuer::<true>(mint, vault, reserve)?;
    let outcome = price::refresh_equity(reserve, &pass.context, [token.as_ref(), share.as_ref()], &reading);
    pass.unusual.note(n, posted, reserve, pass.market_key, pass.context.now, outcome);
    Ok(())
}

/// A reserve of a token that trades around the clock, and whose mint its issuer can change: mint and vault, which stand
/// behind the price account, and then all that is done for one without.
#[cold]
#[inline(never)]
fn refresh_watched(reserve: &mut Reserve, pass: &mut Pass<'_>, posted: u32, n: usize) -> Result<(), Error> {
    let prices = usize::from(posted & 1 != 0).saturating_add(usize::from(posted & 2 != 0));
    let behind = pass.rest.get(prices..).and_then(|rest| rest.first_chunk());
    let [mint, vault] = behind.ok_or(Error::NotEnoughAccounts)?;
    let reading = read_issuer::<false>(mint, vault, reserve)?;
    let synced = price::read_watched(reserve, pass.context.now, &reading);
    pass.unusual.note_synced(reserve, pass.market_key, synced);
    refresh_continuous(reserve, pass, posted, n)?;
    pass.accounts::<2>()?;
    Ok(())
}

/// A reserve of a token that trades around the clock.
#[inline(never)]
fn refresh_continuous(reserve: &mut Reserve, pass: &mut Pass<'_>, posted: u32, n: usize) -> Result<(), Error> {
    let print = pass.only_token_print(reserve, posted)?;
    let outcome = price::refresh_continuous(reserve, pass.context.now, print.as_ref());
    pass.unusual.note(n, posted, reserve, pass.market_key, pass.context.now, outcome);
    Ok(())
}

impl<'a> Pass<'a> {
    /// The print of a reserve that has no other source: an account for one is refused by its reading.
    #[inline(always)]
    fn only_token_print(&mut self, reserve: &Reserve, posted: u32) -> Result<Option<PriceUpdate>, Error> {
        let [token_feed, share_feed] = reserve.source_ids();
        let token = self.price_account(posted & 1 != 0)?;
        let print = self.print(token, token_feed)?;
        let share = self.price_account(posted & 2 != 0)?;
        self.print(share, share_feed)?;
        Ok(print)
    }

    /// The next accounts.
    #[inline(always)]
    fn accounts<const N: usize>(&mut self) -> Result<&'a [AccountView; N], Error> {
        let (accounts, after) = self.rest.split_first_chunk().ok_or_else(|| Error::NotEnoughAccounts.cold())?;
        self.rest = after;
        Ok(accounts)
    }

    /// The next account, where the source is posted.
    #[inline(always)]
    fn price_account(&mut self, posted: bool) -> Result<Option<&'a AccountView>, Error> {
        if !posted {
            return Ok(None);
        }
        let [account] = self.accounts()?;
        Ok(Some(account))
    }

    /// The print in a price account, if it is this source's by its adapter's rule of identity and says a price.
    #[inline(always)]
    fn print(&self, account: Option<&AccountView>, source: &SourceId) -> Result<Option<PriceUpdate>, Error> {
        let Some(price) = account else { return Ok(None) };
        if price.account_ptr() == self.market {
            return Err(Error::DuplicateAccount.cold());
        }
        oracle::print(source, self.adapters, view::address(price), view::owner(price), view::data(price))
    }
}

/// What mint and vault say; both are proved by address. `LASTS`: nobody can close the mint.
#[inline(always)]
fn read_issuer<const LASTS: bool>(
    mint: &AccountView,
    vault: &AccountView,
    reserve: &Reserve,
) -> Result<IssuerReading, Error> {
    view::mint(mint, reserve)?;
    let vault = Vault::of(vault, reserve)?;
    let mint = if LASTS {
        issuer::read(view::data(mint), &reserve.offsets())?
    } else {
        issuer::read_account(view::data(mint), view::owner(mint), &reserve.token_program(), &reserve.offsets())?
    };
    let bytes = view::data(vault.account());
    Ok(IssuerReading { mint, vault_amount: account::amount(bytes)?, vault_frozen: account::is_frozen(bytes)? })
}
