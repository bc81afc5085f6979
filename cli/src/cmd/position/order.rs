use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, position};
use anyhow::{Context as _, Result};
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::instruction::SetOrderArgs;
use solana_signer::Signer;

/// Place an order: below --line anyone may sell collateral, up to --target, for at most --bonus-cap
#[derive(Args)]
pub struct Order {
    /// Below this health anyone may execute the order, such as 1.2
    #[arg(long, value_name = "HEALTH", required_unless_present = "clear", requires_all = ["target", "bonus_cap"])]
    line: Option<String>,
    /// Up to this health, such as 1.3
    #[arg(long, value_name = "HEALTH")]
    target: Option<String>,
    /// For at most this bonus, percent, such as 1.5
    #[arg(long, value_name = "PERCENT")]
    bonus_cap: Option<String>,
    /// Take the order back
    #[arg(long, conflicts_with_all = ["line", "target", "bonus_cap"])]
    clear: bool,
    #[command(flatten)]
    position: PositionSelector,
}

/// Basis points of a decimal number.
fn bps(text: Option<&String>, decimals: u8) -> Result<u16> {
    let Some(text) = text else { return Ok(0) };
    let bps = amount::parse(text, decimals)?;
    u16::try_from(bps)
        .ok()
        .with_context(|| format!("{text} is too large: the most is {}", amount::show(65_535, decimals)))
}

impl Order {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        let line_bps = bps(self.line.as_ref(), 4)?;
        let target_bps = bps(self.target.as_ref(), 4)?;
        let bonus_cap_bps = bps(self.bonus_cap.as_ref(), 2)?;
        let order = SetOrderArgs { line_bps, target_bps, bonus_cap_bps };
        let sent = ctx.send(&[builder::set_order(ctx.owned(address), signer.pubkey(), &order)], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
