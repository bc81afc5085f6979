//! Feature `selftest`, never in a deployed build: 128-bit operations on given numbers inside the VM, so that
//! `tests/builtins.rs` can compare them with the host's. Data: [`TAG`], then cases of an operation byte and two
//! u128 LE. Return data: one u128 LE for each case.

use pinocchio::{ProgramResult, cpi::set_return_data, error::ProgramError};

/// First byte of the instruction data.
pub const TAG: u8 = 0xf0;

const CASE: usize = 33;
const MAX_CASES: usize = 40;

/// Evaluates every case of `data` and returns the results in the same order.
pub fn run(data: &[u8]) -> ProgramResult {
    let mut results = [0u8; MAX_CASES * 16];
    let mut used = 0usize;
    for (case, result) in data.chunks_exact(CASE).zip(results.chunks_exact_mut(16)) {
        let (&op, numbers) = case.split_first().ok_or(ProgramError::InvalidInstructionData)?;
        let (a, b) = numbers.split_at_checked(16).ok_or(ProgramError::InvalidInstructionData)?;
        result.copy_from_slice(&evaluate(op, number(a)?, number(b)?)?.to_le_bytes());
        used = used.saturating_add(16);
    }
    set_return_data(results.get(..used).unwrap_or_default());
    Ok(())
}

fn number(bytes: &[u8]) -> Result<u128, ProgramError> {
    bytes.try_into().map(u128::from_le_bytes).map_err(|_| ProgramError::InvalidInstructionData)
}

/// The operators themselves: each is what the compiler makes of it. A result that does not exist is all ones.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "operands are cut on purpose")]
fn evaluate(op: u8, a: u128, b: u128) -> Result<u128, ProgramError> {
    let (signed_a, signed_b) = (a as i128, b as i128);
    let (low_a, low_b) = (a as u64, b as u64);
    let shift = b as u32 & 127;
    let result = match op {
        0 => Some(a.wrapping_mul(b)),
        1 => a.checked_div(b),
        2 => a.checked_rem(b),
        3 => a.checked_shl(shift),
        4 => a.checked_shr(shift),
        5 => signed_a.checked_div(signed_b).map(|x| x as u128),
        6 => signed_a.checked_rem(signed_b).map(|x| x as u128),
        7 => signed_a.checked_shr(shift).map(|x| x as u128),
        8 => a.checked_mul(b),
        9 => signed_a.checked_mul(signed_b).map(|x| x as u128),
        10 => u128::from(low_a).checked_mul(u128::from(low_b)),
        11 => low_a.checked_mul(low_b).map(u128::from),
        12 => a.checked_add(b),
        13 => a.checked_sub(b),
        _ => return Err(ProgramError::InvalidInstructionData),
    };
    Ok(result.unwrap_or(u128::MAX))
}
