use super::act::Act;
use super::holder::Holder;
use crate::context::Env;
use crate::output::{Answer, amount};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_localnet::token;
use spl_token_2022_interface::instruction::transfer_checked;

/// Give tokens that were clawed back to the market's vault, or to a holder with --holder
#[derive(Args)]
pub struct GiveBack {
    #[command(flatten)]
    holder: Holder,
    /// How many tokens
    amount: String,
}

impl GiveBack {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.holder.symbol)?;
        let (to, issuer, asset) = (self.holder.address(&act)?, act.issuer(), &act.asset);
        let (program, mint) = (&asset.token_program, &asset.mint);
        let (own, atoms) = (token::associated(&issuer, mint, program), amount::parse(&self.amount, asset.decimals)?);
        if act.ctx.account(&own)?.is_none() {
            bail!("the issuer holds no {0}: `hypothec wallet mint {0} AMOUNT --to issuer` gives it some", asset.symbol);
        }
        let give = transfer_checked(program, &own, mint, &to, &issuer, &[], atoms, asset.decimals)?;
        let did = format!("gave back {} {}", self.amount, asset.symbol);
        act.send(&[give], &did)
    }
}
