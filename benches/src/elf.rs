//! The compiled program.

use std::path::PathBuf;
use std::sync::OnceLock;

/// Where the compiled program is looked for: `HYPOTHEC_SO`, or else the workspace's `target/deploy/hypothec.so`.
#[must_use]
pub fn path() -> PathBuf {
    std::env::var_os("HYPOTHEC_SO")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/deploy/hypothec.so")), Into::into)
}

/// The compiled program, read once. Panics when it has not been built.
#[must_use]
pub fn hypothec() -> &'static [u8] {
    static ELF: OnceLock<Vec<u8>> = OnceLock::new();
    ELF.get_or_init(|| read(path()))
}

fn read(path: PathBuf) -> Vec<u8> {
    match std::fs::read(&path) {
        Ok(bytes) if bytes.starts_with(b"\x7fELF") => bytes,
        Ok(_) => panic!("{} is not an ELF file: run `make program` first", path.display()),
        Err(why) => panic!("{}: {why}: run `make program` first", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "run `make program` first")]
    fn says_what_to_do_when_missing() {
        read("/nonexistent/hypothec.so".into());
    }

    #[test]
    #[should_panic(expected = "Cargo.toml is not an ELF file")]
    fn refuses_what_is_no_program() {
        read(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into());
    }
}
