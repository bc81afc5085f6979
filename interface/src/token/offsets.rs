//! Where a listed mint keeps what a refresh reads.

use bytemuck::{Pod, Zeroable};

/// The layout of a listed mint: with it a refresh reads each field where it was, instead of walking.
///
/// Offsets point at the entry's header and are 0 where the mint has no such extension.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Offsets {
    /// Bytes of the mint account.
    pub len: u32,
    /// Extension kinds at listing, bit n for kind n. Kept through moves.
    pub kinds: u32,
    /// ScaledUiAmount.
    pub scaled: u16,
    /// Pausable.
    pub pausable: u16,
    /// TransferHook.
    pub hook: u16,
    /// DefaultAccountState.
    pub default_state: u16,
    /// TransferFeeConfig.
    pub fee: u16,
    /// Decimals at listing. Kept through moves.
    pub decimals: u8,
    /// Zero.
    pub reserved: [u8; 5],
}

const _: () = assert!(size_of::<Offsets>() == 24 && align_of::<Offsets>() == 4);
