//! Making a market and listing reserves: a reserve lists with no power, no caps and every switch off.

use crate::instruction::{AddReserveArgs, ConfigureArgs, InitMarketArgs};
use crate::math::q64::Q64;
use crate::oracle::Adapter;
use crate::oracle::scope::ENTRIES as SCOPE_ENTRIES;
use crate::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, MAX_RESERVES, Market, MarketHeader, MarketParams, MultiplierMemory, PriceSource,
    Reserve, ReserveConfig, SOURCE_COUNT, SourceId,
};
use crate::state::{NewMarket, REOPEN_GRACE_S};
use crate::token::Mint;
use crate::token::multiplier::multiplier_q32_down;
use crate::{Error, Key};
use bytemuck::Zeroable;

/// Initialises an all-zero header for a market with room for `capacity` reserves.
///
/// # Errors
/// `ArgumentOutOfRange`, `BadCalendar`, `WrongLength` when there is room for none or for more than 128.
pub fn init_market(
    header: &mut MarketHeader,
    capacity: usize,
    args: &InitMarketArgs,
    authority: Key,
    authority_bump: u8,
) -> Result<(), Error> {
    let calendar = args.calendar;
    calendar.validate()?;
    let capacity = u8::try_from(capacity).map_err(|_| Error::WrongLength)?;
    if capacity == 0 || usize::from(capacity) > MAX_RESERVES {
        return Err(Error::WrongLength);
    }
    let params = MarketParams {
        debt_floor: args.debt_floor,
        fee_recipient: args.fee_recipient,
        delay_s: args.delay_s,
        target_health_bps: args.target_health_bps,
        cool_off_s: args.cool_off_s,
        adapters: args.adapters,
        reopen_grace_s: REOPEN_GRACE_S,
        ..MarketParams::zeroed()
    };
    params.validate()?;
    let (admin, guardian) = (args.admin, args.guardian);
    if admin.is_none() {
        return Err(Error::ArgumentOutOfRange);
    }
    header.init(&NewMarket { authority, authority_bump, admin, guardian, params, calendar }, capacity);
    Ok(())
}

/// What a listing is made of beside its arguments.
pub struct Listing<'a> {
    /// The mint's address.
    pub mint: Key,
    /// The token program that owns it.
    pub token_program: Key,
    /// The vault PDA.
    pub vault: Key,
    /// What the mint account says.
    pub facts: &'a Mint,
    /// Unix seconds.
    pub now: i64,
}

/// Lists a mint as the next reserve and returns its index.
///
/// # Errors
/// `MarketFull`, `MintListed`, `ArgumentOutOfRange`, `AdapterDisabled`, `NoSource`, `SameSource`, `BadMultiplier`.
pub fn add_reserve(market: &mut Market<'_>, args: &AddReserveArgs, listing: &Listing<'_>) -> Result<u8, Error> {
    let index = market.header.reserve_count;
    if market.reserves.iter().any(|reserve| reserve.listed != 0 && reserve.mint == listing.mint) {
        return Err(Error::MintListed);
    }
    if args.class != CLASS_EQUITY && args.class != CLASS_CONTINUOUS {
        return Err(Error::ArgumentOutOfRange);
    }
    let [token_feed, share_feed] = checked_sources(args, market.header.adapters)?;
    let reserve = market.reserves.get_mut(usize::from(index)).ok_or(Error::MarketFull)?;
    let multiplier_q32 = multiplier_q32_down(listing.facts.scaled.current(listing.now))?;
    *reserve = Reserve {
        mint: listing.mint,
        vault: listing.vault,
        token_program: listing.token_program,
        supply_index: Q64::ONE,
        debt_index: Q64::ONE,
        accrued_ts: listing.now,
        index,
        decimals: listing.facts.decimals,
        class: args.class,
        listed: 1,
        config: ReserveConfig::listed(),
        sources: [
            PriceSource { id: token_feed, ..PriceSource::zeroed() },
            PriceSource { id: share_feed, ..PriceSource::zeroed() },
        ],
        multiplier: MultiplierMemory::new(multiplier_q32),
        offsets: listing.facts.offsets,
        ..Reserve::zeroed()
    };
    market.header.reserve_count = index.saturating_add(1);
    Ok(index)
}

/// The two sources as given: at least one, no two alike, and a share feed only where a mint has a multiplier to be read.
fn checked_sources(args: &AddReserveArgs, adapters: u8) -> Result<[SourceId; SOURCE_COUNT], Error> {
    let (token, share) = (args.token_feed, args.share_feed);
    check_source(&token, adapters)?;
    check_source(&share, adapters)?;
    if token.adapter == 0 && share.adapter == 0 {
        return Err(Error::NoSource);
    }
    if share.adapter != 0 && args.class != CLASS_EQUITY {
        return Err(Error::ArgumentOutOfRange);
    }
    if token == share { Err(Error::SameSource) } else { Ok([token, share]) }
}

/// Whether the market enables the source's adapter and nothing in it is left over.
pub(crate) fn check_source(id: &SourceId, adapters: u8) -> Result<(), Error> {
    if id.adapter == 0 {
        return if *id == SourceId::NONE { Ok(()) } else { Err(Error::ArgumentOutOfRange) };
    }
    let adapter = Adapter::from_u8(id.adapter).ok_or(Error::ArgumentOutOfRange)?;
    if adapters & adapter.bit() == 0 {
        return Err(Error::AdapterDisabled);
    }
    let entries = if adapter == Adapter::Scope { SCOPE_ENTRIES } else { 1 };
    let sound = !id.key.is_none() && id.reserved == [0; 5] && usize::from(id.index) < entries;
    if sound { Ok(()) } else { Err(Error::ArgumentOutOfRange) }
}

/// Takes over the named parameters of a reserve at once, in a market that is not sealed yet.
///
/// # Errors
/// `MarketSealed`, `NoSuchReserve`, `ArgumentOutOfRange`, and those of [`ReserveConfig::validate`]; then nothing has
/// changed.
pub fn configure(market: &mut Market<'_>, args: &ConfigureArgs, now: i64) -> Result<(), Error> {
    if market.header.sealed != 0 {
        return Err(Error::MarketSealed);
    }
    let reserve = market.reserve(args.reserve)?;
    let mut config = reserve.config;
    config.take_fields(args.mask, &{ args.config })?;
    config.validate()?;
    set_config(market, args.reserve, &config, now)
}

/// Replaces the parameters of a reserve: interest up to now is by the old ones, and its groups are counted by the new.
///
/// # Errors
/// `NoSuchReserve`.
pub(super) fn set_config(market: &mut Market<'_>, index: u8, config: &ReserveConfig, now: i64) -> Result<(), Error> {
    market.leave_groups(index)?;
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    reserve.config = *config;
    reserve.set_rate();
    market.count_groups(index)?;
    Ok(())
}
