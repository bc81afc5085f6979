//! Scenarios of the stock, tick by tick: what no random order of single actions would come to, with some of those between.

use super::books::scenario_of_books;
use super::input::Input;
use super::ticks::ticks;
use crate::action::{Action, Prints, RATIOS, Stock};
use hypothec_interface::session::Session;

/// Scenarios there are.
pub const SCENARIOS: u8 = 9;

/// A scenario; where it begins, how fast it goes and what comes between is the input's.
#[must_use]
pub fn scenario(kind: u8, input: &mut Input<'_>) -> Vec<Action> {
    let (begin, shape) = (input.byte(), input.byte());
    let session = if begin < 96 { Session::Regular as u8 } else { begin % 4 };
    let open = |session: u8, after_s: i64| Action::Stock(Stock::Open { session, after_s });
    let share = shape % 4 != 0;
    let mut actions = vec![];
    if begin >= 32 {
        actions.push(open(session, i64::from(begin) * 20));
    }
    ticks(&mut actions, input, 2);
    match kind % SCENARIOS {
        kind @ 6.. => scenario_of_books(kind, shape, &mut actions, input),
        0 => {
            // a print from before the change that comes after it
            actions.push(Action::Stock(Stock::Dividend { parts: 200 + i64::from(shape), in_s: 6, falls: true }));
            actions.push(Action::Stock(Stock::Behave { share: true, prints: Prints::Stopped }));
            actions.push(Action::Advance { seconds: 6 });
            actions.push(Action::Stock(Stock::Print { feeds: 2, bps: 10_000, conf_bps: 5, age_s: 3 }));
            actions.push(Action::REFRESH);
            actions.push(Action::Stock(Stock::Behave { share: true, prints: Prints::Live }));
            ticks(&mut actions, input, 2);
            actions.push(open(session, 600));
            if shape % 2 == 0 {
                // one that nobody sees come into force, and the next already announced
                actions.push(Action::Stock(Stock::Dividend { parts: 100, in_s: 0, falls: true }));
                actions.push(Action::Stock(Stock::Dividend { parts: 100, in_s: 80_000, falls: false }));
                ticks(&mut actions, input, 3);
                actions.push(open(session, 600));
            }
            for n in 0..3 {
                let parts = 40 + i64::from(shape) * 3 - 70 * n;
                actions.push(Action::Stock(Stock::Dividend { parts, in_s: 90, falls: shape % 5 != 0 }));
                ticks(&mut actions, input, 6);
                actions.push(open(session, 600));
            }
            ticks(&mut actions, input, 3);
        }
        1 => {
            let late_s = (i64::from(shape) - 128) * 4;
            actions.push(Action::Stock(Stock::Split { ratio: shape % RATIOS.len() as u8, in_s: 240, late_s }));
            ticks(&mut actions, input, 32);
        }
        2 => {
            actions.extend([open(Session::Closed as u8, 2 * 3_600), Action::REFRESH]);
            ticks(&mut actions, input, 3);
            actions.push(Action::Drift { reserve: 1, bps: i64::from(shape) * 8 - 1_200 });
            ticks(&mut actions, input, 3);
            let first = if shape % 3 == 0 { Session::Regular } else { Session::Overnight };
            actions.push(open(first as u8, 20));
            ticks(&mut actions, input, 6);
            actions.push(open(Session::Regular as u8, 20));
            ticks(&mut actions, input, 6);
        }
        3 => {
            let bps = if shape % 2 == 0 { 520 + i64::from(shape) * 3 } else { -520 - i64::from(shape) * 3 };
            actions.push(Action::Stock(Stock::Depeg { share, bps }));
            ticks(&mut actions, input, 22);
            actions.push(Action::Stock(Stock::Repair));
            ticks(&mut actions, input, 3);
        }
        4 => {
            let bps = if shape % 2 == 0 { 12_500 + u16::from(shape) * 4 } else { 7_600 - u16::from(shape) * 4 };
            let feeds = 1 + shape / 2 % 3;
            actions.push(Action::Stock(Stock::Print { feeds, bps, conf_bps: 5, age_s: 0 }));
            actions.push(Action::REFRESH);
            ticks(&mut actions, input, 24);
            actions.push(Action::Stock(Stock::Repair));
            ticks(&mut actions, input, 3);
        }
        _ => {
            let (first, then) = if shape % 2 == 0 { (Prints::Stopped, 0) } else { (Prints::Frozen, 3_500) };
            actions.push(Action::Stock(Stock::Behave { share, prints: first }));
            actions.push(Action::Advance { seconds: then });
            ticks(&mut actions, input, 5);
            actions.push(Action::Stock(Stock::Behave { share: !share, prints: first }));
            actions.push(Action::Advance { seconds: then });
            ticks(&mut actions, input, 5);
            actions.push(Action::Stock(Stock::Repair));
            ticks(&mut actions, input, 3);
        }
    }
    actions
}
