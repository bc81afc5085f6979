//! Bytes to what happens to the stock.

use super::input::Input;
use crate::action::{Prints, RATIOS, ROGUES, Stock};

pub(super) fn read_stock(input: &mut Input<'_>) -> Stock {
    let (tag, shape) = (input.byte(), input.byte());
    let share = shape % 4 != 0;
    let soon = |input: &mut Input<'_>| match input.byte() {
        now @ 0..=63 => i64::from(now / 32) * 5,
        minutes @ 64..=191 => i64::from(minutes) * 20,
        hours => i64::from(hours - 191) * 2_400,
    };
    match tag % 20 {
        0..=3 => Stock::Print {
            feeds: 1 + shape % 3,
            bps: if tag < 40 { 7_000 + input.word() % 6_000 } else { 9_700 + input.word() % 600 },
            conf_bps: input.below(210),
            age_s: if shape < 64 { i64::from(input.below(12)) } else { 0 },
        },
        4..=5 => Stock::Depeg { share, bps: i64::from(input.word() % 1_600) - 800 },
        6..=7 => {
            let prints = [Prints::Live, Prints::Frozen, Prints::Stopped];
            Stock::Behave { share, prints: prints[usize::from(shape / 4 % 3)] }
        }
        8..=10 => Stock::Open { session: shape % 4, after_s: i64::from(input.word() % 2_000) },
        11..=13 => {
            let parts = i64::from(input.word() % 1_300) - 250;
            Stock::Dividend { parts, in_s: soon(input), falls: shape % 3 != 0 }
        }
        14..=15 => {
            let late_s = (i64::from(input.byte()) - 128) * 20;
            Stock::Split { ratio: shape % RATIOS.len() as u8, in_s: soon(input), late_s }
        }
        16 => Stock::Rogue { which: shape % ROGUES.len() as u8, in_s: soon(input) },
        _ => Stock::Repair,
    }
}
