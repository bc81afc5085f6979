use super::genesis;
use super::status;
use crate::context::keys::ISSUER;
use crate::context::{Context, Env, program};
use crate::output::Answer;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_localnet::Chain;
use solana_signer::Signer;
use std::path::PathBuf;

/// Start an empty chain with the program, USDC and every xStock on it
///
/// It starts on Tuesday 2026-09-15 at 11:00 in New York. Its time stands still between commands: `hypothec chain warp`
/// moves it. NVDAx is byte-identical to mainnet's mint; the wallet `issuer`, which is made here, holds the issuer's keys
/// of the other xStocks and of USDC.
#[derive(Args)]
pub struct Start {
    /// The compiled program [env: HYPOTHEC_SO] [default: hypothec.so beside this executable]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

impl Start {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        env.expect_for_real()?;
        let kept = || format!("{} holds a chain already: `hypothec chain reset` deletes it", env.store.dir.display());
        if env.store.exists() {
            bail!(kept());
        }
        let elf = program::read(self.program.as_deref())?;
        let lock = env.store.lock()?;
        if env.store.exists() {
            bail!(kept()); // another command was quicker
        }
        let mut chain = Chain::bare();
        program::load(&mut chain, &elf)?;
        let issuer = match env.keys.named(ISSUER) {
            Ok(issuer) => issuer,
            Err(_) => env.keys.create(ISSUER)?,
        };
        chain.airdrop(&issuer.pubkey(), 1_000_000_000_000);
        genesis::put_mints(&mut chain, &issuer.pubkey());
        let mut ctx = Context::start(env, lock, chain)?;
        ctx.save()?;
        status::show(&ctx)
    }
}
