//! I10, after every refresh that accepted another multiplier of the stock.

use crate::action::{Action, STOCK};
use crate::world::{Outcome, PureWorld};
use hypothec_interface::invariant::{i10_comparable, i10_release, i10_step};
use hypothec_interface::state::{Reserve, SHARE_FEED};

/// How a change was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accepted {
    /// At the mint's word, within the budgets; and whether the same refresh of an unchanged mint can be compared.
    Step { compared: bool },
    /// Because prices have borne it out.
    Release,
    /// Whatever it is: without a share feed nothing is valued by it.
    Unvalued,
}

/// Whether this refresh accepted another multiplier. Panics where that broke I10.
pub fn i10(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) -> Option<Accepted> {
    let (was, is) = (before.reserve(STOCK), after.reserve(STOCK));
    let (old, new) = (was.multiplier().accepted_q32(), is.multiplier().accepted_q32());
    if done.is_err() || old == new || !matches!(action, Action::RefreshPrices { .. }) {
        return None;
    }
    let unchanged = || {
        let mut other = before.clone();
        // exact: a multiplier of the board has fewer than 53 significant bits
        other.set_multiplier(STOCK as u8, old as f64 / 4_294_967_296.0, 0);
        other.step(action).is_ok().then(|| *other.reserve(STOCK))
    };
    if !was.sources()[SHARE_FEED].is_some() {
        let prices = |reserve: &Reserve| {
            [
                reserve.low(),
                reserve.high(),
                reserve.liq_low(),
                reserve.liq_high(),
                reserve.settle_low(),
                reserve.settle_high(),
            ]
        };
        assert!(
            unchanged().is_none_or(|other| prices(&other) == prices(is)),
            "I10: {old} became {new} without a share feed"
        );
        return Some(Accepted::Unvalued);
    }
    if i64::from(is.multiplier().day_ts()) != after.now {
        assert!(
            i10_release(was, is),
            "I10: {old} was pending and became {new}, {:?} then {:?}",
            was.pending(),
            is.sources()
        );
        return Some(Accepted::Release);
    }
    // from one end of the month's budget to the other
    let (least, most) = (old.min(new) as f64, old.max(new) as f64);
    assert!(most / least < 1.04 * 1.04 + 1e-9, "I10: {old} became {new} at the mint's word");
    let other = unchanged().filter(|other| i10_comparable(other, is));
    assert!(other.is_none_or(|other| i10_step(&other, is)), "I10: {old} became {new} in {action:?}");
    Some(Accepted::Step { compared: other.is_some() })
}
