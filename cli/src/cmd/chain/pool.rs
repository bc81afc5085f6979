use crate::context::assets::AssetInfo;
use crate::context::{Context, Env, program};
use crate::output::{Answer, amount, json};
use anyhow::{Result, anyhow, bail};
use clap::Args;
use hypothec_keeper::exit::product;
use hypothec_localnet::{keys, token};
use solana_address::Address;
use std::path::PathBuf;

/// Put a pool of two assets on the embedded chain, or set what it holds, as the faucet would
///
/// Its two amounts are its price. A swap keeps their product and pays 0.25 %. What is printed is the table [[exit]] of a
/// keeper's file: `hypothec keeper` and `hypothec position multiply` trade through it.
///
/// Example: `hypothec chain pool NVDAx 10000 USDC 1800000 > keeper.toml`
#[derive(Args)]
pub struct Pool {
    /// Symbol of the one asset
    symbol: String,
    /// How many tokens of it the pool holds
    amount: String,
    /// Symbol of the other asset
    against: String,
    /// How many tokens of that the pool holds
    against_amount: String,
    /// The compiled pool program [env: HYPOTHEC_EXAMPLE_SO] [default: hypothec_example.so beside this executable]
    #[arg(long, value_name = "FILE")]
    pool_program: Option<PathBuf>,
}

/// Where the embedded chain has the pool's program.
fn program_address() -> Address {
    keys::address(30_000)
}

fn side(ctx: &Context<'_>, symbol: &str, tokens: &str) -> Result<(AssetInfo, u64)> {
    let asset = ctx.asset(symbol)?;
    let atoms = amount::parse(tokens, asset.decimals)?;
    Ok((asset, atoms))
}

impl Pool {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        let (one, other) = (side(&ctx, &self.symbol, &self.amount)?, side(&ctx, &self.against, &self.against_amount)?);
        if one.0.mint == other.0.mint {
            bail!("a pool of {0} and {0}: name two assets", one.0.symbol);
        }
        let elf = program::EXAMPLE.read(self.pool_program.as_deref())?;
        let chain = ctx.localnet()?;
        let loaded = chain.load_program(&program_address(), &elf);
        loaded
            .map_err(|why| anyhow!("this is no program that the chain's runtime loads: {why}: run `make program`"))?;
        let mints = [one.0.mint, other.0.mint];
        let pool = product::address(&program_address(), &mints).0;
        for (asset, atoms) in [&one, &other] {
            let account = token::associated_account(&asset.mint, &ctx.mint_account(asset)?, &pool, *atoms);
            let address = token::associated(&pool, &asset.mint, &asset.token_program);
            ctx.localnet()?.put_account(&address, account);
        }
        ctx.save()?;
        let name = format!("{}/{}", one.0.symbol, other.0.symbol);
        let json = json!({
            "name": name, "kind": "product", "program": program_address().to_string(), "pool": pool.to_string(),
            "mints": mints.map(|mint| mint.to_string()), "atoms": [one.1, other.1],
        });
        let text = format!(
            "[[exit]]\nname = {name:?}\nkind = \"product\"\nprogram = \"{}\"\nmints = [\"{}\", \"{}\"]",
            program_address(),
            mints[0],
            mints[1]
        );
        Ok(Answer { json, text })
    }
}
