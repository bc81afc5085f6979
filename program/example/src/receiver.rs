//! Stands in for Pyth's receiver where the real one is not to be had: loaded at its address, it takes the same bytes,
//! recovers the routers' signatures, proves the message against the signed root, and writes `PriceUpdateV2`. It knows no
//! fee and no configuration: quorum is the greater half of the guardian set's keys.

use pinocchio::cpi::invoke;
use pinocchio::error::ProgramError;
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, Address, ProgramResult};

/// `sha256("global:post_update_atomic")[..8]`.
pub const POST_UPDATE_ATOMIC: [u8; 8] = [49, 172, 84, 192, 175, 180, 52, 234];
/// `sha256("global:reclaim_rent")[..8]`.
pub const RECLAIM_RENT: [u8; 8] = [218, 200, 19, 197, 227, 89, 192, 22];
/// `sha256("account:PriceUpdateV2")[..8]`.
pub const PRICE_UPDATE: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Bytes of a `PriceUpdateV2` account.
pub const PRICE_UPDATE_LEN: usize = 134;
/// Emitter chain and address of Pyth's prices.
pub const EMITTER: [u8; 34] = [
    0, 26, 0xe1, 0x01, 0xfa, 0xed, 0xac, 0x58, 0x51, 0xe3, 0x2b, 0x9b, 0x23, 0xb5, 0xf9, 0x41, 0x1a, 0x8c, 0x2b, 0xac,
    0x4a, 0xae, 0x3e, 0xd4, 0xdd, 0x7b, 0x81, 0x1d, 0xd1, 0xa7, 0x2e, 0xa4, 0xaa, 0x71,
];

/// The VAA is not one of Pyth's Merkle roots.
pub const NOT_A_ROOT: u32 = 7_201;
/// A signature is not of the guardian set, twice there, or out of order; or they are fewer than the quorum.
pub const NOT_SIGNED: u32 = 7_202;
/// The message is not under the signed root.
pub const NOT_PROVEN: u32 = 7_203;
/// The price account is somebody else's.
pub const WRONG_WRITER: u32 = 7_204;

/// Bytes from a Borsh buffer, front first.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], ProgramError> {
        let (head, rest) = self.0.split_at_checked(len).ok_or(ProgramError::InvalidInstructionData)?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], ProgramError> {
        self.take(N)?.try_into().map_err(|_| ProgramError::InvalidInstructionData)
    }

    fn count(&mut self) -> Result<usize, ProgramError> {
        usize::try_from(u32::from_le_bytes(*self.array()?)).map_err(|_| ProgramError::InvalidInstructionData)
    }
}

/// Data: Borsh of the VAA, the message, its proof, the treasury's number. Accounts: payer (signs), guardian set,
/// configuration, treasury, the price account (signs), the system program, the account's writer (signs).
///
/// # Errors
/// [`NOT_A_ROOT`], [`NOT_SIGNED`], [`NOT_PROVEN`], [`WRONG_WRITER`], `InvalidInstructionData`, `NotEnoughAccountKeys`,
/// `MissingRequiredSignature`.
pub fn post_update_atomic(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let [payer, guardian_set, _config, _treasury, update, _system, writer] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    if !(payer.is_signer() && update.is_signer() && writer.is_signer()) {
        return Err(ProgramError::MissingRequiredSignature);
    }
    let mut data = Cursor(data);
    let len = data.count()?;
    let vaa = data.take(len)?;
    let len = data.count()?;
    let message = data.take(len)?;
    let len = data.count()?;
    let proof = data.take(len.checked_mul(20).ok_or(ProgramError::InvalidInstructionData)?)?;
    let root = verified_root(vaa, guardian_set)?;
    if proven_root(message, proof) != *root {
        return Err(ProgramError::Custom(NOT_PROVEN));
    }
    let message = message.get(1..85).ok_or(ProgramError::InvalidInstructionData)?; // byte 0: a price message

    if update.is_data_empty() {
        create(payer, update, program_id)?;
    } else if !update.owned_by(program_id)
        || update.try_borrow()?.get(8..40) != Some(writer.address().as_array().as_slice())
    {
        return Err(ProgramError::Custom(WRONG_WRITER));
    }
    let slot = present_slot();
    let mut account = update.try_borrow_mut()?;
    let account = account.get_mut(..PRICE_UPDATE_LEN).ok_or(ProgramError::InvalidAccountData)?;
    let mut fields = Writer { to: account, at: 0 };
    fields.put(&PRICE_UPDATE);
    fields.put(writer.address().as_array());
    fields.put(&[1]); // fully verified
    let mut message = Cursor(message);
    fields.put(message.take(32)?);
    // price, confidence, exponent, two times, average and its confidence: big-endian there, little-endian here
    for width in [8, 8, 4, 8, 8, 8, 8] {
        fields.put_reversed(message.take(width)?);
    }
    fields.put(&slot.to_le_bytes());
    Ok(())
}

/// Gives the lamports of a price account back to its writer. Accounts: the writer (signs), the price account.
///
/// # Errors
/// [`WRONG_WRITER`], `NotEnoughAccountKeys`.
pub fn reclaim_rent(program_id: &Address, accounts: &mut [AccountView]) -> ProgramResult {
    let [payer, update] = accounts else { return Err(ProgramError::NotEnoughAccountKeys) };
    let is_writer = update.try_borrow()?.get(8..40) == Some(payer.address().as_array().as_slice());
    if !payer.is_signer() || !update.owned_by(program_id) || !is_writer {
        return Err(ProgramError::Custom(WRONG_WRITER));
    }
    payer.set_lamports(payer.lamports().saturating_add(update.lamports()));
    update.set_lamports(0);
    update.close()
}

struct Writer<'a> {
    to: &'a mut [u8],
    at: usize,
}

impl Writer<'_> {
    fn put(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(to) = self.to.get_mut(self.at) {
                *to = *byte;
            }
            self.at = self.at.saturating_add(1);
        }
    }

    fn put_reversed(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().rev() {
            self.put(&[*byte]);
        }
    }
}

/// The Merkle root that a quorum of the guardian set has signed.
fn verified_root<'a>(vaa: &'a [u8], guardian_set: &AccountView) -> Result<&'a [u8; 20], ProgramError> {
    let mut vaa = Cursor(vaa);
    let head: &[u8; 6] = vaa.array()?;
    let [version, index @ .., count] = head;
    let signatures = vaa.take(usize::from(*count).saturating_mul(66))?;
    let body = vaa.0;
    let digest = keccak(&[&keccak(&[body])]);
    let set = guardian_set.try_borrow()?;
    let mut set = Cursor(&set);
    if *version != 1 || set.array::<4>()?.iter().rev().ne(index) {
        return Err(ProgramError::Custom(NOT_SIGNED));
    }
    let keys = set.count()?;
    let keys = set.take(keys.saturating_mul(20))?;
    let mut last = None;
    for signature in signatures.as_chunks::<66>().0 {
        let [signer, compact @ .., recovery] = signature;
        let from = usize::from(*signer).saturating_mul(20);
        let key = keys.get(from..from.saturating_add(20)).ok_or(ProgramError::Custom(NOT_SIGNED))?;
        let is_theirs =
            recover(&digest, *recovery, compact).is_some_and(|public| keccak(&[&public]).get(12..) == Some(key));
        if !is_theirs || last >= Some(*signer) {
            return Err(ProgramError::Custom(NOT_SIGNED));
        }
        last = Some(*signer);
    }
    if usize::from(*count).saturating_mul(2) <= keys.len() / 20 {
        return Err(ProgramError::Custom(NOT_SIGNED));
    }
    // timestamp 4, nonce 4, emitter 34, sequence 8, consistency 1; then the root's own head: magic, kind, slot, ring
    let is_root = body.get(8..42) == Some(EMITTER.as_slice()) && body.get(51..56) == Some(b"AUWV\0".as_slice());
    let root = body.get(68..88).and_then(|root| root.try_into().ok());
    root.filter(|_| is_root).ok_or(ProgramError::Custom(NOT_A_ROOT))
}

/// The root that this message and its proof lead to.
fn proven_root(message: &[u8], proof: &[u8]) -> [u8; 20] {
    let cut = |hash: [u8; 32]| hash.first_chunk().copied().unwrap_or_default();
    let mut node: [u8; 20] = cut(keccak(&[&[0], message]));
    for sibling in proof.as_chunks::<20>().0 {
        let (left, right) = if node <= *sibling { (node, *sibling) } else { (*sibling, node) };
        node = cut(keccak(&[&[1], &left, &right]));
    }
    node
}

#[inline(never)]
fn create(payer: &AccountView, update: &AccountView, program_id: &Address) -> ProgramResult {
    let space = PRICE_UPDATE_LEN as u64;
    let lamports = rent_exempt_lamports(space);
    let mut data = [0; 52];
    let mut fields = Writer { to: &mut data, at: 4 }; // 0: CreateAccount
    fields.put(&lamports.to_le_bytes());
    fields.put(&space.to_le_bytes());
    fields.put(program_id.as_array());
    let metas =
        [InstructionAccount::writable_signer(payer.address()), InstructionAccount::writable_signer(update.address())];
    let system = Address::new_from_array([0; 32]);
    invoke(&InstructionView { program_id: &system, accounts: &metas, data: &data }, &[payer, update])
}

/// Lamports that keep an account of this size alive.
#[inline(never)]
fn rent_exempt_lamports(space: u64) -> u64 {
    let mut rent = [0u8; 16];
    // a sysvar that cannot be read is zero, and the runtime then refuses what is built on it
    let _ = pinocchio::sysvars::get_sysvar(&mut rent, &pinocchio::sysvars::rent::RENT_ID, 0);
    let [per_byte, threshold]: [u64; 2] = bytemuck::cast(rent);
    let years = if threshold == 1f64.to_bits() { 1 } else { 2 };
    // ARITH: thousands of bytes times thousands of lamports. A checked product of two words is one of 128 bits, whose
    // builtin only the lending program brings along (program/src/builtins.rs).
    space.wrapping_add(128).wrapping_mul(per_byte).wrapping_mul(years)
}

/// Slot of the clock.
#[inline(never)]
fn present_slot() -> u64 {
    let mut slot = [0u8; 8];
    // as above
    let _ = pinocchio::sysvars::get_sysvar(&mut slot, &pinocchio::sysvars::clock::CLOCK_ID, 0);
    u64::from_le_bytes(slot)
}

/// Off chain this is zero, and nothing verifies.
fn keccak(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = [0; 32];
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: fat slices are {address u64, length u64} on this target; the syscall writes 32 bytes where told.
    unsafe {
        pinocchio::syscalls::sol_keccak256(parts.as_ptr().cast(), parts.len() as u64, hash.as_mut_ptr());
    }
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    let _ = (parts, &mut hash);
    hash
}

/// The public key that made the signature, if there is one.
fn recover(digest: &[u8; 32], recovery: u8, compact: &[u8; 64]) -> Option<[u8; 64]> {
    let mut key = [0; 64];
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: the syscall reads 32 and 64 bytes and writes 64; the arrays are that long.
    let failed = unsafe {
        pinocchio::syscalls::sol_secp256k1_recover(digest.as_ptr(), recovery.into(), compact.as_ptr(), key.as_mut_ptr())
    };
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    let failed = {
        let _ = (digest, recovery, compact, &mut key);
        1u64
    };
    (failed == 0).then_some(key)
}
