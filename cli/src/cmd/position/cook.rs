//! Makes one transaction of a recipe: planned at each exchange, simulated, shown, signed.

use super::plan::Plan;
use super::preview::Preview;
use super::through::Through;
use crate::context::early::Early;
use crate::context::refusal::{Refusal, Refused};
use crate::output::{Answer, json, position};
use anyhow::{Result, anyhow};
use hypothec_client::Error;
use hypothec_keeper::recipe::{Kitchen, Recipe, RecipeError};
use solana_address::Address;
use solana_signer::Signer;

impl Plan<'_> {
    /// Plans at every exit that trades the pair, shows what the best does, and signs it once that is confirmed.
    pub fn cook(
        mut self,
        through: &Through,
        pair: [u8; 2],
        recipe: impl Fn(&Kitchen<'_>) -> Result<Recipe, RecipeError>,
    ) -> Result<Answer> {
        let (env, wallet) = (self.ctx.env, self.ctx.env.keys.signer()?);
        let exits = through.open(&self.ctx, [self.mint(pair[0])?, self.mint(pair[1])?])?;
        let book = self.book();
        let mut plans = Vec::new();
        for exit in &exits {
            let kitchen = Kitchen {
                book: &book,
                position: self.address,
                user: wallet.pubkey(),
                exit: exit.as_ref(),
                slippage_bps: through.slippage_bps(),
                now: self.ctx.now(),
            };
            plans.push((exit.name(), recipe(&kitchen)));
        }
        let (exit, recipe) = best(plans).map_err(|error| self.named(error))?;
        through.expect_impact(recipe.impact_bps, exit)?;
        let rehearsed = self.ctx.rehearse(&recipe.instructions, wallet.pubkey());
        let rehearsed = rehearsed.map_err(|error| in_words(error, exit, &wallet.pubkey(), self.ctx.is_embedded()))?;
        let preview = Preview::of(&self, exit, &recipe, &rehearsed)?;
        if env.options.sending.dry_run {
            let mut json = preview.json();
            (json["dry_run"], json["ok"]) = (json!(true), json!(true));
            return Err(Early { json, text: preview.text() }.into());
        }
        let shown = Answer { json: preview.json(), text: preview.text() };
        env.confirm_shown(&shown, "preview", "Sign this?")?;
        let sent = self.ctx.send(&recipe.instructions, &[&wallet])?;
        let mut answer = position::show(&self.ctx, &self.address, Some(&sent))?;
        answer.json["preview"] = preview.json();
        Ok(answer)
    }
}

impl Plan<'_> {
    /// An error of a recipe, with the asset's symbol in place of its reserve's number.
    fn named(&self, error: anyhow::Error) -> anyhow::Error {
        let symbol =
            |index: u8| self.mint(index).map_or_else(|_| format!("reserve {index}"), |mint| self.ctx.symbol(&mint));
        match error.downcast_ref::<RecipeError>() {
            Some(RecipeError::NoSlot { side, reserve }) => {
                anyhow!("the position has no {side} of {}", symbol(*reserve))
            }
            Some(RecipeError::NoPrice(reserve)) => {
                let symbol = symbol(*reserve);
                anyhow!("{symbol} has no price: run `hypothec price refresh {symbol}`")
            }
            _ => error,
        }
    }
}

/// The recipe with the least price impact; where none can be, why the first cannot.
fn best(plans: Vec<(&str, Result<Recipe, RecipeError>)>) -> Result<(&str, Recipe)> {
    let (mut best, mut refused): (Option<(&str, Recipe)>, Option<RecipeError>) = (None, None);
    for (exit, plan) in plans {
        match plan {
            Ok(recipe) if best.as_ref().is_none_or(|(_, best)| recipe.impact_bps < best.impact_bps) => {
                best = Some((exit, recipe));
            }
            Ok(_) => {}
            Err(why) => drop(refused.get_or_insert(why)),
        }
    }
    best.ok_or_else(|| refused.map_or_else(|| anyhow!("no exit"), Into::into))
}

/// A simulation's refusal, as one that was sent; where the exchange refuses, with what would mend it.
fn in_words(error: anyhow::Error, exit: &str, payer: &Address, embedded: bool) -> anyhow::Error {
    let Some(Error::Rejected(failure)) = error.downcast_ref::<Error>() else { return error };
    let is_exchange = failure.error.is_none() && failure.code.is_some();
    let refused = Refused::new(Refusal::of(failure), String::new(), Some(&payer.to_string()), &failure.logs, embedded);
    if !is_exchange {
        return refused.into();
    }
    let why = format!("the exchange {exit} refuses: trade less, or give more --max-slippage");
    anyhow::Error::from(refused).context(why)
}
