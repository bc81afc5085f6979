//! How a reserve takes new parameters.

use crate::Error;
use crate::oracle::Adapter;
use crate::state::{Market, ReserveConfig, SourceId};

/// How long the price of a feed without confidence may stand still, seconds, in each session.
pub(in crate::action) const FREEZE_AGE_MAX_S: [u16; 4] = [3_600, 3_600, 3_600, 600];

/// Whether a reserve may have these parameters: they are sound, its sources can live with them, and no exchange at the
/// edge of the spans of a collateral and of another reserve that is lent makes bad debt.
///
/// # Errors
/// Those of [`ReserveConfig::validate`], `SourceNeedsFreezeAge`, `SpanTooWide`, `NoSuchReserve`.
pub(in crate::action) fn check_config(market: &Market<'_>, index: u8, config: &ReserveConfig) -> Result<(), Error> {
    config.validate()?;
    for id in market.reserve(index)?.source_ids() {
        check_freeze_age(config, id)?;
    }
    let own = market.reserve(index)?;
    let others = market.reserves.iter().filter(|reserve| reserve.listed != 0 && reserve.index != index);
    for other in others {
        let covered = !other.is_lent(&other.config) || config.span_covers(&other.config);
        if !covered || own.is_lent(config) && !other.config.span_covers(config) {
            return Err(Error::SpanTooWide);
        }
    }
    Ok(())
}

/// Whether a source can live with the freeze ages: a feed without confidence re-stamps a price that stands still, so that
/// only that says that nobody trades.
///
/// # Errors
/// `SourceNeedsFreezeAge`.
pub(in crate::action) fn check_freeze_age(config: &ReserveConfig, id: &SourceId) -> Result<(), Error> {
    let sound = config.freeze_age_s.into_iter().zip(FREEZE_AGE_MAX_S).all(|(age_s, most)| (1..=most).contains(&age_s));
    if sound || id.adapter != Adapter::Scope as u8 { Ok(()) } else { Err(Error::SourceNeedsFreezeAge) }
}

/// Replaces the parameters of a reserve: interest up to now is by the old ones, and its groups are counted by the new. One
/// that wound down goes on once a switch is on again.
///
/// # Errors
/// `NoSuchReserve`.
pub(in crate::action) fn set_config(
    market: &mut Market<'_>,
    index: u8,
    config: &ReserveConfig,
    now: i64,
) -> Result<(), Error> {
    market.leave_groups(index)?;
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    reserve.config = *config;
    if config.switches != 0 {
        reserve.closing = 0;
    }
    reserve.set_rate_outlined();
    market.count_groups(index)?;
    Ok(())
}
