//! Crashes as they happened, on a market of 200 positions: who is liquidated, what suppliers lose, and books that are
//! exact to the atom at the end. Gaps are from the last close to the next open.

use crate::distress::*;
use crate::support::DOLLAR;
use hypothec_interface::Error;
use hypothec_interface::state::Ramp;
use hypothec_world::chain::START_TS;
use hypothec_world::{Asset, User, World};

const POSITIONS: u64 = 200;
/// Stocks of the market, after the dollar at 0: the real NVDAx, and two of p-token for HOOD and MSTR.
const NVDA: usize = 1;
const HOOD: usize = 2;
const MSTR: usize = 3;

/// Friday 15:59:30 and Monday 9:30:10 in New York.
const CLOSE: i64 = START_TS + 3 * 86_400 + 4 * 3_600 + 59 * 60 + 30;
const OPEN: i64 = START_TS + 6 * 86_400 - 90 * 60 + 10;

struct Holder {
    user: User,
    stock: usize,
}

struct Crash {
    world: World,
    lender: User,
    liquidator: User,
    holders: Vec<Holder>,
}

/// 200 positions of 10,000 to 37,000 USD in one stock each, using 60 to 99 % of their borrow power on Friday's close.
fn market() -> Crash {
    let mut assets = [Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1), Asset::plain_stock(2)];
    for (index, ltv, threshold) in [(HOOD, 5_000, 6_000), (MSTR, 4_000, 5_000)] {
        let config = &mut assets[index].config;
        (config.ltv_bps, config.threshold) = ([ltv; 4], Ramp::fixed(threshold));
    }
    let mut world = World::new(&assets);
    let (lender, liquidator) = (world.user(1), world.user(2));
    for user in [&lender, &liquidator] {
        world.fund(user, 0, 10_000_000 * DOLLAR);
    }
    for index in [NVDA, HOOD, MSTR] {
        world.fund(&liquidator, index, 0);
    }
    world.deposit(&lender, 0, 10_000_000 * DOLLAR).expect("lent");
    world.chain.set_time(CLOSE);
    world.refresh_all();
    let mut holders = Vec::new();
    for n in 0..POSITIONS {
        let (user, stock) = (world.user(10 + n), 1 + (n % 3) as usize);
        let usd = 10_000 + 137 * n;
        let atoms = u128::from(usd) * 10u128.pow(16) / world.assets[stock].price as u128;
        let ltv = u64::from(world.assets[stock].config.ltv_bps[0]);
        world.fund(&user, stock, atoms as u64);
        world.fund(&user, 0, 0);
        world.deposit(&user, stock, u64::MAX).expect("pledged");
        world.borrow(&user, 0, usd * ltv * (6_000 + 20 * n) / 100_000_000 * DOLLAR).expect("borrowed");
        holders.push(Holder { user, stock });
    }
    Crash { world, lender, liquidator, holders }
}

/// Health of a holder in the liquidation test, at the prices just posted.
fn health(crash: &Crash, holder: &Holder) -> f64 {
    let ((held, _), (_, owed)) =
        (holds(&crash.world, &holder.user, holder.stock), holds(&crash.world, &holder.user, 0));
    let asset = &crash.world.assets[holder.stock];
    let threshold = f64::from(asset.config.threshold.to_bps) / 1e4;
    let supply = held as f64 / 1e8 * asset.price as f64 / 1e8 * 1.0005;
    let debt = owed as f64 / 1e6 * crash.world.assets[0].price as f64 / 1e8 * 0.9995;
    supply * threshold / debt
}

impl Crash {
    /// Opens on Monday with these gaps, in basis points down.
    fn open(&mut self, gaps: &[(usize, i64)]) {
        self.world.chain.set_time(OPEN);
        for (index, gap) in gaps {
            let price = self.world.assets[*index].price;
            self.world.assets[*index].price = price * (10_000 - gap) / 10_000;
        }
        self.world.refresh_all();
    }

    /// Lets Regular session pass, with prints every 50 seconds.
    fn wait(&mut self, seconds: i64) {
        for _ in 0..seconds / 50 {
            self.world.advance(50);
        }
    }

    /// Offers a liquidation of every holder; returns those it happened to.
    fn liquidate_all(&mut self) -> Vec<usize> {
        let mut done = Vec::new();
        for n in 0..self.holders.len() {
            let Holder { user, stock } = &self.holders[n];
            if !self.world.position(user).has_debt() {
                continue;
            }
            let of = addresses(&self.world, &self.liquidator, user, 0, *stock);
            let to = self.world.tokens(&self.liquidator, *stock);
            let liquidate = hypothec_interface::builder::liquidate(&of, to, u64::MAX, 0);
            match self.world.send(&self.liquidator, liquidate) {
                Ok(_) => done.push(n),
                Err(failure) => assert!(
                    matches!(failure.error, Some(Error::NotLiquidatable | Error::StalePrice)),
                    "{n}: {failure:?}"
                ),
            }
        }
        done
    }

    /// Everyone who still owes repays, everyone takes all out, the lender last; returns what the lender gets and what
    /// stays in the dollar's vault.
    fn wind_up(&mut self) -> (u64, u64) {
        for n in 0..self.holders.len() {
            let Holder { user, stock } = &self.holders[n];
            if self.world.position(user).has_debt() {
                self.world.fund(user, 0, 1_000_000 * DOLLAR);
                self.world.repay(user, 0, u64::MAX).expect("repaid");
            }
            if !self.world.position(user).is_empty() {
                self.world.withdraw(user, *stock, u64::MAX).expect("taken out");
            }
        }
        self.world.fund(&self.lender, 0, 0);
        self.world.withdraw(&self.lender, 0, u64::MAX).expect("taken out");
        assert_books(&self.world);
        for index in 0..4 {
            let (record, vault) = (self.world.record(index), self.world.chain.data(&self.world.vault(index)));
            assert_eq!(record.cash(), hypothec_world::token::amount(&vault), "vault {index}");
            assert_eq!((record.supply_shares(), record.debt_shares()), (0, 0), "shares of {index}");
            // what stays is the protocol's, and less than an atom for each action of a holder
            let dust = record.cash() - record.fees().floor() - record.buffer().floor();
            assert!(dust <= 8 * POSITIONS, "{index}: {dust} atoms belong to nobody");
        }
        (self.world.balance(&self.lender, 0), self.world.record(0).cash())
    }
}

/// 2024-08-05: NVDA -14.18 %, HOOD -17.79 %, MSTR -27.37 %.
#[test]
fn the_fifth_of_august_2024() {
    let mut crash = market();
    crash.open(&[(NVDA, 1_418), (HOOD, 1_779), (MSTR, 2_737)]);
    let expected = |crash: &Crash, stocks: &[usize]| -> Vec<usize> {
        let below = |holder: &Holder| stocks.contains(&holder.stock) && health(crash, holder) < 1.0;
        (0..crash.holders.len()).filter(|n| below(&crash.holders[*n])).collect()
    };
    for holder in &crash.holders {
        assert!((health(&crash, holder) - 1.0).abs() > 1e-6, "nobody so near that roundings decide");
    }
    // MSTR moved more than the jump guard believes at once: its board stands still, and nobody is liquidated by it
    let first = expected(&crash, &[NVDA, HOOD]);
    assert_eq!(crash.liquidate_all(), first);
    let second = expected(&crash, &[MSTR]);
    crash.wait(650);
    let seen = crash.liquidate_all();
    assert_eq!(seen, second);
    assert_eq!((first.len(), second.len()), (2, 15));

    // one liquidation each, to a health of 1.05 or a closed debt; nobody was under water, so no supplier lost an atom
    for n in first.into_iter().chain(second) {
        let holder = &crash.holders[n];
        assert!(!crash.world.position(&holder.user).has_debt() || health(&crash, holder) > 1.05, "{n}");
    }
    assert!(crash.liquidate_all().is_empty());
    let (lender, left) = crash.wind_up();
    assert!(lender > 10_000_000 * DOLLAR, "interest, and no loss: {lender}");
    assert!(left < 1_000 * DOLLAR);
}

/// 2000-09-29: AAPL -47.3 %, here for every stock at once. Those who used most of their power are under water.
#[test]
fn a_gap_through_the_collateral() {
    let mut crash = market();
    let before = crash.world.record(0);
    crash.open(&[(NVDA, 4_730), (HOOD, 4_730), (MSTR, 4_730)]);
    assert!(crash.liquidate_all().is_empty(), "held out");
    // what the collateral cannot pay, at (1 + b_bad) for a dollar of debt
    let mut short = 0.0;
    for holder in &crash.holders {
        let ((held, _), (_, owed)) =
            (holds(&crash.world, &holder.user, holder.stock), holds(&crash.world, &holder.user, 0));
        let supply = held as f64 / 1e8 * crash.world.assets[holder.stock].price as f64 / 1e8;
        let owed = owed as f64 / 1e6;
        // room below 1 %: the whole slot goes for its value less b_bad
        if supply / owed - 1.0 < 0.01 {
            short += owed - supply / 1.01;
        }
    }
    crash.wait(650);
    let liquidated = crash.liquidate_all();
    assert!(crash.liquidate_all().is_empty(), "one each is enough");
    let under = liquidated.iter().filter(|n| crash.world.position(&crash.holders[**n].user).is_empty()).count();
    assert_eq!((liquidated.len(), under), (180, 8));
    let interest = crash.world.record(0).supply_index();
    assert!(interest < before.supply_index() || short < 1.0);
    let (lender, _) = crash.wind_up();
    let lost = 10_000_000.0 - lender as f64 / 1e6;
    // less what interest of four days brought, about 5,000 USD at the most
    assert!(lost < short && lost > short - 5_000.0, "{lost} of {short}");
}
