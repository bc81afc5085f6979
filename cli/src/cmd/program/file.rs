//! A compiled program, and the buffer it is written to.

use crate::context::hex::hex;
use crate::context::wallet::Wallet;
use crate::context::{Context, Env, program};
use crate::output::amount;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::deploy::{self, Deployer, Progress, code_hash};
use hypothec_client::transaction::Version;
use solana_signer::Signer;
use std::path::PathBuf;

/// Most lamports that the fees of a deployment come to, without priority fees: 1,000 transactions of two signatures.
const FEES: u64 = 10_000_000;

/// The program that is put on the cluster.
#[derive(Args)]
pub struct File {
    /// The compiled program [env: HYPOTHEC_SO] [default: hypothec.so beside this executable]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

impl File {
    pub fn read(&self) -> Result<Vec<u8>> {
        program::read(self.program.as_deref())
    }
}

/// An error where the program is from the start.
pub fn expect_cluster(env: &Env) -> Result<()> {
    if env.target.is_none() {
        bail!(
            "the embedded chain has the program from its start, and `hypothec chain upgrade` replaces it: name a cluster \
             with --url"
        );
    }
    Ok(())
}

/// What a key is kept under between two runs of one deployment: the cluster and the code.
pub fn name(ctx: &Context<'_>, file: &[u8], what: &str) -> Result<String> {
    let genesis = ctx.cluster().genesis_hash()?.to_string();
    Ok(format!("{what}-{}-{}", genesis.get(..8).unwrap_or(&genesis), hex(&code_hash(file)[..8])))
}

/// Writes the file into a buffer, and goes on where an earlier run has stopped; `rent` is locked in all.
pub fn write(ctx: &mut Context<'_>, file: &[u8], buffer: &Wallet, signer: &Wallet, rent: u64) -> Result<()> {
    let env = ctx.env;
    env.expect_for_real()?;
    let payer = env.keys.fee_payer()?;
    let payer = payer.as_ref().unwrap_or(signer);
    let lamports = |address| -> Result<u64> { Ok(ctx.account(&address)?.map_or(0, |account| account.lamports)) };
    let needed = rent.saturating_sub(lamports(buffer.pubkey())?).saturating_add(FEES);
    let has = lamports(payer.pubkey())?;
    let sol = |lamports: u64| amount::show(lamports, 9);
    if has < needed {
        bail!(
            "{} has {} SOL and needs {}: rent, and at most {} of fees",
            payer.pubkey(),
            sol(has),
            sol(needed),
            sol(FEES)
        );
    }
    env.say(&format!("{} SOL are locked as rent, and at most {} are paid as fees", sol(rent), sol(FEES)));
    ctx.ask(&format!("{} SOL of rent, and fees", sol(rent)))?;
    let options = env.options.sending.options(Version::Newest);
    let by = Deployer { payer, authority: signer };
    let mut progress = |at: Progress| {
        env.say(&format!("{} of {} bytes are written, {} transactions to go", at.written, at.total, at.transactions));
    };
    Ok(deploy::write_buffer(ctx.cluster_mut(), by, buffer, file, &options, &mut progress)?)
}
