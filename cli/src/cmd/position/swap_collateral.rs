use super::plan::Plan;
use super::through::Through;
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::{Answer, amount};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::state::Side;
use hypothec_keeper::recipe;

/// Swap collateral for another asset, in one transaction with a flash loan and an exchange
///
/// A debt is lent for the transaction and borrowed again. What would happen is shown before it is signed. What the
/// exchange gives beyond its limit stays in the wallet.
///
/// Example: `hypothec position swap-collateral NVDAx TSLAx 5`
#[derive(Args)]
pub struct SwapCollateral {
    /// Symbol of what is sold
    from: String,
    /// Symbol of what is bought and deposited
    to: String,
    /// Amount to sell, in tokens, or `all`
    #[arg(default_value = "all")]
    amount: String,
    #[command(flatten)]
    through: Through,
    #[command(flatten)]
    position: PositionSelector,
}

impl SwapCollateral {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let plan = Plan::open(env, &self.position)?;
        let from = plan.reserve(Some(&self.from), Side::Supply, "")?;
        let to = plan.reserve(Some(&self.to), Side::Supply, "")?;
        let debts: Vec<u8> =
            plan.position.used().iter().filter(|slot| slot.side() == Side::Debt).map(|slot| slot.reserve()).collect();
        let debt = match debts.as_slice() {
            [] => None,
            [only] => Some(*only),
            more => bail!("the position has {} debts: swap or repay until it has one", more.len()),
        };
        let atoms = amount::parse_or_all(&self.amount, plan.market.reserve(from)?.decimals())?;
        plan.cook(&self.through, [from, to], |kitchen| recipe::swap_collateral(kitchen, from, to, debt, atoms))
    }
}
