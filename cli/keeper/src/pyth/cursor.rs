//! Reads big-endian fields off the front of a buffer, each by its name, so that an error can say which is missing.

use super::Malformed;

pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub fn take(&mut self, field: &'static str, len: usize) -> Result<&'a [u8], Malformed> {
        let missing = len.saturating_sub(self.rest.len());
        let (head, rest) = self.rest.split_at_checked(len).ok_or(Malformed::Short { field, missing })?;
        self.rest = rest;
        Ok(head)
    }

    pub fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Malformed> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(field, N)?);
        Ok(array)
    }

    pub fn u8(&mut self, field: &'static str) -> Result<u8, Malformed> {
        self.array::<1>(field).map(|[byte]| byte)
    }

    pub fn u16(&mut self, field: &'static str) -> Result<u16, Malformed> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub fn u32(&mut self, field: &'static str) -> Result<u32, Malformed> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub fn u64(&mut self, field: &'static str) -> Result<u64, Malformed> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// Takes bytes that can only be these.
    pub fn expect(&mut self, field: &'static str, expected: &[u8]) -> Result<(), Malformed> {
        let found = self.take(field, expected.len())?;
        if found == expected {
            return Ok(());
        }
        Err(Malformed::Unexpected { field, found: hex(found), expected: hex(expected) })
    }

    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
