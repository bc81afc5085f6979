//! The compiled program, and where it is deployed.

use super::variable::variable;
use anyhow::{Context as _, Result, anyhow, bail};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_localnet::{Chain, mint};
use solana_address::Address;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A compiled program that comes with the command.
pub struct Binary {
    file: &'static str,
    variable: &'static str,
    flag: &'static str,
}

/// Hypothec itself.
pub const HYPOTHEC: Binary = Binary { file: "hypothec.so", variable: "HYPOTHEC_SO", flag: "--program" };
/// The example program, whose pool stands in for an exchange on the embedded chain.
pub const EXAMPLE: Binary =
    Binary { file: "hypothec_example.so", variable: "HYPOTHEC_EXAMPLE_SO", flag: "--pool-program" };

impl Binary {
    /// The first of these that is given or exists: the flag, the variable, the file beside the executable.
    fn find(&self, given: Option<&Path>) -> Result<PathBuf> {
        let Binary { file, variable: name, flag } = self;
        if let Some(path) = given {
            return Ok(path.into());
        }
        if let Some(path) = variable(name) {
            return Ok(path.into());
        }
        let executable = std::env::current_exe()?;
        let dir = executable.parent().context("the executable is in no directory")?;
        // a build puts the program into `deploy` beside the folder of the executable
        let places = [dir.join(file), dir.join("../deploy").join(file)];
        places.into_iter().find(|path| path.exists()).with_context(|| {
            let dir = dir.display();
            format!("no program: give {flag} FILE, set {name}, or put {file} into {dir} (`make program` builds it)")
        })
    }

    /// Its bytes.
    pub fn read(&self, given: Option<&Path>) -> Result<Vec<u8>> {
        let (path, flag) = (self.find(given)?, self.flag);
        let elf = std::fs::read(&path)
            .with_context(|| format!("no program at {}: run `make program`, or give {flag}", path.display()))?;
        if !elf.starts_with(b"\x7fELF") {
            bail!("{} is not a compiled program: run `make program`", path.display());
        }
        Ok(elf)
    }
}

/// The bytes of Hypothec's own program.
pub fn read(given: Option<&Path>) -> Result<Vec<u8>> {
    HYPOTHEC.read(given)
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
