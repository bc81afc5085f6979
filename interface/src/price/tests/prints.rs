//! What becomes of a print: news or not, its confidence, the multipliers and the price before it.

use super::super::guard::News;
use super::super::{IssuerReading, RefreshContext, band_around, combine, convert, refresh_reserve};
use super::stock;
use crate::math::price::Price;
use crate::oracle::PriceUpdate;
use crate::sample::{NOW, dollars, reserves};
use crate::session::Session;
use crate::state::Reserve;
use crate::token::issuer::Issuer;
use crate::token::{IssuerFlags, Scaled};
use core::cmp::Ordering;

/// A little over 100 dollars per token of 8 decimals.
fn print(conf: u64) -> PriceUpdate {
    PriceUpdate { price: 10_001_234_567, conf, exponent: -8, publish_ts: NOW }
}

/// A token with one feed and a board near its print.
fn token() -> Reserve {
    let [_, mut token, _] = reserves();
    let at = crate::math::scale::Scale::new(-8, 8, 10_000_000_000).and_then(|scale| scale.price_down(10_000_000_000));
    (token.decimals, token.slow, token.quick) = (8, at.unwrap(), at.unwrap());
    token.sources[0].id.adapter = 1;
    (token.config.divergence_bps, token.config.default_conf_bps, token.config.conf_limit_bps) = (500, 33, 500);
    token
}

#[test]
fn a_refresh_tells_news_from_a_print_it_has_seen_and_from_one_it_holds_out() {
    let refresh = |reserve: &mut Reserve| {
        let outcome =
            refresh_reserve(reserve, &RefreshContext::continuous(NOW), [Some(&print(0)), None], None).unwrap();
        (outcome.news, outcome.held_out)
    };
    let mut near = token();
    assert_eq!([refresh(&mut near), refresh(&mut near)], [(1, 0), (0, 0)]);
    let mut far = token();
    far.slow = dollars(1);
    assert_eq!(refresh(&mut far), (1, 1));
}

#[test]
fn a_print_without_confidence_has_the_configured_part_of_its_price() {
    let board = |conf: u64| {
        let mut token = token();
        refresh_reserve(&mut token, &RefreshContext::continuous(NOW), [Some(&print(conf)), None], None).unwrap();
        (token.sources[0].low, token.sources[0].high)
    };
    // 33 basis points of 100.01, rounded up to a whole digit or one more
    let part = 10_001_234_567 * 33 / 10_000;
    let expected: [_; 2] = [board(part + 1), board(part + 2)];
    assert!(expected.contains(&board(0)));
    assert!(
        board(part - 1_000) != board(part + 1) && !expected.contains(&board(part + 1_000)),
        "digits are told apart"
    );
}

#[test]
fn two_posted_feeds_speak_together_in_twenty_seconds_and_others_while_they_may_be_used() {
    let together = |first: u8, second: u8| {
        let mut reserve = stock();
        reserve.config.max_age_s = [60; 4];
        (reserve.sources[0].id.adapter, reserve.sources[1].id.adapter) = (first, second);
        let [token, share] = &reserve.sources;
        token.together_s(share, &reserve.config, Session::Regular)
    };
    assert_eq!([together(1, 1), together(1, 3), together(3, 1), together(3, 4)], [20, 60, 60, 60]);
}

#[test]
fn a_listing_names_a_band_from_seven_tenths_to_seven_fifths() {
    let [low, high] = band_around(100, 0, 0).unwrap();
    let whole = |usd: u64| crate::math::scale::Scale::new(0, 0, usd).and_then(|scale| scale.price_down(usd)).unwrap();
    assert!(low >= whole(70) && low.within_bps(whole(70), 1), "{low:?}");
    assert!(high <= whole(140) && high.within_bps(whole(140), 1), "{high:?}");
    assert_eq!([band_around(0, 0, 0), band_around(9, 0, 0)], [None, None], "nothing is left of a tenth");
}

#[test]
fn confidences_of_the_largest_prices_are_told_exactly() {
    let config = token().config;
    let is_wide = |price: u64, conf: u64| {
        let print = PriceUpdate { price, conf, exponent: -18, publish_ts: NOW };
        convert::quote(&print, 0, &config, 18, None).map(|quote| quote.wide)
    };
    // 5 % of 2^62 and of 2^47
    for shift in [62, 47] {
        let price = 1u64 << shift;
        let limit = u64::try_from(u128::from(price) * 500 / 10_000).unwrap();
        assert_eq!(
            [is_wide(price, 1 << (shift - 7)), is_wide(price, limit), is_wide(price, limit + 1)],
            [Some(false), Some(false), Some(true)]
        );
    }
}

#[test]
fn a_share_that_jumped_by_more_than_15_percent_is_remembered_with_its_price_before() {
    let recall = |share_usd: u64, token_ts: i64| {
        let mut reserve = stock();
        let (before, now) = (dollars(100), dollars(share_usd));
        let context = RefreshContext { session_from: 0, ..RefreshContext::continuous(NOW) };
        for (source, spot) in reserve.sources.iter_mut().zip([before, now]) {
            source.id.adapter = 1;
            (source.publish_ts, source.change_ts) = (NOW, NOW);
            (source.spot, source.low, source.high, source.good) = (spot, spot, spot, before);
        }
        reserve.sources[0].publish_ts = token_ts;
        reserve.quick = before;
        let news = News { before, before_ts: NOW - 5 };
        combine::combine(&mut reserve, [None, Some(news)], &context);
        (reserve.pending.before_jump, reserve.pending.jumped_ts)
    };
    let remembered = |share_usd| recall(share_usd, NOW);
    let none = (Price::ZERO, 0);
    let jumped = (dollars(100), u32::try_from(NOW).unwrap());
    assert_eq!([50, 84, 85, 100, 115, 116, 200].map(remembered), [jumped, jumped, none, none, none, jumped, jumped]);
    assert_eq!(recall(50, NOW - 86_400), jumped, "while the token feed sleeps");
}

#[test]
fn until_a_share_prints_again_both_multipliers_of_a_step_count_in_its_price() {
    let stretched = |multiplier: f64| {
        let mut reserve = stock();
        let at = dollars(100);
        for source in &mut reserve.sources {
            source.id.adapter = 1;
            (source.publish_ts, source.change_ts, source.seen_ts) = (NOW - 5, NOW - 5, NOW - 5);
            (source.spot, source.low, source.high, source.good) = (at, at, at, at);
        }
        reserve.issuer_ts = NOW - 30;
        let bits = multiplier.to_bits();
        let scaled = Scaled { multiplier: bits, new_multiplier: bits, effective_ts: NOW - 10 };
        let mint = Issuer { flags: IssuerFlags(0), scaled, moved: None };
        let reading = IssuerReading { mint, vault_amount: 0, vault_frozen: false };
        refresh_reserve(&mut reserve, &RefreshContext::continuous(NOW), [None, None], Some(&reading)).unwrap();
        let [_, share] = reserve.sources;
        (share.low.to_bits().cmp(&at.to_bits()), share.high.to_bits().cmp(&at.to_bits()))
    };
    assert_eq!(stretched(1.0), (Ordering::Equal, Ordering::Equal));
    assert_eq!(stretched(1.005), (Ordering::Equal, Ordering::Greater));
    assert_eq!(stretched(0.995), (Ordering::Less, Ordering::Equal));
}
