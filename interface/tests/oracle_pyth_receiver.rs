//! Pyth's `PriceUpdateV2`: golden bytes, every condition alone, no input that panics.

use hypothec_interface::oracle::{PriceUpdate, pyth_receiver::parse};
use hypothec_interface::{Error, Key};
use sha2::{Digest, Sha256};

const FEED: Key = Key::from_bytes([0x42; 32]);

/// A posted update, field by field as Borsh writes it.
#[derive(Clone, Copy)]
struct Update {
    level: &'static [u8],
    price: i64,
    conf: u64,
    exponent: i32,
    publish_ts: i64,
    ema: i64,
}

const NVDAX: Update = Update {
    level: &[1],
    price: 17_912_345_678,
    conf: 9_000_000,
    exponent: -8,
    publish_ts: 1_789_000_199,
    ema: 17_900_000_000,
};

impl Update {
    fn bytes(&self) -> Vec<u8> {
        let mut data = Sha256::digest(b"account:PriceUpdateV2")[..8].to_vec();
        data.extend([0xee; 32]); // write authority
        data.extend(self.level);
        data.extend(FEED.to_bytes());
        data.extend(self.price.to_le_bytes());
        data.extend(self.conf.to_le_bytes());
        data.extend(self.exponent.to_le_bytes());
        data.extend(self.publish_ts.to_le_bytes());
        data.extend((self.publish_ts - 1).to_le_bytes());
        data.extend(self.ema.to_le_bytes());
        data.extend(8_000_000u64.to_le_bytes());
        data.extend(449_660_471u64.to_le_bytes());
        data.resize(134, 0);
        data
    }

    fn parse(&self) -> Result<PriceUpdate, Error> {
        parse(&self.bytes(), &FEED)
    }
}

#[test]
fn pyth_receiver_reads_the_golden_bytes() {
    let data = NVDAX.bytes();
    assert_eq!(data[..8], [0x22, 0xf1, 0x23, 0x63, 0x9d, 0x7e, 0xf4, 0xcd]);
    let hash: String = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "e5a2d73896037ca514c9754342b098ec5f7b67656d0a0044b45084b3fd50a33b");
    let print = PriceUpdate { price: 17_912_345_678, conf: 9_000_000, exponent: -8, publish_ts: 1_789_000_199 };
    assert_eq!(parse(&data, &FEED), Ok(print));
    // The SDK reads 133 bytes as well as 134, or more.
    assert_eq!(parse(&data[..133], &FEED), Ok(print));
    assert_eq!(parse(&[data, vec![7; 50]].concat(), &FEED), Ok(print));
}

#[test]
fn pyth_receiver_refuses_each_bad_condition() {
    assert_eq!(Update { level: &[0, 9], ..NVDAX }.parse(), Err(Error::PartlyVerified));
    assert_eq!(Update { level: &[2], ..NVDAX }.parse(), Err(Error::NotAPriceAccount));
    for price in [0, -1, i64::MIN] {
        assert_eq!(Update { price, conf: 0, ..NVDAX }.parse(), Err(Error::PriceNotPositive));
        // Its average is not read: a feed without one is a feed.
        assert_eq!(Update { ema: price, ..NVDAX }.parse(), NVDAX.parse());
    }
    for exponent in [1, -19, i32::MAX, i32::MIN] {
        assert_eq!(Update { exponent, ..NVDAX }.parse(), Err(Error::PriceExponent), "{exponent}");
    }
    for exponent in -18..=0 {
        assert_eq!(Update { exponent, ..NVDAX }.parse().map(|print| print.exponent), Ok(exponent));
    }
    for conf in [NVDAX.price as u64 + 1, 1 << 63, u64::MAX] {
        assert_eq!(Update { conf, ..NVDAX }.parse().map(|print| print.conf), Ok(conf), "wide is the board's to decide");
    }
}

#[test]
fn pyth_receiver_refuses_any_other_feed() {
    for at in 0..32 {
        let mut other = FEED.to_bytes();
        other[at] ^= 1;
        assert_eq!(parse(&NVDAX.bytes(), &Key::from_bytes(other)), Err(Error::WrongFeed));
    }
}

#[test]
fn pyth_receiver_refuses_truncations() {
    let data = NVDAX.bytes();
    for len in 0..133 {
        assert_eq!(parse(&data[..len], &FEED), Err(Error::NotAPriceAccount), "{len}");
    }
}

#[test]
fn pyth_receiver_panics_on_no_byte() {
    let whole = NVDAX.parse().unwrap();
    let data = NVDAX.bytes();
    for at in 0..data.len() {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            let parsed = parse(&data, &FEED);
            match at {
                0..8 => assert_eq!(parsed, Err(Error::NotAPriceAccount)),
                40 => assert!(parsed.is_err()),
                41..73 => assert_eq!(parsed, Err(Error::WrongFeed)),
                73..101 => assert_ne!(parsed, Ok(whole)),
                // Write authority, previous publish time, ema with its confidence, slot and slack are not ours.
                _ => assert_eq!(parsed, Ok(whole), "{at}"),
            }
        }
    }
}
