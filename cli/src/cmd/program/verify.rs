use super::file::File;
use crate::context::hex::hex;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::deploy::{DeployedProgram, code_hash};

/// Compare the program's code on the chain with a compiled file
///
/// The hash is SHA-256 of the code without the zeros after it, as solana-verify computes it.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    file: File,
}

impl Verify {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (ctx, code) = (Context::read(env)?, self.file.read()?);
        let program = ctx.program();
        let deployed = DeployedProgram::read(ctx.cluster(), &program)?;
        let (there, here) = (hex(&deployed.hash()), hex(&code_hash(&code)));
        if there != here {
            bail!("the code differs: {there} at {program}, {here} of the file");
        }
        let json = json!({ "program": program.to_string(), "hash": here, "same": true });
        Ok(Answer { json, text: format!("the code at {program} is the file's\n  hash {here}") })
    }
}
