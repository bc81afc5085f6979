//! Checks the crash loan by loan with exact arithmetic: who is due at each scan, that nobody else is, and that the lender
//! has what the ledger says.

use crate::numbers::whole;
use crate::runner::{Checker, Shell};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_interface::builder::position_address;
use hypothec_interface::state::{HEADER_SIZE, Position, Reserve, Side};
use hypothec_model::{Exact as Number, Ledger, atoms, check_books, ratio};
use serde_json::Value;
use solana_address::Address;

/// Moves from Friday's close to Monday's open, basis points, in the order of the reserves.
const GAPS: [(&str, i64); 6] =
    [("NVDAx", -1_418), ("TSLAx", -1_081), ("AAPLx", -945), ("GOOGLx", -670), ("QQQx", -536), ("SPYx", -399)];
const USDC: usize = GAPS.len();
const LOANS: usize = 198;
/// Atoms of the dollar that the one lender supplies, and of a stock that each loan pledges.
const SUPPLIED: u64 = 1_000_000_000_000;
const PLEDGED: u64 = 1_000_000_000;
/// Every stock at Friday's close, 10^-8 USD: only the moves matter.
const CLOSE: i64 = 10_000_000_000;

/// What is known between the commands.
#[derive(Default)]
pub struct Crash {
    ledger: Option<Ledger>,
    minute: i64,
    due: usize,
    liquidated: Vec<usize>,
    last: Option<Last>,
}

/// What the last command left.
struct Last {
    reserves: Vec<Reserve>,
    positions: Vec<Position>,
    balances: Value,
}

/// Cents lent in the n-th loan: from 30 % to 62 % of 1,000 USD, of which 63 % may be borrowed.
fn cents(loan: usize) -> i64 {
    30_000 + 1_000 * (loan / USDC) as i64
}

fn address(shown: &Value) -> Address {
    shown["address"].as_str().expect("an address").parse().expect("an address")
}

fn bytes(shell: &Shell, address: &Address) -> Vec<u8> {
    let shown = shell.json(&format!("inspect {address} --raw"));
    STANDARD.decode(shown["data"].as_str().expect("bytes")).expect("base 64")
}

fn reserves(shell: &Shell) -> Vec<Reserve> {
    let data = bytes(shell, &address(&shell.json("market show")));
    let records = data[HEADER_SIZE..].chunks_exact(size_of::<Reserve>()).take(USDC + 1);
    records.map(bytemuck::pod_read_unaligned).collect()
}

fn now(shell: &Shell) -> i64 {
    whole(&shell.json("chain status")["unix_timestamp"]).cast_signed()
}

impl Crash {
    fn ledger(&mut self) -> &mut Ledger {
        self.ledger.as_mut().expect("the loans")
    }

    /// The loans of Friday, all of one time.
    fn lend(&mut self, shell: &Shell) {
        let (usdc, now) = (reserves(shell)[USDC], now(shell));
        let mut ledger = Ledger::new(&usdc, SUPPLIED, now).expect("a ledger");
        (0..LOANS).for_each(|loan| ledger.lend(cents(loan) * 10_000, now));
        ledger.watch(&usdc);
        self.ledger = Some(ledger);
    }

    /// Health in the liquidation test: 65 % of 10 tokens at this minute's price over the debt and its interest, both
    /// prices 5 basis points in the borrower's favour.
    fn health(&self, loan: usize, reserves: &[Reserve]) -> Number {
        let collateral = ratio(10, 1) * self.counted(loan % USDC, &reserves[loan % USDC]) * ratio(65, 100);
        let growth = &self.ledger.as_ref().expect("the loans").growth;
        collateral / (ratio(cents(loan), 100) * growth * ratio(9_995, 10_000))
    }

    /// USD that a token of this stock counts in the liquidation test: the print and its confidence, or the slow reference
    /// where that is higher.
    fn counted(&self, stock: usize, reserve: &Reserve) -> Number {
        // moved by a hair a minute, so that no feed looks frozen
        let price = CLOSE / 10_000 * (10_000 + GAPS[stock].1) + self.minute;
        let slow = reserve.slow();
        let slow = ratio(slow.mantissa(), 1u128 << slow.shift()) * ratio(100_000_000, 65_536);
        (ratio(price, 100_000_000) * ratio(10_005, 10_000)).max(slow)
    }

    /// The scan lists exactly those that the model says are due.
    fn scan(&mut self, shell: &Shell) {
        let now = now(shell);
        self.ledger().accrue(now);
        let reserves = reserves(shell);
        let mut due: Vec<usize> = Vec::new();
        for loan in (0..LOANS).filter(|loan| !self.liquidated.contains(loan)) {
            let over = self.health(loan, &reserves) - ratio(1, 1);
            let (symbol, _) = GAPS[loan % USDC];
            // prices are rounded to 2^-31 of themselves: of a loan so near to the line the model could say nothing
            assert!(over.clone() * over.clone() > ratio(1, 1i64 << 58), "{symbol}, {} cents: too near", cents(loan));
            if over < ratio(0, 1) {
                due.push(loan);
            }
        }
        let scan = shell.json("liquidate scan --below 1");
        let listed = scan.as_array().expect("a list").iter().filter(|row| row["liquidatable"] == true);
        let mut listed: Vec<usize> = listed.map(|row| row["id"].as_u64().expect("a number") as usize).collect();
        listed.sort_unstable();
        assert_eq!(listed, due, "the program and the model differ");
        self.due = due.len();
        self.liquidated.extend(due);
        self.note(shell);
    }

    /// What was paid at this minute, in as many liquidations as were due.
    fn repay(&mut self, shell: &Shell) {
        let before = whole(&self.last.as_ref().expect("a scan").balances["USDC"]);
        let after = whole(&shell.json("wallet show liquidator")["atoms"]["USDC"]);
        let (paid, now) = (i64::try_from(before - after).expect("atoms"), now(shell));
        let due = i64::try_from(self.due).expect("a count");
        // all at one time: how the sum is split between the loans changes no interest
        for n in 0..due {
            self.ledger().repay(paid / due + i64::from(n < paid % due), now);
        }
        self.note(shell);
    }

    fn note(&mut self, shell: &Shell) {
        let reserves = reserves(shell);
        self.ledger().watch(&reserves[USDC]);
        let balances = shell.json("wallet show liquidator")["atoms"].clone();
        let mut positions = Vec::new();
        if self.minute != 0 {
            let market = address(&shell.json("market show"));
            for (who, ids) in [("borrower", LOANS), ("lender", 1)] {
                let owner = address(&shell.json(&format!("wallet show {who}")));
                for id in 0..ids {
                    let position = position_address(market, &owner, id as u16).0;
                    positions.push(bytemuck::pod_read_unaligned(&bytes(shell, &position)));
                }
            }
        }
        self.last = Some(Last { reserves, positions, balances });
    }

    /// Holds everything to the exact model, and the books to their invariants.
    pub fn finish(&self) {
        let Last { reserves, positions, balances } = self.last.as_ref().expect("the end");
        let (lender, loans) = positions.split_last().expect("positions");
        let [slot] = lender.used() else { panic!("the lender has one slot") };
        let ledger = self.ledger.as_ref().expect("the loans");
        let report = ledger.check(&reserves[USDC], slot.shares()).expect("nobody lost anything");
        assert_eq!(report.lender_exact, report.lender_has.into());
        // 91,080 USDC lent at 9.1 % of utilisation, 0.683 % a year, for 65 h 32 min and more: nine tenths of 4.7 USDC
        assert!((4_100_000..4_300_000).contains(&(report.lender_has - SUPPLIED)), "{}", report.lender_has);
        let mut symbols: Vec<&str> = GAPS.iter().map(|(symbol, _)| *symbol).collect();
        symbols.push("USDC");
        for (symbol, reserve) in symbols.iter().zip(reserves) {
            let vault = reserve.cash();
            check_books(symbol, reserve, vault, positions).expect("the books hold");
            if *symbol != "USDC" {
                let seized = balances.get(*symbol).map_or(0, whole);
                assert_eq!(vault + seized, PLEDGED * (LOANS / USDC) as u64, "{symbol}");
            }
        }
        for (loan, position) in loans.iter().enumerate() {
            let (mut supply, mut debt) = (0, 0);
            for slot in position.used() {
                let reserve = &reserves[usize::from(slot.reserve())];
                match slot.side() {
                    Side::Supply => supply = reserve.supply_assets_down(slot.shares()).expect("atoms"),
                    Side::Debt => debt = reserve.debt_assets_up(slot.shares()).expect("atoms"),
                }
            }
            assert!(debt > 0, "no loan is repaid in full");
            let counted = self.counted(loan % USDC, &reserves[loan % USDC]);
            let dollars = atoms(supply) * counted * ratio(1, 100_000_000);
            let health = dollars * ratio(65, 100) / (atoms(debt) * ratio(9_995, 10_000_000_000i64));
            let least = if self.liquidated.contains(&loan) { ratio(105, 100) } else { ratio(1, 1) };
            assert!(health >= least, "loan {loan}: health {health}");
        }
        println!(
            "\n{} of {LOANS} loans were liquidated, as the exact model says one by one; the lender has {} atoms, as exact \
             arithmetic says",
            self.liquidated.len(),
            report.lender_has
        );
    }
}

impl Checker for Crash {
    fn after(&mut self, command: &str, shell: &Shell) {
        if command.contains("position lever") {
            self.lend(shell);
        } else if command.contains("chain warp 60") {
            let until = now(shell);
            self.minute = 31;
            (1..=31).for_each(|minute| self.ledger().accrue(until - 60 * (31 - minute)));
        } else if command.starts_with("hypothec liquidate scan") {
            self.scan(shell);
        } else if command.contains("liquidate run") {
            self.repay(shell);
        }
    }
}
