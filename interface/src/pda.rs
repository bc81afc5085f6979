//! Seeds of the program's derived addresses.

/// `["authority", market]`: signs vault transfers, holds no data.
pub const AUTHORITY: &[u8] = b"authority";
/// `["vault", market, index u8]`: a reserve's token account.
pub const VAULT: &[u8] = b"vault";
/// `["receipt", market, index u8]`: the mint of a reserve's receipts.
pub const RECEIPT: &[u8] = b"receipt";
/// `["position", market, owner, id u16 LE]`.
pub const POSITION: &[u8] = b"position";
/// `["proposal", market, nonce u64 LE]`.
pub const PROPOSAL: &[u8] = b"proposal";
