//! Reads at constant offsets of arrays: the bound is proven at compile time, so each is one plain load.

/// The `LEN` bytes at `AT`.
#[inline(always)]
pub(crate) const fn at<const AT: usize, const LEN: usize, const N: usize>(bytes: &[u8; N]) -> &[u8; LEN] {
    const { assert!(AT + LEN <= N, "the field lies past the end of the array") }
    let Some((_, from)) = bytes.split_at_checked(AT) else {
        return &[0; LEN];
    };
    // Neither fallback can be reached, and the optimiser removes both.
    let Some(field) = from.first_chunk() else {
        return &[0; LEN];
    };
    field
}

/// The u16 at `AT`, little-endian.
#[inline(always)]
pub(crate) const fn le_u16<const AT: usize, const N: usize>(bytes: &[u8; N]) -> u16 {
    u16::from_le_bytes(*at::<AT, 2, N>(bytes))
}

/// The u32 at `AT`, little-endian.
#[inline(always)]
pub(crate) const fn le_u32<const AT: usize, const N: usize>(bytes: &[u8; N]) -> u32 {
    u32::from_le_bytes(*at::<AT, 4, N>(bytes))
}

/// The i32 at `AT`, little-endian.
#[inline(always)]
pub(crate) const fn le_i32<const AT: usize, const N: usize>(bytes: &[u8; N]) -> i32 {
    i32::from_le_bytes(*at::<AT, 4, N>(bytes))
}

/// The u64 at `AT`, little-endian.
#[inline(always)]
pub(crate) const fn le_u64<const AT: usize, const N: usize>(bytes: &[u8; N]) -> u64 {
    u64::from_le_bytes(*at::<AT, 8, N>(bytes))
}

/// The i64 at `AT`, little-endian.
#[inline(always)]
pub(crate) const fn le_i64<const AT: usize, const N: usize>(bytes: &[u8; N]) -> i64 {
    i64::from_le_bytes(*at::<AT, 8, N>(bytes))
}

/// The address at `AT`.
#[inline(always)]
pub(crate) fn key<const AT: usize, const N: usize>(bytes: &[u8; N]) -> crate::Key {
    crate::Key::read(at::<AT, 32, N>(bytes))
}

/// Whether the address at `AT` is this one: compared where it lies, without a copy on the stack.
#[inline(always)]
pub(crate) const fn key_is<const AT: usize, const N: usize>(bytes: &[u8; N], wanted: &crate::Key) -> bool {
    wanted.is_at(at::<AT, 32, N>(bytes))
}
