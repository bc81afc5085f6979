//! What moves a board: nothing but a refresh that names its reserve, and terminal settlement.

use crate::action::{Action, RESERVES};
use crate::world::{Outcome, PureWorld};
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{BOARD_USED_SHIFT, Reserve, SOURCE_COUNT};

/// Every reserve's board.
#[derive(Clone, Debug)]
pub struct Prices {
    used: [[bool; SOURCE_COUNT]; RESERVES],
}

impl Prices {
    /// Of a world whose boards have just been made from its feeds, by the only print that each has had.
    #[must_use]
    pub fn new(world: &PureWorld) -> Prices {
        Prices { used: [0, 1, 2].map(|index| used(world, index)) }
    }

    /// Which sources (token feed, share feed) carried a board at its last refresh; none where it aged.
    #[must_use]
    pub fn used(&self, index: usize) -> [bool; SOURCE_COUNT] {
        self.used[index]
    }

    /// Follows an action. Panics where a board moved that should not have.
    pub fn step(&mut self, before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
        for index in 0..RESERVES {
            let (was, is) = (before.reserve(index), after.reserve(index));
            if is.terminal_ts() != 0 {
                continue; // one price for ever
            }
            match action {
                Action::RefreshPrices { reserves, .. } if done.is_ok() && reserves & 1 << index != 0 => {
                    self.used[index] = used(after, index);
                }
                _ => assert_eq!(board(was), board(is), "prices of {index} moved in {action:?}"),
            }
        }
    }
}

fn used(world: &PureWorld, index: usize) -> [bool; SOURCE_COUNT] {
    let reserve = world.reserve(index);
    let stale = reserve.is_stale(&world.header().liquidation_context(world.now));
    [0, 1].map(|n| !stale && reserve.board_flags() >> BOARD_USED_SHIFT >> n & 1 != 0)
}

fn board(reserve: &Reserve) -> [Price; 6] {
    [reserve.low(), reserve.high(), reserve.liq_low(), reserve.liq_high(), reserve.settle_low(), reserve.settle_high()]
}
