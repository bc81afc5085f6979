//! Random sequences without a fuzzer: the pure world against the invariants and the exact model, and against the built
//! program. `make fuzz` searches further; what it finds is replayed here.

use hypothec_fuzz::run::{self, noise, sequence};
use hypothec_fuzz::svm;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn sequences_hold_the_invariants_and_the_model() {
    for seed in 0..60 {
        run::actions(&noise(seed, 900));
    }
}

#[test]
fn sequences_through_the_program() {
    for seed in 1_000..1_024 {
        svm::actions(&noise(seed, 400));
    }
}

/// Sequences reach every action, and each instruction both succeeds and is refused.
#[test]
fn sequences_reach_what_they_should() {
    let mut seen: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for seed in 0..60 {
        sequence(&noise(seed, 900), |_, action, done, _| {
            let name = format!("{action:?}");
            let name = name.split([' ', '(']).next().expect("a name").to_string();
            seen.entry(name).or_default()[usize::from(done.is_err())] += 1;
        });
    }
    assert_eq!(seen.len(), 17, "{seen:?}");
    for (name, [done, refused]) in &seen {
        assert!(*done > 20, "{name} succeeds {done} times: {seen:?}");
        let may_fail = !matches!(name.as_str(), "SyncVault") && is_instruction(name);
        assert!(!may_fail || *refused > 5, "{name} is refused {refused} times: {seen:?}");
    }
}

fn is_instruction(name: &str) -> bool {
    hypothec_interface::instruction::Instruction::ALL.iter().any(|instruction| instruction.name() == name)
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
fn what_fuzzing_found() {
    for (name, target) in [("actions", run::actions as fn(&[u8])), ("svm", svm::actions)] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/regressions").join(name);
        for file in std::fs::read_dir(dir).expect("a folder of regressions") {
            target(&std::fs::read(file.expect("readable").path()).expect("readable"));
        }
    }
}

#[test]
fn the_fixture_is_the_real_mint() {
    let fixture = include_bytes!("../../fuzz/fixtures/nvdax_mint.bin");
    assert_eq!(hypothec_world::Asset::nvdax().mint_account.data, fixture);
}
