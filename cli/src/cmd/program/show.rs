use crate::context::hex::hex;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::deploy::DeployedProgram;
use solana_address::Address;

/// Show where the program is, who may replace it, and the hash of its code
#[derive(Args)]
pub struct Show {}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let program = ctx.program();
        Ok(answer(&program, &DeployedProgram::read(ctx.cluster(), &program)?))
    }
}

/// Bytes of code without the zeros after it.
pub fn code_bytes(deployed: &DeployedProgram) -> usize {
    deployed.code.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)
}

/// A deployed program.
pub fn answer(program: &Address, deployed: &DeployedProgram) -> Answer {
    let (hash, bytes, room) = (hex(&deployed.hash()), code_bytes(deployed), deployed.code.len());
    let authority = deployed.authority.map(|address| address.to_string());
    let json = json!({
        "program": program.to_string(), "data_address": deployed.data_address.to_string(), "authority": authority,
        "deployed_slot": deployed.slot, "bytes": bytes, "room": room, "hash": hash,
    });
    let text = format!(
        "program {program}\n  upgrade authority {}\n  {bytes} bytes of code, room for {room}\n  hash {hash}",
        authority.as_deref().unwrap_or("none: the program cannot be changed")
    );
    Answer { json, text }
}
