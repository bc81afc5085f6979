//! Does an attack, and scores it.

use crate::arena::{Arena, CONF_BPS, Feeds, PAR, Print};
use crate::attack::{Attacked, Cell, Objective, Wick, moved};
use crate::loan::{self, PLEDGED};
use hypothec_interface::policy::{Action, permit};
use hypothec_interface::preset::risk;
use hypothec_interface::session::Session;
use hypothec_interface::state::Position;

/// Healths of the loans that stand in the market, at the truth.
pub const HEALTHS: [f64; 9] = [0.99, 1.002, 1.01, 1.02, 1.04, 1.07, 1.12, 1.19, 1.30];
/// When the truth falls, where it does, and to what.
const FALL_S: i64 = 120;
const FALLEN: f64 = 0.70;
/// The loan at the greatest LTV: the threshold over it.
const GREATEST: f64 = 65.0 / 55.0;
/// What liquidating the loan under water gives without an attack, a part of what is repaid.
const ORDINARY: f64 = 0.012;

/// A market with loans in it, before the attack.
#[derive(Clone)]
pub struct Stage {
    arena: Arena,
    loans: Vec<Position>,
    /// What the collateral of a loan borrows at the truth, dollars.
    borrowable: f64,
    cell: Cell,
}

impl Stage {
    /// The market of a cell: large-cap parameters, boards at the truth in its session.
    #[must_use]
    pub fn new(cell: Cell) -> Stage {
        let feeds = if cell.two_feeds { Feeds::Two } else { Feeds::TokenOnly };
        let mut arena = Arena::new(risk::LARGE_CAP, feeds);
        let loans = match cell.objective {
            Objective::LockOut => vec![loan::of_health(&mut arena, GREATEST)],
            Objective::Power | Objective::Order => vec![loan::pledged(&mut arena)],
            _ => HEALTHS.iter().map(|health| loan::of_health(&mut arena, *health)).collect(),
        };
        for n in 0..3 {
            arena.now += 20;
            let print = Print::at(jig(n));
            arena.refresh(Some(print), Some(print).filter(|_| cell.two_feeds));
        }
        arena.session = cell.session;
        arena.now += if cell.session == Session::Closed { 50_000 } else { 20 };
        let print = Print::at(jig(3));
        let share = cell.two_feeds && cell.session != Session::Closed;
        arena.refresh(Some(print), Some(print).filter(|_| share));
        arena.now += 20;
        let mut stage = Stage { arena, loans, borrowable: 1.0, cell };
        if cell.objective == Objective::Power {
            stage.borrowable = loan::borrowable(&stage.arena, &stage.loans[0]);
        }
        stage
    }

    /// What this attack comes to: more is worse.
    #[must_use]
    pub fn score(&self, wicks: &[Wick]) -> f64 {
        let mut run = self.clone();
        let (base, cell) = (run.arena.now, run.cell);
        let mut worst = Worst::default();
        for (at, by_keeper) in cell.posts(wicks) {
            run.arena.now = base + at;
            let truth = if cell.objective == Objective::LockOut && at >= FALL_S { FALLEN } else { 1.0 };
            run.post(truth * jig(at), moved(wicks, at), by_keeper);
            match cell.objective {
                Objective::Power => {
                    let borrowed = loan::borrowable(&run.arena, &run.loans[0]);
                    worst.power = worst.power.max(borrowed / run.borrowable);
                }
                Objective::LockOut => {
                    let opened = at >= FALL_S
                        && loan::quote(&mut run.arena, &run.loans[0])
                            .is_some_and(|exchange| exchange.received * truth >= exchange.repaid);
                    if opened {
                        return (at - FALL_S) as f64;
                    }
                }
                Objective::Order => worst.order = worst.order.max(order_reach(&run.arena)),
                _ => run.liquidations(&mut worst),
            }
        }
        match cell.objective {
            Objective::Profit => worst.gains.iter().sum::<f64>() / collateral(),
            Objective::PerDollar => worst.per_dollar,
            Objective::SupplierLoss => worst.written_off / collateral(),
            Objective::Power => worst.power,
            Objective::Order => worst.order,
            Objective::LockOut => (cell.horizon_s() - FALL_S) as f64,
        }
    }

    fn post(&mut self, truth: f64, moved: f64, by_keeper: bool) {
        let (attacked, closed) = (self.cell.attacked, self.cell.session == Session::Closed);
        let token_moves = attacked != Attacked::Share;
        let share_moves = attacked != Attacked::Token;
        let print =
            |moves: bool| Print { of_par: if moves { truth * moved } else { truth }, conf_bps: CONF_BPS, age_s: 0 };
        let token = (by_keeper || token_moves).then(|| print(token_moves));
        let has_share = self.cell.two_feeds && !closed;
        let share = (has_share && (by_keeper || share_moves)).then(|| print(share_moves));
        self.arena.refresh(token, share);
    }

    fn liquidations(&mut self, worst: &mut Worst) {
        for (n, health) in HEALTHS.iter().enumerate() {
            let loan = self.loans[n];
            let Some(exchange) = loan::quote(&mut self.arena, &loan) else { continue };
            let ordinary = if *health < 1.0 { ORDINARY * exchange.repaid } else { 0.0 };
            worst.gains[n] = worst.gains[n].max(exchange.received - exchange.repaid - ordinary);
            // the protocol keeps a tenth of the bonus
            let fair = exchange.repaid * (1.0 + 0.9 * exchange.bonus);
            worst.per_dollar = worst.per_dollar.max((exchange.received - fair) / exchange.repaid);
            if *health > 1.0 {
                worst.written_off = worst.written_off.max(exchange.written_off);
            }
        }
    }
}

/// The worst so far.
#[derive(Default)]
struct Worst {
    gains: [f64; HEALTHS.len()],
    per_dollar: f64,
    written_off: f64,
    power: f64,
    order: f64,
}

/// By how much the line of an order that executes now can lie on the other side of par, a part of it: how far a
/// stop-loss's price has fallen, or a take-profit's risen. Nothing while the policy refuses orders.
fn order_reach(arena: &Arena) -> f64 {
    let stock = arena.stock();
    if permit(Action::ExecuteOrder, stock.state(&arena.context())).is_err() {
        return 0.0;
    }
    (1.0 - arena.of_par(stock.liq_high())).max(arena.of_par(stock.liq_low()) - 1.0).max(0.0)
}

/// USD of one loan's collateral at par.
fn collateral() -> f64 {
    PLEDGED as f64 * PAR as f64 / 1e8
}

/// A hair about the truth: a price that never changes is frozen, which is another rule.
fn jig(n: i64) -> f64 {
    1.0 + (n % 7) as f64 * 1e-7
}
