use super::file::{self, File};
use super::{show, write_buffer};
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_client::deploy::{DeployedProgram, upgrade_instruction};
use solana_address::Address;
use solana_signer::Signer;

/// Replace the program's code; only its upgrade authority
///
/// Without --buffer the file is written into one first, which the signer must be able to do. An authority that signs
/// elsewhere gives --buffer, with --authority and --unsigned.
#[derive(Args)]
pub struct Upgrade {
    #[command(flatten)]
    file: File,
    /// A buffer that was written before, of the same authority
    #[arg(long, value_name = "ADDRESS", conflicts_with = "program", value_parser = crate::context::address)]
    buffer: Option<Address>,
    /// Who gets the buffer's lamports: a wallet's name or an address [default: the signer]
    #[arg(long, value_name = "WHO")]
    refund: Option<String>,
}

impl Upgrade {
    pub fn run(self, env: &Env) -> Result<Answer> {
        file::expect_cluster(env)?;
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let program = ctx.program();
        DeployedProgram::read(ctx.cluster(), &program)?;
        let refund = env.keys.address(self.refund.as_deref())?;
        let (buffer, kept) = match self.buffer {
            Some(buffer) => (buffer, None),
            None => {
                let code = self.file.read()?;
                let (buffer, name) = write_buffer::written(&mut ctx, &code, &signer)?;
                (buffer, Some(name))
            }
        };
        let upgrade = upgrade_instruction(&program, &buffer, &signer.pubkey(), &refund);
        ctx.send(&[upgrade], &[&signer])?;
        kept.map_or(Ok(()), |name| env.keys.forget(&name))?;
        Ok(show::answer(&program, &DeployedProgram::read(ctx.cluster(), &program)?))
    }
}
