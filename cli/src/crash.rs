//! A crash: two hundred borrowers against eight stocks over the weekend to Monday 5 August 2024, by the gaps from Friday's
//! close to Monday's open, with a liquidator at work. The world builder runs the program here, not two thousand commands.

mod ledger;
mod report;

use crate::answer::Answer;
use crate::event::in_logs;
use crate::model::part;
use anyhow::{Context, Result, anyhow, bail, ensure};
use hypothec_interface::Error;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::event::{EVENT_BAD_DEBT, Event};
use hypothec_interface::preset::{risk, xstocks};
use hypothec_interface::state::Side;
use hypothec_localnet::{Failure, catalogue, token};
use hypothec_testkit::{Asset, User, World};
use indicatif::{ProgressBar, ProgressStyle};
use ledger::{Ledger, Verdict};
use num_rational::BigRational;

/// Move from Friday's close to Monday's open, basis points.
const GAPS: [(&str, i64); 8] = [
    ("MSTRx", -2_737),
    ("HOODx", -1_779),
    ("NVDAx", -1_418),
    ("TSLAx", -1_081),
    ("AAPLx", -945),
    ("GOOGLx", -670),
    ("QQQx", -536),
    ("SPYx", -399),
];

const POSITIONS: usize = 200;
const USDC: usize = GAPS.len();
/// Atoms of the dollar that the one lender supplies.
const SUPPLIED: u64 = 1_000_000_000_000;
/// Atoms of a stock that each borrower pledges.
const PLEDGED: u64 = 1_000_000_000;
/// Every stock at Friday's close, 10^-8 USD: only the moves matter.
const CLOSE: i64 = 10_000_000_000;
/// Friday 2026-09-18 15:59 and Monday 2026-09-21 9:31 in New York: the calendar of the replay.
const FRIDAY: i64 = 1_789_761_540;
const MONDAY: i64 = 1_789_997_460;

/// One borrower: which stock, and the debt in cents against 10 tokens, 1,000 USD.
struct Borrower {
    user: User,
    stock: usize,
    cents: i64,
    liquidated: Option<Liquidation>,
}

/// How a borrower was liquidated.
#[derive(Clone, Copy)]
struct Liquidation {
    at_open: bool,
    repaid: u64,
    seized: u64,
}

fn failed(failure: Failure) -> anyhow::Error {
    anyhow!("{}", failure.error.map_or_else(|| failure.err.to_string(), |error| error.message().into()))
}

fn stock(symbol: &str) -> Asset {
    let mint = catalogue::stock(symbol);
    Asset {
        mint: mint.address,
        mint_account: mint.account(),
        feed: xstocks::find(symbol).token_feed,
        price: CLOSE,
        config: risk::stock(),
        ..Asset::nvdax()
    }
}

/// Health in the liquidation test of the exact model: 65 % of 10 tokens at this price over the debt and its interest, both
/// prices 5 basis points to the borrower's favour.
fn exact_health(cents: i64, price: i64, growth: &BigRational) -> BigRational {
    let collateral = part(10 * price, 100_000_000) * part(10_005, 10_000) * part(6_500, 10_000);
    collateral / (part(cents, 100) * growth * part(9_995, 10_000))
}

/// Who the model says is due among these, at this moment. Prices are rounded to 2^-31 of themselves: of somebody so near
/// to the line the model could say nothing.
fn due(borrowers: &[Borrower], growth: &BigRational, minute: i64, among: impl Fn(i64) -> bool) -> Result<Vec<usize>> {
    let mut due = Vec::new();
    for (n, borrower) in borrowers.iter().enumerate() {
        let (symbol, gap) = GAPS[borrower.stock];
        let over = exact_health(borrower.cents, monday_price(gap, minute), growth) - part(1, 1);
        if over <= part(1, 1 << 29) && over >= -part(1, 1 << 29) {
            bail!("{symbol}, {} cents: too near to the line for an exact judgement", borrower.cents);
        }
        if over < part(0, 1) && among(gap) && borrower.liquidated.is_none() {
            due.push(n);
        }
    }
    Ok(due)
}

/// Monday's price, moved by a hair per minute so that no feed looks frozen.
fn monday_price(gap_bps: i64, minute: i64) -> i64 {
    CLOSE / 10_000 * (10_000 + gap_bps) + minute
}

/// A market, and the exact model of what is lent in it.
struct Crash {
    world: World,
    lender: User,
    liquidator: User,
    borrowers: Vec<Borrower>,
    ledger: Ledger,
}

/// The world on Friday afternoon: everybody has borrowed.
fn friday(bar: &ProgressBar) -> Result<Crash> {
    let mut assets: Vec<Asset> = GAPS.iter().map(|(symbol, _)| stock(symbol)).collect();
    assets.push(Asset::usdc());
    let mut world = World::unsealed(&assets);
    world.seal();
    let lender = world.user(0);
    world.fund(&lender, USDC, SUPPLIED);
    world.deposit(&lender, USDC, SUPPLIED).map_err(failed)?;
    let liquidator = world.user(1);
    world.fund(&liquidator, USDC, 1_000_000_000_000);
    for index in 0..USDC {
        world.fund(&liquidator, index, 0);
    }
    world.chain.set_time(FRIDAY);
    world.refresh_all();
    let mut ledger = Ledger::new(&world.record(USDC), SUPPLIED, FRIDAY)?;
    let mut borrowers = Vec::new();
    for n in 0..POSITIONS {
        let (stock, rank) = (n % USDC, n / USDC);
        // loans from 30 % to 54.72 % of the collateral's value, of which 55 % may be borrowed
        let cents = 30_000 + 1_030 * rank as i64;
        let user = world.user(2 + n as u64);
        world.fund(&user, stock, PLEDGED);
        world.fund(&user, USDC, 0);
        world.deposit(&user, stock, PLEDGED).map_err(failed)?;
        world.borrow(&user, USDC, cents.unsigned_abs() * 10_000).map_err(failed)?;
        ledger.lend(cents * 10_000, FRIDAY);
        ledger.watch(&world.record(USDC));
        borrowers.push(Borrower { user, stock, cents, liquidated: None });
        bar.inc(1);
    }
    Ok(Crash { world, lender, liquidator, borrowers, ledger })
}

impl Crash {
    /// Posts Monday's prices and refreshes.
    fn post(&mut self, minute: i64) -> Result<()> {
        let world = &mut self.world;
        for (index, (_, gap_bps)) in GAPS.iter().enumerate() {
            world.post(index, monday_price(*gap_bps, minute));
        }
        world.post(USDC, 100_000_000);
        let all: Vec<usize> = (0..=USDC).collect();
        for some in all.chunks(5) {
            let refresh = world.refresh(some);
            world.chain.send(&[refresh], &[&hypothec_testkit::market::admin()]).map_err(failed)?;
        }
        self.ledger.accrue(world.chain.clock().unix_timestamp);
        self.ledger.watch(&world.record(USDC));
        Ok(())
    }

    /// Tries everybody; the program says who may be liquidated, and it must be exactly these.
    fn liquidate(&mut self, expected: &[usize], at_open: bool) -> Result<()> {
        let (world, by) = (&mut self.world, &self.liquidator);
        for (n, borrower) in self.borrowers.iter_mut().enumerate() {
            let stock = borrower.stock;
            let of = LiquidationAddresses {
                repay: world.reserve(USDC),
                seize: world.reserve(stock),
                position: borrower.user.position,
                source: world.tokens(by, USDC),
                liquidator: by.address(),
            };
            let (dollars, tokens) = (world.balance(by, USDC), world.balance(by, stock));
            let liquidate = builder::liquidate(&of, world.tokens(by, stock), u64::MAX, 0);
            let done = match world.send(by, liquidate) {
                Ok(receipt) => Some(receipt),
                Err(failure) if matches!(failure.error, Some(Error::NotLiquidatable | Error::StalePrice)) => None,
                Err(failure) => return Err(failed(failure)),
            };
            let due = expected.contains(&n);
            if due != done.is_some() {
                let symbol = GAPS[stock].0;
                bail!("{symbol}, {} cents: the model says liquidatable {due}, the program otherwise", borrower.cents);
            }
            let Some(receipt) = done else { continue };
            let repaid = dollars - world.balance(by, USDC);
            let seized = world.balance(by, stock) - tokens;
            borrower.liquidated = Some(Liquidation { at_open, repaid, seized });
            self.ledger.repay(repaid, world.chain.clock().unix_timestamp)?;
            self.ledger.watch(&world.record(USDC));
            let written_off = |event: &Event| event.flags & EVENT_BAD_DEBT != 0;
            self.ledger.write_offs += in_logs(&receipt.logs).iter().filter(|event| written_off(event)).count() as u64;
        }
        Ok(())
    }
}

/// Health in the liquidation test of what is left, by exact arithmetic on the position's own numbers.
fn health_now(world: &World, borrower: &Borrower) -> Result<Option<BigRational>> {
    let position = world.position(&borrower.user);
    let (mut supply, mut debt) = (0, 0);
    for slot in position.used() {
        let record = world.record(usize::from(slot.reserve()));
        match slot.side() {
            Side::Supply => supply = record.supply_assets_down(slot.shares()).context("a supply")?,
            Side::Debt => debt = record.debt_assets_up(slot.shares()).context("a debt")?,
        }
    }
    if debt == 0 {
        return Ok(None);
    }
    let price = world.assets[borrower.stock].price;
    let tokens = part(i64::try_from(supply)?, 100_000_000);
    let dollars = tokens * part(price, 100_000_000) * part(10_005, 10_000);
    let owed = part(i64::try_from(debt)?, 1_000_000) * part(9_995, 10_000);
    Ok(Some(dollars * part(65, 100) / owed))
}

pub fn run(quiet: bool) -> Result<Answer> {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(POSITIONS as u64) };
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    bar.set_message("borrowers on Friday");
    let mut crash = friday(&bar)?;
    bar.finish_and_clear();

    crash.world.chain.set_time(MONDAY);
    crash.post(0)?;
    // the jump guard holds MSTRx out, which moved by more than 20 %, until it has stood for ten minutes of trading
    let first = due(&crash.borrowers, &crash.ledger.growth, 0, |gap| gap >= -2_000)?;
    crash.liquidate(&first, true)?;
    for minute in 1..=11 {
        crash.world.chain.advance(60);
        crash.post(minute)?;
    }
    let second = due(&crash.borrowers, &crash.ledger.growth, 11, |_| true)?;
    crash.liquidate(&second, false)?;
    report::report(&crash, &judge(&crash)?)
}

/// What the judgement of the end found: the lender's part, and the least health left per stock.
struct Judged {
    verdict: Verdict,
    lowest: Vec<BigRational>,
}

/// Holds everything to the exact model, and the books to their invariants.
fn judge(crash: &Crash) -> Result<Judged> {
    let world = &crash.world;
    let lender = world.position(&crash.lender);
    let [slot] = lender.used() else { bail!("the lender has one slot") };
    let verdict = crash.ledger.check(&world.record(USDC), slot.shares())?;
    let mut positions: Vec<_> = crash.borrowers.iter().map(|borrower| world.position(&borrower.user)).collect();
    positions.push(lender);
    for index in 0..=USDC {
        let symbol = GAPS.get(index).map_or("USDC", |(symbol, _)| symbol);
        let (record, vault) = (world.record(index), token::amount(&world.chain.data(&world.vault(index))));
        ledger::check_books(symbol, &record, vault, &positions)?;
        if index != USDC {
            let pledged = PLEDGED * (POSITIONS / USDC) as u64;
            let seized = world.balance(&crash.liquidator, index);
            ensure!(vault + seized == pledged, "{symbol}: {vault} and {seized} atoms of {pledged}");
        }
    }
    let mut lowest = vec![part(1_000, 1); GAPS.len()];
    for borrower in &crash.borrowers {
        let symbol = GAPS[borrower.stock].0;
        let Some(health) = health_now(world, borrower)? else { continue };
        if health < part(1, 1) {
            bail!("{symbol}, {} cents: still below 1 after the liquidator came by", borrower.cents);
        }
        if borrower.liquidated.is_some() && health < part(10_500, 10_000) {
            bail!("{symbol}, {} cents: liquidated, but not to the target of 1.05", borrower.cents);
        }
        if health < lowest[borrower.stock] {
            lowest[borrower.stock] = health;
        }
    }
    Ok(Judged { verdict, lowest })
}
