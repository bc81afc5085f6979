//! Where seized stock is sold, and bought: one type an exchange, behind one trait. An estimate ranks; what a swap really
//! gives is the simulation's and the chain's to say, held to a limit in the instruction itself.

mod open;
pub mod orca;
pub mod product;
pub mod raydium;
mod tick;

pub use open::{OpenError, estimate_in, open, refresh};

use solana_address::{Address, address};
use solana_instruction::Instruction;

/// The memo program, which the exchanges' `swap_v2` name whether or not there is a memo.
pub const MEMO: Address = address!("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/// One side of a swap, as its user sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The mint.
    pub mint: Address,
    /// The program that owns the mint.
    pub token_program: Address,
    /// The user's token account.
    pub tokens: Address,
}

/// What is fixed of a swap, and what bounds the rest; atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// This much goes in, and at least `min_out` comes out.
    In {
        /// Atoms that go in.
        amount: u64,
        /// Fewest atoms that may come out.
        min_out: u64,
    },
    /// This much comes out, and at most `max_in` goes in.
    Out {
        /// Atoms that come out.
        amount: u64,
        /// Most atoms that may go in.
        max_in: u64,
    },
}

impl Amount {
    /// The fixed amount, the bound, and whether what goes in is fixed.
    #[must_use]
    pub const fn parts(self) -> (u64, u64, bool) {
        match self {
            Amount::In { amount, min_out } => (amount, min_out, true),
            Amount::Out { amount, max_in } => (amount, max_in, false),
        }
    }
}

/// A swap that a user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Who signs.
    pub user: Address,
    /// What goes in.
    pub from: Side,
    /// What comes out.
    pub to: Side,
    /// How much.
    pub amount: Amount,
}

/// Why an exit cannot swap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExitError {
    /// Its accounts have not been read yet, or one is missing.
    #[error("{exit} is not loaded: {missing} was not found")]
    NotLoaded {
        /// Which exit.
        exit: String,
        /// Which account.
        missing: Address,
    },
    /// An account is not what it must be.
    #[error("{address} is no {expected}")]
    WrongAccount {
        /// Which.
        address: Address,
        /// What it must be.
        expected: &'static str,
    },
    /// The pair is not the exit's.
    #[error("{exit} does not trade {from} for {to}")]
    WrongPair {
        /// Which exit.
        exit: String,
        /// What would go in.
        from: Address,
        /// What would come out.
        to: Address,
    },
    /// There is nothing to trade against in this direction.
    #[error("{0} has no liquidity in this direction")]
    NoLiquidity(String),
}

/// An exchange's market for one pair.
pub trait Exit: Send + Sync {
    /// What it is called in logs and configuration.
    fn name(&self) -> &str;

    /// The two mints; `None` until the market's account has been read.
    fn mints(&self) -> Option<[Address; 2]>;

    /// The accounts it reads. More can be asked for after an [`Exit::update`]: read until they stay the same.
    fn accounts(&self) -> Vec<Address>;

    /// Takes in an account as it is now; `None` where there is none.
    ///
    /// # Errors
    /// [`ExitError::WrongAccount`].
    fn update(&mut self, address: &Address, data: Option<&[u8]>) -> Result<(), ExitError>;

    /// What about comes out when this many atoms of `from` go in; for ranking only. `None` where nothing can.
    fn estimate_out(&self, from: &Address, amount_in: u64) -> Option<u64>;

    /// The swap.
    ///
    /// # Errors
    /// [`ExitError`].
    fn swap(&self, swap: &Swap) -> Result<Instruction, ExitError>;
}

/// Whether the exit trades this pair, in either direction.
#[must_use]
pub fn trades(exit: &dyn Exit, one: &Address, other: &Address) -> bool {
    exit.mints().is_some_and(|[a, b]| (a == *one && b == *other) || (a == *other && b == *one))
}

/// What accounts hold, in the order asked for.
pub type Found = Vec<Option<Vec<u8>>>;

/// Reads the exit's accounts until it asks for no more of them.
///
/// # Errors
/// [`ExitError`].
pub fn load<E>(exit: &mut dyn Exit, read: &mut dyn FnMut(&[Address]) -> Result<Found, E>) -> Result<(), LoadError<E>> {
    loop {
        let accounts = exit.accounts();
        let found = read(&accounts).map_err(LoadError::Read)?;
        for (address, data) in accounts.iter().zip(&found) {
            exit.update(address, data.as_deref()).map_err(LoadError::Exit)?;
        }
        if exit.accounts().len() <= accounts.len() {
            return Ok(());
        }
    }
}

/// Why an exit could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E> {
    /// The chain did not answer.
    #[error("{0}")]
    Read(E),
    /// The exit refuses what is there.
    #[error("{0}")]
    Exit(ExitError),
}

/// The bytes of a field. Callers have checked the account's length.
fn field<const N: usize>(data: &[u8], at: usize) -> [u8; N] {
    data.get(at..at.saturating_add(N)).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; N])
}

fn key(data: &[u8], at: usize) -> Address {
    Address::new_from_array(field(data, at))
}
