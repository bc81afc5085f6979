//! The reference loop, and time told in its turns: every sample is measured between two runs of it.

use cpu_time::ThreadTime;
use criterion::Throughput;
use criterion::measurement::{Measurement, ValueFormatter};
use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

/// Turns of one run, about two milliseconds.
const TURNS: u64 = 2_000_000;
/// Words of the table that the loop reads: it stays in the first cache.
const WORDS: usize = 2_048;

/// Measures in turns of the reference loop. It reads the thread's own processor time, so that a build beside it, which
/// takes the core away in turns, takes none of what is counted.
#[derive(Clone)]
pub struct Turns {
    table: Rc<[u64; WORDS]>,
    fastest_ns: Rc<Cell<f64>>,
}

impl Turns {
    pub fn new() -> Turns {
        let table = std::array::from_fn(|n| (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Turns { table: Rc::new(table), fastest_ns: Rc::new(Cell::new(f64::MAX)) }
    }

    /// The quickest turn that was seen, nanoseconds.
    pub fn fastest_ns(&self) -> f64 {
        self.fastest_ns.get()
    }

    /// One run: what a turn took, nanoseconds. A turn is a load and a product of two words, four in flight at once, as
    /// in the loops over slots that are measured with it.
    fn turn_ns(&self) -> f64 {
        let start = ThreadTime::now();
        let mut lanes = [1u64, 2, 3, 4];
        for _ in 0..black_box(TURNS) / 4 {
            for lane in &mut lanes {
                let word = self.table[(*lane >> 32) as usize % WORDS];
                let product = u128::from(*lane ^ word) * 0xd6e8_feb8_6659_fd93;
                *lane = (product as u64) ^ (product >> 64) as u64;
            }
        }
        black_box(lanes);
        let turn = start.elapsed().as_nanos() as f64 / TURNS as f64;
        self.fastest_ns.set(self.fastest_ns.get().min(turn));
        turn
    }
}

impl Measurement for Turns {
    type Intermediate = (f64, ThreadTime);
    type Value = f64;

    fn start(&self) -> Self::Intermediate {
        (self.turn_ns(), ThreadTime::now())
    }

    fn end(&self, (before, start): Self::Intermediate) -> f64 {
        let took = start.elapsed().as_nanos() as f64;
        took / ((before + self.turn_ns()) / 2.0)
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for Turns {
    fn scale_values(&self, _: f64, _: &mut [f64]) -> &'static str {
        "turns"
    }

    fn scale_throughputs(&self, _: f64, throughput: &Throughput, values: &mut [f64]) -> &'static str {
        if let Throughput::Elements(count) = throughput {
            values.iter_mut().for_each(|value| *value /= *count as f64);
        }
        "turns each"
    }

    fn scale_for_machines(&self, _: &mut [f64]) -> &'static str {
        "turns"
    }
}
