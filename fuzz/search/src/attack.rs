//! What an attacker does: moves feeds for seconds, against a keeper who posts them.

use fastrand::Rng;
use hypothec_interface::session::Session;
use std::collections::BTreeMap;

/// One excursion of the attacked feed: from `start_s` on, for `hold_s` seconds, its prints say `1 + deviation` of the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wick {
    pub start_s: i64,
    pub deviation: f64,
    pub hold_s: i64,
}

/// Who posts the truth, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// Every this many seconds, where the attacker knows.
    Fixed(i64),
    /// Every this many seconds on average, unforeseen, and two and six seconds after the end of each wick.
    Answers(i64),
}

/// Which feeds the attacker moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attacked {
    Token,
    Share,
    Both,
}

/// What the attacker wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// Liquidate loans that are sound at the truth: the sum of what is gained, a part of one loan's collateral.
    Profit,
    /// The most gained for a dollar repaid, beyond the bonus.
    PerDollar,
    /// Debt written off of loans that are sound at the truth, a part of one loan's collateral.
    SupplierLoss,
    /// Seconds by which the liquidation of a loan is put off, when the truth falls by 30 %.
    LockOut,
    /// Borrow power of a position, a part of what the truth gives.
    Power,
    /// An order by price executes: by how much its line lies on the other side of the truth, a part of it.
    Order,
}

/// One setting and one objective: what is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub session: Session,
    pub two_feeds: bool,
    pub attacked: Attacked,
    pub keeper: Keeper,
    /// Seconds that the attacker can keep feeds moved, in all.
    pub budget_s: i64,
    pub objective: Objective,
}

/// Most wicks in one attack.
const WICKS: usize = 14;
/// Seconds between two posts of the attacker within a wick.
const POST_S: i64 = 5;

impl Cell {
    /// Every cell of the search.
    #[must_use]
    pub fn all() -> Vec<Cell> {
        use Attacked::{Both, Share, Token};
        use Keeper::{Answers, Fixed};
        use Objective::{LockOut, Order, PerDollar, Power, Profit, SupplierLoss};
        use Session::{Closed, Extended, Overnight, Regular};
        let settings = [
            (Closed, true, Token, 20),
            (Regular, false, Token, 20),
            (Regular, true, Token, 20),
            (Regular, true, Share, 20),
            (Regular, true, Share, 60),
            (Extended, true, Token, 20),
            (Extended, true, Both, 20),
            (Overnight, true, Both, 20),
            (Overnight, true, Token, 60),
        ];
        let goals = [
            (Profit, 10),
            (PerDollar, 10),
            (Profit, 120),
            (PerDollar, 120),
            (SupplierLoss, 120),
            (Power, 120),
            (Order, 10),
            (Order, 120),
        ];
        let mut cells = Vec::new();
        for (session, two_feeds, attacked, every_s) in settings {
            for (objective, budget_s) in goals {
                let cell = |keeper| Cell { session, two_feeds, attacked, keeper, budget_s, objective };
                if every_s == 60 {
                    cells.extend((budget_s == 120).then(|| cell(Fixed(60))));
                    continue;
                }
                cells.push(cell(Fixed(every_s)));
                if matches!(objective, Profit | PerDollar) {
                    cells.push(cell(Answers(every_s)));
                }
            }
        }
        for (session, two_feeds) in [(Closed, true), (Overnight, false), (Regular, false), (Regular, true)] {
            for keeper in [Fixed(20), Answers(20)] {
                for budget_s in [10, 120] {
                    cells.push(Cell { session, two_feeds, attacked: Token, keeper, budget_s, objective: LockOut });
                }
            }
        }
        cells
    }

    /// A name of one word that no other cell has.
    #[must_use]
    pub fn name(&self) -> String {
        let feeds = if self.two_feeds { "two" } else { "one" };
        let keeper = match self.keeper {
            Keeper::Fixed(s) => format!("fixed{s}"),
            Keeper::Answers(s) => format!("answers{s}"),
        };
        let (session, attacked) = (self.session, self.attacked);
        format!("{session:?}-{feeds}-{attacked:?}-{keeper}-{}s-{:?}", self.budget_s, self.objective).to_lowercase()
    }

    /// Seconds that the attack is watched.
    #[must_use]
    pub fn horizon_s(&self) -> i64 {
        if self.objective == Objective::LockOut { 7_200 } else { 1_200 }
    }

    /// When prints are posted, and whether the keeper posts too, both feeds at the truth or at what they are moved to.
    #[must_use]
    pub fn posts(&self, wicks: &[Wick]) -> BTreeMap<i64, bool> {
        let mut posts = BTreeMap::new();
        for wick in wicks {
            let end = wick.start_s + wick.hold_s;
            posts.extend((wick.start_s..end).step_by(POST_S as usize).map(|at| (at, false)));
            posts.insert(end, false);
        }
        match self.keeper {
            Keeper::Fixed(every_s) => {
                posts.extend((0..=self.horizon_s()).step_by(every_s as usize).map(|at| (at, true)))
            }
            Keeper::Answers(every_s) => {
                // the same schedule for every attempt, so that attempts can be compared
                let (mut rng, mut at) = (Rng::with_seed(7), 0);
                while at <= self.horizon_s() {
                    posts.insert(at, true);
                    at += rng.i64(1..2 * every_s);
                }
                for wick in wicks {
                    posts.extend([2, 6].map(|late| (wick.start_s + wick.hold_s + late, true)));
                }
            }
        }
        posts.retain(|at, _| (0..=self.horizon_s()).contains(at));
        posts
    }

    /// Cuts an attack to the budget, in order of time.
    #[must_use]
    pub fn within_budget(&self, wicks: &[Wick]) -> Vec<Wick> {
        let mut sorted = wicks.to_vec();
        sorted.sort_by_key(|wick| wick.start_s);
        let mut left = self.budget_s;
        let mut kept = Vec::new();
        for wick in sorted.into_iter().take(WICKS) {
            if left <= 0 {
                break;
            }
            let hold_s = wick.hold_s.clamp(1, left);
            let start_s = wick.start_s.clamp(0, self.horizon_s() - hold_s);
            let deviation = wick.deviation.clamp(-0.9, 4.0);
            kept.push(Wick { start_s, deviation, hold_s });
            left -= hold_s;
        }
        kept
    }
}

/// What the attacked feed says, a part of the truth.
#[must_use]
pub fn moved(wicks: &[Wick], at: i64) -> f64 {
    let covers = |wick: &&Wick| (wick.start_s..=wick.start_s + wick.hold_s).contains(&at);
    wicks.iter().find(covers).map_or(1.0, |wick| 1.0 + wick.deviation)
}
