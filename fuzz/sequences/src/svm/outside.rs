//! What time, oracles and issuers did in the pure world, written to the chain.

use super::Differential;
use crate::action::{Action, FEEDS, SHARE, STOCK};
use hypothec_testkit::token;

impl Differential {
    /// What happened outside the program happens on the chain.
    pub(super) fn push(&mut self, action: &Action) {
        match *action {
            Action::Advance { .. } => {
                self.chain.chain.set_time(self.world.now);
                (0..FEEDS).for_each(|feed| self.push_price(feed));
            }
            Action::Post { reserve, .. } => {
                self.chain.chain.set_time(self.world.now);
                self.push_price(usize::from(reserve));
            }
            Action::Stock(what) => {
                self.chain.chain.set_time(self.world.now);
                if what.prints() {
                    (0..FEEDS).for_each(|feed| self.push_price(feed));
                }
                self.push_mint(STOCK);
            }
            Action::Drift { .. } => {} // the next print shows it
            Action::Multiply { reserve, .. }
            | Action::Pause { reserve, .. }
            | Action::ArmHook { reserve, .. }
            | Action::ReplaceMint { reserve, .. } => {
                self.push_mint(usize::from(reserve));
            }
            Action::Freeze { reserve, .. } | Action::ClawBack { reserve, .. } | Action::Return { reserve, .. } => {
                let index = usize::from(reserve);
                if !self.world.is_listed(index) {
                    return;
                }
                let (vault, is) = (self.chain.vault(index), self.world.vaults[index]);
                self.chain.chain.edit(&vault, |account| {
                    token::set_amount(&mut account.data, is.amount);
                    token::set_frozen(&mut account.data, is.frozen);
                });
            }
            _ => unreachable!("an instruction"),
        }
    }

    fn push_mint(&mut self, index: usize) {
        let mint = self.chain.assets[index].mint;
        let (bytes, owner) = (&self.world.mints[index], self.world.mint_owners[index]);
        let account = hypothec_testkit::account(owner.to_bytes().into(), bytes.clone());
        self.chain.chain.put_account(&mint, account);
    }

    fn push_price(&mut self, feed: usize) {
        let bytes = self.world.prices[feed].bytes.to_vec();
        let account = hypothec_testkit::account(hypothec_testkit::price::RECEIVER, bytes);
        let chain = &self.chain;
        let address = if feed == SHARE { chain.share_account(STOCK) } else { chain.price_account(feed) };
        self.chain.chain.put_account(&address, account);
    }
}
