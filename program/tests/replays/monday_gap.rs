//! Crashes: a Monday that opens 14.18 % lower, as NVDA did on 2024-08-05, and a mint paused while its stock falls.

use crate::fixtures::liquidation::{addresses, assert_books, holds};
use crate::fixtures::market::*;
use crate::replays::stage::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::Ramp;
use hypothec_testkit::User;
use hypothec_testkit::mint::set_paused;
use solana_instruction::Instruction;

const TOKEN: f64 = 180.25;
/// Seconds of grace after a long Closed spell.
const GRACE_S: u32 = 1_800;

/// A liquidator with 10,000 USDC, and the borrower 920 USDC in debt.
fn indebted(replay: &mut Replay) -> User {
    let liquidator = replay.world.user(3);
    replay.world.fund(&liquidator, USDC, 10_000 * DOLLAR);
    replay.world.fund(&liquidator, NVDAX, 0);
    replay.world.borrow(&replay.borrower, USDC, 920 * DOLLAR).expect("borrowed");
    liquidator
}

/// All that may be liquidated, as tokens and as shares.
fn attempts(replay: &Replay, liquidator: &User) -> [Instruction; 2] {
    let of = addresses(&replay.world, liquidator, &replay.borrower, USDC, NVDAX);
    let to = replay.world.tokens(liquidator, NVDAX);
    [builder::liquidate(&of, to, u64::MAX, 0), builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0)]
}

#[test]
fn monday_gap_of_fourteen_per_cent_is_liquidated_after_the_grace() {
    let friday = OPEN - 4 * DAY + 6 * HOUR;
    let mut replay = Replay::with(friday, Feeds::Both, 1.0, TOKEN, |config| {
        (config.ltv_bps, config.threshold) = ([5_500, 5_000, 4_500, 4_000], Ramp::fixed(5_800));
    });
    poke_header(&mut replay.world, "reopen_grace_s", &GRACE_S.to_le_bytes());
    let liquidator = indebted(&mut replay);
    // the weekend: the token drifts down, no exchange is open
    let weekend = |part: f64| TOKEN * (1.0 - 0.1418 * part);
    for hour in 1..=32 {
        replay.step(SATURDAY + hour * HOUR, Some(weekend(hour as f64 / 32.0)), None);
    }
    // from the first share print on, both feeds at the gap
    let low = TOKEN * (1.0 - 0.1418);
    let first = OPEN - DAY - 9 * HOUR;
    replay.step(first, Some(low), Some(low));
    let reopened = replay.world.record(NVDAX).reopen_ts();
    assert!(reopened != 0, "the share feed has moved after a long spell");
    let (mut done, mut graced) = (None, false);
    let mut ts = first;
    while done.is_none() && ts < first + 2 * HOUR {
        ts += 60;
        replay.step(ts, Some(low), Some(low));
        let [tokens, shares] = attempts(&replay, &liquidator);
        if ts < reopened + i64::from(GRACE_S) {
            // until the references are there nobody is below water, and then the grace spares
            for attempt in [tokens, shares] {
                let done = replay.world.chain.simulate(&[attempt], &[&liquidator.keypair]);
                let error = done.map(|_| ()).expect_err("in the grace").error;
                graced |= error == Some(Error::ReopenGrace);
                assert!(graced || error == Some(Error::NotLiquidatable), "{error:?}");
            }
            continue;
        }
        done = replay.world.send(&liquidator, tokens).ok().map(|_| ts);
        assert_books(&replay.world);
    }
    let done = done.expect("liquidated");
    assert!(graced, "within the half hour the references were there");
    assert!((reopened + i64::from(GRACE_S)..=reopened + i64::from(GRACE_S) + 120).contains(&done), "{done} {reopened}");
    let (held, _) = holds(&replay.world, &replay.borrower, NVDAX);
    let (_, owed) = holds(&replay.world, &replay.borrower, USDC);
    let health = held as f64 / 1e8 * low * 0.58 / (owed as f64 / 1e6);
    assert!(health >= 1.0 && owed < 920 * DOLLAR, "{health}");
}

#[test]
fn mint_paused_while_it_falls_is_liquidated_as_shares() {
    let mut replay = Replay::new(OPEN + HOUR, Feeds::Both, 1.0, TOKEN);
    let liquidator = indebted(&mut replay);
    let mut ts = OPEN + HOUR;
    for part in [0.92, 0.84, 0.76] {
        ts += 30;
        replay.step(ts, Some(TOKEN * part), Some(TOKEN * part));
    }
    let mint = replay.world.assets[NVDAX].mint;
    replay.world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    replay.step(ts + 30, Some(TOKEN * 0.76), Some(TOKEN * 0.76));
    let [tokens, shares] = attempts(&replay, &liquidator);
    refuse(&mut replay.world, &tokens, &[&liquidator.keypair], Error::MintPaused);
    let (_, before) = holds(&replay.world, &replay.borrower, USDC);
    replay.world.send(&liquidator, shares).expect("as shares");
    assert_books(&replay.world);
    let (held, owed) =
        (holds(&replay.world, &replay.borrower, NVDAX).0, holds(&replay.world, &replay.borrower, USDC).1);
    assert!(owed < before && held as f64 / 1e8 * TOKEN * 0.76 * 0.65 >= owed as f64 / 1e6, "healthy again");
    // the mint moves again: shares become tokens
    replay.world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    replay.step(ts + 60, Some(TOKEN * 0.76), Some(TOKEN * 0.76));
    replay.world.withdraw(&liquidator, NVDAX, u64::MAX).expect("out");
    assert!(replay.world.balance(&liquidator, NVDAX) > 0);
}
