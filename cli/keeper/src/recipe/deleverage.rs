//! Leverage down: repay with what the market lends for the transaction, take collateral out, sell it for the loan.

use super::{Kitchen, Recipe, RecipeError, atoms_down, flash_fee_up, impact_bps};
use crate::exit::{Amount, Swap, estimate_in};
use crate::value::usd;
use hypothec_interface::builder;
use solana_address::Address;

/// Repays `amount` atoms of a debt, at most all of it, by selling collateral. What is taken out and not sold stays in the
/// wallet.
///
/// # Errors
/// [`RecipeError`].
pub fn repay_with_collateral(kitchen: &Kitchen<'_>, stock: u8, dollar: u8, amount: u64) -> Result<Recipe, RecipeError> {
    let owed = kitchen.owed(dollar)?;
    let all = amount >= owed;
    let loan = if all { owed } else { amount };
    let held = kitchen.supplied(stock)?;
    let (stock, dollar) = (kitchen.reserve(stock)?, kitchen.reserve(dollar)?);
    let (sold, repaid) = (kitchen.book.addresses(stock), kitchen.book.addresses(dollar));
    let fee = flash_fee_up(dollar, loan);
    let cost = loan.saturating_add(fee);
    let needed = estimate_in(kitchen.exit, &sold.mint, cost, atoms_down(stock, usd(dollar, cost)))?;
    let most = kitchen.more(needed).min(held);
    let (from, to) = (kitchen.side(&sold), kitchen.side(&repaid));
    let swap = Swap { user: kitchen.user, from, to, amount: Amount::Out { amount: cost, max_in: most } };

    let mut instructions = kitchen.prepared(&[stock, dollar]);
    instructions.push(builder::flash_borrow(&repaid, to.tokens, loan));
    let repay = if all { u64::MAX } else { loan };
    instructions.push(builder::repay(&repaid, kitchen.position, to.tokens, kitchen.user, repay));
    instructions.push(builder::withdraw(&sold, kitchen.position, from.tokens, kitchen.user, most, most.min(held)));
    instructions.push(kitchen.exit.swap(&swap)?);
    instructions.push(builder::flash_repay(&repaid, to.tokens, kitchen.user, loan));
    let impact_bps = impact_bps(usd(stock, needed), usd(dollar, cost));
    Ok(Recipe { instructions, loan, fee, swapped_in: most, swapped_out: cost, impact_bps })
}

/// Brings a position's leverage down to `to`, at least 1.
///
/// # Errors
/// [`RecipeError`].
pub fn unwind(kitchen: &Kitchen<'_>, stock: u8, dollar: u8, to: f64) -> Result<Recipe, RecipeError> {
    let (supplied, owed) = kitchen.worth()?;
    let equity = supplied - owed;
    let surplus = supplied - to.max(1.0) * equity;
    if surplus.is_nan() || surplus <= 0.0 {
        let now = supplied / equity;
        return Err(RecipeError::WrongWay { now, hint: "`position multiply` brings it up" });
    }
    let amount = atoms_down(kitchen.reserve(dollar)?, surplus);
    repay_with_collateral(kitchen, stock, dollar, amount)
}

/// Repays all of the one debt by selling collateral, takes the rest of it out, and closes the position; the rent goes back
/// to who paid it.
///
/// # Errors
/// [`RecipeError`]; a position with more than these two slots is refused by the program.
pub fn close(kitchen: &Kitchen<'_>, stock: u8, dollar: u8) -> Result<Recipe, RecipeError> {
    let mut recipe = repay_with_collateral(kitchen, stock, dollar, u64::MAX)?;
    let sold = kitchen.book.addresses(kitchen.reserve(stock)?);
    let tokens = kitchen.side(&sold).tokens;
    let rent_payer = Address::from(kitchen.held()?.rent_payer());
    if recipe.swapped_in < kitchen.supplied(stock)? {
        recipe.instructions.push(builder::withdraw(&sold, kitchen.position, tokens, kitchen.user, u64::MAX, 0));
    }
    let position = builder::Owned::by(kitchen.book.owned().program, kitchen.position);
    recipe.instructions.push(builder::close_position(position, kitchen.user, rent_payer));
    Ok(recipe)
}
