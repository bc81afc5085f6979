//! The exact price boards and the theorems of docs/prices.md beside a world.

use crate::action::{Action, RESERVES, SHARE, STOCK};
use crate::world::{Outcome, PureWorld};
use hypothec_interface::invariant::{t1_step, t2_power, t3_sides, t4_nothing_vetoes, t5_no_news, t5_no_testimony};
use hypothec_interface::state::{Reserve, SHARE_FEED, SOURCE_COUNT};
use hypothec_model::prices::{Print, Refresh, Ticker};

/// Every reserve's board.
#[derive(Clone, Debug)]
pub struct Prices {
    tickers: [Ticker; RESERVES],
    /// Closed since: what is listed there later has a board of its own, which is not followed.
    closed: [bool; RESERVES],
}

impl Prices {
    /// Of a world whose boards have just been made from its feeds, by the only print that each has had.
    #[must_use]
    pub fn new(world: &PureWorld) -> Prices {
        Prices { tickers: [0, 1, 2].map(|index| Ticker::new(&read(world, world, index, 3))), closed: [false; RESERVES] }
    }

    /// Which sources (token feed, share feed) carried a board at its last refresh.
    #[must_use]
    pub fn used(&self, index: usize) -> [bool; SOURCE_COUNT] {
        self.tickers[index].used()
    }

    /// Reads what the action's refresh read, and compares. Panics where a board is not what it must be.
    pub fn step(&mut self, before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
        for (index, ticker) in self.tickers.iter_mut().enumerate() {
            let (was, is) = (before.reserve(index), after.reserve(index));
            let state = is.state(&after.header().liquidation_context(after.now));
            assert!(t4_nothing_vetoes(state), "T4: {state:?} of {index} after {action:?}");
            self.closed[index] |= !after.is_listed(index);
            if is.terminal_ts() != 0 || self.closed[index] {
                continue; // one price permanently
            }
            match action {
                Action::RefreshPrices { reserves, posted } if done.is_ok() && reserves & 1 << index != 0 => {
                    let refresh = read(before, after, index, posted >> (2 * index) & 3);
                    ticker.refresh(&refresh);
                    theorems(&refresh, ticker.used(), before.header().session() == after.header().session());
                }
                _ => ticker.keep(was, is),
            }
        }
    }
}

fn theorems(refresh: &Refresh<'_>, used: [bool; SOURCE_COUNT], same_session: bool) {
    let Refresh { was, is, session, .. } = *refresh;
    assert!(t1_step(was, is, session), "T1: {:?} became {:?} in {session:?}", was.slow(), is.slow());
    if used.contains(&true) {
        assert!(t2_power(is), "T2: {:?}", is.board_flags());
        assert!(t3_sides(is), "T3: {:?}", is.board_flags());
    }
    let seen = |reserve: &Reserve| reserve.sources().map(|source| source.seen_ts());
    if seen(was)[SHARE_FEED] == seen(is)[SHARE_FEED] {
        assert!(t5_no_testimony(was, is), "T5: an old print of the share testifies");
    }
    // a session that begins may bring both feeds together at once
    if same_session && seen(was) == seen(is) {
        assert!(t5_no_news(was, is), "T5: a refresh without news");
    }
}

/// What a refresh of this reserve reads; `posted`: bit 0 the token feed, bit 1 the share feed.
fn read<'a>(before: &'a PureWorld, after: &'a PureWorld, index: usize, posted: u8) -> Refresh<'a> {
    let print = |n: usize| {
        // a share feed of a dollar is asked for too: there is none
        let none = n == SHARE_FEED && index != STOCK || posted >> n & 1 == 0;
        let word = |account: &[u8], at: usize| u64::from_le_bytes(account[at..at + 8].try_into().expect("eight bytes"));
        let bytes = &before.prices[if n == SHARE_FEED { SHARE } else { index }].bytes;
        (!none).then(|| Print { price: word(bytes, 73), conf: word(bytes, 81), publish_ts: word(bytes, 93) as i64 })
    };
    Refresh {
        was: before.reserve(index),
        is: after.reserve(index),
        prints: [print(0), print(1)],
        scaled: (index == STOCK).then(|| before.scaled(STOCK)),
        session: after.header().calendar().session_at(after.now).0,
        now: after.now,
    }
}
