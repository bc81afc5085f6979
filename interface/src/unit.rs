//! Units that types can carry.

use bytemuck::{Pod, Zeroable};

/// One, in basis points.
pub const BPS: u16 = 10_000;
/// [`BPS`], where a product needs the room.
pub const BPS_64: u64 = BPS as u64;

/// A 32-byte address as four little-endian words: equality is four compares, and the alignment fits every layout.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Eq, Pod, Zeroable)]
pub struct Key(pub [u64; 4]);

impl PartialEq for Key {
    /// Word by word where the keys lie: the derived form copies both to the stack first, which costs twice as much.
    #[inline(always)]
    fn eq(&self, other: &Key) -> bool {
        let (Key([a, b, c, d]), Key([w, x, y, z])) = (self, other);
        a == w && b == x && c == y && d == z
    }
}

impl core::hash::Hash for Key {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Key {
    /// The all-zero key: "none" in every layout and in Token-2022's optional keys.
    pub const NONE: Key = Key([0; 4]);

    /// From the 32 bytes of an address.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Key {
        Key(bytemuck::must_cast(bytes))
    }

    /// The 32 bytes of the address.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        bytemuck::must_cast(self.0)
    }

    /// From an address in an account header, where it may lie at any alignment.
    #[inline(always)]
    #[must_use]
    pub fn read(bytes: &[u8; 32]) -> Key {
        bytemuck::pod_read_unaligned(bytes)
    }

    /// Whether these bytes, which may lie at any alignment, are this address: compared where they lie.
    #[inline(always)]
    #[must_use]
    pub const fn is_at(&self, bytes: &[u8; 32]) -> bool {
        let Key([a, b, c, d]) = *self;
        let (words, _) = bytes.as_chunks::<8>();
        let [w, x, y, z] = words else { return false };
        u64::from_le_bytes(*w) == a
            && u64::from_le_bytes(*x) == b
            && u64::from_le_bytes(*y) == c
            && u64::from_le_bytes(*z) == d
    }

    /// Whether this is [`Key::NONE`].
    #[inline(always)]
    #[must_use]
    pub const fn is_none(&self) -> bool {
        let Key([a, b, c, d]) = *self;
        (a | b | c | d) == 0
    }
}
