use super::act::Act;
use super::holder::Holder;
use crate::context::Env;
use crate::output::{Answer, amount};
use anyhow::Result;
use clap::Args;
use hypothec_localnet::token;
use spl_token_2022_interface::instruction::transfer_checked;

/// Take tokens from the market's vault, or from a holder with --holder, as the mint's permanent delegate
#[derive(Args)]
pub struct Clawback {
    #[command(flatten)]
    holder: Holder,
    /// How many tokens
    amount: String,
}

impl Clawback {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.holder.symbol)?;
        let (from, issuer, asset) = (self.holder.address(&act)?, act.issuer(), &act.asset);
        let (program, mint) = (&asset.token_program, &asset.mint);
        let (own, atoms) = (token::associated(&issuer, mint, program), amount::parse(&self.amount, asset.decimals)?);
        let mut all: Vec<_> = act.ctx.missing_tokens(&issuer, &issuer, mint, program)?.into_iter().collect();
        all.push(transfer_checked(program, &from, mint, &own, &issuer, &[], atoms, asset.decimals)?);
        let did = format!(
            "clawed back {0} {1}: `hypothec market sync {1}` books what a vault lacks",
            self.amount, asset.symbol
        );
        act.send(&all, &did)
    }
}
