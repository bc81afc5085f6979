//! The compiled program, and where it is deployed.

use super::variable::variable;
use anyhow::{Context as _, Result, anyhow, bail};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_localnet::{Chain, mint};
use solana_address::Address;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The first of these that is given or exists: `--program`, HYPOTHEC_SO, beside the executable.
fn find(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = given {
        return Ok(path.into());
    }
    if let Some(path) = variable("HYPOTHEC_SO") {
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

/// Puts the program on the embedded chain.
pub fn load(chain: &mut Chain, elf: &[u8]) -> Result<()> {
    let loaded = chain.load_program(&PROGRAM_ID, elf);
    loaded.map_err(|why| anyhow!("this is no program that the chain's runtime loads: {why}: run `make program`"))
}

static ID: OnceLock<Address> = OnceLock::new();

/// Says where Hypothec is deployed; only the first time counts.
pub fn set(id: Address) {
    ID.get_or_init(|| id);
}

/// Where Hypothec is deployed.
pub fn id() -> Address {
    *ID.get_or_init(|| PROGRAM_ID)
}

/// The program whose instructions are a transaction's limits, and no part of what it does.
pub const LIMITS: &str = "ComputeBudget";

/// Programs by name.
pub fn name(program: &str) -> Option<&'static str> {
    let known = [
        (id(), "Hypothec"),
        (hypothec_localnet::SYSTEM_PROGRAM, "System"),
        (mint::TOKEN, "Token"),
        (mint::TOKEN_2022, "Token-2022"),
        (hypothec_localnet::token::ASSOCIATED_TOKEN, "AssociatedToken"),
        (hypothec_interface::budget::COMPUTE_BUDGET, LIMITS),
    ];
    known.iter().find(|(id, _)| id.to_string() == program).map(|(_, name)| *name)
}
