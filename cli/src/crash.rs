//! A crash: two hundred borrowers against eight stocks over the weekend to Monday 5 August 2024, by the gaps from Friday's
//! close to Monday's open, with a liquidator at work. The world builder runs the program here, not two thousand commands.

use crate::amount;
use crate::answer::{Answer, table};
use crate::model::part;
use anyhow::{Context, Result, anyhow, bail};
use hypothec_interface::Error;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::state::Side;
use hypothec_world::{Asset, Failure, User, World, catalogue, params};
use indicatif::{ProgressBar, ProgressStyle};
use num_rational::BigRational;
use serde_json::{Value, json};

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
    liquidated: u32,
}

/// What happened to one stock's borrowers.
#[derive(Clone, Copy, Default)]
struct Sums {
    borrowers: u64,
    liquidated: u64,
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
        feed: catalogue::find(symbol).token_feed,
        price: CLOSE,
        config: params::stock(),
        ..Asset::nvdax()
    }
}

/// Whether the liquidation test of the exact model lets this borrower be liquidated: 65 % of the collateral below the
/// debt, both prices 5 basis points to the borrower's favour.
fn exact_health(cents: i64, gap_bps: i64) -> BigRational {
    let collateral = part(1_000, 1) * part(10_000 + gap_bps, 10_000) * part(10_005, 10_000) * part(6_500, 10_000);
    collateral / (part(cents, 100) * part(9_995, 10_000))
}

/// The world on Friday afternoon: everybody has borrowed.
fn friday(bar: &ProgressBar) -> Result<(World, Vec<Borrower>, User)> {
    let mut assets: Vec<Asset> = GAPS.iter().map(|(symbol, _)| stock(symbol)).collect();
    assets.push(Asset::usdc());
    let mut world = World::unsealed(&assets);
    world.seal();
    let lender = world.user(0);
    world.fund(&lender, USDC, 1_000_000_000_000);
    world.deposit(&lender, USDC, 1_000_000_000_000).map_err(failed)?;
    let liquidator = world.user(1);
    world.fund(&liquidator, USDC, 1_000_000_000_000);
    for index in 0..USDC {
        world.fund(&liquidator, index, 0);
    }
    world.chain.set_time(FRIDAY);
    world.refresh_all();
    let mut borrowers = Vec::new();
    for n in 0..POSITIONS {
        let (stock, rank) = (n % USDC, n / USDC);
        // loans from 30 % to 54.72 % of the collateral's value, of which 55 % may be borrowed
        let cents = 30_000 + 1_030 * rank as i64;
        let user = world.user(2 + n as u64);
        world.fund(&user, stock, 1_000_000_000);
        world.fund(&user, USDC, 0);
        world.deposit(&user, stock, 1_000_000_000).map_err(failed)?;
        world.borrow(&user, USDC, cents.unsigned_abs() * 10_000).map_err(failed)?;
        borrowers.push(Borrower { user, stock, cents, liquidated: 0 });
        bar.inc(1);
    }
    Ok((world, borrowers, liquidator))
}

/// Posts Monday's prices, moved by a hair per minute so that no feed looks frozen, and refreshes.
fn post(world: &mut World, minute: i64) -> Result<()> {
    for (index, (_, gap_bps)) in GAPS.iter().enumerate() {
        world.post(index, CLOSE / 10_000 * (10_000 + gap_bps) + minute);
    }
    world.post(USDC, 100_000_000);
    let all: Vec<usize> = (0..=USDC).collect();
    for some in all.chunks(5) {
        let refresh = world.refresh(some);
        world.chain.send(&[refresh], &[&hypothec_world::market::admin()]).map_err(failed)?;
    }
    Ok(())
}

/// Tries everybody; the program says who may be liquidated.
fn liquidate(world: &mut World, borrowers: &mut [Borrower], by: &User, sums: &mut [Sums]) -> Result<()> {
    for borrower in borrowers {
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
        match world.send(by, liquidate) {
            Ok(_) => {
                borrower.liquidated += 1;
                sums[stock].liquidated += 1;
                sums[stock].repaid += dollars - world.balance(by, USDC);
                sums[stock].seized += world.balance(by, stock) - tokens;
            }
            Err(failure) if matches!(failure.error, Some(Error::NotLiquidatable | Error::StalePrice)) => {}
            Err(failure) => return Err(failed(failure)),
        }
    }
    Ok(())
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
    let gap = GAPS[borrower.stock].1;
    let dollars = part(i64::try_from(supply)?, 1_000_000) * part(10_000 + gap, 10_000) * part(10_005, 10_000);
    let owed = part(i64::try_from(debt)?, 1_000_000) * part(9_995, 10_000);
    Ok(Some(dollars * part(65, 100) / owed))
}

pub fn run(quiet: bool) -> Result<Answer> {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(POSITIONS as u64) };
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    bar.set_message("borrowers on Friday");
    let (mut world, mut borrowers, liquidator) = friday(&bar)?;
    bar.finish_and_clear();
    let mut sums = [Sums::default(); GAPS.len()];
    borrowers.iter().for_each(|borrower| sums[borrower.stock].borrowers += 1);

    world.chain.set_time(MONDAY);
    post(&mut world, 0)?;
    liquidate(&mut world, &mut borrowers, &liquidator, &mut sums)?;
    let at_open: Vec<u64> = sums.iter().map(|own| own.liquidated).collect();
    // the jump guard holds MSTRx out, which moved by more than 20 %, until it has stood for ten minutes of trading
    for minute in 1..=11 {
        world.chain.advance(60);
        post(&mut world, minute)?;
    }
    liquidate(&mut world, &mut borrowers, &liquidator, &mut sums)?;
    let lowest = judge(&world, &borrowers)?;
    report(&world, &sums, &at_open, &lowest)
}

/// Compares who was liquidated with the exact model; returns the least health left per stock.
fn judge(world: &World, borrowers: &[Borrower]) -> Result<Vec<BigRational>> {
    let mut lowest = vec![part(1_000, 1); GAPS.len()];
    for borrower in borrowers {
        let (symbol, gap) = GAPS[borrower.stock];
        let due = exact_health(borrower.cents, gap) < part(1, 1);
        if due != (borrower.liquidated > 0) {
            bail!("{symbol}, {} cents: the model says liquidatable {due}, the program otherwise", borrower.cents);
        }
        let Some(health) = health_now(world, borrower)? else { continue };
        if health < part(1, 1) {
            bail!("{symbol}, {} cents: still below 1 after the liquidator came by", borrower.cents);
        }
        if due && health < part(10_499, 10_000) {
            bail!("{symbol}, {} cents: liquidated, but not to the target of 1.05", borrower.cents);
        }
        if health < lowest[borrower.stock] {
            lowest[borrower.stock] = health;
        }
    }
    Ok(lowest)
}

fn report(world: &World, sums: &[Sums], at_open: &[u64], lowest: &[BigRational]) -> Result<Answer> {
    let usdc = world.record(USDC);
    let supplied = usdc.supply_assets_down(usdc.supply_shares()).context("a supply")?;
    if supplied < 1_000_000_000_000 {
        bail!("the lender lost {} atoms", 1_000_000_000_000 - supplied);
    }
    let mut rows = Vec::new();
    let mut json_rows: Vec<Value> = Vec::new();
    for (index, (symbol, gap)) in GAPS.iter().enumerate() {
        let own = sums[index];
        let health = (&lowest[index] * part(10_000, 1)).floor().to_integer().to_string();
        rows.push(vec![
            (*symbol).into(),
            format!("-{}", amount::percent(gap.unsigned_abs() as u16)),
            own.borrowers.to_string(),
            at_open[index].to_string(),
            own.liquidated.to_string(),
            amount::show(own.repaid, 6),
            amount::show(own.seized, 8),
            health.clone(),
        ]);
        json_rows.push(json!({
            "symbol": symbol, "gap_bps": gap, "borrowers": own.borrowers, "liquidated_at_open": at_open[index],
            "liquidated": own.liquidated, "repaid": own.repaid, "seized": own.seized, "lowest_health_e4": health,
        }));
    }
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
    let liquidated: u64 = sums.iter().map(|own| own.liquidated).sum();
    let text = format!(
        "Friday's close to Monday's open, 2 to 5 August 2024, replayed on {POSITIONS} loans of 30 to 54.7 % of 1,000 USD\n\
         {}\n{liquidated} of {POSITIONS} were liquidated, as the exact model says one by one; each to 1.05 or more; the \
         lender, whose 1,000,000 USDC earned interest, lost nothing",
        table(&heading, rows)
    );
    let json = json!({ "positions": POSITIONS, "liquidated": liquidated, "bad_debt": 0, "stocks": json_rows });
    Ok(Answer { json, text })
}
