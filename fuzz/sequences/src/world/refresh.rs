//! RefreshPrices without a runtime.

use super::state::{Outcome, PureWorld};
use crate::action::{RESERVES, SHARE, STOCK};
use hypothec_interface::action::Moved;
use hypothec_interface::oracle::{self, Adapter};
use hypothec_interface::price::{IssuerReading, refresh_reserve};
use hypothec_interface::state::SOURCE_COUNT;
use hypothec_interface::token::issuer;
use hypothec_interface::{Error, Key};

impl PureWorld {
    pub(crate) fn refresh_prices(&mut self, reserves: u8, posted: u8) -> Outcome {
        let now = self.now;
        let mut market = PureWorld::market(&mut self.words);
        let context = market.header.refresh_context(now);
        let adapters = market.header.adapters();
        for index in (0..RESERVES).filter(|index| reserves & 1 << index != 0) {
            let (bytes, owner) = (&self.mints[index], &self.mint_owners[index]);
            let reserve = market.reserve_mut(index as u8)?;
            // a share feed of a dollar is asked for too: there is none
            let feeds = [index, if index == STOCK { SHARE } else { index }];
            let mut prints = [None; SOURCE_COUNT];
            for (n, source) in reserve.source_ids().into_iter().enumerate() {
                if posted >> (2 * index + n) & 1 != 0 {
                    let owner = Adapter::PythReceiver.programs().first().ok_or(Error::WrongOracleProgram)?;
                    let bytes = &self.prices[feeds[n]].bytes;
                    prints[n] = oracle::print(source, adapters, &Key::NONE, owner, bytes)?;
                }
            }
            let issuer = if reserve.reads_issuer() {
                let mint = issuer::read_account(bytes, owner, &reserve.token_program(), &reserve.offsets())?;
                let vault = self.vaults[index];
                Some(IssuerReading { mint, vault_amount: vault.amount, vault_frozen: vault.frozen })
            } else {
                None
            };
            refresh_reserve(reserve, &context, prints.each_ref().map(Option::as_ref), issuer.as_ref())?;
            market.count_groups(index as u8)?;
        }
        Ok(Moved { amount: 0, shares: 0 })
    }
}
