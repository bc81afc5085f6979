use crate::context::Env;
use crate::context::fault::NotThere;
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;

/// Delete the chain and its history; with --wallets also its wallets
///
/// Only files that this command wrote are deleted, and only where there is a chain.
#[derive(Args)]
pub struct Reset {
    /// Delete the wallets too: their keys are lost
    #[arg(long)]
    wallets: bool,
}

impl Reset {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        env.expect_for_real()?;
        let dir = env.store.dir.display();
        if !env.store.exists() && !env.store.dir.join("chain.bin").exists() {
            return Err(NotThere(format!("no chain at {dir}: there is nothing to delete")).into());
        }
        let names = if self.wallets { env.keys.names()? } else { Vec::new() };
        let of_wallets = if self.wallets { format!(" and the keys of {} wallets", names.len()) } else { String::new() };
        env.confirm(&format!("This deletes the chain at {dir}, its history{of_wallets}, permanently."))?;
        env.store.delete(&env.store.lock()?)?;
        if self.wallets {
            env.keys.delete()?;
        }
        let json = json!({ "reset": true, "deleted_wallets": names });
        Ok(Answer { json, text: format!("the chain and its history{of_wallets} are deleted") })
    }
}
