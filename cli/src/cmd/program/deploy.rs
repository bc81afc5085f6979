use super::file::{self, File};
use super::show;
use crate::context::wallet::Wallet;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::deploy::{self, DeployedProgram, Deployer};
use hypothec_client::transaction::Version;
use solana_signer::Signer;
use std::path::PathBuf;

/// Deploy the program on a cluster; the signer becomes its upgrade authority
///
/// The code is written into a buffer by many transactions. A run that is stopped goes on when the same command is given
/// again: the keys of program and buffer are kept in the state directory until the program is there.
#[derive(Args)]
pub struct Deploy {
    #[command(flatten)]
    file: File,
    /// The keypair file of the program's address [default: a new address]
    #[arg(long, value_name = "FILE")]
    program_keypair: Option<PathBuf>,
    /// Room for later versions, bytes [default: the file's length]
    #[arg(long, value_name = "BYTES")]
    max_len: Option<usize>,
}

impl Deploy {
    pub fn run(self, env: &Env) -> Result<Answer> {
        file::expect_cluster(env)?;
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let code = self.file.read()?;
        let room = self.max_len.unwrap_or(code.len());
        if room < code.len() {
            bail!("--max-len {room} is less than the program's {} bytes", code.len());
        }
        let names = [file::name(&ctx, &code, "buffer")?, file::name(&ctx, &code, "program")?];
        let buffer = Wallet::Key(env.keys.kept(&names[0])?);
        let program = match &self.program_keypair {
            Some(file) => env.keys.of_file(file)?,
            None => env.keys.kept(&names[1])?,
        };
        if ctx.account(&program.pubkey())?.is_some() {
            bail!("there is an account at {} already: `hypothec program upgrade` replaces a program", program.pubkey());
        }
        let rent = deploy::rent(ctx.cluster(), room)?;
        file::write(&mut ctx, &code, &buffer, &signer, rent)?;
        let options = env.options.sending.options(Version::Newest);
        let payer = env.keys.fee_payer()?;
        let by = Deployer { payer: payer.as_ref().unwrap_or(&signer), authority: &signer };
        deploy::deploy(ctx.cluster_mut(), by, &program, &buffer.pubkey(), room, &options)?;
        env.keys.forget(&names[0])?;
        if self.program_keypair.is_none() {
            env.keys.forget(&names[1])?;
        }
        let deployed = DeployedProgram::read(ctx.cluster(), &program.pubkey())?;
        if !deployed.is(&code) {
            bail!("the code at {} is not the file's: deploy it again", program.pubkey());
        }
        let mut answer = show::answer(&program.pubkey(), &deployed);
        answer.text += &format!("\nkeep it: `hypothec config set program {}`", program.pubkey());
        Ok(answer)
    }
}
