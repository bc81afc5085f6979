//! The rule of ingest, at each of its edges.

use hypothec_interface::Error;
use hypothec_interface::oracle::{PriceUpdate, ingest::check};
use num_bigint::BigUint;
use proptest::prelude::*;

const NOW: i64 = 1_789_000_200;

fn print(publish_ts: i64) -> PriceUpdate {
    PriceUpdate { price: 1_000_000, conf: 2_000, ema: 1_000_000, exponent: -8, publish_ts }
}

#[test]
fn ingest_refuses_updates_outside_their_window() {
    let cases = [
        (-11, Err(Error::PriceTooOld)),
        (-10, Ok(NOW - 10)),
        (0, Ok(NOW)),
        // A lagging clock: taken, and stored as of now.
        (1, Ok(NOW)),
        (15, Ok(NOW)),
        (16, Err(Error::PriceFromFuture)),
    ];
    for (age, expected) in cases {
        assert_eq!(check(&print(NOW + age), NOW, 100, 0), expected, "{age}");
    }
    for (ts, error) in [(i64::MIN, Error::PriceTooOld), (0, Error::PriceTooOld), (i64::MAX, Error::PriceFromFuture)] {
        assert_eq!(check(&print(ts), NOW, 100, i64::MIN), Err(error), "{ts}");
    }
}

#[test]
fn ingest_refuses_updates_out_of_order() {
    assert_eq!(check(&print(NOW - 5), NOW, 100, NOW - 6), Ok(NOW - 5));
    assert_eq!(check(&print(NOW - 5), NOW, 100, NOW - 5), Ok(NOW - 5));
    assert_eq!(check(&print(NOW - 5), NOW, 100, NOW - 4), Err(Error::PriceOutOfOrder));
    // Both ahead of the clock and stored as of now: their own times order them.
    assert_eq!(check(&print(NOW + 3), NOW, 100, NOW + 2), Ok(NOW));
    assert_eq!(check(&print(NOW + 3), NOW, 100, NOW + 4), Err(Error::PriceOutOfOrder));
}

#[test]
fn ingest_refuses_updates_too_wide() {
    assert_eq!(check(&print(NOW), NOW, 20, 0), Ok(NOW));
    assert_eq!(check(&print(NOW), NOW, 19, 0), Err(Error::PriceTooWide));
    assert_eq!(check(&PriceUpdate { conf: 0, ..print(NOW) }, NOW, 0, 0), Ok(NOW));
    assert_eq!(check(&PriceUpdate { conf: 1, ..print(NOW) }, NOW, 0, 0), Err(Error::PriceTooWide));
    // Without confidence of its own, a source is never too wide here: the board adds the configured one. Nor is any where the limit is the price or more.
    let PriceUpdate { price, .. } = print(NOW);
    assert_eq!(check(&PriceUpdate { conf: price, ..print(NOW) }, NOW, u16::MAX, 0), Ok(NOW));
}

proptest! {
    #[test]
    fn width_is_exact(price in 1..=i64::MAX as u64, bps in 0..=10_000u16, nudge in -2..=2i64) {
        let limit = BigUint::from(price) * bps / 10_000u32;
        let limit = u64::try_from(limit).unwrap();
        let conf = limit.saturating_add_signed(nudge);
        let accepted = check(&PriceUpdate { price, conf, ..print(NOW) }, NOW, bps, 0);
        prop_assert_eq!(accepted, if conf <= limit { Ok(NOW) } else { Err(Error::PriceTooWide) });
    }
}
