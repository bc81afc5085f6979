//! The outflow limiter over random histories: whoever pays in and takes out again, in the same window or the next,
//! however often and on whichever side of an edge, uses up nothing of what others may take.

use bytemuck::Zeroable;
use hypothec_interface::state::{Reserve, ReserveConfig};
use proptest::prelude::*;

const CAP: u64 = 1_000;
const WINDOW_S: i64 = 3_600;

/// Where a field lies in its record.
macro_rules! offset {
    ($kind:ty, $name:expr) => {
        <$kind>::FIELDS.iter().find(|field| field.name == $name).expect("a field").offset
    };
}

fn set(reserve: &mut Reserve, field: usize, bytes: &[u8]) {
    let at = offset!(Reserve, "config") + field;
    bytemuck::bytes_of_mut(reserve)[at..][..bytes.len()].copy_from_slice(bytes);
}

fn set_cap(reserve: &mut Reserve, cap: u64) {
    set(reserve, offset!(ReserveConfig, "limiter_cap"), &cap.to_le_bytes());
}

fn limited() -> Reserve {
    let mut reserve = Reserve::zeroed();
    set_cap(&mut reserve, CAP);
    set(&mut reserve, offset!(ReserveConfig, "limiter_window_s"), &(WINDOW_S as u32).to_le_bytes());
    reserve
}

/// One flow, `after` seconds later.
#[derive(Clone, Copy, Debug)]
enum Flow {
    /// The attacker pays in.
    In(u64),
    /// The attacker takes out a part, of 16, of what it paid in in this window or the one before.
    Out(u64),
    /// Somebody else takes out.
    Honest(u64),
    /// Somebody else pays in.
    Gift(u64),
}

fn flows() -> impl Strategy<Value = Vec<(i64, Flow)>> {
    let after =
        prop_oneof![3 => 0i64..5, 3 => 0i64..WINDOW_S, 2 => WINDOW_S - 3..WINDOW_S + 3, 1 => 0i64..4 * WINDOW_S];
    let flow = prop_oneof![
        3 => (0u64..20 * CAP).prop_map(Flow::In),
        4 => (0u64..=16).prop_map(Flow::Out),
        3 => (0u64..=CAP).prop_map(Flow::Honest),
        1 => (0u64..2 * CAP).prop_map(Flow::Gift),
    ];
    prop::collection::vec((after, flow), 1..100)
}

/// What the attacker paid in and has not taken out again: in this window, and in the one before.
#[derive(Default)]
struct Matched {
    young: u64,
    old: u64,
}

impl Matched {
    fn roll(&mut self, windows: i64) {
        for _ in 0..windows.min(2) {
            *self = Matched { young: 0, old: self.young };
        }
    }

    fn spend(&mut self, amount: u64) {
        let old = amount.min(self.old);
        self.old -= old;
        self.young -= amount - old;
    }
}

#[test]
fn an_outflow_is_forgotten_at_the_second_when_its_next_window_ends() {
    let mut reserve = limited();
    reserve.limit_outflow(CAP, 0).expect("the whole limit");
    assert_eq!(reserve.outflow_left(WINDOW_S - 1), 0);
    assert_eq!(reserve.outflow_left(WINDOW_S), 0, "all of it still counts where the next window begins");
    assert_eq!(reserve.outflow_left(2 * WINDOW_S - 1), CAP - 1, "a part of an atom counts as one");
    assert_eq!(reserve.outflow_left(2 * WINDOW_S), CAP);
    reserve.limit_outflow(CAP, 2 * WINDOW_S).expect("the whole limit again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Matched flows count nothing: over any history, what has counted is at most what others took out. Each atom of
    /// theirs counts once at most, so that nobody is refused before they have taken out the whole limit.
    #[test]
    fn attack_f2_no_history_of_matched_flows_counts_anything(history in flows()) {
        let mut reserve = limited();
        let (mut now, mut own, mut taken, mut counted) = (1_000_000, Matched::default(), 0, 0);
        reserve.limit_outflow(0, now).expect("the first window begins");
        for (after, flow) in history {
            let start = reserve.limiter_start_ts();
            now += after;
            reserve.credit_inflow(0, now);
            own.roll((reserve.limiter_start_ts() - start) / WINDOW_S);
            let before = reserve.limiter_now();
            match flow {
                Flow::In(atoms) => {
                    reserve.credit_inflow(atoms, now);
                    own.young += atoms;
                }
                Flow::Gift(atoms) => reserve.credit_inflow(atoms, now),
                Flow::Out(part) => {
                    let atoms = (own.young + own.old) * part / 16;
                    let mut tried = reserve;
                    if tried.limit_outflow(atoms, now).is_ok() {
                        reserve = tried;
                        own.spend(atoms);
                    }
                }
                Flow::Honest(atoms) => {
                    let mut tried = reserve;
                    let done = tried.limit_outflow(atoms, now);
                    prop_assert!(done.is_ok() || taken + atoms > CAP, "{atoms} after {taken}");
                    if done.is_ok() {
                        reserve = tried;
                        taken += atoms;
                    }
                }
            }
            counted += reserve.limiter_now() - before;
            prop_assert!(counted <= taken, "{counted} of {taken}");
        }
    }

    /// What is quoted is accepted, and an atom more is not; also under a cap that was lowered since.
    #[test]
    fn outflow_left_is_the_most_that_is_accepted(history in flows(), lowered in 1..=CAP) {
        let (mut reserve, mut now) = (limited(), 1_000_000);
        for (after, flow) in history {
            now += after;
            match flow {
                Flow::In(atoms) | Flow::Gift(atoms) => reserve.credit_inflow(atoms, now),
                Flow::Out(atoms) | Flow::Honest(atoms) => {
                    let mut tried = reserve;
                    if tried.limit_outflow(atoms, now).is_ok() {
                        reserve = tried;
                    }
                }
            }
            for cap in [CAP, lowered] {
                set_cap(&mut reserve, cap);
                let most = reserve.outflow_left(now);
                let accepts = |atoms| {
                    let mut tried = reserve;
                    tried.limit_outflow(atoms, now).is_ok()
                };
                prop_assert!((most == 0 || accepts(most)) && !accepts(most + 1));
            }
            set_cap(&mut reserve, CAP);
        }
    }
}
