//! Prices of a test market: posted, refreshed, and kept fresh while time passes.

use crate::market::admin;
use crate::price::{AggregatePrice, PullFeed, PythUpdate, scope_account};
use crate::{World, keys};
use hypothec_interface::builder::{self, RefreshEntry};
use hypothec_interface::oracle::Adapter;
use solana_address::Address;
use solana_instruction::Instruction;

impl World {
    /// Where a reserve's price account is kept.
    #[must_use]
    pub fn price_account(&self, index: usize) -> Address {
        match self.assets[index].adapter {
            Adapter::PythReceiver => keys::address(5_000 + index as u64),
            _ => Address::new_from_array(self.assets[index].feed),
        }
    }

    /// Where the price account of a reserve's share feed is kept.
    #[must_use]
    pub fn share_account(&self, index: usize) -> Address {
        keys::address(5_500 + index as u64)
    }

    /// Posts a token's price, in 10^-8 USD, as of now.
    pub fn post(&mut self, index: usize, price: i64) {
        let now = self.chain.clock().unix_timestamp;
        let at = self.price_account(index);
        let asset = &mut self.assets[index];
        asset.price = price;
        let account = match asset.adapter {
            Adapter::PythReceiver => PythUpdate::new(asset.feed, price, -8, now).account(),
            Adapter::PythLegacy => AggregatePrice::new(price, -8, now, 1).account(),
            Adapter::Scope => scope_account(asset.entry, price, 8, now),
            Adapter::Switchboard => PullFeed::new(price, now).account(),
        };
        self.chain.put_account(&at, account);
    }

    /// Posts a share's price, in 10^-8 USD, as of now.
    pub fn post_share(&mut self, index: usize, price: i64) {
        let now = self.chain.clock().unix_timestamp;
        let share = self.assets[index].share.as_mut().expect("a share feed");
        share.price = price;
        let update = PythUpdate::new(share.feed, price, -8, now);
        self.chain.put_account(&self.share_account(index), update.account());
    }

    /// The instruction that refreshes these reserves, posting every source they have.
    #[must_use]
    pub fn refresh(&self, indices: &[usize]) -> Instruction {
        self.refresh_with(indices, [true, true])
    }

    /// As [`World::refresh`], posting only token feeds, only share feeds, or none.
    #[must_use]
    pub fn refresh_with(&self, indices: &[usize], posted: [bool; 2]) -> Instruction {
        let entries: Vec<_> = indices
            .iter()
            .map(|index| {
                let asset = &self.assets[*index];
                let share = asset.share.map(|_| self.share_account(*index)).filter(|_| posted[1]);
                RefreshEntry {
                    index: *index as u8,
                    prices: [posted[0].then(|| self.price_account(*index)), share],
                    issuer_mint: self.record(*index).reads_issuer().then_some(asset.mint),
                }
            })
            .collect();
        builder::refresh_prices(self.market, &entries)
    }

    /// Posts every price again, moved by 10^-8 USD so that no feed looks frozen, and refreshes every board.
    pub fn refresh_all(&mut self) {
        let all: Vec<usize> = (0..self.assets.len()).collect();
        for index in &all {
            self.post(*index, self.assets[*index].price + 1);
            if let Some(share) = self.assets[*index].share {
                self.post_share(*index, share.price + 1);
            }
        }
        for some in all.chunks(8) {
            self.chain.send(&[self.refresh(some)], &[&admin()]).expect("fresh boards");
        }
    }

    /// Lets time pass, with fresh boards at the end of it.
    pub fn advance(&mut self, seconds: i64) {
        self.chain.advance(seconds);
        self.refresh_all();
    }
}
