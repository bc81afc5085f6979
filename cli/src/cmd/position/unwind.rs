use super::multiply::leverage;
use super::pair::{self, Pair};
use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::Answer;
use anyhow::{Context as _, Result};
use clap::Args;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;

/// Repay and withdraw in one transaction: own tokens for collateral, or with --to by selling collateral at an exchange
///
/// With --to the leverage comes down to this: what is supplied, divided by what is left of it after all debt. A flash loan
/// repays, and collateral that an exchange buys pays it back. What would happen is shown before it is signed.
///
/// Example: `hypothec position unwind USDC 100 NVDAx 1`, or `hypothec position unwind --to 1.2`
#[derive(Args)]
pub struct Unwind {
    /// Symbol and amount of what is repaid, then of what is withdrawn; amounts in tokens, or `all`
    #[arg(num_args = 4, value_names = ["SYMBOL_IN", "AMOUNT_IN", "SYMBOL_OUT", "AMOUNT_OUT"],
          required_unless_present = "to")]
    pair: Vec<String>,
    /// Leverage aimed at, less than it is, at least 1
    #[arg(long, value_name = "LEVERAGE", conflicts_with = "pair", value_parser = leverage)]
    to: Option<f64>,
    /// With --to, symbol of what is sold [default: the position's only supply]
    #[arg(long, value_name = "SYMBOL", requires = "to")]
    sell: Option<String>,
    /// With --to, symbol of the debt [default: the position's only debt]
    #[arg(long, value_name = "SYMBOL", requires = "to")]
    repay: Option<String>,
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

impl Unwind {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let Some(to) = self.to else {
            let pair = Pair::of(self.pair).context("what goes in, and what comes out? Name both, or give --to")?;
            return pair::run(env, &self.position, &pair, [Instruction::Repay, Instruction::Withdraw]);
        };
        let plan = Plan::open(env, &self.position)?;
        let repay = plan.reserve(self.repay.as_deref(), Side::Debt, "--repay")?;
        let sell = plan.reserve(self.sell.as_deref(), Side::Supply, "--sell")?;
        plan.cook(&self.through, [sell, repay], |kitchen| recipe::unwind(kitchen, sell, repay, to))
    }
}
