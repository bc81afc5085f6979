use super::file::{self, File};
use crate::context::wallet::Wallet;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::deploy::{self, code_hash};
use solana_address::Address;
use solana_signer::Signer;

/// Write the program into a buffer, for an upgrade that somebody else signs, such as a Squads vault
///
/// A run that is stopped goes on when the same command is given again.
#[derive(Args)]
pub struct WriteBuffer {
    #[command(flatten)]
    file: File,
    /// Who is to upgrade from it: a wallet's name or an address [default: the signer]
    #[arg(long, value_name = "WHO")]
    buffer_authority: Option<String>,
}

impl WriteBuffer {
    pub fn run(self, env: &Env) -> Result<Answer> {
        file::expect_cluster(env)?;
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let code = self.file.read()?;
        let (buffer, name) = written(&mut ctx, &code, &signer)?;
        let authority = env.keys.address(self.buffer_authority.as_deref())?;
        if authority != signer.pubkey() {
            let hand_over = deploy::set_buffer_authority_instruction(&buffer, &signer.pubkey(), &authority);
            ctx.send(&[hand_over], &[&signer])?;
        }
        env.keys.forget(&name)?;
        let hash = crate::context::hex::hex(&code_hash(&code));
        let json = json!({
            "buffer": buffer.to_string(), "authority": authority.to_string(), "bytes": code.len(), "hash": hash,
        });
        let text = format!(
            "buffer {buffer}, {} bytes, of {authority}\n  hash {hash}\nupgrade from it: `hypothec program upgrade --buffer \
             {buffer}`",
            code.len()
        );
        Ok(Answer { json, text })
    }
}

/// Writes a buffer of the signer's; its address, and the name its key is kept under.
pub fn written(ctx: &mut Context<'_>, code: &[u8], signer: &Wallet) -> Result<(Address, String)> {
    let name = file::name(ctx, code, "buffer")?;
    let buffer = Wallet::Key(ctx.env.keys.kept(&name)?);
    let rent = deploy::rent(ctx.cluster(), code.len())?;
    file::write(ctx, code, &buffer, signer, rent)?;
    Ok((buffer.pubkey(), name))
}
