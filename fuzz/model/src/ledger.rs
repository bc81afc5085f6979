//! What a crash should have done to the lender: the dollar's reserve in rational numbers beside the chain, and the report
//! at the end. Nothing here is told by the program what to expect.

use crate::lending::Lending;
use crate::number::{Exact, atoms, q64, ratio};
use hypothec_interface::invariant::{i1_books, i11_shares};
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::{Position, Reserve};
use num_bigint::BigInt;
use num_traits::Zero;

/// The dollar's reserve of one lender.
pub struct Ledger {
    lending: Lending,
    supplied: u64,
    principal: i64,
    repaid: i64,
    repayments: u64,
    /// What a dollar lent at first has grown to.
    pub growth: Exact,
    /// Supply index after the transaction before.
    index: Q64,
    /// Transactions in which the index fell: suppliers bore a loss.
    pub index_falls: u64,
    /// Events that say that debt was written off; the caller counts them.
    pub write_offs: u64,
}

/// What the lender has beside what it should have.
pub struct LenderReport {
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
    /// A reserve that holds what was supplied and lends nothing yet; none past 2^63 atoms.
    #[must_use]
    pub fn new(usdc: &Reserve, supplied: u64, at: i64) -> Option<Ledger> {
        let points = usdc.config().curve();
        let curve = points.iter().map(|point| (point.utilisation_bps.into(), point.apr_bps.into())).collect();
        Some(Ledger {
            lending: Lending::new(supplied.try_into().ok()?, curve, at),
            supplied,
            principal: 0,
            repaid: 0,
            repayments: 0,
            growth: ratio(1, 1),
            index: usdc.supply_index(),
            index_falls: 0,
            write_offs: 0,
        })
    }

    /// A loan of this many atoms.
    pub fn lend(&mut self, atoms: i64, now: i64) {
        self.accrue(now);
        self.principal += atoms;
        self.lending.borrow(atoms, now);
    }

    /// A repayment of this many atoms.
    pub fn repay(&mut self, atoms: i64, now: i64) {
        self.accrue(now);
        self.repaid += atoms;
        self.repayments += 1;
        self.lending.repay(atoms, now);
    }

    /// Interest until now; the program does the same in every transaction that names the reserve.
    pub fn accrue(&mut self, now: i64) {
        let before = self.lending.debt.clone();
        self.lending.accrue(now);
        if !before.is_zero() {
            self.growth = &self.growth * &self.lending.debt / before;
        }
    }

    /// Looks at the reserve after a transaction.
    pub fn watch(&mut self, usdc: &Reserve) {
        self.index_falls += u64::from(usdc.supply_index() < self.index);
        self.index = usdc.supply_index();
    }

    /// What was supplied and the interest of all debts, less the part of it that is the protocol's.
    fn lenders_part(&self, usdc: &Reserve) -> Exact {
        let interest = &self.lending.debt + ratio(self.repaid - self.principal, 1);
        let factor = i64::from(10_000 - usdc.config().reserve_factor_bps());
        atoms(self.supplied) + interest * ratio(factor, 10_000)
    }

    /// Bad debt, and the lender's part, of the records as they are; none where the lender's claim passes 2^64 atoms.
    #[must_use]
    pub fn report(&self, usdc: &Reserve, lender_shares: u64) -> Option<LenderReport> {
        let recorded = q64(usdc.debt_index()) * atoms(usdc.debt_shares());
        // the program rounds debts up only: what it lacks of the model's was written off
        let missing = (&self.lending.debt - recorded).ceil().to_integer();
        let exact = self.lenders_part(usdc);
        let claim = q64(usdc.supply_index()) * atoms(lender_shares);
        Some(LenderReport {
            bad_debt: missing.max(BigInt::ZERO),
            lender_lost: (&exact - &claim).round().to_integer(),
            lender_exact: exact.floor().to_integer(),
            lender_has: usdc.supply_assets_down(lender_shares)?,
        })
    }

    /// The report, if nobody lost anything within the dust of the roundings.
    ///
    /// Up: a rate is below 128 units of 2^-64 a second above the exact one (one unit for each basis point of at most 127
    /// of APR), which on 10^11 atoms for 3 days is below a quarter of an atom; and a repayment that ends inside a debt
    /// share leaves that share. Down: an index loses 2^-64 of 10^12 shares in each of a few hundred accruals.
    ///
    /// # Errors
    /// Who lost what, in a sentence.
    pub fn check(&self, usdc: &Reserve, lender_shares: u64) -> Result<LenderReport, String> {
        let report = self.report(usdc, lender_shares).ok_or("the lender's claim passes 2^64 atoms")?;
        let (bad, falls, events) = (&report.bad_debt, self.index_falls, self.write_offs);
        if *bad != BigInt::ZERO || falls != 0 || events != 0 {
            return Err(format!(
                "{bad} atoms of bad debt, {events} debts written off by the events, {falls} falls of the supply index"
            ));
        }
        let over = q64(usdc.debt_index()) * atoms(usdc.debt_shares()) - &self.lending.debt;
        let dust = q64(usdc.debt_index()) * atoms(self.repayments) + ratio(1, 4);
        if over > dust {
            return Err(format!("{} atoms of debt more than the model's", over.ceil()));
        }
        let gain = q64(usdc.supply_index()) * atoms(lender_shares) - self.lenders_part(usdc);
        if gain < -ratio(1, 1 << 16) {
            return Err(format!("the lender is short of the model by {} atoms", report.lender_lost));
        }
        if gain > ratio(1, 4) {
            return Err(format!("the lender has {} atoms more than the model's", -&report.lender_lost));
        }
        Ok(report)
    }
}

/// That a reserve's books hold, its vault holds what is booked, and its shares are those of these positions.
///
/// # Errors
/// What does not hold, in a sentence.
pub fn check_books(symbol: &str, reserve: &Reserve, vault: u64, positions: &[Position]) -> Result<(), String> {
    if !i1_books(reserve) {
        return Err(format!("{symbol}: the books claim more than there is"));
    }
    if reserve.cash() != vault {
        return Err(format!("{symbol}: {} atoms booked, {vault} in the vault", reserve.cash()));
    }
    if !i11_shares(reserve, positions.iter(), 0) {
        return Err(format!("{symbol}: the positions' shares are not the reserve's"));
    }
    Ok(())
}
