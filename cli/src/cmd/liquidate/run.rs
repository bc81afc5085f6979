use super::outcome;
use crate::cmd::selector::NamedPosition;
use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::{Answer, amount};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_localnet::token;
use solana_signer::Signer;

/// Repay a position's debt and seize its collateral at a bonus; the signer needs the tokens to repay with
#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    position: NamedPosition,
    /// Which debt to repay: a symbol [default: the position's largest debt]
    #[arg(long, value_name = "SYMBOL")]
    repay: Option<String>,
    /// What to seize: a symbol [default: the position's most valuable collateral]
    #[arg(long, value_name = "SYMBOL")]
    seize: Option<String>,
    /// Most tokens to repay [default: all that is allowed]
    #[arg(long, value_name = "TOKENS")]
    amount: Option<String>,
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
    let best = slots.max_by_key(|slot| (slot["collateral"].as_bool(), slot["value"].as_u64()));
    let best = best.and_then(|slot| slot["reserve"].as_u64());
    let best = best.with_context(|| format!("the position has no {side}: nothing to liquidate"))?;
    Ok(u8::try_from(best)?)
}

impl Run {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (position, market, liquidator) = (self.position.address(&ctx)?, ctx.market()?, signer.pubkey());
        let health = PositionHealth::of(&ctx, &market, &ctx.position(&position)?)?;
        let repay = market.addresses(market.reserve(pick(&ctx, &health, "debt", self.repay.as_ref())?)?);
        let seize = market.addresses(market.reserve(pick(&ctx, &health, "supply", self.seize.as_ref())?)?);
        let atoms = match &self.amount {
            Some(text) => amount::parse(text, market.reserve(repay.index)?.decimals())?,
            None => u64::MAX,
        };
        let source = token::associated(&liquidator, &repay.mint, &repay.token_program);
        let of = LiquidationAddresses { repay, seize, position, source, liquidator };
        let mut all = Vec::new();
        if self.shares {
            let own = builder::position_address(market.address, &liquidator, 0).0;
            if ctx.account(&own).is_none() {
                bail!("the signer has no position to take shares into: run `hypothec position open`");
            }
            all.push(builder::liquidate_to_shares(&of, own, atoms, 0));
        } else {
            all.extend(ctx.missing_tokens(&liquidator, &liquidator, &seize.mint, &seize.token_program));
            let destination = token::associated(&liquidator, &seize.mint, &seize.token_program);
            all.push(builder::liquidate(&of, destination, atoms, 0));
        }
        let sent = ctx.send(&all, &[&signer])?;
        outcome::show(&ctx, &position, &sent)
    }
}
