//! Amounts as people type them: decimal tokens, exactly.

use anyhow::{Context, Result, bail};

/// Atoms of a decimal number of tokens; `all` is `u64::MAX`.
pub fn parse(text: &str, decimals: u8) -> Result<u64> {
    if text == "all" {
        return Ok(u64::MAX);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        bail!("{text:?} is not an amount: give digits with at most one point, such as 3.14, or `all`");
    }
    if fraction.len() > usize::from(decimals) {
        bail!("{text} has {} decimals, but the token has {decimals}: give at most {decimals}", fraction.len());
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
    padded.parse().with_context(|| format!("{text} is more than a token account can hold"))
}

/// Atoms as tokens.
pub fn show(atoms: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{atoms:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { whole.into() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(parse("3.14159265", 8).unwrap(), 314_159_265);
        assert_eq!(parse("50000", 6).unwrap(), 50_000_000_000);
        assert_eq!(parse("0.00000001", 8).unwrap(), 1);
        assert_eq!(show(1, 8), "0.00000001");
        assert_eq!(show(50_000_000_000, 6), "50000.000000");
        for wrong in ["", ".", "1.", ".5", "-1", "1e3", "1.2.3", "1,5", "0.0000001", "99999999999999999999"] {
            assert!(parse(wrong, 6).is_err(), "{wrong}");
        }
    }
}
