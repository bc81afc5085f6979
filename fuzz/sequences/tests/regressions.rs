//! Every input that ever broke a fuzz target, and a few edges, run again without the fuzzer.

use hypothec_sequences::readers as checks;
use std::path::Path;

type Target = (&'static str, fn(&[u8]));

#[test]
fn regressions_run_again_without_a_finding() {
    let targets: [Target; 4] =
        [("decode", checks::decode), ("price", checks::price), ("wide", checks::wide), ("shares", checks::shares)];
    for (name, check) in targets {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../regressions").join(name);
        for file in std::fs::read_dir(dir).expect("a folder of regressions") {
            check(&std::fs::read(file.expect("readable").path()).expect("readable"));
        }
        for fill in [0u8, 1, 0x7f, 0x80, 0xff] {
            for len in [0, 1, 8, 23, 24, 32, 82, 133, 134, 165, 512, 679, 3_072] {
                check(&vec![fill; len]);
            }
        }
    }
}
