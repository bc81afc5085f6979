//! The keeper's one TOML file. Every key is documented in [`EXAMPLE`], which `hypothec keeper init` writes; an unknown key
//! is an error, and says where it is.

mod check;
mod file;
mod keys;

pub use check::ConfigError;
pub(crate) use check::address;
pub use file::Config;
pub use keys::{
    AlertConfig, Capital, ExitConfig, ExitKind, GainIn, HermesConfig, HttpConfig, JitoConfig, LiquidateConfig,
    PostConfig, Receiver, RefreshConfig, Role, WatchConfig,
};

use serde::Deserialize;
use std::path::Path;

/// A configuration file with every key, its unit and its default.
pub const EXAMPLE: &str = include_str!("example.toml");

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        Config::parse(&text(path)?)
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(text: &str) -> Result<Config, ConfigError> {
        let config: Config = toml::from_str(text).map_err(|why| ConfigError::Syntax(why.to_string()))?;
        check::check(&config)?;
        Ok(config)
    }
}

/// The exits of a keeper's file, or of one that has nothing else: its other keys are not looked at.
///
/// # Errors
/// [`ConfigError`].
pub fn exits(path: &Path) -> Result<Vec<ExitConfig>, ConfigError> {
    #[derive(Deserialize)]
    struct Exits {
        #[serde(default)]
        exit: Vec<ExitConfig>,
    }
    let Exits { exit: all } = toml::from_str(&text(path)?).map_err(|why| ConfigError::Syntax(why.to_string()))?;
    all.iter().try_for_each(check::exit)?;
    Ok(all)
}

fn text(path: &Path) -> Result<String, ConfigError> {
    let file = || path.display().to_string();
    std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { file: file(), why: why.to_string() })
}
