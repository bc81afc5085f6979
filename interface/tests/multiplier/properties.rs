//! I10 and "no hang", over lives of a mint that no test thought of.

use crate::setup::*;
use hypothec_interface::invariant::i10_multipliers;
use hypothec_interface::math::price::Price;
use proptest::prelude::*;

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Seconds pass, in a Regular session or not.
    Wait(i64, bool),
    /// The key writes a multiplier of this many times the one in force, this many seconds ahead.
    Update(f64, i64),
    /// A print at this many times the last share price, this many seconds old.
    PriceUpdate(f64, i64),
    /// A refresh without one.
    Look,
}

fn act() -> impl Strategy<Value = Act> {
    let ratio = prop_oneof![
        4 => 0.99..1.011f64,
        2 => 0.78..1.28f64,
        2 => prop::sample::select(vec![10.0, 2.0, 0.5, 0.1, 20.0, 1.5, 0.0, -1.0, 1e12]),
    ];
    let wait = prop_oneof![3 => 1..120i64, 2 => 120..7_200i64, 1 => 7_200..40 * DAY];
    prop_oneof![
        3 => (wait, any::<bool>()).prop_map(|(s, regular)| Act::Wait(s, regular)),
        2 => (ratio, prop_oneof![Just(0i64), 1..2 * DAY]).prop_map(|(r, ahead)| Act::Update(r, ahead)),
        4 => (prop_oneof![4 => 0.97..1.03f64, 1 => 0.05..12.0f64], 0..10i64).prop_map(|(r, old)| Act::PriceUpdate(r, old)),
        2 => Just(Act::Look),
    ]
}

/// Plays an act; returns whether a print entered.
fn play(setup: &mut Setup, act: Act, share: &mut f64) -> bool {
    match act {
        Act::Wait(seconds, regular) => (setup.now, setup.regular) = (setup.now + seconds, regular),
        Act::Update(ratio, ahead) => {
            let current = f64::from_bits(setup.scaled.current(setup.now));
            let effective = if ahead == 0 { 0 } else { setup.now + ahead };
            setup.update(current * ratio, effective);
        }
        Act::PriceUpdate(ratio, old) => {
            *share = (*share * ratio).clamp(0.5, 50_000.0);
            let ts = (setup.now - old).max(setup.share_ts);
            return !setup.print_of(*share, ts).suspended;
        }
        Act::Look => {
            setup.look();
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// I10: until the next print enters, collateral counts no more, and is liquidated at no less, than by the multiplier
    /// that was trusted when the last one did; and both stay between multipliers that the mint has named.
    #[test]
    fn i10_a_change_raises_no_power(acts in prop::collection::vec(act(), 1..60)) {
        let mut setup = Setup::new(1.0, 100.0);
        let (mut share, mut trusted) = (100.0, q32(1.0));
        for act in acts {
            let old = setup.memory.accepted_q32();
            let entered = play(&mut setup, act, &mut share);
            let multipliers = setup.multipliers;
            prop_assert!(setup.memory.before_q32() > 0 && setup.memory.base_q32() > 0);
            if multipliers.suspended || matches!(act, Act::Wait(..) | Act::Update(..)) {
                continue; // the share feed counts nothing, or nobody has looked
            }
            let decode = hypothec_interface::token::multiplier::multiplier_q32_down;
            let named = [decode(setup.scaled.multiplier), decode(setup.scaled.new_multiplier)].into_iter().flatten();
            let named: Vec<u64> = named.chain([old, setup.memory.accepted_q32()]).collect();
            if entered {
                trusted = multipliers.spot_q32;
            }
            prop_assert!(i10_multipliers(&multipliers, trusted, &named), "{multipliers:?} {trusted} {named:?}");
        }
    }

    /// Whatever was accepted without a price speaking for it is within the budgets.
    #[test]
    fn h7_steps_stay_within_their_budgets(acts in prop::collection::vec(act(), 1..80)) {
        let mut setup = Setup::new(1.0, 100.0);
        let mut share = 100.0;
        // value before the first step of those less than 20 h apart, and when the last was
        let (mut anchor, mut last_ts) = (1.0, i64::MIN / 2);
        for act in acts {
            let (old, seen_ts) = (setup.memory, setup.seen_ts);
            play(&mut setup, act, &mut share);
            if setup.multipliers.released {
                last_ts = i64::MIN / 2;
            } else if setup.memory.accepted_q32() != old.accepted_q32() {
                if setup.now - last_ts >= 20 * HOUR {
                    anchor = value(old.accepted_q32());
                }
                last_ts = setup.now;
                let ratio = value(setup.memory.accepted_q32()) / anchor;
                let days = (1 + (setup.now - seen_ts) / (20 * HOUR)).min(4) as f64;
                let most = 1.0 + days / 100.0 + 1e-8;
                let within = ratio <= most && ratio >= 1.0 / most;
                // after a larger budget of days unread, steps back are free
                let was = value(old.accepted_q32()) / anchor;
                let back = (was - 1.0).abs() > (ratio - 1.0).abs() && (was > 1.0) == (ratio > 1.0);
                prop_assert!(within || back, "{ratio} after {was} in {days} days");
            }
        }
    }

    /// However a mint and its feed have lived: once the feed times the mint's multiplier is what it last was, and stays
    /// there, the share feed is back within eleven minutes, unless the rules refuse the multiplier for good.
    #[test]
    fn pending_multiplier_never_hangs(acts in prop::collection::vec(act(), 0..60), noise in 0.998..1.002f64) {
        let mut setup = Setup::new(1.0, 100.0);
        let mut share = 100.0;
        for act in acts {
            play(&mut setup, act, &mut share);
        }
        // what was announced comes to pass
        setup.now = setup.now.max(setup.scaled.effective_ts);
        let Ok(q) = hypothec_interface::token::multiplier::multiplier_q32_down(setup.scaled.current(setup.now)) else {
            return Ok(());
        };
        let (m, accepted, base) = (value(q), value(setup.memory.accepted_q32()), value(setup.memory.base_q32()));
        let apart = |a: f64, b: f64| a.max(b) / a.min(b);
        prop_assume!(apart(m, base) < 63.9);
        prop_assume!(apart(m, accepted) > 1.2501 || apart(m, base) < 1.2499);
        setup.regular = true;
        let continuous = usd(setup.last) / m * noise;
        prop_assume!(price(continuous) != Price::ZERO);
        let back = setup.until_released(|_| continuous, 30, 660);
        prop_assert!(back.is_some(), "held {:?} {:?}", setup.memory, setup.pending);
    }

    /// Any words: nothing panics, and the bounds keep their order.
    #[test]
    fn any_mint_and_any_memory(words in any::<[u64; 8]>(), pending in any::<[u64; 5]>(), mint in any::<(u64, u64, i64)>(),
        now: i64, seen: i64, share: u64, last: u64, flags in any::<(bool, bool)>()) {
        let (mut memory, mut pending) = (bytemuck::cast(words), bytemuck::cast(pending));
        let observation = hypothec_interface::multiplier::Observation {
            scaled: hypothec_interface::token::Scaled { multiplier: mint.0, new_multiplier: mint.1, effective_ts: mint.2 },
            now, seen_ts: seen, regular: flags.0, watched: flags.1,
            share: Price::from_bits(share), share_ts: seen, last: Price::from_bits(last),
        };
        let multipliers = hypothec_interface::multiplier::evaluate(&mut memory, &mut pending, &observation);
        prop_assert!(multipliers.low_q32 <= multipliers.high_q32);
    }
}
