//! Executions of the fuzz targets that need no chain, on inputs of seeds.

use crate::Host;
use hypothec_sequences::decode::noise;
use hypothec_sequences::{health, readers, run};
use std::hint::black_box;

/// A target: name, what it runs, length of an input in bytes, inputs.
type Target = (&'static str, fn(&[u8]), usize, u64);

const TARGETS: [Target; 6] = [
    ("fuzz actions", run::actions, 900, 2),
    ("fuzz health", whole_case, 512, 10_000),
    ("fuzz decode", readers::decode, 2_048, 1_000),
    ("fuzz price", readers::price, 32, 100_000),
    ("fuzz shares", readers::shares, 24, 100_000),
    ("fuzz wide", readers::wide, 24, 100_000),
];

fn whole_case(data: &[u8]) {
    black_box(health::case(data));
}

pub fn measure(host: &mut Host) {
    for (name, target, length, count) in TARGETS {
        let inputs: Vec<Vec<u8>> = (0..count).map(|seed| noise(seed, length)).collect();
        host.measure(name, "executions", count, || inputs.iter().for_each(|input| target(black_box(input))));
    }
}
