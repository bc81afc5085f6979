//! What a reserve and a slot come to at a moment, in the program's own arithmetic.

use crate::{with_market, with_position};
use bytemuck::{Pod, Zeroable};
use hypothec_interface::Error;
use hypothec_interface::math::rate::{YEAR_S, rate_q64_up, utilisation_bps_up};
use hypothec_interface::state::Side;

/// A reserve now: 128 bytes.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct ReserveView {
    /// `State` bits.
    state: u64,
    /// Loan-to-value in force, bps.
    ltv_bps: u64,
    /// Atoms supplied, with interest up to now, down.
    supplied: u64,
    /// Atoms owed, with interest up to now, up.
    borrowed: u64,
    /// Debt of cash and debt, bps, up.
    utilisation_bps: u64,
    /// Borrowers pay per year, without compounding, 10^-6.
    borrow_apr_ppm: u64,
    /// Suppliers receive per year, without compounding, 10^-6, down.
    supply_apr_ppm: u64,
    /// Value of `atoms` at the board's five prices, 2^-16 USD.
    low: u64,
    high: u64,
    liq_low: u64,
    liq_high: u64,
    /// Largest supply and debt that the caps still admit, atoms; `u64::MAX` where nothing limits.
    outflow_left: u64,
    /// Liquidation threshold now, bps.
    threshold_bps: u64,
    reserved: [u64; 3],
}

/// A reserve now; prices are those of `atoms`.
#[unsafe(no_mangle)]
pub extern "C" fn reserve_view(len: usize, index: u8, now: i64, atoms: u64) -> u32 {
    with_market(len, |market| {
        let context = market.header.risk_context(now);
        market.reserve_mut(index)?.accrue(now);
        let reserve = market.reserve(index)?;
        let borrowed = reserve.total_debt_up().ok_or(Error::Overflow)?;
        let config = reserve.config();
        let rate = u128::from(rate_q64_up(&config.curve(), reserve.cash_and_flash(), borrowed));
        let utilisation_bps = utilisation_bps_up(reserve.cash_and_flash(), borrowed);
        let borrow_apr_ppm = u64::try_from(rate.wrapping_mul(u128::from(YEAR_S) * 1_000_000) >> 64).unwrap_or(u64::MAX);
        let kept = 10_000u64.saturating_sub(config.reserve_factor_bps().into());
        let supply_apr_ppm =
            u128::from(borrow_apr_ppm).wrapping_mul(utilisation_bps.into()).wrapping_mul(kept.into()) / 100_000_000;
        Ok(ReserveView {
            state: reserve.state(&context).0.into(),
            ltv_bps: reserve.ltv_bps(&context).into(),
            supplied: reserve.supply_assets_down(reserve.supply_shares()).ok_or(Error::Overflow)?,
            borrowed,
            utilisation_bps,
            borrow_apr_ppm,
            supply_apr_ppm: u64::try_from(supply_apr_ppm).unwrap_or(u64::MAX),
            low: reserve.low().value_down_saturating(atoms),
            high: reserve.high().value_up_saturating(atoms),
            liq_low: reserve.liq_low().value_down_saturating(atoms),
            liq_high: reserve.liq_high().value_up_saturating(atoms),
            outflow_left: reserve.outflow_left(now),
            threshold_bps: config.threshold().at(now).into(),
            reserved: [0; 3],
        })
    })
}

/// The `n`-th slot of the position: atoms with interest up to now (supply down, debt up), and their Value at the board's
/// low (supply) or high (debt).
#[unsafe(no_mangle)]
pub extern "C" fn slot_view(len: usize, n: usize, now: i64) -> u32 {
    with_position(len, |market, position| {
        let slot = *position.used().get(n).ok_or(Error::NoSuchSlot)?;
        market.reserve_mut(slot.reserve())?.accrue(now);
        let reserve = market.reserve(slot.reserve())?;
        let (atoms, value) = match slot.side() {
            Side::Supply => {
                let atoms = reserve.supply_assets_down(slot.shares()).ok_or(Error::Overflow)?;
                (atoms, reserve.low().value_down_saturating(atoms))
            }
            Side::Debt => {
                let atoms = reserve.debt_assets_up(slot.shares()).ok_or(Error::Overflow)?;
                (atoms, reserve.high().value_up_saturating(atoms))
            }
        };
        Ok([atoms, value])
    })
}
