//! Kamino Scope's entries.

use hypothec_interface::Error;
use hypothec_interface::oracle::{PriceUpdate, scope::parse};
use sha2::{Digest, Sha256};

/// OraclePrices with NVDAx's ChainlinkX entry at 268 and noise in all others.
fn prices(value: u64, exp: u64, unix_ts: u64) -> Vec<u8> {
    let mut data = Sha256::digest(b"account:OraclePrices")[..8].to_vec();
    data.resize(28_712, 0xa5);
    let entry = 40 + 56 * 268;
    for (at, word) in [(0, value), (8, exp), (16, 449_660_471), (24, unix_ts)] {
        data[entry + at..entry + at + 8].copy_from_slice(&word.to_le_bytes());
    }
    data
}

fn parsed(value: u64, exp: u64, unix_ts: u64) -> Result<PriceUpdate, Error> {
    parse(&prices(value, exp, unix_ts), 268)
}

#[test]
fn scope_reads_an_entry() {
    let print = PriceUpdate { price: 17_912, conf: 0, exponent: -2, publish_ts: 1_789_000_199 };
    assert_eq!(parsed(17_912, 2, 1_789_000_199), Ok(print));
    assert_eq!(parsed(i64::MAX as u64, 18, 0).map(|print| print.exponent), Ok(-18));
}

#[test]
fn scope_reads_the_first_and_last_entry() {
    for (index, at) in [(0, 40), (511, 40 + 56 * 511)] {
        let mut data = prices(1, 0, 0);
        data[at..at + 56].fill(0);
        data[at] = 77;
        assert_eq!(parse(&data, index).map(|print| print.price), Ok(77));
    }
    for index in [512, 513, u16::MAX] {
        assert_eq!(parse(&prices(1, 0, 0), index), Err(Error::WrongFeed));
    }
}

#[test]
fn scope_refuses_each_bad_condition() {
    assert_eq!(parsed(0, 2, 5), Err(Error::PriceNotPositive));
    assert_eq!(parsed(1 << 63, 2, 5), Err(Error::PriceTooHigh));
    for exp in [19, 1 << 31, 1 << 32, u64::MAX] {
        assert_eq!(parsed(1, exp, 5), Err(Error::PriceExponent));
    }
    assert_eq!(parsed(1, 2, 1 << 63), Err(Error::PriceFromFuture));
    let mut data = prices(1, 2, 5);
    data[7] ^= 1;
    assert_eq!(parse(&data, 268), Err(Error::NotAPriceAccount));
}

#[test]
fn scope_refuses_other_lengths() {
    let data = prices(1, 2, 5);
    for len in (0..data.len()).step_by(7).chain([0, 8, 40, data.len() - 1]) {
        assert_eq!(parse(&data[..len], 268), Err(Error::NotAPriceAccount));
    }
    assert_eq!(parse(&[data, vec![0]].concat(), 268), Err(Error::NotAPriceAccount));
}

#[test]
fn scope_panics_on_no_byte() {
    let data = prices(17_912, 2, 1_789_000_199);
    let whole = parse(&data, 268);
    let entry = 40 + 56 * 268;
    for at in (0..48).chain(entry - 8..entry + 64) {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            let read = at < 8 || (entry..entry + 16).contains(&at) || (entry + 24..entry + 32).contains(&at);
            assert_eq!(parse(&data, 268) != whole, read, "{at}");
        }
    }
}
