use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::{Answer, amount};
use anyhow::Result;
use clap::Args;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;

/// Repay debt by selling collateral, in one transaction with a flash loan and an exchange
///
/// What would happen is shown before it is signed. Collateral that is taken out and not needed stays in the wallet.
///
/// Example: `hypothec position repay-with-collateral 250 --repay USDC --sell NVDAx`
#[derive(Args)]
pub struct RepayWithCollateral {
    /// Amount of debt to repay, in tokens, or `all`
    #[arg(default_value = "all")]
    amount: String,
    /// Symbol of the debt [default: the position's only debt]
    #[arg(long, value_name = "SYMBOL")]
    repay: Option<String>,
    /// Symbol of what is sold [default: the position's only supply]
    #[arg(long, value_name = "SYMBOL")]
    sell: Option<String>,
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

impl RepayWithCollateral {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let plan = Plan::open(env, &self.position)?;
        let repay = plan.reserve(self.repay.as_deref(), Side::Debt, "--repay")?;
        let sell = plan.reserve(self.sell.as_deref(), Side::Supply, "--sell")?;
        let atoms = amount::parse_or_all(&self.amount, plan.market.reserve(repay)?.decimals())?;
        plan.cook(&self.through, [sell, repay], |kitchen| recipe::repay_with_collateral(kitchen, sell, repay, atoms))
    }
}
