//! A mint that its issuer closes, and what comes to stand at its address.

use super::setup::PYUSD_MINT;
use super::state::PureWorld;
use crate::action::Replacement;
use hypothec_interface::token::{SYSTEM_PROGRAM, TOKEN_2022_PROGRAM};

/// Where a mint keeps its decimals.
const DECIMALS: usize = 44;
/// Header of an entry without a value, of the kind that makes a mint's tokens non-transferable.
const NON_TRANSFERABLE: [u8; 4] = [9, 0, 0, 0];

impl PureWorld {
    /// Only a mint with a close authority can be replaced: of any other this does nothing.
    pub(crate) fn replace_mint(&mut self, index: usize, by: Replacement) {
        if !self.reserve(index).offsets().is_closable() {
            return;
        }
        let mut bytes = PYUSD_MINT.to_vec();
        let mut owner = TOKEN_2022_PROGRAM;
        match by {
            Replacement::Nothing => (bytes, owner) = (Vec::new(), SYSTEM_PROGRAM),
            Replacement::Foreign => owner = self.market_key,
            Replacement::OtherDecimals => bytes[DECIMALS] += 1,
            Replacement::OtherExtensions => bytes.extend(NON_TRANSFERABLE),
            Replacement::Same => {}
        }
        (self.mints[index], self.mint_owners[index]) = (bytes, owner);
    }
}
