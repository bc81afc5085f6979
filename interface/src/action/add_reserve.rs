//! AddReserve: lists a mint as a reserve with no power, no caps and every switch off.

use super::shared::config::{FREEZE_AGE_MAX_S, check_freeze_age};
use super::shared::signer::check_admin;
use crate::instruction::AddReserveArgs;
use crate::math::price::Price;
use crate::math::q64::Q64;
use crate::oracle::Adapter;
use crate::oracle::scope::ENTRIES as SCOPE_ENTRIES;
use crate::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, CLASS_WATCHED, Market, MultiplierMemory, ReserveConfig, SOURCE_COUNT, SourceId,
};
use crate::token::Mint;
use crate::token::multiplier::multiplier_q32_down;
use crate::{Error, Key};

/// How far the upper end of a first print's band may lie above the lower one, of it.
const BAND_BPS: u16 = 10_000;

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
    /// Who signs as the admin.
    pub signer: Key,
    /// Unix seconds.
    pub now: i64,
}

/// Lists a mint as a reserve, at the lowest index that is free, and returns that. One whose issuer can change it is watched
/// whatever its class.
/// An equity's mint must last: what a share-equivalent is hangs on its multiplier.
///
/// # Errors
/// `NotAdmin`, `MarketFull`, `MintListed`, `ArgumentOutOfRange`, `ClosableMint` of an equity, `AdapterDisabled`, `NoSource`,
/// `SameSource`, `BadMultiplier`.
pub fn add_reserve(market: &mut Market<'_>, args: &AddReserveArgs, listing: &Listing<'_>) -> Result<u8, Error> {
    check_admin(market.header, &listing.signer)?;
    let index = market.free_index()?;
    if market.reserves.iter().any(|reserve| reserve.listed != 0 && reserve.mint == listing.mint) {
        return Err(Error::MintListed);
    }
    if args.class != CLASS_EQUITY && args.class != CLASS_CONTINUOUS {
        return Err(Error::ArgumentOutOfRange);
    }
    if args.class == CLASS_EQUITY && listing.facts.closable {
        return Err(Error::ClosableMint);
    }
    let watched = args.class == CLASS_CONTINUOUS && listing.facts.is_watched();
    let [token_feed, share_feed] = checked_sources(args, market.header.adapters)?;
    let [slow, quick] = checked_band(args.band)?;
    let listed_before = index < market.header.reserve_count;
    let relisted_ts = if listed_before { u32::try_from(listing.now).unwrap_or(u32::MAX) } else { 0 };
    let reserve = market.reserves.get_mut(usize::from(index)).ok_or(Error::MarketFull)?;
    let mut config = ReserveConfig::listed();
    if [token_feed, share_feed].iter().any(|id| check_freeze_age(&config, id).is_err()) {
        config.freeze_age_s = FREEZE_AGE_MAX_S;
    }
    let multiplier_q32 = multiplier_q32_down(listing.facts.scaled.current(listing.now))?;
    reserve.clear();
    (reserve.mint, reserve.vault, reserve.token_program) = (listing.mint, listing.vault, listing.token_program);
    (reserve.supply_index, reserve.debt_index) = (Q64::ONE, Q64::ONE);
    reserve.accrued_ts = listing.now;
    (reserve.index, reserve.decimals) = (index, listing.facts.decimals);
    reserve.class = if watched { CLASS_WATCHED } else { args.class };
    reserve.listed = 1;
    reserve.relisted_ts = relisted_ts;
    reserve.config = config;
    (reserve.slow, reserve.quick) = (slow, quick);
    for (source, id) in reserve.sources.iter_mut().zip([token_feed, share_feed]) {
        source.id = id;
    }
    reserve.multiplier = MultiplierMemory::new(multiplier_q32);
    reserve.offsets = listing.facts.offsets;
    market.header.reserve_count = market.header.reserve_count.max(index.saturating_add(1));
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

/// The band of a first print as given: both ends prices, the upper one at most twice the lower.
#[inline(never)]
pub(crate) fn checked_band(band: [Price; 2]) -> Result<[Price; 2], Error> {
    let [low, high] = band;
    let sound = low.is_well_formed() && high.is_well_formed() && !low.is_zero() && low <= high;
    let narrow = high.within_bps(low, BAND_BPS);
    if sound && narrow { Ok(band) } else { Err(Error::ArgumentOutOfRange) }
}

/// Whether the market enables the source's adapter and nothing in it is left over.
#[inline(never)]
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
