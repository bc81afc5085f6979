use super::outcome::Before;
use super::plan;
use crate::cmd::boards;
use crate::cmd::selector::{NamedPosition, numbered};
use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::{Answer, amount, whole};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_localnet::token;
use solana_signer::Signer;

/// Repay a position's debt and seize its collateral at a bonus; the signer needs the tokens to repay with
///
/// Prices that were posted since the market took them last are taken in the same transaction, and decide which pair is
/// the most profitable.
#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    position: NamedPosition,
    /// Which debt to repay: a symbol [default: the most profitable pair]
    #[arg(long, value_name = "SYMBOL")]
    repay: Option<String>,
    /// What to seize: a symbol [default: the most profitable pair]
    #[arg(long, value_name = "SYMBOL")]
    seize: Option<String>,
    /// Most tokens to repay [default: all that is allowed]
    #[arg(long, value_name = "TOKENS")]
    amount: Option<String>,
    /// Refuse to receive less than this: tokens, or shares with --shares [default: no limit]
    #[arg(long, value_name = "AMOUNT")]
    min_received: Option<String>,
    /// Take shares into the signer's own position instead of tokens: works while the token cannot move
    #[arg(long)]
    shares: bool,
}

/// The reserve named, or the one of this side whose slot is worth most; a deposit that does not count comes last.
fn pick(ctx: &Context<'_>, health: &PositionHealth, side: &str, symbol: Option<&String>) -> Result<u8> {
    if let Some(symbol) = symbol {
        return Ok(ctx.listed(symbol)?.1.index);
    }
    let slots = health.slots.iter().filter(|slot| slot["side"] == side);
    let best = slots.max_by_key(|slot| (slot["collateral"].as_bool(), whole(&slot["value"])));
    let best = best.and_then(|slot| whole(&slot["reserve"]));
    let best = best.with_context(|| format!("the position has no {side}: nothing to liquidate"))?;
    Ok(u8::try_from(best)?)
}

impl Run {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (position, liquidator) = (self.position.address(&ctx)?, signer.pubkey());
        let held = ctx.others_position(&position)?;
        let refreshes = boards::needed(&ctx, &held, &[])?;
        let market = boards::after(&ctx, &refreshes, liquidator)?;
        let health = PositionHealth::of(&ctx, &market, &held)?;
        let best = plan::best(&market, &held, ctx.now()).filter(|it| it.verdict.is_ok());
        let (repay, seize) = match (best, &self.repay, &self.seize) {
            (Some(best), None, None) => (best.repay, best.seize),
            _ => {
                (pick(&ctx, &health, "debt", self.repay.as_ref())?, pick(&ctx, &health, "supply", self.seize.as_ref())?)
            }
        };
        if repay == seize {
            bail!("a position's debt and its collateral are of different assets: name another with --repay or --seize");
        }
        let repay = market.addresses(market.reserve(repay)?);
        let seize = market.addresses(market.reserve(seize)?);
        let atoms = match &self.amount {
            Some(text) => amount::parse(text, market.reserve(repay.index)?.decimals())?,
            None => u64::MAX,
        };
        let source = token::associated(&liquidator, &repay.mint, &repay.token_program);
        if ctx.account(&source)?.is_none() {
            bail!("the signer has no {} to repay with", ctx.symbol(&repay.mint));
        }
        let min_received = match &self.min_received {
            Some(text) => amount::parse(text, market.reserve(seize.index)?.decimals())?,
            None => 0,
        };
        let of = LiquidationAddresses { repay, seize, position, source, liquidator };
        let mut all = Vec::new();
        if self.shares {
            let own = numbered(&ctx, &liquidator, 0)?;
            if ctx.account(&own)?.is_none() {
                bail!("the signer has no position to take shares into: run `hypothec position open`");
            }
            all.push(builder::liquidate_to_shares(&of, own, atoms, min_received));
        } else {
            all.extend(ctx.missing_tokens(&liquidator, &liquidator, &seize.mint, &seize.token_program)?);
            let destination = token::associated(&liquidator, &seize.mint, &seize.token_program);
            all.push(builder::liquidate(&of, destination, atoms, min_received));
        }
        let before = Before::of(&ctx, position)?;
        let sent = ctx.send_refreshed(refreshes, all, &[&signer])?;
        before.show(&ctx, &sent)
    }
}
