//! Adapters: their programs, their bits, and whose identity is what.

use hypothec_interface::oracle::Adapter;
use hypothec_interface::oracle::switchboard::QUEUE;
use hypothec_interface::{Error, Key};
use sha2::{Digest, Sha256};

#[test]
fn oracle_programs_are_their_addresses() {
    let programs: [(Adapter, &[&str]); 4] = [
        (
            Adapter::PythReceiver,
            &["rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ", "rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp"],
        ),
        (Adapter::PythLegacy, &["FsJ3A3u2vn5cTVofAjvy6y5kwABJAqYWpe4975bi2epH"]),
        (Adapter::Scope, &["HFn8GnPADiny6XqUoWE8uRPPxb29ikn4yTuPa9MF2fWJ"]),
        (Adapter::Switchboard, &["SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv"]),
    ];
    for (adapter, base58) in programs {
        let ours: Vec<String> =
            adapter.programs().iter().map(|key| bs58::encode(key.to_bytes()).into_string()).collect();
        assert_eq!(ours, base58);
    }
    assert_eq!(bs58::encode(QUEUE.to_bytes()).into_string(), "A43DyUGA7s8eXPxqEjJY6EBu1KKbNgfxF8h17VAHn13w");
}

#[test]
fn adapter_numbers_and_bits_agree() {
    for number in 0..=255 {
        assert_eq!(Adapter::from_u8(number).map(|adapter| adapter as u8), (1..=4).contains(&number).then_some(number));
    }
    assert_eq!(Adapter::ALL.map(|adapter| adapter as u8), [1, 2, 3, 4]);
    assert_eq!(Adapter::ALL.map(Adapter::bit), [1, 2, 4, 8]);
}

const HERE: Key = Key::from_bytes([1; 32]);
const ELSEWHERE: Key = Key::from_bytes([2; 32]);

#[test]
fn pyth_update_is_known_by_its_feed_wherever_it_lies() {
    let mut data = Sha256::digest(b"account:PriceUpdateV2")[..8].to_vec();
    data.resize(134, 0);
    data[40] = 1;
    data[41..73].fill(9);
    (data[73], data[109]) = (5, 5);
    let feed = Key::from_bytes([9; 32]);
    for address in [HERE, ELSEWHERE, feed] {
        assert_eq!(Adapter::PythReceiver.read(&data, &address, &feed, 0).map(|print| print.price), Ok(5));
        assert_eq!(Adapter::PythReceiver.read(&data, &address, &HERE, 0), Err(Error::WrongFeed));
    }
}

/// Anyone may make one of these with any price in it: only the listed address speaks.
#[test]
fn other_sources_are_known_by_their_address() {
    let mut scope = Sha256::digest(b"account:OraclePrices")[..8].to_vec();
    scope.resize(28_712, 0);
    scope[40 + 56 * 332] = 5;
    let mut legacy = vec![0; 3312];
    legacy[..9].copy_from_slice(&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 0, 0, 3]);
    (legacy[16], legacy[48], legacy[208], legacy[224]) = (1, 5, 5, 1);
    let mut switchboard = Sha256::digest(b"account:PullFeedAccountData")[..8].to_vec();
    switchboard.resize(3208, 0);
    switchboard[2088..2120].copy_from_slice(&QUEUE.to_bytes());
    (switchboard[2360], switchboard[2368]) = (1, 1);
    switchboard[2264..2280].copy_from_slice(&500_000_000i128.to_le_bytes());
    for (adapter, data) in [(Adapter::Scope, scope), (Adapter::PythLegacy, legacy), (Adapter::Switchboard, switchboard)]
    {
        assert_eq!(adapter.read(&data, &HERE, &HERE, 332).map(|print| print.price), Ok(5));
        assert_eq!(adapter.read(&data, &ELSEWHERE, &HERE, 332), Err(Error::WrongFeed));
        for other in Adapter::ALL.into_iter().filter(|other| *other != adapter) {
            assert!(other.read(&data, &HERE, &HERE, 332).is_err());
        }
    }
}
