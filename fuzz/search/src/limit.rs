//! What the theorems of docs/prices.md allow an attack to come to: a cell whose search passes its limit disproves one.

use crate::attack::{Attacked, Cell, Keeper, Objective};
use crate::play::HEALTHS;
use hypothec_interface::preset::risk;
use hypothec_interface::session::Session;
use hypothec_interface::state::{ReserveConfig, quick_log2};

/// A print of a feed with choice speaks for at most this long, seconds.
const STAND_S: f64 = 20.0;
/// How old such a print may be when it is posted, seconds.
const AGE_S: f64 = 10.0;
/// By how much a step may pass its share of the time constant: -ln(1 - x) <= 1.15 x for the steps that are possible.
const CONVEX: f64 = 1.15;
/// What confidence and the hair about par come to, a part of one.
const SLACK: f64 = 0.002;

/// The greatest score that the theorems allow in this cell.
#[must_use]
pub fn limit(cell: &Cell) -> f64 {
    let config = risk::LARGE_CAP;
    let (slow, quick) = reach(cell, &config);
    let bonus = f64::from(config.bonus_max_bps) / 1e4;
    // T1: the exchange is at max(quick, slow (1 - span)) at least, and the protocol keeps a tenth of the bonus
    let span = 1.0 - f64::from(config.span_bps) / 1e4;
    let exchange = (-quick).exp().max((-slow).exp() * span);
    let per_dollar = (1.0 + 0.9 * bonus) * (1.0 / exchange - 1.0) + SLACK;
    match cell.objective {
        Objective::PerDollar => per_dollar,
        Objective::Profit => {
            let threshold = f64::from(config.threshold.to_bps) / 1e4;
            let sound = HEALTHS.iter().filter(|health| **health <= slow.exp() * (1.0 + SLACK));
            let owed: f64 = sound.map(|health| threshold / health).sum();
            owed * (per_dollar + 0.9 * bonus)
        }
        // no bad debt by a price: slow (1 - span) covers every threshold with its bonus; what passes is the dollar's hair
        Objective::SupplierLoss => SLACK,
        // T2: with a share feed never above what it says
        Objective::Power => {
            let capped = cell.two_feeds && cell.attacked != Attacked::Both;
            if capped { 1.0 + SLACK } else { slow.exp() + SLACK }
        }
        // T1: no end of the liquidation test's range passes the slow reference on the far side
        Objective::Order => slow.exp() - 1.0 + SLACK,
        Objective::LockOut => late(cell, &config),
    }
}

/// By how much the attack can move the two references, logarithms: T1.
fn reach(cell: &Cell, config: &ReserveConfig) -> (f64, f64) {
    let n = config.slow_log2[cell.session as usize];
    let [tau, tau_quick] = [n, quick_log2(n)].map(|n| f64::from(1u32 << n));
    let seconds = counted_s(cell);
    if cell.attacked == Attacked::Share {
        // the token leads while it lives
        return (SLACK, SLACK);
    }
    // off-hours two feeds carry both references together, four times as fast as one
    let together = if cell.attacked == Attacked::Both { 1.0 / tau } else { 0.0 };
    let pace = |tau_of: f64| CONVEX * seconds * (1.0 / (4.0 * tau_of) + together);
    (pace(tau), pace(tau_quick))
}

/// Seconds that the attacker's prints can count for.
fn counted_s(cell: &Cell) -> f64 {
    let (budget, horizon) = (cell.budget_s as f64, cell.horizon_s() as f64);
    let seconds = match cell.keeper {
        // a second at each foreseeable post speaks for the whole gap
        Keeper::Fixed(_) => budget * STAND_S,
        // an answer of the truth two seconds after each wick: only what was held counts, and those two seconds of each
        Keeper::Answers(_) => budget * 3.0,
    };
    seconds.min(horizon) + STAND_S + AGE_S
}

/// T3, T4: the time that a fall of 30 % takes without an attack, and what the attacker adds to it.
fn late(cell: &Cell, config: &ReserveConfig) -> f64 {
    let n = config.slow_log2[cell.session as usize];
    let tau = f64::from(1u32 << n);
    // two feeds that agree: at once, but while the attacker holds one of them
    let (fall, line): (f64, f64) = (0.30, 1.0 - 55.0 / 65.0);
    // while the print is more than a quarter away the reference falls by a quarter of itself, then by what is left
    let far = (0.7f64 * 4.0 / 3.0).recip().ln().max(0.0) * 4.0 * tau;
    let near = tau * ((0.7 / 3.0) / (fall - line)).ln().max(0.0);
    // prints more than 20 s apart count as 20 s: of a keeper at random times three quarters of the time counts
    let counted = if matches!(cell.keeper, Keeper::Fixed(_)) { 1.0 } else { 0.75 };
    let alone = (far + near) * 1.05 / counted + 60.0;
    // each contrary print stops the two gaps beside it; and what it holds itself moves the reference up
    let stopped = cell.budget_s as f64 * 2.0 * STAND_S;
    let raised = (cell.budget_s as f64 * STAND_S).min(cell.horizon_s() as f64);
    let share_helps = cell.two_feeds && cell.session == Session::Regular;
    let attack_s = stopped + raised;
    let most = (cell.horizon_s() - 120) as f64;
    if share_helps { (raised + 60.0).min(most) } else { (alone + attack_s).min(most) }
}
