//! Random sequences without a fuzzer: the pure world against the invariants and the exact model, and against the built
//! program. `make fuzz` searches further; what it finds is replayed here.

use hypothec_sequences::action::{Action, TokenMove};
use hypothec_sequences::decode::{crash, noise};
use hypothec_sequences::{run, svm};
use std::path::Path;

/// How many sequences to run, more on demand: `HYPOTHEC_SEQUENCES=10000 cargo test ... differential`.
pub fn sequences(usual: u64) -> u64 {
    std::env::var("HYPOTHEC_SEQUENCES").map_or(usual, |n| n.parse().expect("a number"))
}

#[test]
fn sequences_hold_the_invariants_and_the_model() {
    for seed in 0..sequences(60) {
        run::actions(&noise(seed, 900));
    }
}

#[test]
fn sequences_through_the_program() {
    for seed in 1_000..1_000 + sequences(24) {
        svm::actions(&noise(seed, 400));
    }
}

#[test]
fn sequences_of_a_falling_market_hold_the_model() {
    let mut liquidated = 0;
    for first in 0..3 {
        for step in [150, 400, 900, 1_800] {
            let done = run::play(&crash(first, step, 40));
            liquidated += done["Liquidate"];
        }
    }
    assert!(liquidated > 15, "{liquidated}");
}

#[test]
fn sequences_of_a_falling_market_hold_through_the_program() {
    for (first, step) in [(0, 400), (1, 150), (1, 900), (2, 1_800)] {
        let mut pair = svm::Differential::new();
        for action in crash(first, step, 24) {
            let action = action.resolve(&pair.world);
            pair.step(&action);
        }
    }
}

#[test]
fn sequences_of_clawbacks_at_the_limits_hold() {
    let mut actions = crash(0, 0, 0);
    for bps in [5_000, 9_000, 10_000] {
        for reserve in 0..3 {
            actions.push(Action::ClawBack { reserve, bps });
            actions.push(Action::SyncVault { reserve });
        }
        actions.extend([Action::Advance { seconds: 20 }, Action::REFRESH]);
        actions.extend((0..3).map(|of| Action::SettleBadDebt { of }));
    }
    run::play(&actions);
    let mut pair = svm::Differential::new();
    for action in actions {
        let action = action.resolve(&pair.world);
        pair.step(&action);
    }
}

#[test]
fn a_small_debt_outlives_its_collateral() {
    let of = |by, reserve, amount| TokenMove { by, of: by, reserve, amount };
    let mut actions = vec![
        Action::Deposit(of(1, 2, 5_000_000_000)),
        Action::Deposit(of(0, 0, 25_000_000)),
        Action::Borrow(of(0, 2, u64::MAX)),
    ];
    for round in 0..200 {
        // the slow reference follows at a quarter of itself in 2^10 seconds
        if round < 20 {
            actions.push(Action::Drift { reserve: 0, bps: -1_500 });
        }
        actions.extend([Action::Advance { seconds: 20 }, Action::REFRESH]);
    }
    actions.extend([Action::SettleBadDebt { of: 0 }, Action::Withdraw(of(1, 2, u64::MAX))]);
    assert_eq!(run::play(&actions)["SettleBadDebt"], 1);
    let mut pair = svm::Differential::new();
    for action in actions {
        let action = action.resolve(&pair.world);
        pair.step(&action);
    }
    assert!(pair.world.positions[0].is_empty());
}

#[test]
fn short_input_decides_nothing_and_fails_nothing() {
    for len in 0..40 {
        for fill in [0u8, 1, 0x7f, 0x80, 0xff] {
            run::actions(&vec![fill; len]);
        }
        run::actions(&noise(7, len));
    }
    svm::actions(&[]);
}

#[test]
fn inputs_that_fuzzing_found_run_without_a_finding() {
    for (name, target) in [("actions", run::actions as fn(&[u8])), ("svm", svm::actions)] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../regressions").join(name);
        for file in std::fs::read_dir(dir).expect("a folder of regressions") {
            target(&std::fs::read(file.expect("readable").path()).expect("readable"));
        }
    }
}

#[test]
fn fixture_of_nvdax_is_the_real_mint() {
    let fixture = include_bytes!("../fixtures/nvdax_mint.bin");
    assert_eq!(hypothec_testkit::Asset::nvdax().mint_account.data, fixture);
}

/// A wide print of a share while two multipliers count: the liquidation test keeps what they spread.
#[test]
fn a_wide_share_print_between_two_multipliers_keeps_their_range() {
    run::actions(&noise(5041, 900));
}
