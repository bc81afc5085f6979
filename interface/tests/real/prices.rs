//! Price accounts.

use super::assert_sha256;
use super::mint::b58;
use hypothec_interface::oracle::{PriceUpdate, pyth_receiver, scope, switchboard};
use hypothec_interface::{Error, Key};
use sha2::{Digest, Sha256};

/// A PriceUpdateV2 as Borsh writes it, a byte longer than its value where it is fully verified.
struct Update {
    write_authority: &'static str,
    level: &'static [u8],
    feed: &'static str,
    price: [i64; 2],
    conf: [u64; 2],
    exponent: i32,
    publish_ts: [i64; 2],
    posted_slot: u64,
}

fn hex(text: &str) -> [u8; 32] {
    let byte = |n: usize| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).expect("hexadecimal");
    std::array::from_fn(byte)
}

impl Update {
    fn bytes(&self) -> Vec<u8> {
        let mut data = Sha256::digest(b"account:PriceUpdateV2")[..8].to_vec();
        data.extend(b58(self.write_authority));
        data.extend(self.level);
        data.extend(hex(self.feed));
        data.extend(self.price[0].to_le_bytes());
        data.extend(self.conf[0].to_le_bytes());
        data.extend(self.exponent.to_le_bytes());
        self.publish_ts.iter().for_each(|ts| data.extend(ts.to_le_bytes()));
        data.extend(self.price[1].to_le_bytes());
        data.extend(self.conf[1].to_le_bytes());
        data.extend(self.posted_slot.to_le_bytes());
        data.resize(134, 0);
        data
    }
}

#[test]
fn real_pyth_update_of_apple_reads() {
    let update = Update {
        write_authority: "D9uk39pqZMcnmtPP9WeC8cREUpKZmyXLga9mSQ79SphW",
        level: &[1],
        feed: "49f6b65cb1de6b10eaf75e7c03ca029c306d0357e91b5311b175084a5ad55688",
        price: [33_563_050, 33_534_774],
        conf: [3_951, 1_866],
        exponent: -5,
        publish_ts: [1_789_666_422, 1_789_666_421],
        posted_slot: 447_853_008,
    };
    let data = update.bytes();
    assert_sha256(&data, "87ad00efbb7ab9f69e4c8b691012b84086ffe47119446a9e2f2886d2d65df3d8");
    let print = PriceUpdate { price: 33_563_050, conf: 3_951, exponent: -5, publish_ts: 1_789_666_422 };
    assert_eq!(pyth_receiver::parse(&data, &Key::from_bytes(hex(update.feed))), Ok(print));
    assert_eq!(pyth_receiver::parse(&data, &Key([1; 4])), Err(Error::WrongFeed));
}

#[test]
fn real_pyth_update_that_two_guardians_signed_is_refused() {
    let update = Update {
        write_authority: "BAtFj4kQttZRVep3UZS2aZRDixkGYgWsbqTBVDbnSsPF",
        level: &[0, 2],
        feed: "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d",
        price: [14_808_696_203, 14_810_325_000],
        conf: [13_110_795, 11_940_886],
        exponent: -8,
        publish_ts: [1_723_571_375; 2],
        posted_slot: 283_391_991,
    };
    let data = update.bytes();
    assert_sha256(&data, "867e5ea52e6c74cfb008a85fc4251482e93418f1c550f7722c7dc622775ac12e");
    assert_eq!(pyth_receiver::parse(&data, &Key::from_bytes(hex(update.feed))), Err(Error::PartlyVerified));
}

/// The jupSOL feed of 2025-06-12 in what a reader takes from it; its oracles' submissions are noise here. Its median is of a
/// submission that is 78 seconds older than its last update: that old is the price.
#[test]
fn real_switchboard_feed_is_as_old_as_its_submission() {
    let mut data = vec![0xa5; 3_208];
    let mut put = |at: usize, bytes: &[u8]| data[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &Sha256::digest(b"account:PullFeedAccountData")[..8]);
    put(2_088, &b58("A43DyUGA7s8eXPxqEjJY6EBu1KKbNgfxF8h17VAHn13w"));
    // permit_write, historical_result_idx, min_sample_size
    put(2_213, &[0, 16, 1]);
    put(2_216, &1_749_705_238i64.to_le_bytes());
    put(2_264, &177_351_466_043_000_984_000i128.to_le_bytes());
    put(2_280, &4_652_830_479_302_014i128.to_le_bytes());
    // samples, submission
    put(2_360, &[4, 4]);
    put(2_368, &346_241_633u64.to_le_bytes());
    let times = [1_749_704_907i64, 1_749_703_677, 1_749_704_279, 1_749_705_238, 1_749_705_160, 1_749_705_160];
    times.iter().enumerate().for_each(|(n, ts)| put(2_952 + 8 * n, &ts.to_le_bytes()));
    // 177.351466043000984 USD: two digits less than a word takes
    let print = PriceUpdate { price: 1_773_514_660_430, conf: 46_528_305, exponent: -10, publish_ts: 1_749_705_160 };
    assert_eq!(switchboard::parse(&data), Ok(print));
}

/// The first entries of Kamino's account of 2024-09-12, and the one with the most decimals, which is no price here.
#[test]
fn real_scope_entries_read() {
    let entries = [
        (13_489_793_156u64, 8u64, 1_726_142_216u64),
        (234_855_034_823, 8, 1_726_142_255),
        (5_805_870_064_825, 8, 1_726_142_255),
        (1_000_000_000_000, 18, 1_726_142_276),
        (148_509_500, 8, 1_726_142_222),
        (1_000_000_000_000, 18, 1_726_142_276),
        (912_448_840_821_259_624, 22, 1_726_142_276),
    ];
    let mut data = Sha256::digest(b"account:OraclePrices")[..8].to_vec();
    data.extend(b58("Chpu5ZgfWX5ZzVpUx9Xvv4WPM75Xd7zPJNDPsFnCpLpk"));
    for (value, exp, ts) in entries {
        for word in [value, exp, 289_347_034, ts, 0, 0, 0] {
            data.extend(word.to_le_bytes());
        }
    }
    data.resize(28_712, 0);
    for (n, (value, exp, ts)) in (0..).zip(entries) {
        let print = PriceUpdate { price: value, conf: 0, exponent: -(exp as i32), publish_ts: ts as i64 };
        assert_eq!(scope::parse(&data, n), if exp > 18 { Err(Error::PriceExponent) } else { Ok(print) });
    }
    assert_eq!(scope::parse(&data, 7), Err(Error::PriceNotPositive), "an entry that nobody writes");
}
