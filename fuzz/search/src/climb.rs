//! Random restarts and hill climbing.

use crate::attack::{Cell, Objective, Wick};
use crate::play::Stage;
use fastrand::Rng;

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    pub score: f64,
    pub wicks: Vec<Wick>,
    pub evaluations: u64,
}

/// Attempts that a climb may stand still.
const PATIENCE: u32 = 60;

/// Searches until `done` says so, which is asked before each evaluation and told how many there were.
pub fn search(cell: Cell, seed: u64, known: &[Vec<Wick>], mut done: impl FnMut(u64) -> bool) -> Found {
    let (stage, mut rng) = (Stage::new(cell), Rng::with_seed(seed));
    let mut starts = known.to_vec();
    starts.extend(openings(&cell));
    starts.reverse();
    let mut best = Found { score: f64::NEG_INFINITY, wicks: Vec::new(), evaluations: 0 };
    while !done(best.evaluations) {
        let start = starts.pop().unwrap_or_else(|| random(&cell, &mut rng));
        let mut here = cell.within_budget(&start);
        let mut height = stage.score(&here);
        best.evaluations += 1;
        best.keep(height, &here);
        let mut stuck = 0;
        while stuck < PATIENCE && !done(best.evaluations) {
            let there = cell.within_budget(&mutated(&cell, &here, &mut rng));
            let score = stage.score(&there);
            best.evaluations += 1;
            stuck = if score > height { 0 } else { stuck + 1 };
            if score >= height {
                (here, height) = (there, score);
                best.keep(height, &here);
            }
        }
    }
    best
}

impl Found {
    fn keep(&mut self, score: f64, wicks: &[Wick]) {
        if score > self.score {
            self.score = score;
            self.wicks = wicks.to_vec();
        }
    }
}

/// What was bad before: single prints, stairs, the whole budget at once, and a second at each foreseeable post.
fn openings(cell: &Cell) -> Vec<Vec<Wick>> {
    let wick = |start_s, deviation, hold_s| Wick { start_s, deviation, hold_s };
    let stair = |steps: &[f64]| (5..).zip(steps).map(|(at, deviation)| wick(at, *deviation, 1)).collect();
    let every = match cell.keeper {
        crate::attack::Keeper::Fixed(s) | crate::attack::Keeper::Answers(s) => s,
    };
    let mut starts = vec![
        vec![wick(5, -0.17, 1)],
        stair(&[-0.15, -0.2775]),
        stair(&[-0.15, -0.2775, -0.386, -0.478]),
        vec![wick(5, -0.5, cell.budget_s)],
        vec![wick(5, -0.24, cell.budget_s)],
        stair(&[0.19, 0.416]),
        vec![wick(5, 0.24, cell.budget_s)],
        vec![wick(5, 1.0, cell.budget_s)],
    ];
    for deviation in [-0.5, -0.24, -0.8, 0.3] {
        starts.push((1..=10).map(|n| wick(every * n, deviation, 1)).collect());
    }
    if cell.objective == Objective::LockOut {
        starts.push((0..cell.budget_s.min(200)).map(|n| wick(121 + 20 * n, 0.5, 1)).collect());
        starts.push(vec![wick(100, 1.0, cell.budget_s)]);
    }
    starts
}

fn pick<T: Copy>(of: &[T], rng: &mut Rng) -> T {
    of[rng.usize(0..of.len())]
}

fn random(cell: &Cell, rng: &mut Rng) -> Vec<Wick> {
    let count = pick(&[1, 1, 2, 3, 5, 8], rng);
    let upward = matches!(cell.objective, Objective::Power | Objective::LockOut) || rng.f64() < 0.3;
    let mut wicks: Vec<Wick> = Vec::new();
    for _ in 0..count {
        let deviation = if upward {
            pick(&[0.17, 0.19, 0.36, 0.7, 1.5], rng)
        } else {
            -pick(&[0.1, 0.15, 0.17, 0.19, 0.28, 0.39, 0.5, 0.8], rng)
        };
        let start_s = match wicks.last() {
            Some(last) if rng.bool() => last.start_s + last.hold_s + pick(&[0, 1, 2, 20], rng),
            _ => rng.i64(0..cell.horizon_s()),
        };
        let hold_s = pick(&[1, 1, 2, 5, cell.budget_s / count + 1, cell.budget_s], rng);
        wicks.push(Wick { start_s, deviation, hold_s });
    }
    wicks
}

fn mutated(cell: &Cell, wicks: &[Wick], rng: &mut Rng) -> Vec<Wick> {
    let mut wicks = wicks.to_vec();
    let way = rng.f64();
    if way < 0.15 || wicks.is_empty() {
        wicks.extend(random(cell, rng).first().copied());
        return wicks;
    }
    let n = rng.usize(0..wicks.len());
    if way < 0.25 && wicks.len() > 1 {
        wicks.remove(n);
        return wicks;
    }
    let wick = &mut wicks[n];
    match rng.f64() {
        part if part < 0.35 => wick.start_s += pick(&[-60, -20, -5, -1, 1, 5, 20, 60], rng),
        part if part < 0.7 => {
            wick.deviation = (1.0 + wick.deviation) * pick(&[0.8, 0.9, 0.97, 1.03, 1.1, 1.2], rng) - 1.0;
        }
        _ => wick.hold_s = (wick.hold_s + pick(&[-30, -5, -1, 1, 5, 30], rng)).max(1),
    }
    wicks
}
