use super::show;
use crate::context::{Context, Env};
use crate::output::{Answer, amount};
use anyhow::{Result, bail};
use clap::Args;

/// Give SOL: the embedded chain's faucet
#[derive(Args)]
pub struct Airdrop {
    /// How many SOL
    #[arg(allow_negative_numbers = true)]
    sol: String,
    /// The receiver: a wallet's name or an address [default: the signer]
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
}

impl Airdrop {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        let (to, lamports) = (env.keys.address(self.to.as_deref())?, amount::parse(&self.sol, 9)?);
        let had = ctx.account(&to)?.map_or(0, |account| account.lamports);
        if lamports == 0 || had.checked_add(lamports).is_none_or(|sum| sum > 1 << 60) {
            bail!("{}: give an amount above zero that the chain can hold", self.sol);
        }
        ctx.localnet()?.airdrop(&to, lamports);
        ctx.save()?;
        show::show(&ctx, &to)
    }
}
