//! What an issuer does to a mint that exists, on its bytes. Panics when the mint lacks the extension.

use crate::tlv::{self, kind};
use solana_address::Address;

/// Pauses or resumes a mint.
pub fn set_paused(data: &mut [u8], paused: bool) {
    tlv::value_mut(data, kind::PAUSABLE)[32] = u8::from(paused);
}

/// Sets the UI multipliers: `current` until `effective_ts`, `new` from then on.
pub fn set_multiplier(data: &mut [u8], current: f64, new: f64, effective_ts: i64) {
    let value = tlv::value_mut(data, kind::SCALED_UI_AMOUNT);
    value[32..40].copy_from_slice(&current.to_le_bytes());
    value[40..48].copy_from_slice(&effective_ts.to_le_bytes());
    value[48..56].copy_from_slice(&new.to_le_bytes());
}

/// Sets the transfer hook's program; [`crate::NONE`] disarms it.
pub fn arm_hook(data: &mut [u8], program: Address) {
    tlv::value_mut(data, kind::TRANSFER_HOOK)[32..64].copy_from_slice(program.as_ref());
}

/// Sets the transfer fee, now and for every epoch to come.
pub fn set_transfer_fee(data: &mut [u8], bps: u16, maximum: u64) {
    let value = tlv::value_mut(data, kind::TRANSFER_FEE_CONFIG);
    for fee in [72, 90] {
        value[fee + 8..fee + 16].copy_from_slice(&maximum.to_le_bytes());
        value[fee + 16..fee + 18].copy_from_slice(&bps.to_le_bytes());
    }
}

/// Sets whether new token accounts start frozen.
pub fn set_default_frozen(data: &mut [u8], frozen: bool) {
    tlv::value_mut(data, kind::DEFAULT_ACCOUNT_STATE)[0] = 1 + u8::from(frozen);
}
