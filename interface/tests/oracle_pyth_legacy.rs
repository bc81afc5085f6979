//! Pyth's older account against the crate that defines it, pyth-sdk-solana.

use hypothec_interface::Error;
use hypothec_interface::oracle::{PriceUpdate, pyth_legacy::parse};
use proptest::prelude::*;
use pyth_sdk_solana::state::{
    AccountType, MAGIC, PriceInfo, PriceStatus, PriceType, Rational, SolanaPriceAccount, VERSION_2, load_price_account,
};

fn trading() -> SolanaPriceAccount {
    SolanaPriceAccount {
        magic: MAGIC,
        ver: VERSION_2,
        atype: AccountType::Price as u32,
        size: 3312,
        ptype: PriceType::Price,
        expo: -8,
        ema_price: Rational { val: 17_900_000_000, numer: 3, denom: 4 },
        ema_conf: Rational { val: 5, numer: 6, denom: 7 },
        timestamp: 1_789_000_199,
        prev_price: 11,
        prev_conf: 12,
        prev_timestamp: 13,
        agg: PriceInfo {
            price: 17_912_345_678,
            conf: 9_000_000,
            status: PriceStatus::Trading,
            pub_slot: 14,
            ..PriceInfo::default()
        },
        ..SolanaPriceAccount::default()
    }
}

fn parsed(account: &SolanaPriceAccount) -> Result<PriceUpdate, Error> {
    parse(bytemuck::bytes_of(account))
}

#[test]
fn pyth_legacy_reads_a_trading_price() {
    assert_eq!(bytemuck::bytes_of(&trading()).len(), 3312);
    let print = PriceUpdate { price: 17_912_345_678, conf: 9_000_000, exponent: -8, publish_ts: 1_789_000_199 };
    assert_eq!(parsed(&trading()), Ok(print));
}

#[test]
fn pyth_legacy_refuses_each_bad_condition() {
    let with = |change: fn(&mut SolanaPriceAccount)| {
        let mut account = trading();
        change(&mut account);
        parsed(&account)
    };
    assert_eq!(with(|a| a.magic += 1), Err(Error::NotAPriceAccount));
    assert_eq!(with(|a| a.ver = 1), Err(Error::NotAPriceAccount));
    assert_eq!(with(|a| a.atype = AccountType::Product as u32), Err(Error::NotAPriceAccount));
    assert_eq!(with(|a| a.ptype = PriceType::Unknown), Err(Error::NotAPriceAccount));
    assert_eq!(with(|a| a.agg.status = PriceStatus::Unknown), Err(Error::PriceNotTrading));
    assert_eq!(with(|a| a.agg.status = PriceStatus::Halted), Err(Error::PriceNotTrading));
    assert_eq!(with(|a| a.agg.status = PriceStatus::Auction), Err(Error::PriceNotTrading));
    assert_eq!(with(|a| a.agg.status = PriceStatus::Ignored), Err(Error::PriceNotTrading));
    assert_eq!(with(|a| (a.agg.price, a.agg.conf) = (0, 0)), Err(Error::PriceNotPositive));
    assert_eq!(with(|a| a.agg.price = -1), Err(Error::PriceNotPositive));
    assert_eq!(with(|a| a.ema_price.val = 0), parsed(&trading()));
    assert_eq!(with(|a| a.agg.conf = u64::MAX).map(|print| print.conf), Ok(u64::MAX));
    assert_eq!(with(|a| a.expo = 1), Err(Error::PriceExponent));
    assert_eq!(with(|a| a.expo = -19), Err(Error::PriceExponent));
}

#[test]
fn pyth_legacy_refuses_other_lengths() {
    let account = trading();
    let data = bytemuck::bytes_of(&account);
    for len in 0..data.len() {
        assert_eq!(parse(&data[..len]), Err(Error::NotAPriceAccount));
    }
    assert_eq!(parse(&[data, &[0]].concat()), Err(Error::NotAPriceAccount));
}

#[test]
fn pyth_legacy_panics_on_no_byte() {
    let account = trading();
    let data = bytemuck::bytes_of(&account);
    let whole = parse(data);
    for at in 0..data.len() {
        for flip in [1, 2, 0x40, 0x80, 0xff] {
            let mut data = data.to_vec();
            data[at] ^= flip;
            let read = matches!(at, 0..12 | 16..24 | 96..104 | 208..228);
            assert_eq!(parse(&data) != whole, read, "{at}");
        }
    }
}

proptest! {
    /// Ours accepts what the crate reads as trading and positive, with the same numbers.
    #[test]
    fn as_the_crate_reads_it(
        price: i64, conf: u64, timestamp: i64, expo in -25..5i32, status in 0..5u8, small: bool,
    ) {
        let status = [
            PriceStatus::Unknown, PriceStatus::Trading, PriceStatus::Halted, PriceStatus::Auction, PriceStatus::Ignored,
        ][usize::from(status)];
        let conf = if small { conf % 1_000 } else { conf };
        let mut account = trading();
        (account.agg.price, account.agg.conf, account.agg.status) = (price, conf, status);
        (account.timestamp, account.expo) = (timestamp, expo);
        let theirs: &SolanaPriceAccount = load_price_account(bytemuck::bytes_of(&account)).unwrap();
        let feed = theirs.to_price_feed(&solana_program_2::pubkey::Pubkey::default());
        let spot = feed.get_price_unchecked();
        let sound = status == PriceStatus::Trading
            && price > 0 && (-18..=0).contains(&expo);
        match parsed(&account) {
            Ok(print) => {
                prop_assert!(sound);
                prop_assert_eq!(i64::try_from(print.price), Ok(spot.price));
                prop_assert_eq!(print.conf, spot.conf);
                prop_assert_eq!(print.exponent, spot.expo);
                prop_assert_eq!(print.publish_ts, spot.publish_time);
            }
            Err(_) => prop_assert!(!sound),
        }
    }
}
