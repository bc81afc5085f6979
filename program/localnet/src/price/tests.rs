use super::*;
use hypothec_interface::preset::xstocks::{SOL_FEED, USDC_FEED, find};

fn update() -> PythUpdate {
    PythUpdate {
        receiver: RECEIVER,
        write_authority: Address::new_from_array([9; 32]),
        level: Level::Full,
        feed_id: [7; 32],
        price: -2,
        conf: 3,
        exponent: -8,
        publish_time: 4,
        prev_publish_time: 5,
        ema_price: -6,
        ema_conf: 7,
        posted_slot: 8,
    }
}

#[test]
fn a_full_update_has_pyths_offsets() {
    let data = update().data();
    assert_eq!((data.len(), data[40], data[133]), (134, 1, 0));
    assert_eq!(data[8..40], [9; 32]);
    assert_eq!(data[41..73], [7; 32]);
    assert_eq!(data[73..81], (-2i64).to_le_bytes());
    assert_eq!(data[81..89], 3u64.to_le_bytes());
    assert_eq!(data[89..93], (-8i32).to_le_bytes());
    assert_eq!(data[93..101], 4i64.to_le_bytes());
    assert_eq!(data[101..109], 5i64.to_le_bytes());
    assert_eq!(data[109..117], (-6i64).to_le_bytes());
    assert_eq!(data[117..125], 7u64.to_le_bytes());
    assert_eq!(data[125..133], 8u64.to_le_bytes());
}

#[test]
fn a_partial_update_lies_one_byte_further() {
    let full = update().data();
    let partial = PythUpdate { level: Level::Partial(5), ..update() }.data();
    assert_eq!((partial.len(), &partial[40..42]), (134, &[0, 5][..]));
    assert_eq!(partial[42..], full[41..133]);
}

#[test]
fn the_discriminator_is_anchors() {
    use sha2::{Digest, Sha256};
    assert_eq!(DISCRIMINATOR, Sha256::digest("account:PriceUpdateV2")[..8]);
}

#[test]
fn accounts_belong_to_their_programs() {
    assert_eq!(update().account().owner, RECEIVER);
    let compatible = PythUpdate { receiver: RECEIVER_COMPATIBLE, ..update() };
    assert_eq!(compatible.account().owner, RECEIVER_COMPATIBLE);
    assert_eq!(AggregatePrice::new(1, -8, 1, 1).account().owner, AGGREGATE_PROGRAM);
}

#[test]
fn the_older_account_has_pyths_offsets() {
    let price = AggregatePrice { prev_price: 11, ema_price: 12, ..AggregatePrice::new(20_000, -8, 77, 900) };
    let data = price.data();
    assert_eq!(data.len(), 3312);
    assert_eq!(data[..16], [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 0, 0, 3, 0, 0, 0, 0xf0, 0x0c, 0, 0]);
    assert_eq!(data[20..24], (-8i32).to_le_bytes());
    assert_eq!(data[48..56], 12i64.to_le_bytes());
    assert_eq!(data[96..104], 77i64.to_le_bytes());
    assert_eq!(data[184..192], 11i64.to_le_bytes());
    assert_eq!(data[200..208], 76i64.to_le_bytes());
    assert_eq!(data[208..216], 20_000i64.to_le_bytes());
    assert_eq!(data[216..224], 10u64.to_le_bytes());
    assert_eq!(data[224..228], 1u32.to_le_bytes());
    assert_eq!(data[232..240], 900u64.to_le_bytes());
}

#[test]
fn dollars_are_exact() {
    assert_eq!(usd("180.25", -8), 18_025_000_000);
    assert_eq!(usd("180", -5), 18_000_000);
    assert_eq!(usd("0.00000001", -8), 1);
    assert_eq!(usd("-0.5", -1), -5);
    assert_eq!(usd("7", 0), 7);
    assert_eq!(usd("92233720368.54775807", -8), i64::MAX);
}

#[test]
#[should_panic(expected = "has more than 2 decimals")]
fn dollars_are_not_rounded() {
    let _ = usd("1.005", -2);
}

#[test]
#[should_panic(expected = "no 64-bit mantissa")]
fn dollars_do_not_wrap() {
    let _ = usd("92233720368.54775808", -8);
}

#[test]
#[should_panic(expected = "no 64-bit mantissa")]
fn dollars_are_numbers() {
    let _ = usd("1.2.3", -8);
}

/// The feed ids of the catalogue, proved by the addresses Pyth publishes for them.
#[test]
fn feeds_derive_to_the_published_addresses() {
    let token = |symbol| find(symbol).unwrap().token_feed;
    let share = |symbol| find(symbol).unwrap().share_feed.unwrap();
    let published = [
        (
            token("AAPLx"),
            "Gs4DVtiGSJ9LJvXaQFjYp6vhLNK2QsH4qWox2ck1kuMp",
            "B6c2xp8MVqPMstapch9UUZWryXJXJwFBhuxivfBvA6P2",
        ),
        (
            token("TSLAx"),
            "GpoWLTd6GoisYxYgHz7mTcZvgnfJu4SN7T6PxWjgUTFY",
            "G8EJV1bqPydBCFZJ2neo1hsrwp2Hwt2ZqJTLG2gotcP2",
        ),
        (token("NVDAx"), "6TPsjFigUaMFanRCsxQ4WbmG215xhRBXsb5y5Cn5L6eE", "VSgf6jkwrcs9jbLuR57iN1Gk2c68vT9stZe8G6GGix2"),
        (token("SPYx"), "jf8MarLKgBte4f3NWufbNpGRCuBfJLhuZPuFigvSQR2", "27Tv3HxU34AKxZ8MgfFAA1gCbWa96msMG5BvSWAHkBfj"),
        (token("QQQx"), "BRZ4SSorCG3DQ1KLgTPu7TYmQWsxa8ghqz2BAfDzs6a3", "BMcyd2UQqakGbWnNRAC67TLAFhV64dzLVeEyRHKyzmUi"),
        (
            token("METAx"),
            "HmqkFx31Jk1STgqVfxYAz6pKtwgn9mXZdNZfWnu6sqWS",
            "DNJjaeaQcNmTCyQBhYm39UqHMdggvDbJ2Qpk8C8yzKQP",
        ),
        (
            token("CRCLx"),
            "8gfVVaN5jZVGGAYs11TNptaAbL851mTSt6eCoKaUL5CR",
            "FFxq8yAdD4QzpnZqEFByJK18wncmvQB5pRwk9kqiAzTa",
        ),
        (
            token("GOOGLx"),
            "HeLrriTGigH3g9qgzZTpkWWkYe1yXKgE6nA7YdBjsvva",
            "h4iDswBaZ6dXUaHG5XUX1NDoVBReakBP4ByZWeURGpg",
        ),
        (
            token("NFLXx"),
            "FUqSvECa7qTFsn8QncA5MHpohUfz227295LFvVj5AWFh",
            "5ZqCN5ofu7bxjFpwt7gPGfEfbUZnzxQ129xyuaCSze43",
        ),
        (
            token("COINx"),
            "6aCwE8Gu4vCY14BUYUsvPQgKNP3ELaBgaMcc3QdtG4c4",
            "GRm3Xf3jft71aGp1GdRM7jjRA6SV47FZ4c1uwCJf4nrE",
        ),
        (
            token("HOODx"),
            "EC93PJ3KRj7PSwLXHR1Kh6znNNLyNSUQ26NTtUarUkFe",
            "E9eZfBLKehitg3PoxRquYYpfv2fuc1HUXj4zP4ZdV33P",
        ),
        (
            token("MSTRx"),
            "C1AgDTF3hG9a23cGrCZcDhTFNzZuJ5BxYmVwwESP1Da1",
            "4Jf6DZsTq23i3TBKjLWvn9iFAa18vZ1LAnMsAwe4yoyr",
        ),
        (
            token("MSFTx"),
            "9KiECPa4BdbLHM61iur7u7svmRKA2MUJ76RLGfsVihvC",
            "7xMhjzKsPXqB4BJnSNMCfyBNMUkmL5X3JEgUNbkS9vcS",
        ),
        (token("MCDx"), "9Cvyi5y1aR2nhNbkeFoe8VNQXgoL9dBMrpUsx9iqVnrP", "FZfejo2gYP3acpMscjLP13pe34L67Mk2c2d9ykkVV4pJ"),
        (
            share("AAPLx"),
            "DJ2FyTgUAkEtXW3U5P9PF19meFTRtW4ZWKKFgACfVbUy",
            "AMg1o31UCgYtBgg6FuSCqUuYYq19XVmN11JTdMQ4eK6L",
        ),
        (
            share("NVDAx"),
            "2w1Tg1XTZbUib7srfRoStJ4v5JXVsK7roQEGMsMaGZFC",
            "BpsV4NCkHxC3FzykhvwMqo3Xkntm2EyPWdC92fVum1Xh",
        ),
        (
            share("TSLAx"),
            "E8WFH8brgP58arcuW2wwsPHiomYrSvrgWTsRLZLAEZUQ",
            "Ayoy1gwnhWiycXt31Jj14MDPwnmcERXEg6zTybju8kYo",
        ),
        (share("SPYx"), "9owhtgrdLiUMAH9JKxYFt5pUY4Luy4EzzLhdcWPVuDyy", "2Gejay6wFavogtNP8HifRscSEi85erznugWAkAty5zjw"),
        (share("QQQx"), "EwssJrQ7UVz6itHEaQQsKWikhZ3iHddyxRhmR7pTvwt5", "Eijq8iYKrQe7VoPrXy5SWJE2g5AWZKaMeH3DCD2ThXcf"),
        (
            share("MSFTx"),
            "7VYuuJxz8w2rLA9tJG2KZ9T1fSMcjC7uECoYA6nDaqtK",
            "6NG4SgkkuunHZJJNQC68AzYUHWqVrC325iEwqTMtN6n6",
        ),
        (
            share("GOOGLx"),
            "HShKFQqhYkUiXpVyyLmrAALXwWqHB7ikLmPbrwJzpRNh",
            "3pPk4HK7RWig3k9oibQiKPU21gr3PA7BPr4EHpoA1dqA",
        ),
        (USDC_FEED, "Dpw1EAVrSB1ibxiDQyTAW6Zip3J4Btk2x4SgApQCeFbX", "6HAuqASbHEh4w4REJEUUUCginTLfj1kwCh215ZLtMkrT"),
        (SOL_FEED, "7UVimffxr9ow1uXYxsr4LHAcV58mLzhmwaeKvJ1pjLiE", "7AviUf9nL62mcxNbQGKm4nKDQnPjswo6c5MX4D57HmyE"),
    ];
    for (feed, old, new) in published {
        assert_eq!(push_address(&PUSH, 0, &feed).to_string(), old);
        assert_eq!(push_address(&PUSH_COMPATIBLE, 0, &feed).to_string(), new);
    }
}
