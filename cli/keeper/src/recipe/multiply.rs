//! Leverage up: borrow for the transaction, buy, pledge, borrow what the loan costs.

use super::{Kitchen, Recipe, RecipeError, atoms_down, flash_fee_up, impact_bps};
use crate::exit::{Amount, ExitError, Swap};
use crate::value::usd;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;

/// Brings a position's leverage (what is supplied, per what is its owner's) up to `to`, buying `stock` on debt of `dollar`.
///
/// # Errors
/// [`RecipeError`].
pub fn multiply(kitchen: &Kitchen<'_>, stock: u8, dollar: u8, to: f64) -> Result<Recipe, RecipeError> {
    let (supplied, owed) = kitchen.worth()?;
    let equity = supplied - owed;
    let missing = to * equity - supplied;
    if missing.is_nan() || missing <= 0.0 {
        let now = supplied / equity;
        return Err(RecipeError::WrongWay { now, hint: "`position unwind` brings it down" });
    }
    let (stock, dollar) = (kitchen.reserve(stock)?, kitchen.reserve(dollar)?);
    let (bought, paid) = (kitchen.book.addresses(stock), kitchen.book.addresses(dollar));
    let loan = atoms_down(dollar, missing);
    let fee = flash_fee_up(dollar, loan);
    let estimate = kitchen.exit.estimate_out(&paid.mint, loan);
    let estimate = estimate.ok_or_else(|| ExitError::NoLiquidity(kitchen.exit.name().to_owned()))?;
    let least = kitchen.less(estimate);
    let (from, to) = (kitchen.side(&paid), kitchen.side(&bought));
    let swap = Swap { user: kitchen.user, from, to, amount: Amount::In { amount: loan, min_out: least } };

    let mut instructions = kitchen.prepared(&[stock, dollar]);
    instructions.push(builder::flash_borrow(&paid, from.tokens, loan));
    instructions.push(kitchen.exit.swap(&swap)?);
    let steps = [
        // what the exchange gives beyond the least stays in the wallet, and what was there before too
        BatchEntry { instruction: Tag::Deposit, reserve: bought, tokens: to.tokens, amount: least, limit: 0 },
        BatchEntry {
            instruction: Tag::Borrow,
            reserve: paid,
            tokens: from.tokens,
            amount: loan.saturating_add(fee),
            limit: u64::MAX,
        },
    ];
    instructions.push(builder::batch(kitchen.book.owned(), kitchen.position, kitchen.user, &steps));
    instructions.push(builder::flash_repay(&paid, from.tokens, kitchen.user, loan));
    let impact_bps = impact_bps(usd(dollar, loan), usd(stock, estimate));
    Ok(Recipe { instructions, loan, fee, swapped_in: loan, swapped_out: least, impact_bps })
}
