//! The compiled program, and who may replace it.

use super::chain::Context;
use anyhow::{Context as _, Result, bail};
use solana_address::Address;
use std::path::{Path, PathBuf};

const LOADER: Address = solana_address::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The first of these that is given or exists: `--program`, HYPOTHEC_SO, beside the executable.
fn find(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = given {
        return Ok(path.into());
    }
    if let Some(path) = super::options::variable("HYPOTHEC_SO") {
        return Ok(path.into());
    }
    let executable = std::env::current_exe()?;
    let dir = executable.parent().context("the executable is in no directory")?;
    // a build puts the program into `deploy` beside the folder of the executable
    let places = [dir.join("hypothec.so"), dir.join("../deploy/hypothec.so")];
    places.into_iter().find(|path| path.exists()).with_context(|| {
        format!(
            "no program: give --program FILE, set HYPOTHEC_SO, or put hypothec.so into {} (`make program` builds it)",
            dir.display()
        )
    })
}

/// The bytes of the compiled program.
pub fn read(given: Option<&Path>) -> Result<Vec<u8>> {
    let path = find(given)?;
    let elf = std::fs::read(&path)
        .with_context(|| format!("no program at {}: run `make program`, or give --program", path.display()))?;
    if !elf.starts_with(b"\x7fELF") {
        bail!("{} is not a compiled program: run `make program`", path.display());
    }
    Ok(elf)
}

/// The program's upgrade authority, which outranks admin and guardian.
pub fn upgrade_authority(ctx: &Context<'_>) -> String {
    let program = hypothec_localnet::program_id();
    let data = ctx.account(&Address::find_program_address(&[program.as_ref()], &LOADER).0).map(|account| account.data);
    let key = |data: Vec<u8>| match data.get(12..45) {
        Some([1, key @ ..]) => Address::try_from(key).ok().map(|key| key.to_string()),
        _ => None,
    };
    data.and_then(key).unwrap_or_else(|| "none: the program cannot be changed".into())
}
