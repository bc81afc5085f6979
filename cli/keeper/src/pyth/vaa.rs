//! A VAA: signatures of routers over a body, which here is always the root of a Merkle tree of prices.

use super::cursor::Cursor;
use super::{Malformed, merkle};
use sha3::{Digest, Keccak256};

/// Emitter chain of Pyth's prices.
pub const EMITTER_CHAIN: u16 = 26;
/// Emitter address of Pyth's prices.
pub const EMITTER: [u8; 32] = [
    0xe1, 0x01, 0xfa, 0xed, 0xac, 0x58, 0x51, 0xe3, 0x2b, 0x9b, 0x23, 0xb5, 0xf9, 0x41, 0x1a, 0x8c, 0x2b, 0xac, 0x4a,
    0xae, 0x3e, 0xd4, 0xdd, 0x7b, 0x81, 0x1d, 0xd1, 0xa7, 0x2e, 0xa4, 0xaa, 0x71,
];

/// A router's signature: who, and `r || s || recovery`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Index of the signer in the guardian set.
    pub index: u8,
    /// `r || s`, big-endian.
    pub compact: [u8; 64],
    /// Recovery id, 0 or 1.
    pub recovery: u8,
}

/// What a VAA says, as far as a keeper asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vaa {
    /// Index of the guardian set that signed.
    pub guardian_set: u32,
    /// The signatures.
    pub signatures: Vec<Signature>,
    /// Pythnet's slot.
    pub slot: u64,
    /// The signed root.
    pub root: merkle::Node,
    /// What was signed: `keccak(keccak(body))`.
    pub digest: [u8; 32],
}

impl Vaa {
    /// Reads a VAA. The signatures are not verified here: the receiver does, on the chain.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Vaa, Malformed> {
        let mut all = Cursor::new(bytes);
        all.expect("vaa version", &[1])?;
        let guardian_set = all.u32("guardian set")?;
        let count = all.u8("number of signatures")?;
        let signatures = (0..count).map(|_| {
            let index = all.u8("signer")?;
            Ok(Signature { index, compact: all.array("signature")?, recovery: all.u8("recovery id")? })
        });
        let signatures = signatures.collect::<Result<_, _>>()?;
        let digest = Keccak256::digest(Keccak256::digest(all.rest())).into();
        all.take("timestamp and nonce", 8)?;
        all.expect("emitter chain", &EMITTER_CHAIN.to_be_bytes())?;
        all.expect("emitter", &EMITTER)?;
        all.take("sequence and consistency", 9)?;
        all.expect("root's head", b"AUWV\0")?;
        let slot = all.u64("slot")?;
        all.u32("ring size")?;
        let root = all.array("root")?;
        match all.rest().len() {
            0 => Ok(Vaa { guardian_set, signatures, slot, root, digest }),
            surplus => Err(Malformed::Surplus(surplus)),
        }
    }
}
