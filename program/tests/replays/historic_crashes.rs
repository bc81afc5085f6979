//! Crashes as they happened, beside the exact model: who is liquidated, what suppliers lose, and books that are exact to
//! the atom at the end. Gaps are from the last close to the next open.

use super::crash_market::*;
use crate::fixtures::liquidation::*;
use crate::fixtures::market::DOLLAR;
use hypothec_interface::Error;
use hypothec_interface::invariant::{i1_books, i11_shares};
use hypothec_model::{atoms, hair, q64, ratio};

impl Crash {
    /// Offers a liquidation of every holder; returns those it happened to.
    fn liquidate_all(&mut self) -> Vec<usize> {
        let mut done = Vec::new();
        for n in 0..self.holders.len() {
            let Holder { user, stock, held } = &self.holders[n];
            if !self.world.position(user).has_debt() {
                continue;
            }
            let (of, by) = (addresses(&self.world, &self.liquidator, user, 0, *stock), &self.liquidator);
            let to = self.world.tokens(by, *stock);
            let dollars = self.world.balance(by, 0);
            let liquidate = hypothec_interface::builder::liquidate(&of, to, u64::MAX, 0);
            match self.world.send(by, liquidate) {
                Ok(_) => done.push(n),
                Err(failure) => {
                    let refused = matches!(failure.error, Some(Error::NotLiquidatable | Error::StalePrice));
                    assert!(refused, "{n}: {failure:?}");
                    continue;
                }
            }
            let paid = dollars - self.world.balance(by, 0);
            self.out -= i128::from(paid);
            let (left, was) = (holds(&self.world, user, *stock).0, *held);
            self.settle(n, paid, was, left);
        }
        done
    }

    /// The model's side of a liquidation.
    fn settle(&mut self, n: usize, paid: u64, was: u64, left: u64) {
        let cover = self.settled_cover(n);
        let debt = self.dollar.debt[n].clone();
        self.holders[n].held = left;
        if clear(cover.clone() - ratio(101, 100)) {
            assert_eq!(left, 0, "{n}: the whole slot goes, of {was}");
            // its value less the bonus. ROUND: two Values of 2^-16 USD up, 16 atoms each, and an atom up; and two prices
            // to 2^-31, of at most 25,000 USD 12 atoms each
            let off = atoms(paid) - &debt * cover * ratio(100, 101);
            // The fixture posts the dollar 10^-8 dearer at each refresh, and the quick reference lags some of them behind.
            let lag = &debt * ratio(64, 100_000_000);
            assert!(
                off >= -ratio(24, 1) - &lag && off <= ratio(57, 1) + lag,
                "{n}: pays {off} atoms more than the collateral's worth"
            );
            self.dollar.debt[n] = debt - atoms(paid);
            self.dollar.write_off(n);
        } else if self.world.position(&self.holders[n].user).has_debt() {
            self.partial += 1;
            self.dollar.debt[n] = debt - atoms(paid);
            // the target is 1.05 at settlement prices, off by what Values of 2^-16 USD are off of the debt that is left.
            // ROUND: three up in the size, at most 2.7-fold, of which health keeps 40 %; two down in what is seized; and
            // two prices to 2^-31, of at most 25,000 USD a Value each
            let left = &self.dollar.debt[n] * ratio(65_536, 1_000_000);
            let lag = &left * ratio(64, 100_000_000);
            let off = (self.health(n) * ratio(9_995, 10_000) - ratio(105, 100)) * left;
            // The fixture posts the dollar 10^-8 dearer at each refresh, and the quick reference lags some of them behind.
            assert!(off >= -ratio(2, 1) - lag && off <= ratio(8, 1), "{n}: {off} Values off the target of 1.05");
        } else {
            let off = atoms(paid) - debt;
            assert!(off >= ratio(0, 1) && off < ratio(1, 1) + hair(), "{n}: closes for {off} atoms more than the debt");
            self.dollar.debt[n] = ratio(0, 1);
        }
    }

    /// Everyone who still owes repays, everyone takes all out, the lender last; returns what the lender gets.
    ///
    /// Of a debt somebody pays at most an atom more than the model's, rounded up at the end, and what a partial
    /// repayment left of a debt share. A written-off debt is rounded up by both too, and the lender's claim down. All this
    /// and nothing else stays in the vault beside fees and buffer.
    fn wind_up(&mut self, write_offs: u64) -> u64 {
        let index_up = atoms(2);
        let mut repayments = 0;
        for n in 0..self.holders.len() {
            let Holder { user, stock, held } = &self.holders[n];
            if self.world.position(user).has_debt() {
                self.world.fund(user, 0, 1_000_000 * DOLLAR);
                self.world.repay(user, 0, u64::MAX).expect("repaid");
                let paid = 1_000_000 * DOLLAR - self.world.balance(user, 0);
                let off = atoms(paid) - &self.dollar.debt[n];
                let most = atoms(1) + &index_up + hair();
                assert!(off >= ratio(0, 1) && off <= most, "{n}: pays {off} atoms more than is owed");
                self.out -= i128::from(paid);
                repayments += 1;
            }
            if !self.world.position(user).is_empty() {
                let before = self.world.balance(user, *stock);
                self.world.withdraw(user, *stock, u64::MAX).expect("taken out");
                assert_eq!(
                    self.world.balance(user, *stock) - before,
                    *held,
                    "{n}: takes out what is left of the pledge"
                );
            }
        }
        let lender = self.world.position(&self.lender);
        assert!(i11_shares(&self.world.record(0), [&lender].into_iter(), 0), "the lender's are all the shares");
        self.world.fund(&self.lender, 0, 0);
        self.world.withdraw(&self.lender, 0, u64::MAX).expect("taken out");
        let lender = self.world.balance(&self.lender, 0);
        for index in 0..4 {
            let (record, vault) = (self.world.record(index), self.world.chain.data(&self.world.vault(index)));
            assert!(i1_books(&record), "books of {index}");
            assert_eq!(record.cash(), hypothec_testkit::token::amount(&vault), "vault {index}");
            assert_eq!((record.supply_shares(), record.debt_shares()), (0, 0), "shares of {index}");
            let nobodys = atoms(record.cash()) - q64(record.fees()) - q64(record.buffer());
            if index != 0 {
                // a stock earns no interest: its atoms are shares, and no rounding happens
                assert_eq!(nobodys, ratio(0, 1), "{index}");
                continue;
            }
            let most = atoms(repayments + write_offs + 1) + &index_up * atoms(self.partial + write_offs) + hair();
            assert!(nobodys >= ratio(0, 1) && nobodys <= most, "{nobodys} atoms belong to nobody");
            let kept = q64(record.fees()) + q64(record.buffer()) - &self.dollar.fees - &self.dollar.buffer;
            assert!(kept <= hair() && kept >= -hair(), "fees and buffer are off by {kept}");
            // and every atom is somewhere
            let cash = i128::from(SUPPLIED) - self.out - i128::from(lender);
            assert_eq!(i128::from(record.cash()), cash);
        }
        // the lender gets the model's, less a part of an atom, and what each written-off debt was rounded up by
        let off = self.dollar.supplied() - atoms(lender);
        let most = atoms(1 + write_offs) + &index_up * atoms(write_offs) + hair();
        assert!(off >= -hair() && off < most, "the lender is short by {off}");
        lender
    }
}

/// 2024-08-05: NVDA -14.18 %, HOOD -17.79 %, MSTR -27.37 %.
#[test]
fn crash_of_august_2024_liquidates_as_the_model_does() {
    let mut crash = market();
    crash.open(&[(NVDA, 1_418), (HOOD, 1_779), (MSTR, 2_737)]);
    // the exchange is open and both feeds of each agree: what they say counts at once
    let first = crash.due(&[NVDA, HOOD, MSTR]);
    assert_eq!(crash.liquidate_all(), first);
    assert_eq!(first.len(), 17);
    assert!(crash.liquidate_all().is_empty(), "one each is enough");
    // nobody was under water: the lender has what it lent and the model's interest
    assert!(crash.dollar.supplied() > atoms(SUPPLIED) && crash.dollar.written_off == ratio(0, 1));
    assert!(crash.wind_up(0) > SUPPLIED);
}

/// 2000-09-29: AAPL -47.3 %, here for every stock at once. Those who used most of their power are under water.
#[test]
fn gap_through_the_collateral_leaves_the_models_bad_debt() {
    let mut crash = market();
    crash.open(&[(NVDA, 4_730), (HOOD, 4_730), (MSTR, 4_730)]);
    let (due, under) = (crash.due(&[NVDA, HOOD, MSTR]), crash.under_water());
    let index = crash.world.record(0).supply_index();
    assert_eq!(crash.liquidate_all(), due);
    let emptied = |n: &usize| crash.world.position(&crash.holders[*n].user).is_empty();
    assert_eq!(due.iter().copied().filter(emptied).collect::<Vec<_>>(), under);
    assert_eq!((due.len(), under.len()), (180, 8));
    assert!(crash.world.record(0).supply_index() < index, "suppliers bear what the buffer did not");
    assert!(crash.liquidate_all().is_empty(), "one each is enough");
    // what the eight could not pay is more than four days of interest
    let lender = crash.wind_up(under.len() as u64);
    assert!(lender < SUPPLIED && atoms(SUPPLIED - lender) < crash.dollar.written_off);
}
