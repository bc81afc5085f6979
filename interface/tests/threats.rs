//! `docs/threats.md`: every attack of the review and the tests named after it. `UPDATE_DOCS=1 cargo test` writes it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The attacks, and what stands in for a test where none is named after them.
const THREATS: &[(&str, &str, &str)] = &[
    ("C1", "Bad debt is settled while collateral is left: a dip below the floor forgives the debt", ""),
    ("C2", "A flash loan or a batch fakes a shortfall, and the shortfall cuts the collateral's index", ""),
    (
        "C3",
        "A forged price account, owned by a real oracle program",
        "`pyth_legacy_account_is_refused_unless_trading_and_listed`",
    ),
    ("C4", "A stolen admin key lists a worthless mint under another's feed and borrows everything", ""),
    ("C5", "Stale or diverged collateral counts in full in the liquidation test: a free put", ""),
    ("C6", "A stranger's deposit fills slots, plants dust, or changes what other slots weigh", ""),
    ("C7", "The caller chooses which price sources count", ""),
    ("C8", "A feed that moves before the multiplier, or without it, liquidates everybody", ""),
    ("C9", "An insolvent position can be neither liquidated nor settled", ""),
    ("C10", "Immediate \"tightening\" that liquidates, freezes or bricks", ""),
    (
        "C11",
        "Borrowing against tokens the issuer has just taken back",
        "`borrow_refuses_a_stock_whose_issuer_check_is_stale`",
    ),
    ("C12", "A delegate pays out to itself", ""),
    ("C13", "A total loss divides by zero, underflows, and stops every instruction of the reserve", ""),
    ("H1", "The price at which collateral is seized is not the price it is checked at", ""),
    ("H2", "A liquidation lowers health, or is forbidden where it is needed", ""),
    (
        "H3",
        "The outflow limiter is used up for free and blocks everybody",
        "`withdraw_refuses_one_atom_past_the_outflow_limit`",
    ),
    ("H4", "Whoever acts picks the best price of the last minute", ""),
    ("H5", "A re-stamped Friday close is fresh all weekend", ""),
    (
        "H6",
        "An honest feed that stands still is taken for a frozen one",
        "`refresh_prices_lets_a_frozen_price_go_stale`",
    ),
    ("H7", "The multiplier is walked up in small steps, or a release never comes", ""),
    ("H8", "A quarantined feed leaves the full LTV on the thin one", ""),
    ("H9", "An instruction that the policy matrix forgot", "`several_states_are_the_and_of_their_cells`"),
    ("H10", "A full supply cap stops the top-up of a position in trouble", ""),
    ("H11", "A fee on the debt's mint turns repayments into suppliers' losses", ""),
    ("H12", "Terminal settlement as an admin's weapon", ""),
    ("H13", "The reopen grace runs when nobody looks, and protects what is lost already", ""),
    ("H14", "Dust rules that contradict each other leave no legal amount", ""),
    (
        "H15",
        "A repayment or liquidation of an exact amount is front-run by one atom",
        "`repay_takes_no_more_than_is_owed`",
    ),
    ("H16", "Suppliers leave between a liquidation and the booking of its bad debt", ""),
    ("H17", "Debt without supply shares: interest divided by zero", ""),
    ("H18", "Health is checked on debts whose interest nobody has booked", ""),
    ("H19", "Fees rounded to atoms vanish when somebody touches the reserve every second", ""),
    ("H20", "Interest overflows, and with it repayment fails", ""),
];

/// The findings of a later review, of prices (H, M, L) and books (F).
const FINDINGS: &[(&str, &str, &str)] = &[
    ("H1", "One token print of -17 % switches the average off, liquidates, and holds the truth out for a weekend", ""),
    ("H2", "One print liquidates although the other live feed denies it", ""),
    ("H3", "The exchange price is one raw print, although the trigger is protected", ""),
    ("M1", "A liquidation uses a debt price of any age: the liquidator chooses not to refresh it", ""),
    ("M2", "One newer print in front fails a whole refresh", ""),
    ("M3", "Terminal settlement is not terminal: its own silence lets a second price pass", ""),
    ("M4", "A re-stamped close in the token slot is a fresh price all weekend", ""),
    ("M5", "A guardian's closure stops liquidation, or buys a reopen grace", ""),
    ("M6", "A wide print is refused, so that liquidation stops in a crash", ""),
    ("F1", "A batch passes every supply cap, group cap and switched-off deposit by trouble of its own making", ""),
    ("F2", "Matched flows across a window's edge lock everybody out of a reserve", ""),
    ("F3", "An atom of a stale stock keeps bad debt off the books", ""),
    ("F4", "A reserve without sessions never sees what its issuer does", ""),
    ("F5", "A closed position that is kept alive is lost permanently", ""),
    ("F6", "Seizure as shares does not look at the seized vault, where returned tokens may lie", ""),
    ("F7", "Returned tokens go to whoever deposits a little after a deep loss", ""),
    ("F8", "Stale slots make a liquidation cost more than a transaction has", ""),
    ("F9", "A repayment in a batch lets a stale stock in under debt", ""),
    (
        "F10",
        "The utilisation ceiling binds borrowing only",
        "as it should be: a supplier's way out is worth more than the ceiling (operations.md)",
    ),
    ("F11", "A stranger leaves a debt under the floor, and so stops its owner", ""),
    ("F12", "What a liquidation repays is no inflow for the limiter", ""),
];

/// What was thought of before an instruction was added: P positions that change hands, O orders by price.
const ADDED: &[(&str, &str, &str)] = &[
    ("P1", "Between offer and acceptance the position is emptied, or spoilt by a stranger's atom", ""),
    ("P2", "A position is offered to an address for which nobody signs, and is lost", ""),
    ("P3", "A position changes hands in the middle of a batch, or is bought with the market's own flash loan", ""),
    ("P4", "The former owner keeps a way in: a delegate, an order, an offer", ""),
    ("P5", "Two keys of one owner pass a position round: each time the cool-off keeps it from liquidation", ""),
    ("P6", "The former owner, from whose address that of the position is derived, reopens or closes it", ""),
    ("O1", "An order executes on a board that is stale, diverged or quarantined", ""),
    ("O2", "A split or a dividend opens an order", ""),
    ("O3", "A wick opens an order, or sets the price at which it executes", ""),
    (
        "O4",
        "An order lowers health, or leaves a debt under the floor that nobody liquidates",
        "`stop_loss_never_lowers_health`",
    ),
    ("O5", "An order gives more than it says: another pair, amount, time or session", ""),
    ("O6", "An order of little amount and no bonus shields a position from its liquidation", ""),
    ("W1", "A reserve is closed under a supplier, a debtor or a holder of receipts", ""),
    ("W2", "A stranger's atom, gift or deposit in front of it stops the closing of a reserve", ""),
    ("W3", "An order executes on what was listed at its index after it was set", ""),
    ("W4", "A proposal of a reserve is executed on what was listed at its index later", ""),
    ("W5", "A receipt mint, known elsewhere as one asset, becomes another's", ""),
    ("W6", "A reserve is closed in the middle of its flash loan, or in a batch", ""),
    (
        "W7",
        "A market is made where one was closed: positions, proposals and receipts of the old one are alive in it",
        "",
    ),
    ("W8", "A stolen admin key closes what is in use, or is paid what a reserve leaves", ""),
    ("W9", "A client that remembers which mint an index is deals with another", ""),
    ("W10", "A proposal made before a reserve wound down opens it again, by anybody's hand", ""),
    ("R1", "A position closed and opened again in one transaction is gone after it, and its debt with it", ""),
    ("R2", "Caps and switched-off deposits are passed by a slot that mends nothing, without an end", ""),
    ("R3", "A market without rent is gone after its transaction, and its proposals are alive in the next one", ""),
    ("R4", "A debtor whom a deep loss puts in trouble buys its cheap shares up to the cap", ""),
    ("R5", "A debt under the floor that cannot be repaid holds all of its owner's collateral", ""),
    ("R6", "An atom that a filler leaves of an order shuts out the owner's other one", ""),
    ("R7", "Old prints of a share decide on a multiplier: they put it off, or stand for five minutes", ""),
    ("S1", "Whoever executes a change of source picks the second whose print both references begin at", ""),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read_tree(dir: &Path, text: &mut String) {
    let mut paths: Vec<_> = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_tree(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            text.push_str(&fs::read_to_string(path).expect("readable"));
        }
    }
}

fn sources() -> String {
    let mut text = String::new();
    for dir in [
        "program/tests",
        "interface/tests",
        "interface/src",
        "program/localnet",
        "program/testkit",
        "cli/tests",
        "fuzz/sequences",
        "fuzz/search",
    ] {
        read_tree(&root().join(dir), &mut text);
    }
    text
}

/// The tests named after each attack: `fn threat_c13_...` under C13, or `fn attack_f1a_...` under F1.
fn tests_named(text: &str, kind: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let line = line.trim_start();
        let Some(name) = line.strip_prefix("pub ").unwrap_or(line).strip_prefix(&format!("fn {kind}_")) else {
            continue;
        };
        let name = name.split('(').next().expect("a name");
        let id = name.split('_').next().expect("an id");
        let id = id.trim_end_matches(|c: char| c.is_ascii_lowercase() && id.len() > 2).to_uppercase();
        if !id.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        found.entry(id).or_default().push(format!("{kind}_{name}"));
    }
    found
}

fn write_table(page: &mut String, rows: &[(&str, &str, &str)], tests: &mut BTreeMap<String, Vec<String>>) {
    page.push_str("\n\n| | attack | tests |\n|---|---|---|");
    for (id, attack, instead) in rows {
        let named = tests.remove(*id).unwrap_or_default();
        let cell = match (named.is_empty(), *instead) {
            (true, "") => "open".into(),
            (true, instead) => instead.into(),
            (false, _) => named.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let _ = write!(page, "\n| {id} | {attack} | {cell} |");
    }
}

fn write_rest(page: &mut String, tests: &BTreeMap<String, Vec<String>>) {
    page.push_str("\n\nOf lesser items:\n");
    for (id, named) in tests {
        let named: Vec<_> = named.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(page, "\n- {id}: {}", named.join(", "));
    }
}

#[test]
fn threats_page_names_every_attack_and_its_tests() {
    let text = sources();
    let mut page = String::from(
        "# Attacks and their tests\n\nGenerated by `interface/tests/threats.rs`. C and H are the critical and high items of an \
         adversarial review of the first design; each must fail in a test named after it (`threat_c13_...`). \"open\" is said \
         where no test shows it yet.",
    );
    let mut tests = tests_named(&text, "threat");
    let mut added = String::new();
    write_table(&mut added, ADDED, &mut tests);
    write_table(&mut page, THREATS, &mut tests);
    write_rest(&mut page, &tests);
    page.push_str(
        "\n\n## Of the built program\n\nFindings of a later review that attacked the built program, under their numbers there: \
         prices H, M, L, books F. Each test (`attack_f1a_...`) does what the attack did, and is refused or shows the bound.",
    );
    let mut attacks = tests_named(&text, "attack");
    write_table(&mut page, FINDINGS, &mut attacks);
    write_rest(&mut page, &attacks);
    page.push_str(
        "\n\n## Of what was added since\n\nWritten down before the instruction that they attack was built: P positions that \
         change hands, O orders by price, W what is wound down; and what reviews found since: W10, R rooms that agreed with \
         each other and were wrong, S sources.",
    );
    page.push_str(&added);
    page.push('\n');
    let path = root().join("docs/threats.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).expect("docs/ is writable");
    }
    // it may lag behind a new test until the next update, but names nothing that does not exist, and forgets no attack
    let written = fs::read_to_string(&path).expect("docs/threats.md: UPDATE_DOCS=1 cargo test writes it");
    for name in written.split('`').filter(|name| name.contains('_') && !name.contains(['.', '/', ' '])) {
        assert!(text.contains(&format!("fn {name}(")), "docs/threats.md names {name}, which does not exist");
    }
    let ids = (1..=13).map(|n| format!("C{n}")).chain((1..=20).map(|n| format!("H{n}")));
    let (first, second) = written.split_once("\n## ").expect("two reviews");
    for id in ids {
        assert_eq!(first.matches(&format!("\n| {id} |")).count(), 1, "docs/threats.md and {id}");
    }
    for (id, ..) in FINDINGS.iter().chain(ADDED) {
        assert_eq!(second.matches(&format!("\n| {id} |")).count(), 1, "docs/threats.md and {id}");
    }
}
