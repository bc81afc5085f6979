//! Any action, on a world.

use super::setup::PRICES;
use super::state::{Outcome, PureWorld};
use crate::action::{Action, SHARE, STOCK};
use hypothec_interface::action::Moved;

impl PureWorld {
    /// Runs an action; what is refused changes nothing.
    pub fn step(&mut self, action: &Action) -> Outcome {
        let saved = self.clone();
        let done = self.run(action);
        if done.is_err() {
            *self = saved;
        }
        done
    }

    fn run(&mut self, action: &Action) -> Outcome {
        let nothing = Moved { amount: 0, shares: 0 };
        match *action {
            Action::Deposit(what) => return self.deposit(&what),
            Action::Withdraw(what) => return self.withdraw(&what),
            Action::Borrow(what) => return self.borrow(&what),
            Action::Repay(what) => return self.repay(&what),
            Action::Donate(what) => return self.donate(&what),
            Action::Batch(what) => return self.batch(&what, |_, _| {}),
            Action::OpenReceipt { reserve, .. } => return self.open_receipt(reserve),
            Action::MintReceipt(what) => return self.mint_receipt(&what),
            Action::RedeemReceipt(what) => return self.redeem_receipt(&what),
            Action::Propose { by, change } => return self.propose(by, &change),
            Action::Execute { pick, .. } => return self.execute(pick),
            Action::Cancel { by, pick } => return self.cancel(by, pick),
            Action::Tighten { by, pulled } => return self.tighten(by, &pulled),
            Action::AcceptAdmin { by } => return self.accept_admin(by),
            Action::CloseReserve { by, reserve } => return self.close_reserve(by, reserve),
            Action::Relist { by, reserve } => return self.relist(by, reserve),
            Action::SetClosure { by, ahead, minute } => return self.set_closure(by, ahead, minute),
            Action::SetCollateral { by, of, reserve, on } => return self.set_collateral(by, of, reserve, on),
            Action::SetDelegate { by, of, to } => return self.set_delegate(by, of, to),
            Action::OfferPosition { by, of, to } => return self.offer_position(by, of, to),
            Action::AcceptPosition { by, of, more } => return self.accept_position(by, of, more),
            Action::ReopenPosition { of } => return self.reopen_position(of),
            Action::SyncVault { reserve } => return self.sync_vault(usize::from(reserve)),
            Action::RefreshPrices { reserves, posted } => return self.refresh_prices(reserves, posted),
            Action::Liquidate(what) => return self.liquidate(&what),
            Action::FlashLoan(what) => return self.flash_loan(&what),
            Action::CollectFees { reserve } => return self.collect_fees(reserve),
            Action::SettleBadDebt { of } => return self.settle_bad_debt(of),
            Action::SetOrder { by, of, index, order } => return self.set_order(by, of, index, order),
            Action::Drift { reserve, bps } => {
                self.drift(usize::from(reserve), bps);
                if usize::from(reserve) == STOCK {
                    // the share with it, except for a little
                    self.drift(SHARE, bps + bps.rem_euclid(7) - 3);
                }
            }
            Action::Advance { seconds } => self.advance(seconds),
            Action::Post { reserve, bps, conf_bps, age_s } => {
                self.pass(1);
                let index = usize::from(reserve);
                self.post(index, PRICES[index] / 10_000 * i64::from(bps), conf_bps, age_s);
            }
            // what its multiplier is, is read where its reserve says
            Action::Stock(_) if !self.is_listed(STOCK) => {}
            Action::Multiply { reserve, .. } if !self.is_listed(usize::from(reserve)) => {}
            Action::Stock(what) => self.apply_stock(&what),
            Action::Multiply { reserve, bps, in_s } => self.set_multiplier(reserve, f64::from(bps) / 1e4, in_s),
            Action::Pause { reserve, on } => {
                self.edit_mint(reserve, |offsets| offsets.pausable, 32, &[u8::from(on)]);
            }
            Action::ArmHook { reserve, on } => {
                self.edit_mint(reserve, |offsets| offsets.hook, 32, &[9 * u8::from(on); 32]);
            }
            Action::ReplaceMint { reserve, by } => self.replace_mint(usize::from(reserve), by),
            // there is no vault
            Action::Freeze { reserve, .. } | Action::ClawBack { reserve, .. } | Action::Return { reserve, .. }
                if !self.is_listed(usize::from(reserve)) => {}
            Action::Freeze { reserve, on } => self.vaults[usize::from(reserve)].frozen = on,
            Action::ClawBack { reserve, bps } => {
                let vault = &mut self.vaults[usize::from(reserve)];
                vault.amount -= (u128::from(vault.amount) * u128::from(bps) / 10_000) as u64;
            }
            Action::Return { reserve, atoms } => {
                let vault = &mut self.vaults[usize::from(reserve)];
                vault.amount = vault.amount.saturating_add(atoms).min(1 << 60);
            }
        }
        Ok(nothing)
    }
}
