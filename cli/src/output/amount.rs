//! Numbers as people read and type them, exactly: no floating point.

use anyhow::{Context as _, Result, bail};
use hypothec_interface::math::price::Price;

/// Atoms of a decimal number of tokens.
pub fn parse(text: &str, decimals: u8) -> Result<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        bail!("{text:?} is not an amount: give digits with at most one point, such as 3.14");
    }
    if fraction.len() > usize::from(decimals) {
        bail!("{text} has {} decimals: give at most {decimals}", fraction.len());
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
    let atoms = padded.parse().ok().filter(|atoms| *atoms != u64::MAX); // which the program takes for all
    atoms.with_context(|| format!("{text} is more than a token account can hold"))
}

/// As [`parse`]; `all` is `u64::MAX`.
pub fn parse_or_all(text: &str, decimals: u8) -> Result<u64> {
    if text == "all" { Ok(u64::MAX) } else { parse(text, decimals) }
}

/// A Value (2^-16 USD) of an amount of USD.
pub fn value_of(usd: &str) -> Result<u64> {
    let value = (u128::from(parse(usd, 6)?) << 16) / 1_000_000;
    u64::try_from(value).ok().filter(|value| *value < 1 << 48).with_context(|| format!("{usd} USD is too much"))
}

/// Atoms as tokens.
pub fn show(atoms: u64, decimals: u8) -> String {
    point(u128::from(atoms), decimals)
}

fn point(number: u128, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{number:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { whole.into() } else { format!("{whole}.{fraction}") }
}

/// A Value (2^-16 USD) in USD, rounded down to a hundredth of a cent.
pub fn usd(value: u64) -> String {
    point((u128::from(value) * 10_000) >> 16, 4)
}

/// Value times basis points in USD, rounded down to a hundredth of a cent.
pub fn usd_bps(weight: u128) -> String {
    point(weight >> 16, 4)
}

/// A price per atom in USD per token, to the nearest 10^-6 USD; one below a thousandth to the nearest 10^-12.
pub fn price(price: Price, decimals: u8) -> String {
    // mantissa < 2^32 and 10^18 < 2^60
    let whole = u128::from(price.mantissa()) * 10u128.pow(u32::from(decimals.min(18)));
    let shift = u32::try_from(price.shift()).unwrap_or(u32::MAX).saturating_add(16);
    let rounded = |places: u8| {
        let scaled = whole.checked_mul(10u128.pow(places.into()))?;
        // one bit more than is shown decides which way to round
        let half = scaled.checked_shr(shift.saturating_sub(1)).unwrap_or(0);
        Some((half >> 1) + (half & 1))
    };
    match (rounded(6), rounded(12)) {
        (Some(..1_000), Some(fine @ 1..)) => point(fine, 12),
        (coarse, _) => point(coarse.unwrap_or(0), 6), // below 2^112: it does not overflow
    }
}

/// This part of a price, basis points, in USD per token; nothing where it is none or beyond a hundredfold.
pub fn price_part(price: Price, bps: u32, decimals: u8) -> Option<String> {
    if bps == 0 || bps > 1_000_000 {
        return None;
    }
    // mantissa below 2^32, 10^18 below 2^60, a hundredfold below 2^20
    let whole = u128::from(price.mantissa()) * 10u128.pow(u32::from(decimals.min(18))) * u128::from(bps) / 10_000;
    let shift = u32::try_from(price.shift()).unwrap_or(u32::MAX).saturating_add(16);
    Some(point(whole.checked_mul(1_000_000)?.checked_shr(shift).unwrap_or(0), 6))
}

/// Basis points in percent.
pub fn percent(bps: u16) -> String {
    format!("{}.{:02} %", bps / 100, bps % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_interface::math::scale::Scale;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(parse("3.14159265", 8).unwrap(), 314_159_265);
        assert_eq!(parse("50000", 6).unwrap(), 50_000_000_000);
        assert_eq!(parse("0.00000001", 8).unwrap(), 1);
        assert_eq!(parse("18446744073709551614", 0).unwrap(), u64::MAX - 1);
        assert!(parse("18446744073709551615", 0).is_err(), "the program takes it for all");
        assert_eq!(parse_or_all("all", 0).unwrap(), u64::MAX);
        assert_eq!(show(1, 8), "0.00000001");
        assert_eq!(show(50_000_000_000, 6), "50000.000000");
        assert_eq!(show(7, 0), "7");
        for wrong in ["", ".", "1.", ".5", "-1", "1e3", "1.2.3", "1,5", "0.0000001", "99999999999999999999", "all"] {
            assert!(parse(wrong, 6).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_round_down_and_prices_to_the_nearest() {
        assert_eq!(usd(1 << 16), "1.0000");
        assert_eq!(usd(1), "0.0000");
        assert_eq!(usd(7), "0.0001");
        assert_eq!(usd_bps(5_000 << 16), "0.5000");
        assert_eq!(percent(8_050), "80.50 %");
        for (mantissa, text) in [(18_025_000_000, "180.250000"), (100_000_000, "1.000000")] {
            let down = Scale::new(-8, 8, mantissa).unwrap().price_down(mantissa).unwrap();
            assert_eq!(price(down, 8), text);
        }
        let down = Scale::new(-8, 8, 18_025_000_000).unwrap().price_down(18_025_000_000).unwrap();
        assert_eq!(price_part(down, 5_000, 8).as_deref(), Some("90.124999"));
        assert_eq!((price_part(down, 0, 8), price_part(down, u32::MAX, 8)), (None, None));
        // 0.00000123 USD
        let cheap = Scale::new(-8, 5, 123).unwrap().price_down(123).unwrap();
        assert_eq!(price(cheap, 5), "0.000001230000");
    }
}
