//! The instructions sysvar: what else the running transaction holds. Read by offset, nothing is copied.
//!
//! Layout: count u16, an offset u16 for each instruction, the instructions {accounts u16, per account {flags u8, key 32},
//! program 32, data length u16, data}, and at the end the index of the running one, u16.

use crate::Key;

/// `Sysvar1nstructions1111111111111111111111111`.
pub const INSTRUCTIONS_SYSVAR: Key =
    Key([0x66d1_7b18_17d5_a706, 0xc0c2_fd55_04d4_da35, 0xa575_5621_8fc6_24c1, 0x0000_0008_5fcb_badb]);

/// An instruction of the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The program it calls.
    pub program: Key,
    /// Its first account.
    pub first_account: Option<Key>,
    /// Its data.
    pub data: &'a [u8],
}

/// The transaction's instructions, from the sysvar's bytes.
#[derive(Clone, Copy, Debug)]
pub struct Instructions<'a>(pub &'a [u8]);

const FLAGGED_KEY: usize = 33;

impl<'a> Instructions<'a> {
    /// Index of the top-level instruction that is running.
    #[must_use]
    pub fn current(&self) -> Option<u16> {
        Some(u16::from_le_bytes(*self.0.last_chunk()?))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> Option<u16> {
        Some(u16::from_le_bytes(*self.0.first_chunk()?))
    }

    /// The `n`-th, from 0; `None` past the end and where the bytes are not the sysvar's.
    #[must_use]
    pub fn get(&self, n: u16) -> Option<Seen<'a>> {
        if n >= self.count()? {
            return None;
        }
        // ARITH: u16s, widened: nothing here comes near the end of a usize
        let offset = self.u16_at(usize::from(n).wrapping_mul(2).wrapping_add(2))?;
        let (accounts, rest) = split_u16(self.0.get(offset..)?)?;
        let (keys, rest) = rest.split_at_checked(accounts.wrapping_mul(FLAGGED_KEY))?;
        let (program, rest) = rest.split_first_chunk::<32>()?;
        let (len, rest) = split_u16(rest)?;
        let first_account = keys.first_chunk::<FLAGGED_KEY>().map(|[_, key @ ..]| Key::read(key));
        Some(Seen { program: Key::read(program), first_account, data: rest.get(..len)? })
    }

    fn u16_at(&self, offset: usize) -> Option<usize> {
        Some(split_u16(self.0.get(offset..)?)?.0)
    }
}

fn split_u16(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    Some((u16::from_le_bytes(*word).into(), rest))
}
