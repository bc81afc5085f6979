//! Switchboard On-Demand's pull feed, built by walking the struct of switchboard-on-demand 0.13.

use hypothec_interface::Error;
use hypothec_interface::oracle::PriceUpdate;
use hypothec_interface::oracle::switchboard::{QUEUE, parse};
use sha2::{Digest, Sha256};

const E18: i128 = 1_000_000_000_000_000_000;

#[derive(Clone)]
struct Feed {
    queue: [u8; 32],
    permit_write: u8,
    min_sample_size: u8,
    last_update_ts: i64,
    value: i128,
    std_dev: i128,
    num_samples: u8,
    submission: u8,
    slot: u64,
    times: [i64; 32],
}

impl Feed {
    fn new() -> Feed {
        let mut times = [1; 32];
        times[3] = 1_789_000_199;
        Feed {
            queue: QUEUE.to_bytes(),
            permit_write: 0,
            min_sample_size: 2,
            last_update_ts: 1_789_000_201,
            value: 179 * E18 + 123_456_789_012_345_678,
            std_dev: E18 / 100 + 1,
            num_samples: 3,
            submission: 3,
            slot: 449_660_471,
            times,
        }
    }

    /// Field by field in the order of the struct, so that offsets are counted here and not copied.
    fn bytes(&self) -> Vec<u8> {
        let noise = |len| vec![0xa5u8; len];
        let mut data = Sha256::digest(b"account:PullFeedAccountData")[..8].to_vec();
        data.extend(noise(32 * 64)); // submissions
        data.extend(noise(32)); // authority
        data.extend(self.queue);
        data.extend(noise(32)); // feed_hash
        data.extend(noise(3 * 8)); // initialized_at, permissions, max_variance
        data.extend(noise(4 + 32 + 1)); // min_responses, name, padding1
        data.extend([self.permit_write, 0xa5, self.min_sample_size]); // between: historical_result_idx
        data.extend(self.last_update_ts.to_le_bytes());
        data.extend(noise(8 + 32)); // lut_slot, _reserved1
        assert_eq!((data.len() - 8) % 16, 0, "CurrentResult is aligned without padding");
        data.extend(self.value.to_le_bytes());
        data.extend(self.std_dev.to_le_bytes());
        data.extend(noise(4 * 16)); // mean, range, min_value, max_value
        data.extend([self.num_samples, self.submission]);
        data.extend(noise(6));
        data.extend(self.slot.to_le_bytes());
        data.extend(noise(16)); // min_slot, max_slot
        data.extend(noise(4 + 12)); // max_staleness, padding2
        data.extend(noise(32 * 16 + 8 + 24)); // historical_results, _ebuf4, _ebuf3
        for time in self.times {
            data.extend(time.to_le_bytes());
        }
        assert_eq!(data.len(), 3208);
        data
    }

    fn parse(&self) -> Result<PriceUpdate, Error> {
        parse(&self.bytes())
    }
}

#[test]
fn switchboard_reads_a_result() {
    let print = PriceUpdate { price: 1_791_234_567_890, conf: 100_000_001, exponent: -10, publish_ts: 1_789_000_199 };
    assert_eq!(Feed::new().parse(), Ok(print));
    // Landing earlier than it says it was sampled makes it as old as its landing.
    let landed = Feed { last_update_ts: 1_789_000_100, ..Feed::new() };
    assert_eq!(landed.parse().map(|print| print.publish_ts), Ok(1_789_000_100));
}

#[test]
fn switchboard_refuses_each_bad_condition() {
    let feed = Feed::new();
    let mut queue = feed.queue;
    queue[31] ^= 1;
    assert_eq!(Feed { queue, ..feed.clone() }.parse(), Err(Error::WrongFeed));
    assert_eq!(Feed { permit_write: 1, ..feed.clone() }.parse(), Err(Error::WrongFeed));
    assert_eq!(Feed { num_samples: 1, ..feed.clone() }.parse(), Err(Error::PriceNotTrading));
    let unsampled = Feed { num_samples: 0, min_sample_size: 0, ..feed.clone() };
    assert_eq!(unsampled.parse(), Err(Error::PriceNotTrading));
    assert_eq!(Feed { slot: 0, ..feed.clone() }.parse(), Err(Error::PriceNotTrading));
    assert_eq!(Feed { submission: 32, ..feed.clone() }.parse(), Err(Error::NotAPriceAccount));
    // Less than one unit of 1e-10 USD is no price either.
    for value in [0, -1, i128::MIN, 99_999_999] {
        assert_eq!(Feed { value, std_dev: 0, ..feed.clone() }.parse(), Err(Error::PriceNotPositive));
    }
    let most = i128::from(i64::MAX) * 100_000_000 + 99_999_999;
    assert_eq!(Feed { value: most, ..feed.clone() }.parse().map(|print| print.price), Ok(i64::MAX as u64));
    for value in [most + 1, i128::MAX] {
        assert_eq!(Feed { value, ..feed.clone() }.parse(), Err(Error::PriceTooHigh));
    }
    assert_eq!(Feed { std_dev: -1, ..feed.clone() }.parse(), Err(Error::PriceNotPositive));
    // A deviation beyond the price is wide, which is the board's to decide.
    for (std_dev, conf) in [(feed.value + 1, 1_791_234_567_891), (i128::MAX, u64::MAX)] {
        assert_eq!(Feed { std_dev, ..feed.clone() }.parse().map(|print| print.conf), Ok(conf), "{std_dev}");
    }
}

#[test]
fn switchboard_refuses_other_lengths_and_panics_on_no_byte() {
    let data = Feed::new().bytes();
    let whole = parse(&data);
    for len in 0..data.len() {
        assert_eq!(parse(&data[..len]), Err(Error::NotAPriceAccount));
    }
    for at in 0..data.len() {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            if parse(&data) != whole {
                let read = matches!(at, 0..8 | 2088..2120 | 2213 | 2215..2224 | 2264..2296 | 2360 | 2361 | 2368..2376);
                assert!(read || (2976..2984).contains(&at), "{at}");
            }
        }
    }
}
