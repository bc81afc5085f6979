//! The keeper's one TOML file. Every key is documented in [`EXAMPLE`], which `hypothec keeper init` writes; an unknown key
//! is an error, and says where it is.

mod check;
mod file;
mod keys;

pub use check::ConfigError;
pub(crate) use check::address;
pub use file::Config;
pub use keys::{
    AlertConfig, Capital, ExitConfig, ExitKind, HermesConfig, HttpConfig, JitoConfig, LiquidateConfig, PostConfig,
    Receiver, RefreshConfig, Role, WatchConfig,
};

use std::path::Path;

/// A configuration file with every key, its unit and its default.
pub const EXAMPLE: &str = include_str!("example.toml");

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let file = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|why| ConfigError::Unreadable { file: file(), why: why.to_string() })?;
        Config::parse(&text)
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
