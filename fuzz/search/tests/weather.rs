//! Histories of prices as they were or may be: how often a sound loan is liquidated, how late a due one, and what stays
//! uncovered; beside klend's rule. The table is written into docs/events.md by `UPDATE_DOCS=1`, and held to it here.

use crate::paths::{all, steady};
use hypothec_search::history::{History, Outcome};
use std::fmt::Write as _;
use std::path::Path;

const BEGIN: &str = "<!-- written by fuzz/search/tests/weather.rs: begin -->";
const END: &str = "<!-- written by fuzz/search/tests/weather.rs: end -->";

fn cells(outcome: &Outcome) -> String {
    let late = match outcome.late_min {
        Some((least, most)) if least == most => format!("{least}"),
        Some((least, most)) => format!("{least} to {most}"),
        None => "-".into(),
    };
    let never = if outcome.never > 0 { format!(", {} never", outcome.never) } else { String::new() };
    let wrong = match outcome.wrong {
        0 => "0".into(),
        n => format!("{n} ({:.1} %)", outcome.wrong_loss * 100.0),
    };
    format!("{wrong} | {late}{never} | {:.1} | {:.1}", outcome.bad_debt * 100.0, outcome.powerless_h)
}

fn table(histories: &[History]) -> String {
    let mut text = String::from(
        "| history | Hypothec: wrong | minutes late | bad debt % | no power h | klend: wrong | minutes late | bad debt % | no power h |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for history in histories {
        let klend = history.klends().map_or("- | - | - | -".into(), |outcome| cells(&outcome));
        let _ = writeln!(text, "| {} | {} | {klend} |", history.name, cells(&history.ours()));
    }
    text
}

#[test]
fn weather_table_of_the_events_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/events.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (head, rest) = page.split_once(BEGIN).expect("where the table begins");
    let (old, tail) = rest.split_once(END).expect("where it ends");
    let mut histories = all();
    histories.extend(steady());
    let new = format!("\n{}", table(&histories));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{new}{END}{tail}")).expect("written");
    } else {
        assert!(old == new, "docs/events.md is stale: run it with UPDATE_DOCS=1\n{new}");
    }
}

#[test]
fn weather_makes_no_bad_debt_where_both_feeds_see_it_or_it_ends() {
    for history in all() {
        let outcome = history.ours();
        assert!(outcome.bad_debt < 5e-4, "{}: {outcome:?}", history.name);
    }
}

#[test]
fn weather_that_comes_back_costs_five_loans_less_than_one_collateral() {
    let is_back = |name: &str| name.contains("and back") || name.contains("split");
    let back: Vec<_> = all().into_iter().filter(|history| is_back(history.name)).collect();
    assert!(back.len() >= 4, "{} histories come back", back.len());
    for history in back {
        let outcome = history.ours();
        assert!(outcome.wrong_loss < 0.9 && outcome.bad_debt == 0.0, "{}: {outcome:?}", history.name);
    }
}
