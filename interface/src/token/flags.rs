//! What an issuer can switch on, as bits that accounts store.

use core::ops::{BitOr, BitOrAssign};

use bytemuck::{Pod, Zeroable};

/// What the issuer has switched on, one bit each; the value is stored in accounts.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct IssuerFlags(pub u16);

impl IssuerFlags {
    /// Nothing.
    pub const NONE: IssuerFlags = IssuerFlags(0);
    /// No token of the mint moves.
    pub const PAUSED: IssuerFlags = IssuerFlags(1);
    /// A transfer hook's program is set: transfers need more accounts.
    pub const HOOK_ARMED: IssuerFlags = IssuerFlags(2);
    /// New token accounts start frozen.
    pub const DEFAULT_FROZEN: IssuerFlags = IssuerFlags(4);
    /// A transfer fee above zero is set, now or for a coming epoch.
    pub const FEE_ARMED: IssuerFlags = IssuerFlags(8);
    /// The mint's extensions, metadata and groups aside, are not those it was listed with.
    pub const NEW_EXTENSION: IssuerFlags = IssuerFlags(16);
    /// The mint's decimals are not those it was listed with.
    pub const DECIMALS_CHANGED: IssuerFlags = IssuerFlags(32);
    /// The reserve's vault is frozen. [`super::issuer::read`] never sets it: whoever reads the vault does.
    pub const VAULT_FROZEN: IssuerFlags = IssuerFlags(64);
    /// A mint with a close authority was closed, or another stands at its address: of another program, not a mint, of other
    /// decimals or other extensions.
    pub const MINT_REPLACED: IssuerFlags = IssuerFlags(128);

    /// Whether any bit of `other` is set.
    #[inline(always)]
    #[must_use]
    pub const fn has_any(self, other: IssuerFlags) -> bool {
        self.0 & other.0 != 0
    }

    /// These flags if `on`, else none.
    #[inline(always)]
    #[must_use]
    pub const fn when(self, on: bool) -> IssuerFlags {
        if on { self } else { IssuerFlags::NONE }
    }
}

impl BitOr for IssuerFlags {
    type Output = IssuerFlags;

    #[inline(always)]
    fn bitor(self, other: IssuerFlags) -> IssuerFlags {
        IssuerFlags(self.0 | other.0)
    }
}

impl BitOrAssign for IssuerFlags {
    #[inline(always)]
    fn bitor_assign(&mut self, other: IssuerFlags) {
        *self = *self | other;
    }
}
