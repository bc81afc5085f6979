//! The page that the rows make, and the judgement on them.

use hypothec_interface::budget;
use hypothec_testkit::{Executed, elf};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A measured transaction.
pub struct Row {
    pub name: String,
    pub receipt: Executed,
    pub gate: Option<u64>,
}

/// What p-token's transfer costs: a Token-2022 one adds the rest of its own.
const P_TOKEN_TRANSFER: u64 = 105;

/// Bytes that a legacy transaction of one action may have, with both limits.
const MOST_BYTES: usize = 760;
/// Rows that have more, by their starts: a refresh carries the accounts of every reserve it names, a proposal its values,
/// a new market its calendar.
const LONGER: [&str; 3] = ["refresh_prices", "propose", "init_market"];

/// Fails when a row is over its gate or too long, naming every one.
pub fn check_gates(rows: &[Row]) {
    let over = rows.iter().filter(|row| row.gate.is_some_and(|gate| row.gated() > gate));
    let line = |row: &Row| format!("{}: {} CU, {} over its gate", row.name, row.gated(), row.distance());
    let long =
        rows.iter().filter(|row| row.bytes() > MOST_BYTES && !LONGER.iter().any(|own| row.name.starts_with(own)));
    let missed = over.map(line).chain(long.map(|row| format!("{}: {} bytes with limits", row.name, row.bytes())));
    let missed: Vec<String> = missed.collect();
    if !missed.is_empty() {
        fail(&format!("missed gates:\n{}", missed.join("\n")));
    }
    println!("compute_units: every row that has a gate is under it");
}

/// Fails when the file is not this table; with `UPDATE_BENCH` it becomes it first.
pub fn agree(path: &str, table: &str) {
    if std::env::var_os("UPDATE_BENCH").is_some()
        && let Err(error) = std::fs::write(path, table)
    {
        fail(&format!("cannot write the table: {error}"));
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let strange: Vec<&str> = table.lines().filter(|line| !written.lines().any(|old| old == *line)).collect();
    if written != table {
        fail(&format!("{path} is not what the code gives; `make bench` writes it:\n{}", strange.join("\n")));
    }
}

fn fail(why: &str) -> ! {
    eprintln!("compute_units: {why}");
    std::process::exit(1)
}

/// What we work towards, beyond the gates.
const STRETCH: &[(&str, u64)] = &[
    ("batch (1+1, deposit+borrow)", 4_250),
    ("borrow (1+1)", 2_550),
    ("borrow (8+1)", 2_850),
    ("deposit (1+0, lent)", 2_275),
    ("deposit (1+1)", 1_850),
    ("flash (pair)", 4_050),
    ("liquidate (1+1)", 4_700),
    ("liquidate (8+1)", 5_000),
    ("liquidate_to_shares (1+1)", 3_500),
    ("liquidate_to_shares (8+1)", 3_900),
    ("refresh_prices (1)", 850),
    ("refresh_prices (1, two feeds)", 1_500),
    ("refresh_prices (2) + borrow (1+1)", 4_300),
    ("refresh_prices (8)", 850 + 7 * 450),
    ("refresh_prices (8, two feeds)", 1_500 + 7 * 1_100),
    ("refresh_prices (9) + borrow (8+1)", 9_500),
    ("repay (1+1)", 2_250),
    ("withdraw (1+1)", 2_150),
    ("withdraw (8+1)", 2_500),
];

/// What an action cannot cost less than: `docs/performance.md` counts it.
const FLOOR: &[(&str, u64)] = &[
    ("borrow (1+1)", 2_043),
    ("borrow (8+1)", 2_323),
    ("deposit (1+1)", 1_596),
    ("liquidate (1+1)", 3_535),
    ("liquidate (8+1)", 3_815),
    ("refresh_prices (1)", 560),
    ("refresh_prices (1, two feeds)", 907),
    ("refresh_prices (8)", 2_552),
    ("refresh_prices (8, two feeds)", 5_352),
    ("repay (1+1)", 1_861),
    ("withdraw (1+1)", 1_752),
    ("withdraw (8+1)", 2_032),
];

impl Row {
    /// Bytes of its legacy transaction, with both limits.
    fn bytes(&self) -> usize {
        self.receipt.tx_bytes + budget::TX_BYTES
    }

    /// The row's CU with a Token-2022 transfer counted as p-token's, which is what the gates are set for.
    fn gated(&self) -> u64 {
        let transfers = self.receipt.logs.iter().filter(|line| line.ends_with("invoke [2]")).count() as u64;
        let token = self.receipt.units.token_cpi;
        self.receipt.cu - token.saturating_sub((P_TOKEN_TRANSFER * transfers).min(token))
    }

    /// How far the row is over its gate, or under it.
    fn distance(&self) -> String {
        self.distance_to(self.gate)
    }

    /// How far the row is over its stretch, or under it.
    fn distance_to_stretch(&self) -> String {
        self.distance_to(STRETCH.iter().find(|(row, _)| *row == self.name).map(|(_, aim)| *aim))
    }

    /// The row's floor, and how many times it the row costs.
    fn floor(&self) -> [String; 2] {
        let floor = FLOOR.iter().find(|(row, _)| *row == self.name).map(|(_, floor)| *floor);
        floor.map_or_else(Default::default, |floor| {
            [floor.to_string(), format!("{:.2}", self.gated() as f64 / floor as f64)]
        })
    }

    fn distance_to(&self, aim: Option<u64>) -> String {
        aim.map_or_else(String::new, |aim| format!("{:+}", self.gated() as i64 - aim as i64))
    }
}

/// The page.
pub fn table(rows: &[Row]) -> String {
    let so = elf::hypothec();
    let hash: String = Sha256::digest(so).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = String::from("# Compute units\n\n");
    let _ = writeln!(
        text,
        "Written by `make bench`; CI fails when it is not what the code gives, and when a row is over its gate. SBPF v3, LiteSVM 0.16 with its mainnet feature \
         set; program {} bytes (aim: 160,000, {}: handlers of hot instructions are inlined whole), sha256 {hash}, largest stack frame {} of 4,096 bytes, no heap. One transaction each, without compute-budget instructions; shape is \
         deposits+debts; no qualifier means p-token moves the tokens. The gates count a Token-2022 transfer as \
         p-token's.\n",
        so.len(),
        if so.len() > 160_000 { "missed" } else { "met" },
        elf::largest_frame(so)
    );
    let _ = writeln!(
        text,
        "| row | CU | of which CPI | gated | gate | over | over stretch | floor | ratio | tx bytes | with limits | accounts |"
    );
    let _ = writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for row in rows {
        let gate = row.gate.map_or_else(String::new, |gate| gate.to_string());
        let Executed { cu, units, tx_bytes, accounts, .. } = &row.receipt;
        let (token, gated) = (units.token_cpi, row.gated());
        let (distance, stretch) = (row.distance(), row.distance_to_stretch());
        let [floor, ratio] = row.floor();
        let table = if row.bytes() > budget::PACKET_BYTES { " (by lookup table)" } else { "" };
        let _ = writeln!(
            text,
            "| {} | {cu} | {token} | {gated} | {gate} | {distance} | {stretch} | {floor} | {ratio} | {tx_bytes} | {}{table} | {accounts} |",
            row.name,
            row.bytes()
        );
    }
    text
}

/// Rows that README shows.
const SHOWN: [&str; 8] = [
    "borrow (1+1)",
    "borrow (8+1)",
    "withdraw (8+1)",
    "deposit (1+1)",
    "repay (1+1)",
    "liquidate (8+1)",
    "flash (pair)",
    "refresh_prices (1, two feeds)",
];

/// README with the few rows it shows, between the marks for them.
pub fn readme(rows: &[Row], before: &str) -> String {
    const MARKS: [&str; 2] = ["<!-- numbers -->\n", "<!-- end of numbers -->"];
    let (head, rest) = before.split_once(MARKS[0]).unwrap_or_else(|| fail("README has no place for its numbers"));
    let (_, tail) = rest.split_once(MARKS[1]).unwrap_or_else(|| fail("README's numbers have no end"));
    let mut text = String::from("| transaction (deposits+debts) | CU | of which token transfers |\n|---|--:|--:|\n");
    for row in rows.iter().filter(|row| SHOWN.contains(&row.name.as_str())) {
        let _ = writeln!(text, "| {} | {} | {} |", row.name, row.receipt.cu, row.receipt.units.token_cpi);
    }
    [head, MARKS[0], &text, MARKS[1], tail].concat()
}
