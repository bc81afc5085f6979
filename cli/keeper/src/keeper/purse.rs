//! The keeper's token accounts of a pair. Where one is missing, whatever the reason, the liquidation that needs it makes it.

use super::Keeper;
use crate::chain::Draft;
use crate::liquidate::compose::Deal;
use crate::tokens;
use hypothec_client::{Cluster, Result};
use hypothec_interface::builder::ReserveAddresses;
use solana_address::Address;
use solana_instruction::Instruction;

/// One of the keeper's token accounts as it is now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens {
    pub address: Address,
    /// Atoms; none where there is no account.
    pub held: u64,
}

/// Those of a pair, and what makes the ones that are not there.
pub(super) struct Purse {
    pub repay: Tokens,
    pub seize: Tokens,
    pub missing: Vec<Instruction>,
}

impl Keeper {
    pub(super) fn purse(&self, cluster: &dyn Cluster, deal: &Deal<'_>) -> Result<Purse> {
        let address = |of: &ReserveAddresses| tokens::associated(&self.address(), &of.mint, &of.token_program);
        let (repay, seize) = (address(&deal.repay), address(&deal.seize));
        let mut found = cluster.accounts(&[repay, seize])?.into_iter();
        let mut missing = Vec::new();
        let mut read = |address, of: &ReserveAddresses| {
            let held = found.next().flatten().and_then(|account| tokens::amount(&account.data));
            if held.is_none() {
                missing.push(tokens::create(&self.address(), &of.mint, &of.token_program));
            }
            Tokens { address, held: held.unwrap_or(0) }
        };
        let (repay, seize) = (read(repay, &deal.repay), read(seize, &deal.seize));
        Ok(Purse { repay, seize, missing })
    }

    /// These instructions, which the wallet signs.
    pub(super) fn draft(&self, instructions: Vec<Instruction>) -> Draft {
        Draft::new(instructions, vec![&self.wallet]).with_tables(&self.tables)
    }
}
