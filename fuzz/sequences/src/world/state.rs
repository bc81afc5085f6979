//! A market, its positions, everybody's tokens, mints and price accounts, in memory.

use super::posted::Posted;
use crate::action::{FEEDS, OFFICERS, RESERVES, USERS};
use hypothec_interface::action::Moved;
use hypothec_interface::state::{HEADER_SIZE, Market, MarketHeader, Position, Proposal, Reserve};
use hypothec_interface::token::{Issuer, IssuerFlags, Offsets, issuer};
use hypothec_interface::{Error, Key};

/// The first moment: a Tuesday, 11:00 in New York.
pub const START_TS: i64 = 1_789_484_400;
/// No sequence runs past the calendar.
pub(crate) const END_TS: i64 = START_TS + 2 * 365 * 86_400;

/// Who refused: our program with a name, or the token's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    Program(Error),
    Token,
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Rejection::Program(error)
    }
}

/// What came of an instruction.
pub type Outcome = Result<Moved, Rejection>;

/// A vault's token account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vault {
    pub amount: u64,
    pub frozen: bool,
}

/// Everything there is.
#[derive(Clone, Debug)]
pub struct PureWorld {
    pub(crate) words: Vec<u64>,
    pub positions: [Position; USERS],
    pub users: [Key; USERS],
    /// Who is admin and guardian at first.
    pub officers: [Key; OFFICERS],
    pub market_key: Key,
    /// Those that wait, oldest first.
    pub proposals: Vec<Proposal>,
    pub wallets: [[u64; RESERVES]; USERS],
    /// Receipts in wallets.
    pub receipts: [[u64; RESERVES]; USERS],
    pub receipt_mints: [Key; RESERVES],
    pub vaults: [Vault; RESERVES],
    pub mints: [Vec<u8>; RESERVES],
    /// Who owns what stands at the mints' addresses.
    pub mint_owners: [Key; RESERVES],
    pub prices: [Posted; FEEDS],
    /// Reserves that were closed, as they were.
    pub closed: [Option<Reserve>; RESERVES],
    /// What the share will do.
    pub due: Option<Due>,
    pub now: i64,
}

/// The share will say `1 / ratio` of what it says, from a time on.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub at_ts: i64,
    pub ratio: f64,
}

impl PureWorld {
    /// The market account's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.words)
    }

    pub(crate) fn market(words: &mut [u64]) -> Market<'_> {
        Market::load(bytemuck::cast_slice_mut(words)).expect("an initialised market")
    }

    #[must_use]
    pub fn header(&self) -> &MarketHeader {
        bytemuck::from_bytes(&self.bytes()[..HEADER_SIZE])
    }

    #[must_use]
    pub fn reserve(&self, index: usize) -> &Reserve {
        let at = HEADER_SIZE + index * size_of::<Reserve>();
        bytemuck::from_bytes(&self.bytes()[at..at + size_of::<Reserve>()])
    }

    /// Whether the token program moves this token in or out of its vault.
    #[must_use]
    pub fn token_moves(&self, index: usize) -> bool {
        let stopped = IssuerFlags::PAUSED | IssuerFlags::HOOK_ARMED | IssuerFlags::MINT_REPLACED;
        !self.vaults[index].frozen && !self.issuer(index).expect("a mint").flags.has_any(stopped)
    }

    /// What the account at the mint's address says.
    pub(crate) fn issuer(&self, index: usize) -> Result<Issuer, Error> {
        let reserve = self.reserve(index);
        let (bytes, owner) = (&self.mints[index], &self.mint_owners[index]);
        issuer::read_account(bytes, owner, &reserve.token_program(), &reserve.offsets())
    }

    /// What a movement of this token asks of its mint first.
    pub(crate) fn check_mint(&self, index: usize) -> Result<(), Error> {
        let replaced = self.issuer(index)?.flags.has_any(IssuerFlags::MINT_REPLACED);
        if replaced { Err(Error::MintReplaced) } else { Ok(()) }
    }

    /// Writes into the value of a mint's extension, where the mint stands and has it.
    pub(crate) fn edit_mint(&mut self, reserve: u8, entry: fn(&Offsets) -> u16, at: usize, bytes: &[u8]) {
        let index = usize::from(reserve);
        let offset = usize::from(entry(&self.reserve(index).offsets()));
        if offset != 0 {
            let from = offset + 4 + at;
            if let Some(value) = self.mints[index].get_mut(from..from + bytes.len()) {
                value.copy_from_slice(bytes);
            }
        }
    }
}
