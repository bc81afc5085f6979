//! One transaction for people: leverage up or down, leave, change what is pledged or owed, with the market's flash loan
//! and an exchange. Each recipe needs no capital, and is refused as a whole when the exchange gives less than it may.

mod deleverage;
mod multiply;
mod swap;

pub use deleverage::{close, repay_with_collateral, unwind};
pub use multiply::multiply;
pub use swap::{swap_collateral, swap_debt};

use crate::book::{Book, issuer_entries};
use crate::exit::{Exit, ExitError, Side};
use crate::tokens;
use crate::value::{atoms, usd};
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_interface::state::{Position, Reserve, Side as SlotSide};
use solana_address::Address;
use solana_instruction::Instruction;

/// Where a recipe is cooked.
pub struct Kitchen<'a> {
    /// The market as last read.
    pub book: &'a Book,
    /// The position, which must be in the book.
    pub position: Address,
    /// Its owner or delegate, who signs.
    pub user: Address,
    /// The exchange.
    pub exit: &'a dyn Exit,
    /// How much less than the estimate, or more, is accepted, basis points.
    pub slippage_bps: u16,
    /// The chain's time, unix seconds.
    pub now: i64,
}

/// Instructions, and what they are expected to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// In this order, in one transaction.
    pub instructions: Vec<Instruction>,
    /// Atoms lent for the transaction.
    pub loan: u64,
    /// What the loan costs, atoms.
    pub fee: u64,
    /// Atoms that go into the exchange: exactly, or at most.
    pub swapped_in: u64,
    /// Atoms that come out of it: at least, or exactly.
    pub swapped_out: u64,
    /// How much worse than the boards' prices the exchange is expected to be, basis points; negative is better.
    pub impact_bps: i64,
}

/// Why a recipe cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RecipeError {
    /// The exchange cannot serve it.
    #[error(transparent)]
    Exit(#[from] ExitError),
    /// A reserve is not listed, or has no price.
    #[error("reserve {0} is not listed, or has no price: refresh its board first")]
    NoPrice(u8),
    /// The position is not there.
    #[error("there is no position at {0} in this market")]
    NoPosition(Address),
    /// The position holds no such slot.
    #[error("the position has no {side} of reserve {reserve}")]
    NoSlot {
        /// `supply` or `debt`.
        side: &'static str,
        /// Which reserve.
        reserve: u8,
    },
    /// The goal lies on the other side of what is.
    #[error("leverage is {now:.2} already: {hint}")]
    WrongWay {
        /// What it is.
        now: f64,
        /// What would be right.
        hint: &'static str,
    },
}

/// Interest of a minute at any rate that a market allows is less than this part of a debt.
const DRIFT: u64 = 100_000;

impl Kitchen<'_> {
    fn reserve(&self, index: u8) -> Result<&Reserve, RecipeError> {
        let reserve = self.book.reserve(index).filter(|reserve| !reserve.liq_low().is_zero());
        reserve.ok_or(RecipeError::NoPrice(index))
    }

    fn held(&self) -> Result<&Position, RecipeError> {
        self.book.positions().get(&self.position).ok_or(RecipeError::NoPosition(self.position))
    }

    fn side(&self, reserve: &ReserveAddresses) -> Side {
        let tokens = tokens::associated(&self.user, &reserve.mint, &reserve.token_program);
        Side { mint: reserve.mint, token_program: reserve.token_program, tokens }
    }

    /// Atoms supplied to a reserve, rounded down.
    fn supplied(&self, index: u8) -> Result<u64, RecipeError> {
        let none = RecipeError::NoSlot { side: "supply", reserve: index };
        let slot = self.held()?.slot(index, SlotSide::Supply).map_err(|_| none)?;
        Ok(self.reserve(index)?.supply_assets_down(slot.shares()).unwrap_or(u64::MAX))
    }

    /// Atoms owed to a reserve now, rounded up, with room for the interest of a minute.
    fn owed(&self, index: u8) -> Result<u64, RecipeError> {
        let none = RecipeError::NoSlot { side: "debt", reserve: index };
        let slot = self.held()?.slot(index, SlotSide::Debt).map_err(|_| none)?;
        let owed = self.reserve(index)?.debt_with_pending_up(slot.shares(), self.now).unwrap_or(u64::MAX);
        Ok(owed.saturating_add(owed / DRIFT).saturating_add(1))
    }

    /// What everything supplied and everything owed is worth, USD.
    fn worth(&self) -> Result<(f64, f64), RecipeError> {
        let (mut supplied, mut owed) = (0.0, 0.0);
        for slot in self.held()?.used() {
            let reserve = self.reserve(slot.reserve())?;
            match slot.side() {
                SlotSide::Supply => {
                    supplied += usd(reserve, reserve.supply_assets_down(slot.shares()).unwrap_or(u64::MAX));
                }
                SlotSide::Debt => {
                    owed += usd(reserve, reserve.debt_with_pending_up(slot.shares(), self.now).unwrap_or(u64::MAX));
                }
            }
        }
        Ok((supplied, owed))
    }

    /// Creates the token accounts that a recipe moves through, and has mints and vaults of equities read.
    fn prepared(&self, reserves: &[&Reserve]) -> Vec<Instruction> {
        let addresses = reserves.iter().map(|reserve| self.book.addresses(reserve));
        let mut all: Vec<Instruction> =
            addresses.map(|reserve| tokens::create(&self.user, &reserve.mint, &reserve.token_program)).collect();
        let entries = issuer_entries(reserves.iter().copied());
        if !entries.is_empty() {
            all.push(builder::refresh_prices(self.book.owned(), &entries));
        }
        all
    }

    fn less(&self, atoms: u64) -> u64 {
        let part = u128::from(atoms).saturating_mul(self.slippage_bps.into()).div_ceil(10_000);
        atoms.saturating_sub(u64::try_from(part).unwrap_or(u64::MAX))
    }

    fn more(&self, atoms: u64) -> u64 {
        let part = u128::from(atoms).saturating_mul(self.slippage_bps.into()).div_ceil(10_000);
        atoms.saturating_add(u64::try_from(part).unwrap_or(u64::MAX))
    }
}

fn flash_fee_up(reserve: &Reserve, loan: u64) -> u64 {
    let fee = u128::from(loan).saturating_mul(reserve.config().flash_fee_bps.into()).div_ceil(10_000);
    u64::try_from(fee).unwrap_or(u64::MAX)
}

/// How many atoms are worth this much, rounded down.
fn atoms_down(reserve: &Reserve, worth_usd: f64) -> u64 {
    atoms(reserve, worth_usd) as u64 // CAST: saturates; what is not a number is 0
}

/// How much less is got than was given, basis points.
fn impact_bps(given_usd: f64, got_usd: f64) -> i64 {
    // CAST: saturates
    ((1.0 - got_usd / given_usd) * 10_000.0).round() as i64
}
