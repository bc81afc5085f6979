use super::status;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// Put back a chain and its history that `hypothec chain snapshot` copied; asks when there is a chain
#[derive(Args)]
pub struct Restore {
    /// The file
    file: PathBuf,
}

impl Restore {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_embedded()?;
        env.expect_for_real()?;
        let lock = env.store.lock()?;
        if env.store.exists() {
            env.confirm(&format!("This replaces the chain at {} and its history.", env.store.dir.display()))?;
        }
        env.store.restore(&lock, &self.file)?;
        drop(lock);
        status::show(&Context::read(env)?)
    }
}
