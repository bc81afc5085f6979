use super::act::Act;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use solana_address::Address;
use spl_token_2022_interface::extension::transfer_hook;

/// Name a transfer hook's program, which then takes part in every transfer
#[derive(Args)]
pub struct ArmHook {
    /// The stock's symbol
    symbol: String,
    /// The hook's program [default: an unused address, so that every transfer fails]
    #[arg(value_parser = crate::context::address)]
    program: Option<Address>,
}

impl ArmHook {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let hook = self.program.unwrap_or_else(|| hypothec_localnet::keys::address(9_000));
        let (program, mint) = (&act.asset.token_program, &act.asset.mint);
        let arm = transfer_hook::instruction::update(program, mint, &act.issuer(), &[], Some(hook))?;
        act.send(&[arm], &format!("transfer hook {hook} armed"))
    }
}
