//! Who deploys, and by which loader.

use solana_address::Address;
use solana_signer::Signer;

/// The loader that owns upgradeable programs.
pub const LOADER_V3: Address = solana_address::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Who deploys.
#[derive(Clone, Copy)]
pub struct Deployer<'a> {
    /// Pays rent and fees.
    pub payer: &'a dyn Signer,
    /// May write the buffer, and upgrade the program later.
    pub authority: &'a dyn Signer,
}

impl<'a> Deployer<'a> {
    pub(super) fn signers(&self, more: &'a dyn Signer) -> [&'a dyn Signer; 3] {
        [self.payer, self.authority, more]
    }
}
