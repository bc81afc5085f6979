//! Changes what is pledged, or what is owed, without the rest of the position noticing.

use super::{Kitchen, Recipe, RecipeError, atoms_down, flash_fee_up, impact_bps};
use crate::exit::{Amount, ExitError, Swap, estimate_in};
use crate::value::usd;
use hypothec_interface::builder;

/// Swaps `amount` atoms of collateral, at most all of it, for another. The debt of `dollar`, where there is one, is lent
/// for the transaction and borrowed again.
///
/// # Errors
/// [`RecipeError`].
pub fn swap_collateral(
    kitchen: &Kitchen<'_>,
    from: u8,
    to: u8,
    dollar: Option<u8>,
    amount: u64,
) -> Result<Recipe, RecipeError> {
    let amount = amount.min(kitchen.supplied(from)?);
    let (sold, bought) = (kitchen.reserve(from)?, kitchen.reserve(to)?);
    let (out, into) = (kitchen.book.addresses(sold), kitchen.book.addresses(bought));
    let estimate = kitchen.exit.estimate_out(&out.mint, amount);
    let estimate = estimate.ok_or_else(|| ExitError::NoLiquidity(kitchen.exit.name().to_owned()))?;
    let least = kitchen.less(estimate);
    let (sell, buy) = (kitchen.side(&out), kitchen.side(&into));
    let swap = Swap { user: kitchen.user, from: sell, to: buy, amount: Amount::In { amount, min_out: least } };
    let mut instructions = kitchen.prepared(&[sold, bought]);
    let (mut loan, mut fee, mut last) = (0, 0, Vec::new());
    if let Some(dollar) = dollar {
        loan = kitchen.owed(dollar)?;
        let debt = kitchen.reserve(dollar)?;
        fee = flash_fee_up(debt, loan);
        let debt = kitchen.book.addresses(debt);
        let tokens = kitchen.side(&debt).tokens;
        instructions.push(crate::tokens::create(&kitchen.user, &debt.mint, &debt.token_program));
        instructions.push(builder::flash_borrow(&debt, tokens, loan));
        instructions.push(builder::repay(&debt, kitchen.position, tokens, kitchen.user, u64::MAX));
        let again = loan.saturating_add(fee);
        last.push(builder::borrow(&debt, kitchen.position, tokens, kitchen.user, again, u64::MAX));
        last.push(builder::flash_repay(&debt, tokens, kitchen.user, loan));
    }
    instructions.push(builder::withdraw(&out, kitchen.position, sell.tokens, kitchen.user, amount, amount));
    instructions.push(kitchen.exit.swap(&swap)?);
    instructions.push(builder::deposit(&into, kitchen.position, buy.tokens, kitchen.user, least, 0));
    instructions.extend(last);
    let impact_bps = impact_bps(usd(sold, amount), usd(bought, estimate));
    Ok(Recipe { instructions, loan, fee, swapped_in: amount, swapped_out: least, impact_bps })
}

/// Repays all of a debt with another: the first is lent for the transaction. What is borrowed and not needed stays in the
/// wallet.
///
/// # Errors
/// [`RecipeError`].
pub fn swap_debt(kitchen: &Kitchen<'_>, from: u8, to: u8) -> Result<Recipe, RecipeError> {
    let loan = kitchen.owed(from)?;
    let (old, new) = (kitchen.reserve(from)?, kitchen.reserve(to)?);
    let fee = flash_fee_up(old, loan);
    let cost = loan.saturating_add(fee);
    let (repaid, borrowed) = (kitchen.book.addresses(old), kitchen.book.addresses(new));
    let needed = estimate_in(kitchen.exit, &borrowed.mint, cost, atoms_down(new, usd(old, cost)))?;
    let most = kitchen.more(needed);
    let (sell, buy) = (kitchen.side(&borrowed), kitchen.side(&repaid));
    let swap = Swap { user: kitchen.user, from: sell, to: buy, amount: Amount::Out { amount: cost, max_in: most } };
    let mut instructions = kitchen.prepared(&[old, new]);
    instructions.push(builder::flash_borrow(&repaid, buy.tokens, loan));
    instructions.push(builder::repay(&repaid, kitchen.position, buy.tokens, kitchen.user, u64::MAX));
    instructions.push(builder::borrow(&borrowed, kitchen.position, sell.tokens, kitchen.user, most, u64::MAX));
    instructions.push(kitchen.exit.swap(&swap)?);
    instructions.push(builder::flash_repay(&repaid, buy.tokens, kitchen.user, loan));
    let impact_bps = impact_bps(usd(new, needed), usd(old, cost));
    Ok(Recipe { instructions, loan, fee, swapped_in: most, swapped_out: cost, impact_bps })
}
