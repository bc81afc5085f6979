//! T1 to T5 of docs/prices.md over random histories. tau is the slow reference's time constant.

use crate::random::History;
use hypothec_interface::invariant::{t1_step, t2_power, t3_sides, t4_nothing_vetoes, t5_no_news};
use hypothec_interface::policy::State;
use hypothec_interface::preset::risk;
use hypothec_interface::session::Session;
use hypothec_interface::state::{Reserve, quick_log2};
use hypothec_search::arena::{Arena, Feeds, Print};
use hypothec_search::loan;

const HISTORIES: u64 = 400;

/// Time constants of the two references in the arena's session, seconds.
fn taus(arena: &Arena) -> [f64; 2] {
    let n = arena.stock().config().slow_log2()[arena.session as usize];
    [n, quick_log2(n)].map(|n| f64::from(1u32 << n))
}

fn references(arena: &Arena) -> [f64; 2] {
    [arena.stock().slow(), arena.stock().quick()].map(|packed| arena.of_par(packed))
}

/// Whatever one feed prints, and however often, over every stretch of time: the references move beyond the range of the
/// other live source by at most 1.15 W/(4 tau), W being the stretch, one gap and a print's age.
#[test]
fn theorem_t1_one_feed_moves_a_reference_by_time_alone() {
    for seed in 0..HISTORIES {
        let mut history = History::new(seed);
        let taus = taus(&history.arena);
        let beyond = if history.honest_share { 2.6e-3 } else { 1e-6 };
        let mut seen = vec![(history.arena.now, references(&history.arena))];
        history.run(&mut |before, after| {
            assert!(t1_step(before.stock(), after.stock(), after.session), "T1, one step of history {seed}");
            seen.push((after.now, references(after)));
        });
        for (n, (from_ts, from)) in seen.iter().enumerate().step_by(3) {
            for (to_ts, to) in seen.iter().skip(n + 1).step_by(2) {
                let seconds = (to_ts - from_ts) as f64 + 20.0 + 10.0;
                for ((from, to), tau) in from.iter().zip(to).zip(taus) {
                    let bound = 1.15 * seconds / (4.0 * tau) + beyond;
                    let apart = (to / from).ln().abs();
                    // back at the honest share's word is no influence of the other feed
                    let home = history.honest_share && (to - 1.0).abs() < 2.5e-3;
                    assert!(apart <= bound || home, "T1: {apart} of {bound} in {seconds} s, history {seed}");
                }
            }
        }
    }
}

/// Time that one print has counted is counted by no other: twenty prints in 20 seconds move no more than one.
#[test]
fn theorem_t1_counts_every_second_once() {
    for prints in [1, 2, 5, 20] {
        let mut arena = Arena::new(risk::LARGE_CAP, Feeds::TokenOnly);
        for _ in 0..20 {
            for n in 0..prints {
                arena.now += 20 / prints;
                arena.refresh(Some(Print::at(0.5 + n as f64 * 1e-4)), None);
            }
        }
        let [slow, _] = references(&arena);
        // 400 seconds; the first print of a side counts for nothing
        let least = (-400.0 / 8_192.0f64).exp();
        assert!(slow >= least * 0.9995 && slow <= least * 1.005, "{prints} prints in 20 s: {slow}, {least}");
    }
}

/// Borrow power is never above the slow reference, nor above the leading print; a leading print that is far or wide gives
/// none.
#[test]
fn theorem_t2_power_is_bounded_by_the_slow_reference() {
    for seed in 0..HISTORIES {
        let mut history = History::new(1_000 + seed);
        history.run(&mut |_, after| assert!(t2_power(after.stock()), "T2, history {seed}"));
    }
}

/// A feed held k times too high for less than 4 tau ln k gives less than k times the power.
#[test]
fn theorem_t2_power_takes_the_time_to_hold_a_feed() {
    for (k, session) in [(1.5, Session::Regular), (1.82, Session::Regular), (1.5, Session::Closed)] {
        let mut arena = Arena::new(risk::LARGE_CAP, Feeds::TokenOnly);
        arena.session = session;
        let [tau, _] = taus(&arena);
        let needed = 4.0 * tau * f64::ln(k);
        let begun = arena.now;
        while arena.of_par(arena.stock().low()) < k * 0.995 {
            arena.now += 20;
            arena.refresh(Some(Print::at(2.0 * k * (1.0 + (arena.now % 3) as f64 * 1e-6))), None);
        }
        let took = (arena.now - begun) as f64;
        assert!(took >= needed * 0.97, "{k} in {session:?}: {took} s of {needed}");
    }
}

/// From any state that a history comes to, honest prints are in force from the first; and what a reference stands on the
/// far side is gone to within 1 % after tau ln(y/e), and 4 tau ln((1+y)/1.25) more where it is far.
#[test]
fn theorem_t3_honest_prints_count_from_the_first() {
    for seed in 0..HISTORIES {
        let mut history = History::new(2_000 + seed);
        history.run(&mut |_, after| assert!(t3_sides(after.stock()), "T3, history {seed}"));
        let truth = [0.3, 0.7, 1.0, 1.4, 3.0][history.rng.usize(0..5)];
        history.wait(200);
        let ([tau, _], [slow, _]) = (taus(&history.arena), references(&history.arena));
        let apart = (slow / truth).ln().abs();
        let far = 4.0 * tau * 1.03 * (apart - 1.25f64.ln()).max(0.0);
        let seconds = far + tau * 1.02 * (0.34f64 / 0.01).ln() + 100.0;
        for _ in 0..(seconds / 20.0) as u64 + 2 {
            history.wait(20);
            let print = history.honest(truth);
            history.arena.refresh(Some(print), None);
            let [low, high] = [history.arena.stock().low(), history.arena.stock().liq_high()];
            let [low, high] = [low, high].map(|packed| history.arena.of_par(packed));
            assert!(high >= truth * 0.9999 && low <= truth * 1.0001, "T3: {low} to {high} of {truth}, history {seed}");
            assert_eq!(history.arena.stock().board_ts(), history.arena.now, "T3: a print is held out, history {seed}");
        }
        let [late, _] = references(&history.arena);
        let off = (late / truth - 1.0).abs();
        assert!(off <= 0.0105, "T3: {late} of {truth} after {seconds} s from {slow}, history {seed}");
    }
}

/// Whatever a history has left behind, and however wide the prints, a real fall that one feed sees opens in the time that
/// the law takes for it: a quarter of the reference over tau while the print is further away, the distance over tau near
/// it.
#[test]
fn theorem_t4_one_feed_opens_a_real_fall_from_any_state() {
    for seed in 0..HISTORIES / 2 {
        let mut history = History::new(3_000 + seed);
        history.run(&mut |_, _| {});
        // honest for as long as T3 takes, from wherever that was
        let mut settled = 0;
        while settled < 2_400 && (references(&history.arena)[0] - 1.0).abs() > 1e-3 {
            history.wait(20);
            let print = history.honest(1.0);
            history.arena.refresh(Some(print), None);
            settled += 1;
        }
        let [tau, _] = taus(&history.arena);
        let fall = [0.1, 0.2, 0.35, 0.5, 0.8][history.rng.usize(0..5)];
        let line = fall * [0.3, 0.6, 0.8][history.rng.usize(0..3)];
        // wide prints count as no more than the limit of confidence
        let conf_bps = [5, 300, 3_000][history.rng.usize(0..3)];
        let to = 1.0 - fall;
        let (mut slow, mut seconds) = (1.002f64, 0.0);
        while slow > 1.0 - line {
            slow -= (slow / 4.0).min(slow - to).max(0.0) / tau * 20.0;
            seconds += 20.0;
        }
        let begun = history.arena.now;
        let limit = seconds * 1.05 + 120.0;
        let top = (to * 1.02).max(1.0 - line) * 1.001;
        loop {
            history.wait(20);
            let print = Print { conf_bps, ..history.honest(to) };
            history.arena.refresh(Some(print), None);
            let took = (history.arena.now - begun) as f64;
            if history.arena.of_par(history.arena.stock().liq_high()) <= top {
                break;
            }
            assert!(took <= limit, "T4: -{fall} past {line} takes more than {limit} s, history {seed}");
        }
    }
}

/// Of every state there is, only a stale board refuses seizure as shares.
#[test]
fn theorem_t4_no_state_but_a_stale_board_vetoes_liquidation() {
    let all = State::NAMES.iter().fold(0, |bits, (bit, _)| bits | bit);
    for bits in 0..=all {
        assert!(t4_nothing_vetoes(State(bits)), "{bits:#010x}");
    }
}

/// Two live feeds that agree on a fall open it in the same refresh in Regular, and it pays.
#[test]
fn theorem_t4_two_feeds_open_a_real_fall_at_once_in_regular() {
    for fall in [0.14, 0.35, 0.5] {
        let mut arena = Arena::new(risk::LARGE_CAP, Feeds::Two);
        let position = loan::of_health(&mut arena, 1.02);
        arena.now += 20;
        let print = Print::at(1.0 - fall);
        arena.refresh(Some(print), Some(print));
        let exchange = loan::quote(&mut arena, &position).expect("a liquidation");
        assert!(exchange.received * (1.0 - fall) * 0.995 >= exchange.repaid, "-{fall}: it pays: {exchange:?}");
    }
}

/// A refresh without news moves neither prices nor references nor times, also when the prints before are posted again.
#[test]
fn theorem_t5_a_print_seen_before_changes_nothing() {
    for seed in 0..HISTORIES / 4 {
        let mut history = History::new(4_000 + seed);
        history.run(&mut |_, _| {});
        let print = history.honest(0.97);
        history.wait(5);
        let share = Some(print).filter(|_| history.honest_share);
        history.arena.refresh(Some(print), share);
        let before = history.arena.clone();
        for _ in 0..3 {
            history.arena.refresh(Some(print), share);
            history.arena.refresh(None, None);
            assert!(t5_no_news(before.stock(), history.arena.stock()), "T5, history {seed}");
        }
        let prices = |reserve: &Reserve| [reserve.low(), reserve.high(), reserve.liq_low(), reserve.liq_high()];
        assert_eq!(prices(before.stock()), prices(history.arena.stock()), "T5, history {seed}");
    }
}
