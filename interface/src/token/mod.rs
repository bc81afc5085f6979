//! Token accounts and mints of both token programs, from bytes to facts.
//!
//! Who owns an account is the caller's to check; a `parse` here assumes one of the two token programs does.

pub mod account;
mod flags;
pub mod issuer;
pub mod mint;
pub mod multiplier;
mod offsets;
mod tlv;

pub use account::TokenAccount;
pub use flags::IssuerFlags;
pub use issuer::Issuer;
pub use mint::Mint;
pub use multiplier::Scaled;
pub use offsets::Offsets;

use crate::Key;

/// SPL Token, `TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA`.
pub const TOKEN_PROGRAM: Key =
    Key([0x93a1_65d7_e1f6_dd06, 0xac79_ebce_46e1_cbd9, 0x9137_5b5f_ed85_b41c, 0xa900_ff7e_85f5_8c3a]);
/// Token-2022, `TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb`.
pub const TOKEN_2022_PROGRAM: Key =
    Key([0xde8f_75ee_e1f6_dd06, 0xdacd_6ce4_bc5d_4218, 0x270d_b983_4dfc_1ab6, 0xfc8b_a1d8_28f9_bdfe]);
/// The system program, `11111111111111111111111111111111`.
pub const SYSTEM_PROGRAM: Key = Key([0; 4]);

/// Token-2022 takes an account of exactly this length for a multisig, whatever its bytes say.
const MULTISIG_LEN: usize = 355;
