//! Token accounts, as far as a keeper asks: where they are, how much they hold, and how one is made.

use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};

/// SPL Token.
pub const TOKEN: Address = address!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// Token-2022.
pub const TOKEN_2022: Address = address!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The associated-token-account program.
pub const ASSOCIATED_TOKEN: Address = address!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// The address of `owner`'s associated token account.
#[must_use]
pub fn associated(owner: &Address, mint: &Address, token_program: &Address) -> Address {
    let seeds = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    Address::find_program_address(&seeds, &ASSOCIATED_TOKEN).0
}

/// Makes `owner`'s associated token account where there is none; `owner` pays the rent and signs.
#[must_use]
pub fn create(owner: &Address, mint: &Address, token_program: &Address) -> Instruction {
    let accounts = vec![
        AccountMeta::new(*owner, true),
        AccountMeta::new(associated(owner, mint, token_program), false),
        AccountMeta::new_readonly(*owner, false),
        AccountMeta::new_readonly(*mint, false),
        AccountMeta::new_readonly(Address::default(), false),
        AccountMeta::new_readonly(*token_program, false),
    ];
    Instruction { program_id: ASSOCIATED_TOKEN, accounts, data: vec![1] } // 1: idempotent
}

/// Atoms that a token account holds; `None` when the bytes are no token account.
#[must_use]
pub fn amount(data: &[u8]) -> Option<u64> {
    let data = data.get(..165)?;
    Some(u64::from_le_bytes(data.get(64..72)?.try_into().ok()?))
}
