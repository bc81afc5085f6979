//! What the crash should have done to the lender: the exact model of the dollar's reserve, kept beside the chain, and the
//! judgement at the end. Nothing here is told by the program what to expect.

use crate::model::{Lending, part};
use anyhow::{Context, Result, bail, ensure};
use hypothec_interface::invariant::{i1_books, i11_shares};
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::{Position, Reserve};
use num_bigint::BigInt;
use num_rational::BigRational;

fn atoms(n: u64) -> BigRational {
    BigRational::from_integer(n.into())
}

fn q64(Q64([fraction, integer]): Q64) -> BigRational {
    BigRational::new((BigInt::from(integer) << 64) | BigInt::from(fraction), BigInt::from(1) << 64)
}

/// The dollar's reserve as rational numbers.
pub struct Ledger {
    lending: Lending,
    supplied: u64,
    principal: i64,
    repaid: i64,
    repayments: u64,
    /// What a dollar lent on Friday has grown to.
    pub growth: BigRational,
    /// Supply index after the transaction before.
    index: Q64,
    /// Transactions in which it fell: suppliers bore a loss.
    pub index_falls: u64,
    /// Events that say that debt was written off.
    pub write_offs: u64,
}

/// What the judgement found.
pub struct Verdict {
    /// Debt atoms of the model that the records do not hold: somebody bears them.
    pub bad_debt: BigInt,
    /// What the lender should have, whole atoms.
    pub lender_exact: BigInt,
    /// What the lender's shares pay out.
    pub lender_has: u64,
    /// What the lender is short of the model, to the nearest atom; negative if it has more.
    pub lender_lost: BigInt,
}

impl Ledger {
    /// A reserve that holds what was supplied and lends nothing yet.
    pub fn new(usdc: &Reserve, supplied: u64, at: i64) -> Result<Ledger> {
        let points = usdc.config().curve();
        let curve = points.iter().map(|point| (point.utilisation_bps.into(), point.apr_bps.into())).collect();
        Ok(Ledger {
            lending: Lending::new(supplied.try_into()?, curve, at),
            supplied,
            principal: 0,
            repaid: 0,
            repayments: 0,
            growth: part(1, 1),
            index: usdc.supply_index(),
            index_falls: 0,
            write_offs: 0,
        })
    }

    pub fn lend(&mut self, atoms: i64, now: i64) {
        self.accrue(now);
        self.principal += atoms;
        self.lending.borrow(atoms, now);
    }

    pub fn repay(&mut self, atoms: u64, now: i64) -> Result<()> {
        self.accrue(now);
        let atoms = i64::try_from(atoms)?;
        self.repaid += atoms;
        self.repayments += 1;
        self.lending.repay(atoms, now);
        Ok(())
    }

    /// Interest until now; the program does the same in every transaction that names the reserve.
    pub fn accrue(&mut self, now: i64) {
        let before = self.lending.debt.clone();
        self.lending.accrue(now);
        if before != part(0, 1) {
            self.growth = &self.growth * &self.lending.debt / before;
        }
    }

    /// Looks at the reserve after a transaction.
    pub fn watch(&mut self, usdc: &Reserve) {
        self.index_falls += u64::from(usdc.supply_index() < self.index);
        self.index = usdc.supply_index();
    }

    /// What was supplied and the interest of all debts, less the part of it that is the protocol's.
    fn lenders_part(&self, usdc: &Reserve) -> BigRational {
        let interest = &self.lending.debt + part(self.repaid - self.principal, 1);
        let factor = i64::from(10_000 - usdc.config().reserve_factor_bps());
        atoms(self.supplied) + interest * part(factor, 10_000)
    }

    /// Bad debt, and the lender's part, of the records as they are.
    pub fn judge(&self, usdc: &Reserve, lender_shares: u64) -> Result<Verdict> {
        let recorded = q64(usdc.debt_index()) * atoms(usdc.debt_shares());
        // the program rounds debts up only: what it lacks of the model's was written off
        let missing = (&self.lending.debt - recorded).ceil().to_integer();
        let exact = self.lenders_part(usdc);
        let claim = q64(usdc.supply_index()) * atoms(lender_shares);
        Ok(Verdict {
            bad_debt: missing.max(BigInt::ZERO),
            lender_lost: (&exact - &claim).round().to_integer(),
            lender_exact: exact.floor().to_integer(),
            lender_has: usdc.supply_assets_down(lender_shares).context("a supply")?,
        })
    }

    /// That nobody lost anything, within the dust of the roundings.
    ///
    /// Up: a rate is below 128 units of 2^-64 a second above the exact one (one unit for each basis point of at most 127
    /// of APR), which on 10^11 atoms for 3 days is below a quarter of an atom; and a repayment that ends inside a debt
    /// share leaves that share. Down: an index loses 2^-64 of 10^12 shares in each of a few hundred accruals.
    pub fn check(&self, usdc: &Reserve, lender_shares: u64) -> Result<Verdict> {
        let verdict = self.judge(usdc, lender_shares)?;
        let (bad, falls, events) = (&verdict.bad_debt, self.index_falls, self.write_offs);
        ensure!(
            *bad == BigInt::ZERO && falls == 0 && events == 0,
            "{bad} atoms of bad debt, {events} debts written off by the events, {falls} falls of the supply index"
        );
        let over = q64(usdc.debt_index()) * atoms(usdc.debt_shares()) - &self.lending.debt;
        let dust = q64(usdc.debt_index()) * atoms(self.repayments) + part(1, 4);
        ensure!(over <= dust, "{} atoms of debt more than the model's", over.ceil());
        let gain = q64(usdc.supply_index()) * atoms(lender_shares) - self.lenders_part(usdc);
        ensure!(gain >= -part(1, 1 << 16), "the lender is short of the model by {} atoms", verdict.lender_lost);
        ensure!(gain <= part(1, 4), "the lender has {} atoms more than the model's", -&verdict.lender_lost);
        Ok(verdict)
    }
}

/// That a reserve's books hold, its vault holds what is booked, and its shares are those of these positions.
pub fn check_books(symbol: &str, reserve: &Reserve, vault: u64, positions: &[Position]) -> Result<()> {
    ensure!(i1_books(reserve), "{symbol}: the books claim more than there is");
    ensure!(reserve.cash() == vault, "{symbol}: {} atoms booked, {vault} in the vault", reserve.cash());
    if !i11_shares(reserve, positions.iter(), 0) {
        bail!("{symbol}: the positions' shares are not the reserve's");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_testkit::{Asset, World};

    fn lent() -> (World, Ledger, Position, Position) {
        let mut world = World::new(&[Asset::usdc(), Asset::nvdax()]);
        let (lender, borrower) = (world.user(1), world.user(2));
        let now = world.chain.clock().unix_timestamp;
        world.fund(&lender, 0, 1_000_000_000);
        world.deposit(&lender, 0, u64::MAX).expect("lent");
        let mut ledger = Ledger::new(&world.record(0), 1_000_000_000, now).expect("a ledger");
        world.fund(&borrower, 1, 1_000_000_000);
        world.fund(&borrower, 0, 0);
        world.deposit(&borrower, 1, u64::MAX).expect("pledged");
        world.borrow(&borrower, 0, 500_000_000).expect("borrowed");
        ledger.lend(500_000_000, now);
        world.advance(86_400);
        ledger.accrue(now + 86_400);
        let positions = (world.position(&lender), world.position(&borrower));
        (world, ledger, positions.0, positions.1)
    }

    #[test]
    fn a_day_of_interest_is_the_models() {
        let (world, mut ledger, lender, borrower) = lent();
        let usdc = world.record(0);
        ledger.watch(&usdc);
        let verdict = ledger.check(&usdc, lender.used()[0].shares()).expect("nothing lost");
        assert_eq!((verdict.lender_exact, verdict.lender_lost), (verdict.lender_has.into(), BigInt::ZERO));
        check_books("USDC", &usdc, usdc.cash(), &[lender, borrower]).expect("books");
        check_books("USDC", &usdc, usdc.cash() - 1, &[lender, borrower]).expect_err("an atom is gone");
        check_books("USDC", &usdc, usdc.cash(), &[lender]).expect_err("a position is gone");
    }

    #[test]
    fn what_is_lost_is_seen() {
        let (mut world, mut ledger, lender, _) = lent();
        let shares = lender.used()[0].shares();
        let before = world.record(0);
        assert!(ledger.check(&before, shares - 1).is_err(), "a lender's atom");
        // a million atoms leave the vault, and the next refresh recognises it
        let vault = world.vault(0);
        world
            .chain
            .edit(&vault, |account| hypothec_localnet::token::set_amount(&mut account.data, before.cash() - 1_000_000));
        let sync = hypothec_interface::builder::sync_vault(world.market, 0);
        world.chain.send(&[sync], &[&hypothec_testkit::market::admin()]).expect("synced");
        ledger.watch(&world.record(0));
        let verdict = ledger.judge(&world.record(0), shares).expect("judged");
        assert_eq!(ledger.index_falls, 1);
        assert!(verdict.lender_lost > BigInt::from(990_000) && verdict.bad_debt == BigInt::ZERO);
        // and a debt of the model that no record holds
        ledger.lend(7_000_000, world.chain.clock().unix_timestamp);
        assert_eq!(ledger.judge(&world.record(0), shares).expect("judged").bad_debt, BigInt::from(7_000_000));
    }
}
