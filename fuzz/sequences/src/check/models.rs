//! The invariants and the exact models beside a world, from its first moment on.

use super::books::Books;
use super::invariants::check;
use super::multiplier::i10;
use super::prices::Prices;
use crate::action::Action;
use crate::world::{Outcome, PureWorld};

/// Every check there is of an action.
pub struct Models {
    books: Books,
    prices: Prices,
}

impl Default for Models {
    fn default() -> Self {
        Models { books: Books::default(), prices: Prices::new(&PureWorld::new()) }
    }
}

impl Models {
    /// Panics where the action broke an invariant or left a model.
    pub fn check(&mut self, before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
        check(before, action, done, after);
        i10(before, action, done, after);
        self.books.step(before, action, done, after);
        self.prices.step(before, action, done, after);
    }
}
