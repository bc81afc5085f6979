//! Random histories of prints: any depth, any gap, any age, any confidence, feeds together and apart.

use fastrand::Rng;
use hypothec_interface::preset::risk;
use hypothec_interface::session::Session;
use hypothec_search::arena::{Arena, Feeds, Print};

/// A market under a random history.
pub struct History {
    pub arena: Arena,
    pub rng: Rng,
    /// Whether an honest share feed is posted beside the attacked token feed.
    pub honest_share: bool,
    ticks: u64,
}

const SESSIONS: [Session; 4] = [Session::Regular, Session::Extended, Session::Overnight, Session::Closed];

impl History {
    /// A large cap in a session at random, its board at par.
    pub fn new(seed: u64) -> History {
        let mut rng = Rng::with_seed(seed);
        let feeds = if rng.bool() { Feeds::Two } else { Feeds::TokenOnly };
        let arena = Arena::new(risk::LARGE_CAP, feeds);
        let session = SESSIONS[rng.usize(0..4)];
        let honest_share = feeds == Feeds::Two && session != Session::Closed && rng.f64() < 0.7;
        let mut history = History { arena, rng, honest_share, ticks: 0 };
        for _ in 0..3 {
            history.wait(20);
            let print = history.honest(1.0);
            history.arena.refresh(Some(print), Some(print).filter(|_| feeds == Feeds::Two));
        }
        history.arena.session = session;
        history
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: i64) {
        self.arena.now += seconds;
    }

    /// A print of the truth, with a hair of life in it: a price that never changes is frozen, which is another rule.
    pub fn honest(&mut self, truth: f64) -> Print {
        self.ticks += 1;
        Print::at(truth * (1.0 + (self.ticks % 5) as f64 * 1.7e-6))
    }

    /// One step of the attacker, and of whoever posts an honest share.
    pub fn step(&mut self) {
        let gaps = [0, 1, 1, 2, 5, 10, 20, 40, 60, 119, 600, 7_200];
        let gap = if self.rng.f64() < 0.95 { gaps[self.rng.usize(0..gaps.len())] } else { 50_000 };
        self.wait(gap);
        let depths = [1.0, 1.0, 0.5, 0.76, 0.9, 1.1, 1.24, 1.5, 10.0, 0.01, 0.3 + 1.7 * self.rng.f64()];
        let of_par = depths[self.rng.usize(0..depths.len())];
        let conf_bps = [5, 5, 500][self.rng.usize(0..3)];
        let age_s = [0, 0, 0, 1, 9, -10][self.rng.usize(0..6)];
        let token = (self.rng.f64() < 0.95).then_some(Print { of_par, conf_bps, age_s });
        let share = if self.honest_share { Some(Print::at(1.0 + (self.rng.f64() - 0.5) * 2e-3)) } else { None };
        self.arena.refresh(token, share);
    }

    /// Steps at random; `watch` sees the market before and after each.
    pub fn run(&mut self, watch: &mut dyn FnMut(&Arena, &Arena)) {
        for _ in 0..self.rng.usize(5..200) {
            let before = self.arena.clone();
            self.step();
            watch(&before, &self.arena);
        }
    }
}
