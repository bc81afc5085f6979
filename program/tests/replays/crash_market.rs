//! A market of 200 positions before a crash, beside the exact model: who is due, and who is under water.

use crate::fixtures::market::DOLLAR;
use crate::fixtures::records::poke_header;
use hypothec_interface::state::Ramp;
use hypothec_model::{Book, Exact, atoms, ratio};
use hypothec_testkit::asset::Share;
use hypothec_testkit::chain::START_TS;
use hypothec_testkit::{Asset, User, World, keys};

const POSITIONS: u64 = 200;
pub const SUPPLIED: u64 = 10_000_000 * DOLLAR;
/// Stocks of the market, after the dollar at 0: the real NVDAx, and two of p-token for HOOD and MSTR.
pub const NVDA: usize = 1;
pub const HOOD: usize = 2;
pub const MSTR: usize = 3;

/// Friday 15:59:30 and Monday 9:30:10 in New York.
const CLOSE: i64 = START_TS + 3 * 86_400 + 4 * 3_600 + 59 * 60 + 30;
const OPEN: i64 = START_TS + 6 * 86_400 - 90 * 60 + 10;

pub struct Holder {
    pub user: User,
    pub stock: usize,
    /// Atoms of the stock that are pledged.
    pub held: u64,
}

pub struct Crash {
    pub world: World,
    pub lender: User,
    pub liquidator: User,
    pub holders: Vec<Holder>,
    pub dollar: Book,
    /// Partial repayments: each may leave a part of a debt share, below two atoms.
    pub partial: u64,
    /// Atoms lent, less atoms repaid.
    pub out: i128,
}

/// 200 positions of 10,000 to 37,000 USD in one stock each, using 60 to 99 % of their borrow power on Friday's close.
pub fn market() -> Crash {
    let mut assets = [Asset::usdc(), Asset::nvdax_two_feeds(), Asset::plain_stock(1), Asset::plain_stock(2)];
    for (n, asset) in [(1, HOOD), (2, MSTR)] {
        // no multiplier: a token is a share
        let price = assets[asset].price;
        assets[asset].share = Some(Share { feed: keys::address(2_500 + n).to_bytes(), price });
    }
    for (index, ltv, threshold) in [(HOOD, 5_000, 6_000), (MSTR, 4_000, 5_000)] {
        let config = &mut assets[index].config;
        (config.ltv_bps, config.threshold) = ([ltv; 4], Ramp::fixed(threshold));
    }
    let mut world = World::new(&assets);
    let (lender, liquidator) = (world.user(1), world.user(2));
    for user in [&lender, &liquidator] {
        world.fund(user, 0, SUPPLIED);
    }
    for index in [NVDA, HOOD, MSTR] {
        world.fund(&liquidator, index, 0);
    }
    world.deposit(&lender, 0, SUPPLIED).expect("lent");
    // without the grace of the reopening: every loan is checked at the first refresh
    poke_header(&mut world, "reopen_grace_s", &0u32.to_le_bytes());
    world.chain.set_time(CLOSE);
    world.refresh_all();
    let mut dollar = Book::new(1, 0);
    dollar.deposit(0, &atoms(SUPPLIED));
    let (mut holders, mut out) = (Vec::new(), 0);
    for n in 0..POSITIONS {
        let (user, stock) = (world.user(10 + n), 1 + (n % 3) as usize);
        let usd = 10_000 + 137 * n;
        let held = (u128::from(usd) * 10u128.pow(16) / world.assets[stock].price as u128) as u64;
        let ltv = u64::from(world.assets[stock].config.ltv_bps[0]);
        world.fund(&user, stock, held);
        world.fund(&user, 0, 0);
        world.deposit(&user, stock, u64::MAX).expect("pledged");
        let borrowed = usd * ltv * (6_000 + 20 * n) / 100_000_000 * DOLLAR;
        world.borrow(&user, 0, borrowed).expect("borrowed");
        dollar.debt.push(atoms(borrowed));
        out += i128::from(borrowed);
        holders.push(Holder { user, stock, held });
    }
    Crash { world, lender, liquidator, holders, dollar, partial: 0, out }
}

/// A number that no rounding decides: prices are rounded by 2^-31 of themselves, values by 2^-16 USD of thousands.
#[track_caller]
pub fn clear(over: Exact) -> bool {
    assert!(over > ratio(1, 1 << 24) || over < -ratio(1, 1 << 24), "nobody so near that roundings decide: {over}");
    over < ratio(0, 1)
}

impl Crash {
    /// Dollars that the holder's stock is worth for a dollar of its debt, at the prices just posted.
    fn cover(&self, n: usize) -> Exact {
        let holder = &self.holders[n];
        let price = |index: usize| ratio(self.world.assets[index].price, 100_000_000);
        let supply = ratio(holder.held, 100_000_000) * price(holder.stock);
        supply / (&self.dollar.debt[n] * ratio(1, 1_000_000) * price(0))
    }

    /// The same at settlement prices: what both feeds say has brought the quick reference into their span, to its nearer
    /// edge, which is the print and its confidence.
    pub fn settled_cover(&self, n: usize) -> Exact {
        self.cover(n) * ratio(10_005, 10_000)
    }

    /// Health in the liquidation test: both prices 5 basis points to the holder's favour.
    pub fn health(&self, n: usize) -> Exact {
        let threshold = self.world.assets[self.holders[n].stock].config.threshold.to_bps;
        self.cover(n) * ratio(threshold, 10_000) * ratio(10_005, 9_995)
    }

    /// Who is to be liquidated, of holders of these stocks.
    pub fn due(&self, stocks: &[usize]) -> Vec<usize> {
        let owes = |n: &usize| self.dollar.debt[*n] != ratio(0, 1) && stocks.contains(&self.holders[*n].stock);
        (0..self.holders.len()).filter(owes).filter(|n| clear(self.health(*n) - ratio(1, 1))).collect()
    }

    /// Who has less than a dollar and the bonus of the insolvent, 1 %, for each dollar owed.
    pub fn under_water(&self) -> Vec<usize> {
        (0..self.holders.len()).filter(|n| clear(self.settled_cover(*n) - ratio(101, 100))).collect()
    }

    pub fn refresh(&mut self) {
        let was = self.world.record(0);
        self.world.refresh_all();
        let index = self.world.record(0).debt_index();
        self.dollar.accrue(&was, index, self.world.chain.clock().unix_timestamp);
    }

    /// Opens on Monday with these gaps, in basis points down.
    pub fn open(&mut self, gaps: &[(usize, i64)]) {
        self.world.chain.set_time(OPEN);
        for (index, gap) in gaps {
            let price = self.world.assets[*index].price;
            self.world.assets[*index].price = price * (10_000 - gap) / 10_000;
            let share = self.world.assets[*index].share.as_mut().expect("a share feed");
            share.price = share.price * (10_000 - gap) / 10_000;
        }
        self.refresh();
    }
}
