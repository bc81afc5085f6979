//! How fast hosts are: each subject in turns of a reference loop, by criterion. `make bench-host` fails when a subject
//! takes 15 % more of them than `benches/host.md` says; `UPDATE_BENCH=1` writes the page.

mod execution;
mod fuzzing;
mod page;
mod reading;
mod reference;
mod scans;

use criterion::{Criterion, SamplingMode};
use page::{Page, Row};
use reference::Turns;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of criterion's group.
const GROUP: &str = "host";
/// Rounds at most: the page has the best of them, and a subject is slower when it is slower in each.
const ROUNDS: u32 = 3;

fn main() {
    let mut host = Host::new();
    scans::measure(&mut host);
    reading::measure(&mut host);
    fuzzing::measure(&mut host);
    execution::measure(&mut host);
    host.criterion.final_summary();
    host.page.conclude(&host.rows, host.turns.fastest_ns());
}

/// Criterion, and what it has measured.
pub struct Host {
    criterion: Criterion<Turns>,
    turns: Turns,
    results: PathBuf,
    page: Page,
    rows: Vec<Row>,
}

impl Host {
    fn new() -> Host {
        let turns = Turns::new();
        let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/criterion");
        // a result of an earlier run must not be taken for one of this
        let _ = std::fs::remove_dir_all(&results);
        let criterion = Criterion::default()
            .with_measurement(turns.clone())
            .output_directory(&results)
            .without_plots()
            .sample_size(40)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3))
            .configure_from_args();
        Host { criterion, turns, results, page: Page::read(), rows: Vec::new() }
    }

    /// Measures `run`, which does something with `count` of `what`; again where that seems to have become slower.
    pub fn measure<T>(&mut self, name: &str, what: &'static str, count: u64, mut run: impl FnMut() -> T) {
        let mut best: Option<Row> = None;
        for round in 1..=ROUNDS {
            let id = if round == 1 { name.into() } else { format!("{name}, round {round}") };
            let mut group = self.criterion.benchmark_group(GROUP);
            // one run takes tens of milliseconds: as many in every sample
            group.sampling_mode(SamplingMode::Flat).bench_function(&id, |bencher| bencher.iter(&mut run));
            drop(group);
            // no result: a filter has left it out, or criterion was asked to try and not to measure
            let Some(turns) = self.median(&id) else { return };
            let turns = best.map_or(f64::MAX, |best| best.turns).min(turns / count as f64);
            let row = Row { name: name.into(), what, turns };
            let slower = self.page.slower(&row).is_some();
            best = Some(row);
            if !slower {
                break;
            }
        }
        self.rows.extend(best);
    }

    fn median(&self, id: &str) -> Option<f64> {
        let text = std::fs::read(self.results.join(GROUP).join(id).join("new/estimates.json")).ok()?;
        let estimates: serde_json::Value = serde_json::from_slice(&text).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    }
}
