//! What atoms are worth at the board's lower price, USD: for sizes, decisions and people, not for books.

use hypothec_interface::state::Reserve;

/// USD of a Value, which is 2^-16 USD.
pub fn usd_of(value: i64) -> f64 {
    value as f64 / 65_536.0
}

/// What atoms are worth, USD.
pub fn usd(reserve: &Reserve, atoms: u64) -> f64 {
    reserve.liq_low().value_down_saturating(atoms) as f64 / 65_536.0
}

/// How many atoms are worth this much; more than there can be of what is worth nothing.
pub fn atoms(reserve: &Reserve, worth_usd: f64) -> f64 {
    let unit = 10u64.saturating_pow(reserve.decimals().into());
    let price = usd(reserve, unit);
    if price > 0.0 { worth_usd / price * unit as f64 } else { f64::MAX }
}
