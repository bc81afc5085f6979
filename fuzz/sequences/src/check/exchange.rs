//! Liquidation and bad debt in the exact books.

use super::books::Books;
use super::holders::{held, shares};
use crate::action::Exchange;
use crate::world::PureWorld;
use hypothec_interface::state::Side;
use hypothec_model::number::tidy;
use hypothec_model::{Exact, atoms, q64};
use num_traits::Zero;
use std::cmp::max;

impl Books {
    /// A liquidation, told by what its liquidator paid and got, and by the protocol's part of whole atoms.
    pub(super) fn exchange(&mut self, before: &PureWorld, what: &Exchange, after: &PureWorld) {
        let (repay, seize) = (usize::from(what.repay), usize::from(what.seize));
        for index in [repay, seize] {
            self.books[index].sync(before.vaults[index].amount, before.reserve(index), &held(before, index));
            self.accrue(before, index, after);
            self.books[index].roundings += 2;
        }
        let paid = atoms(before.wallets[what.by][repay] - after.wallets[what.by][repay]);
        let debt = &mut self.books[repay];
        debt.cash += &paid;
        let closed = shares(&after.positions[what.of], repay, Side::Debt) == 0;
        let emptied = after.positions[what.of].is_empty() && before.positions[what.of].used().len() > 2;
        debt.debt[what.of] = max(Exact::zero(), &debt.debt[what.of] - paid);
        let written_off = emptied || !self.books[repay].debt[what.of].is_zero() && closed;

        let (book, is) = (&mut self.books[seize], after.reserve(seize));
        let fee = (q64(is.fees()) - &book.fees).round();
        let got = if what.to_shares {
            let gained = |world: &PureWorld| shares(&world.positions[what.by], seize, Side::Supply);
            q64(is.supply_index()) * atoms(gained(after) - gained(before))
        } else {
            let got = atoms(after.wallets[what.by][seize] - before.wallets[what.by][seize]);
            book.cash -= &got;
            got
        };
        let rest = &book.supply[what.of] - &got - &fee;
        let closed = shares(&after.positions[what.of], seize, Side::Supply) == 0;
        book.keep_supply(what.of, rest, !closed);
        book.fees += fee;
        if what.to_shares {
            book.supply[what.by] += tidy(got);
        }
        if written_off {
            self.settle_rest(before, what.of, after, &[repay, seize]);
        }
    }

    pub(super) fn settle(&mut self, before: &PureWorld, of: usize, after: &PureWorld) {
        for slot in before.positions[of].used().iter().filter(|slot| slot.side() == Side::Supply) {
            let index = usize::from(slot.reserve());
            self.books[index].sync(before.vaults[index].amount, before.reserve(index), &held(before, index));
        }
        self.settle_rest(before, of, after, &[]);
    }

    /// Leftovers go to the buffers, debts through the waterfall, in the order of the slots.
    fn settle_rest(&mut self, before: &PureWorld, of: usize, after: &PureWorld, accrued: &[usize]) {
        for slot in before.positions[of].used() {
            let index = usize::from(slot.reserve());
            if !accrued.contains(&index) {
                self.accrue(before, index, after);
            }
            let book = &mut self.books[index];
            book.roundings += 2;
            book.forfeit(of);
            book.write_off(of);
        }
    }
}
