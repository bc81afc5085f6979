use super::show;
use crate::context::{Context, Env};
use crate::output::{Answer, amount};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_localnet::token;

/// Give tokens: the embedded chain's faucet
///
/// The token account is edited in place, as no issuer could: the mint's supply stays as it is.
#[derive(Args)]
pub struct Mint {
    /// The token's symbol
    symbol: String,
    /// How many tokens
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// The receiver: a wallet's name or an address [default: the signer]
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
}

impl Mint {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        let asset = ctx.asset(&self.symbol)?;
        let atoms = amount::parse(&self.amount, asset.decimals)?;
        if atoms == 0 {
            bail!("{}: give an amount above zero", self.amount);
        }
        let owner = env.keys.address(self.to.as_deref())?;
        let tokens = token::associated(&owner, &asset.mint, &asset.token_program);
        let Some(sum) = ctx.atoms(&tokens)?.checked_add(atoms) else {
            bail!("{}: more than a token account can hold", self.amount);
        };
        if ctx.account(&tokens)?.is_some() {
            ctx.localnet()?.edit(&tokens, |account| token::set_amount(&mut account.data, sum));
        } else {
            let account = token::associated_account(&asset.mint, &ctx.mint_account(&asset)?, &owner, sum);
            ctx.localnet()?.put_account(&tokens, account);
        }
        ctx.save()?;
        show::show(&ctx, &owner)
    }
}
