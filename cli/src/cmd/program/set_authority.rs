use super::file::expect_cluster;
use super::show;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_client::deploy::{DeployedProgram, set_authority_instruction};
use solana_signer::Signer;

/// Hand over the right to replace the program, or end it permanently; only the upgrade authority
#[derive(Args)]
pub struct SetAuthority {
    /// The new upgrade authority: a wallet's name or an address. Nobody checks that somebody can sign for it
    #[arg(required_unless_present = "none")]
    to: Option<String>,
    /// Nobody: the program can never be changed again
    #[arg(long, conflicts_with = "to")]
    none: bool,
}

impl SetAuthority {
    pub fn run(self, env: &Env) -> Result<Answer> {
        expect_cluster(env)?;
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let program = ctx.program();
        let to = self.to.as_deref().map(|who| env.keys.address(Some(who))).transpose()?;
        env.confirm(&match to {
            Some(to) => format!("After this only {to} can replace the program at {program}, and hand that on."),
            None => format!("After this nobody can ever change the program at {program}."),
        })?;
        let set = set_authority_instruction(&program, &signer.pubkey(), to.as_ref());
        ctx.send(&[set], &[&signer])?;
        Ok(show::answer(&program, &DeployedProgram::read(ctx.cluster(), &program)?))
    }
}
