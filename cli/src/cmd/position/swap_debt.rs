use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;

/// Replace a debt by one of another asset, in one transaction with a flash loan and an exchange
///
/// All of the debt is repaid. What would happen is shown before it is signed. What is borrowed and not needed stays in the
/// wallet.
///
/// Example: `hypothec position swap-debt USDC USDT`
#[derive(Args)]
pub struct SwapDebt {
    /// Symbol of the debt that is repaid
    from: String,
    /// Symbol of what is borrowed instead
    to: String,
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

impl SwapDebt {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let plan = Plan::open(env, &self.position)?;
        let from = plan.reserve(Some(&self.from), Side::Debt, "")?;
        let to = plan.reserve(Some(&self.to), Side::Debt, "")?;
        plan.cook(&self.through, [to, from], |kitchen| recipe::swap_debt(kitchen, from, to))
    }
}
