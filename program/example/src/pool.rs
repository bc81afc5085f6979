//! A constant-product pool, so that tests and demos have an exchange that anybody can build: `x * y` never falls, and 25
//! basis points of what comes in stay. It keeps no state: the token accounts of its address are its reserves.

use crate::leverage::transfer;
use hypothec_interface::math::divide::{mul_div_down, mul_div_up};
use pinocchio::cpi::{Seed, Signer};
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};

/// First seed of a pool's address; the two mints follow, the lesser first.
pub const SEED: &[u8] = b"product";
/// What the pool keeps of the tokens that come in, basis points.
pub const FEE_BPS: u64 = 25;
/// The swap would give less, or take more, than its caller accepts.
pub const LIMIT_NOT_MET: u32 = 7_101;
/// The pool does not hold what is asked for, or holds nothing.
pub const NO_LIQUIDITY: u32 = 7_102;

/// Of what comes in, this part is traded, basis points.
const TRADED_BPS: u64 = 10_000 - FEE_BPS;

/// What comes out for `amount_in`, rounded down twice; `None` when the pool is empty or a sum overflows. The products
/// are the interface's: those of `u128` need builtins that only the lending program brings along.
#[must_use]
pub fn out_for_in_down(reserve_in: u64, reserve_out: u64, amount_in: u64) -> Option<u64> {
    // ROUND: down, the pool keeps the dust
    let traded = mul_div_down(amount_in, TRADED_BPS, 10_000)?;
    mul_div_down(traded, reserve_out, reserve_in.checked_add(traded)?)
}

/// What must come in for `amount_out`, rounded up twice; `None` when the pool does not hold more than that.
#[must_use]
pub fn in_for_out_up(reserve_in: u64, reserve_out: u64, amount_out: u64) -> Option<u64> {
    // ROUND: up, the pool keeps the dust
    let left = reserve_out.checked_sub(amount_out).filter(|left| *left != 0)?;
    mul_div_up(mul_div_up(reserve_in, amount_out, left)?, 10_000, TRADED_BPS)
}

/// Data: bump of the pool's address; 0 for a fixed amount in, 1 for a fixed amount out; that amount; the least that may
/// come out, or the most that may go in. Accounts: the user (signs), the pool's address; the mint, the user's and the
/// pool's token account and the token program of what goes in, then of what comes out.
///
/// # Errors
/// [`LIMIT_NOT_MET`], [`NO_LIQUIDITY`], `InvalidInstructionData`, `NotEnoughAccountKeys`, `IllegalOwner`; what the token
/// programs refuse ends the transaction.
pub fn swap(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let [user, pool, mint_in, user_in, pool_in, program_in, mint_out, user_out, pool_out, program_out] = accounts
    else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let [bump, exact_out, rest @ ..] = data else { return Err(ProgramError::InvalidInstructionData) };
    let (amount, limit) = rest.split_first_chunk::<8>().ok_or(ProgramError::InvalidInstructionData)?;
    let limit = limit.try_into().map_err(|_| ProgramError::InvalidInstructionData)?;
    let (amount, limit) = (u64::from_le_bytes(*amount), u64::from_le_bytes(limit));

    let (reserve_in, reserve_out) = (reserve(pool_in, pool)?, reserve(pool_out, pool)?);
    if reserve_in == 0 || reserve_out == 0 {
        return Err(ProgramError::Custom(NO_LIQUIDITY));
    }
    let moved = match exact_out {
        0 => out_for_in_down(reserve_in, reserve_out, amount).map(|out| (amount, out, out >= limit)),
        _ => in_for_out_up(reserve_in, reserve_out, amount).map(|paid| (paid, amount, paid <= limit)),
    };
    let (paid, given, accepted) = moved.ok_or(ProgramError::Custom(NO_LIQUIDITY))?;
    if !accepted {
        return Err(ProgramError::Custom(LIMIT_NOT_MET));
    }
    let (mut first, mut second) = (mint_in.address().as_array(), mint_out.address().as_array());
    if first > second {
        core::mem::swap(&mut first, &mut second);
    }
    let bump = [*bump];
    let seeds = [Seed::from(SEED), Seed::from(first), Seed::from(second), Seed::from(&bump)];
    let by_pool = [Signer::from(&seeds)];
    transfer(program_in, [user_in, mint_in, pool_in, user], paid, decimals(mint_in)?, &[])?;
    transfer(program_out, [pool_out, mint_out, user_out, pool], given, decimals(mint_out)?, &by_pool)
}

/// Atoms in a token account of the pool.
fn reserve(account: &AccountView, pool: &AccountView) -> Result<u64, ProgramError> {
    let data = account.try_borrow()?;
    if data.get(32..64) != Some(pool.address().as_array().as_slice()) {
        return Err(ProgramError::IllegalOwner);
    }
    let amount = data.get(64..72).and_then(|amount| amount.try_into().ok()).ok_or(ProgramError::InvalidAccountData)?;
    Ok(u64::from_le_bytes(amount))
}

fn decimals(mint: &AccountView) -> Result<u8, ProgramError> {
    mint.try_borrow()?.get(44).copied().ok_or(ProgramError::InvalidAccountData)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_pool_never_loses_product_by_rounding() {
        for (x, y, amount) in [(1_000, 1_000, 1), (1_000_000, 7, 999_999), (u64::MAX >> 1, 3, u64::MAX >> 1), (5, 5, 4)]
        {
            let out = out_for_in_down(x, y, amount).expect("a swap");
            let (before, after) = (u128::from(x) * u128::from(y), u128::from(x + amount) * u128::from(y - out));
            assert!(after >= before, "{x} {y} {amount}: {before} -> {after}");
        }
        let paid = in_for_out_up(1_000_000, 1_000_000, 10_000).expect("a swap");
        assert!(out_for_in_down(1_000_000, 1_000_000, paid).expect("a swap") >= 10_000);
        assert_eq!(in_for_out_up(1_000, 1_000, 1_000), None);
    }
}
