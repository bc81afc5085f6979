//! What concentrated-liquidity pools share: ticks in arrays, and an estimate within the liquidity that is in range now.

/// The first tick of the array that holds this tick.
pub(super) const fn array_start(tick: i32, ticks_in_array: i32) -> i32 {
    tick.div_euclid(ticks_in_array).saturating_mul(ticks_in_array)
}

/// What comes out for `amount_in` as if the liquidity in range had no end: right for small amounts, too much for
/// large ones. `sqrt_price` is of the second token per the first, Q64.64; the fee is in millionths.
pub(super) fn estimate_out(
    liquidity: u128,
    sqrt_price: u128,
    first_in: bool,
    amount_in: u64,
    fee_millionths: u32,
) -> Option<u64> {
    if liquidity == 0 || sqrt_price == 0 || fee_millionths >= 1_000_000 {
        return None;
    }
    let (liquidity, price) = (liquidity as f64, sqrt_price as f64 / 2f64.powi(64));
    let kept = amount_in as f64 * f64::from(1_000_000 - fee_millionths) / 1e6;
    // no difference of nearly equal numbers: a small swap in a deep pool would lose all its digits
    let out = if first_in {
        kept * price * price * liquidity / (liquidity + kept * price)
    } else {
        kept / (price * (price + kept / liquidity))
    };
    // CAST: saturates, and NaN is 0: a rank, not an amount
    Some(out.floor() as u64).filter(|out| *out > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_start_below_negative_ticks() {
        assert_eq!((array_start(0, 600), array_start(599, 600), array_start(600, 600)), (0, 0, 600));
        assert_eq!((array_start(-1, 600), array_start(-600, 600), array_start(-601, 600)), (-600, -600, -1_200));
    }

    #[test]
    fn a_small_swap_trades_at_the_price_less_the_fee() {
        let (liquidity, price_two) = (1u128 << 60, ((2f64.sqrt()) * 2f64.powi(64)) as u128);
        assert_eq!(estimate_out(liquidity, price_two, true, 1_000_000, 2_500), Some(1_994_999));
        assert_eq!(estimate_out(liquidity, price_two, false, 1_000_000, 2_500), Some(498_749));
        assert_eq!(estimate_out(0, price_two, true, 1_000_000, 2_500), None);
    }
}
