//! Mints: a [`StockMint`] is described by its fields and extensions, in the issuer's order, and written byte for
//! byte as Token-2022 stores it. The functions of `edit` change a written mint in place, as its issuer would.

mod edit;

pub use crate::extension::Extension;
use crate::tlv;
use crate::{NONE, rent};
pub use edit::*;
use solana_account::Account;
use solana_address::{Address, address};

/// The SPL Token program (p-token on mainnet).
pub const TOKEN: Address = address!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// The Token-2022 program.
pub const TOKEN_2022: Address = address!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// Length of a mint without extensions.
pub const BASE_LEN: usize = 82;

/// A tokenised stock's Token-2022 mint, from which variants are derived by the consuming setters.
#[derive(Clone, Debug, PartialEq)]
pub struct StockMint {
    /// Where the mint lives; its metadata repeats it.
    pub address: Address,
    /// Who may mint; [`NONE`] for nobody.
    pub mint_authority: Address,
    /// Who may freeze; [`NONE`] for nobody.
    pub freeze_authority: Address,
    /// Atoms in existence.
    pub supply: u64,
    /// Decimals.
    pub decimals: u8,
    /// Balance, when it is not the least a mint of its length must hold.
    pub lamports: Option<u64>,
    /// Extensions in the order they lie in the account.
    pub extensions: Vec<Extension>,
}

impl StockMint {
    /// Puts the mint at another address.
    #[must_use]
    pub fn at(self, address: Address) -> Self {
        Self { address, ..self }
    }

    /// Sets the decimals.
    #[must_use]
    pub fn decimals(self, decimals: u8) -> Self {
        Self { decimals, ..self }
    }

    /// Sets the supply.
    #[must_use]
    pub fn supply(self, supply: u64) -> Self {
        Self { supply, ..self }
    }

    /// Replaces the extension of the same kind where it lies, or appends it.
    #[must_use]
    pub fn with(mut self, extension: Extension) -> Self {
        match self.extensions.iter_mut().find(|own| own.kind() == extension.kind()) {
            Some(own) => *own = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// Removes the extension of this kind. Panics when there is none.
    #[must_use]
    pub fn without(mut self, kind: u16) -> Self {
        let before = self.extensions.len();
        self.extensions.retain(|own| own.kind() != kind);
        assert!(self.extensions.len() < before, "the mint has no extension of kind {kind}");
        self
    }

    /// Rewrites one extension in place. Panics when the mint has none that `change` accepts.
    #[must_use]
    fn changed(mut self, change: impl FnMut(&mut Extension) -> bool) -> Self {
        assert!(self.extensions.iter_mut().any(change), "the mint has no such extension");
        self
    }

    /// Pauses the mint. Panics, as the next two do, when it lacks the extension.
    #[must_use]
    pub fn paused(self) -> Self {
        self.changed(|extension| match extension {
            Extension::Pausable { paused, .. } => {
                *paused = true;
                true
            }
            _ => false,
        })
    }

    /// Arms the transfer hook.
    #[must_use]
    pub fn hooked(self, hook: Address) -> Self {
        self.changed(|extension| match extension {
            Extension::TransferHook { program, .. } => {
                *program = hook;
                true
            }
            _ => false,
        })
    }

    /// Sets the UI multipliers: `current` until `from_ts`, `new` from then on.
    #[must_use]
    pub fn multiplier(self, current: f64, new: f64, from_ts: i64) -> Self {
        self.changed(|extension| match extension {
            Extension::ScaledUiAmount { multiplier, effective_ts, new_multiplier, .. } => {
                (*multiplier, *effective_ts, *new_multiplier) = (current, from_ts, new);
                true
            }
            _ => false,
        })
    }

    /// Charges a transfer fee.
    #[must_use]
    pub fn transfer_fee(self, bps: u16, maximum: u64) -> Self {
        let authority = self.mint_authority;
        self.with(Extension::TransferFeeConfig { authority, epoch: 0, bps, maximum })
    }

    /// Makes tokens non-transferable.
    #[must_use]
    pub fn non_transferable(self) -> Self {
        self.with(Extension::NonTransferable)
    }

    /// Lets `authority` close the mint.
    #[must_use]
    pub fn closable_by(self, authority: Address) -> Self {
        self.with(Extension::MintCloseAuthority { authority })
    }

    /// Makes new token accounts start frozen.
    #[must_use]
    pub fn default_frozen(self) -> Self {
        self.with(Extension::DefaultAccountState { frozen: true })
    }

    /// The bytes of the mint account.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let records: Vec<_> = self.extensions.iter().map(|own| (own.kind(), own.value(&self.address))).collect();
        let base = base(self.mint_authority, self.supply, self.decimals, self.freeze_authority);
        tlv::assemble(base, tlv::MINT, &records)
    }

    /// The mint account.
    #[must_use]
    pub fn account(&self) -> Account {
        let data = self.data();
        let lamports = self.lamports.unwrap_or(rent(data.len()));
        Account { lamports, ..crate::account(TOKEN_2022, data) }
    }
}

fn base(mint_authority: Address, supply: u64, decimals: u8, freeze_authority: Address) -> Vec<u8> {
    [&option(mint_authority)[..], &supply.to_le_bytes(), &[decimals, 1], &option(freeze_authority)].concat()
}

/// An optional key behind a four-byte tag, as the parts of mints and token accounts before the extensions hold it.
pub(crate) fn option(key: Address) -> [u8; 36] {
    let mut bytes = [0; 36];
    bytes[0] = u8::from(key != NONE);
    bytes[4..].copy_from_slice(key.as_ref());
    bytes
}

/// A mint of the SPL Token program, as USDC's is (without a freeze authority).
#[must_use]
pub fn spl_mint(decimals: u8, authority: Address, supply: u64) -> Account {
    crate::account(TOKEN, base(authority, supply, decimals, NONE))
}

/// A Token-2022 mint without extensions.
#[must_use]
pub fn bare_mint(decimals: u8, authority: Address, supply: u64) -> Account {
    crate::account(TOKEN_2022, base(authority, supply, decimals, NONE))
}

/// The supply.
#[must_use]
pub fn supply(data: &[u8]) -> u64 {
    u64::from_le_bytes(data[36..44].try_into().expect("eight bytes"))
}

/// The decimals.
#[must_use]
pub fn decimals(data: &[u8]) -> u8 {
    data[44]
}

#[cfg(test)]
mod tests;
