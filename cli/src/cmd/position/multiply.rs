use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;

/// Raise the leverage: buy more collateral on debt, in one transaction with a flash loan and an exchange
///
/// Leverage is what is supplied, divided by what is left of it after all debt. What would happen is shown before it is
/// signed. What the exchange gives beyond its limit stays in the wallet.
///
/// Example: `hypothec position multiply --to 2.0 --borrow USDC`
#[derive(Args)]
pub struct Multiply {
    /// Leverage aimed at, more than it is, such as 2.0
    #[arg(long, value_name = "LEVERAGE", value_parser = leverage)]
    to: f64,
    /// Symbol of what is bought and deposited [default: the position's only supply]
    #[arg(long, value_name = "SYMBOL")]
    buy: Option<String>,
    /// Symbol of what is borrowed to pay for it [default: the position's only debt]
    #[arg(long, value_name = "SYMBOL")]
    borrow: Option<String>,
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

/// A leverage of 1 to 100.
pub fn leverage(text: &str) -> Result<f64, String> {
    let leverage: Option<f64> = text.parse().ok();
    leverage.filter(|own| (1.0..=100.0).contains(own)).ok_or_else(|| "use a leverage from 1 to 100, such as 1.5".into())
}

impl Multiply {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let plan = Plan::open(env, &self.position)?;
        let buy = plan.reserve(self.buy.as_deref(), Side::Supply, "--buy")?;
        let borrow = plan.reserve(self.borrow.as_deref(), Side::Debt, "--borrow")?;
        plan.cook(&self.through, [borrow, buy], |kitchen| recipe::multiply(kitchen, buy, borrow, self.to))
    }
}
