//! What the crash did, stock by stock and loan by loan.

use super::{Crash, GAPS, Judged, POSITIONS, SUPPLIED};
use crate::amount;
use crate::answer::{Answer, table};
use crate::model::part;
use anyhow::Result;
use num_bigint::BigInt;
use serde_json::{Value, json};

fn gap(bps: i64) -> String {
    format!("-{}", amount::percent(bps.unsigned_abs() as u16))
}

/// The stocks' rows, for people and for programs.
fn stocks(crash: &Crash, judged: &Judged) -> (Vec<Vec<String>>, Vec<Value>) {
    let (mut rows, mut json_rows) = (Vec::new(), Vec::new());
    for (index, (symbol, gap_bps)) in GAPS.iter().enumerate() {
        let own = crash.borrowers.iter().filter(|borrower| borrower.stock == index);
        let borrowers = own.clone().count();
        let done: Vec<_> = own.filter_map(|borrower| borrower.liquidated).collect();
        let at_open = done.iter().filter(|one| one.at_open).count();
        let repaid: u64 = done.iter().map(|one| one.repaid).sum();
        let seized: u64 = done.iter().map(|one| one.seized).sum();
        let health = (&judged.lowest[index] * part(10_000, 1)).floor().to_integer().to_string();
        rows.push(vec![
            (*symbol).into(),
            gap(*gap_bps),
            borrowers.to_string(),
            at_open.to_string(),
            done.len().to_string(),
            amount::show(repaid, 6),
            amount::show(seized, 8),
            health.clone(),
        ]);
        json_rows.push(json!({
            "symbol": symbol, "gap_bps": gap_bps, "borrowers": borrowers, "liquidated_at_open": at_open,
            "liquidated": done.len(), "repaid": repaid, "seized": seized, "lowest_health_e4": health,
        }));
    }
    (rows, json_rows)
}

/// Who was liquidated, and for how much.
fn loans(crash: &Crash) -> (Vec<Vec<String>>, Vec<Value>) {
    let (mut rows, mut json_rows) = (Vec::new(), Vec::new());
    for borrower in &crash.borrowers {
        let Some(done) = borrower.liquidated else { continue };
        let (symbol, position) = (GAPS[borrower.stock].0, borrower.user.position.to_string());
        rows.push(vec![
            position.clone(),
            symbol.into(),
            amount::show(borrower.cents.unsigned_abs(), 2),
            if done.at_open { "9:31" } else { "9:42" }.into(),
            amount::show(done.repaid, 6),
            amount::show(done.seized, 8),
        ]);
        json_rows.push(json!({
            "position": position, "symbol": symbol, "cents": borrower.cents, "at_open": done.at_open,
            "repaid": done.repaid, "seized": done.seized,
        }));
    }
    (rows, json_rows)
}

pub fn report(crash: &Crash, judged: &Judged) -> Result<Answer> {
    let heading = [
        "stock",
        ">gap",
        ">borrowers",
        ">liquidated at the open",
        ">by 9:42",
        ">USDC repaid",
        ">tokens seized",
        ">least health, 10^-4",
    ];
    let (stock_rows, stocks) = stocks(crash, judged);
    let (loan_rows, loans) = loans(crash);
    let verdict = &judged.verdict;
    let (bad_debt, lost) = (u64::try_from(&verdict.bad_debt)?, i64::try_from(&verdict.lender_lost)?);
    let exact = u64::try_from(&verdict.lender_exact)?;
    let interest = i64::try_from(BigInt::from(verdict.lender_has) - SUPPLIED)?;
    let text = format!(
        "Friday's close to Monday's open, 2 to 5 August 2024, replayed on {POSITIONS} loans of 30 to 54.7 % of 1,000 USD\n\
         {}\n{}\n{} of {POSITIONS} were liquidated, as the exact model says one by one; each to 1.05 or more\n\
         bad debt: {bad_debt} atoms by the records, {} debts written off by the events, {} falls of the supply index\n\
         the lender's 1,000,000 USDC are {}, interest of {interest} atoms; the exact model says {}: lost {lost} atoms\n\
         books, vaults and shares of all {} reserves hold",
        table(&heading, stock_rows),
        table(&["position", "stock", ">USDC lent", ">at", ">USDC repaid", ">tokens seized"], loan_rows),
        loans.len(),
        crash.ledger.write_offs,
        crash.ledger.index_falls,
        amount::show(verdict.lender_has, 6),
        amount::show(exact, 6),
        GAPS.len() + 1,
    );
    let json = json!({
        "positions": POSITIONS, "liquidated": loans.len(), "bad_debt": bad_debt,
        "write_offs": crash.ledger.write_offs, "index_falls": crash.ledger.index_falls,
        "lender": { "supplied": SUPPLIED, "has": verdict.lender_has, "exact": exact, "lost": lost },
        "stocks": stocks, "liquidations": loans,
    });
    Ok(Answer { json, text })
}
