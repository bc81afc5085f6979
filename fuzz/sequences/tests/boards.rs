//! Which boards of the stock the seeded sequences come to: a state that none of them reaches would not be checked.

use crate::differential::sequences;
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, SHARE_FEED, SOURCE_FAR, SOURCE_SUSPENDED, SOURCE_WIDE, TOKEN_FEED,
};
use hypothec_sequences::action::{Action, STOCK};
use hypothec_sequences::check::{Accepted, Prices, i10};
use hypothec_sequences::decode::{Input, SCENARIOS, crash, noise, scenario};
use hypothec_sequences::world::{Outcome, PureWorld};
use hypothec_sequences::{run, svm};
use std::collections::BTreeMap;

/// What a refresh of the stock can leave, and how often it does at least: in random sequences, and in scenarios.
const LEAST: &[(&str, u32, u32)] = &[
    ("Closed", 160, 160),
    ("Extended", 190, 130),
    ("Overnight", 170, 220),
    ("Regular", 400, 750),
    ("announced", 100, 55),
    ("both", 500, 950),
    ("capped by an absent source", 160, 200),
    ("diverged", 150, 200),
    ("far: share", 55, 45),
    ("far: token", 85, 130),
    ("held", 230, 120),
    ("neither", 65, 22),
    ("pending, open", 2, 9),
    ("quarantined", 140, 140),
    ("released", 3, 4),
    ("reopen grace", 80, 45),
    ("share", 25, 40),
    ("step", 50, 25),
    ("step, compared", 50, 25),
    ("suspended", 250, 120),
    ("token", 290, 240),
    ("two multipliers count", 70, 20),
    ("wide: token", 17, 1),
];

fn states(
    used: [bool; 2],
    before: &PureWorld,
    action: &Action,
    done: &Outcome,
    after: &PureWorld,
) -> Vec<&'static str> {
    let is = after.reserve(STOCK);
    let refreshed = matches!(action, Action::RefreshPrices { reserves, .. } if reserves & 2 != 0);
    if !refreshed || done.is_err() {
        return vec![];
    }
    let (flags, sources, now) = (is.board_flags(), is.sources(), after.now);
    let mut states = vec![match after.header().calendar().session_at(now).0 {
        Session::Regular => "Regular",
        Session::Extended => "Extended",
        Session::Overnight => "Overnight",
        Session::Closed => "Closed",
    }];
    states.push(match used {
        [true, true] => "both",
        [true, false] => "token",
        [false, true] => "share",
        [false, false] => "neither",
    });
    let mut push = |on: bool, name| states.extend(on.then_some(name));
    let diverged = flags & BOARD_DIVERGED != 0 && used == [true; 2];
    push(diverged, "diverged");
    push(flags & BOARD_HELD != 0, "held");
    push(flags & BOARD_QUARANTINED != 0, "quarantined");
    let has = |n: usize, flag| sources[n].flags() & flag != 0;
    push(has(TOKEN_FEED, SOURCE_FAR), "far: token");
    push(has(SHARE_FEED, SOURCE_FAR), "far: share");
    push(has(TOKEN_FEED, SOURCE_WIDE), "wide: token");
    push(has(SHARE_FEED, SOURCE_SUSPENDED), "suspended");
    let absent = match used {
        [true, false] => Some(sources[SHARE_FEED]),
        [false, true] => Some(sources[TOKEN_FEED]),
        _ => None,
    };
    push(absent.is_some_and(|absent| absent.low() == is.low()), "capped by an absent source");
    push(is.in_reopen_grace(after.header(), now), "reopen grace");
    push(is.multiplier().before_q32() != is.multiplier().accepted_q32(), "two multipliers count");
    let pending = is.pending();
    push(pending.open() != 0, "pending, open");
    push(pending.multiplier_q32() != 0 && i64::from(pending.start_ts()) > now, "announced");
    let accepted = i10(before, action, done, after);
    push(matches!(accepted, Some(Accepted::Step { .. })), "step");
    push(accepted == Some(Accepted::Step { compared: true }), "step, compared");
    push(accepted == Some(Accepted::Release), "released");
    states
}

/// The scenario of a seed, in a market at its limits.
fn told(seed: u64) -> Vec<Action> {
    let (bytes, kind) = (noise(seed, 400), (seed % u64::from(SCENARIOS)) as u8);
    let mut actions = crash(0, 0, 0);
    actions.extend(scenario(kind, &mut Input::new(&bytes)));
    actions
}

#[test]
fn stories_hold_the_invariants_and_the_models() {
    for seed in 0..sequences(90) {
        run::play(&told(seed));
    }
}

#[test]
fn stories_through_the_program() {
    for seed in 1_000..1_000 + sequences(18) {
        let mut pair = svm::Differential::new();
        for action in told(seed) {
            let action = action.resolve(&pair.world);
            pair.step(&action);
        }
    }
}

#[test]
fn sequences_and_stories_reach_every_board() {
    let mut seen: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for seed in 0..90 {
        for n in 0..2 {
            let mut prices = Prices::new(&PureWorld::new());
            let watch = |before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld| {
                prices.step(before, action, done, after);
                for state in states(prices.used(STOCK), before, action, done, after) {
                    seen.entry(state).or_default()[n] += 1;
                }
            };
            if n == 0 { run::sequence(&noise(seed, 900), watch) } else { run::steps(told(seed), watch) }
        }
    }
    for (name, random, told) in LEAST {
        let [in_random, in_told] = seen.get(name).copied().unwrap_or_default();
        assert!(in_random >= *random && in_told >= *told, "{name}: {in_random}, {in_told}: {seen:?}");
    }
    assert_eq!(seen.len(), LEAST.len(), "{seen:?}");
}
