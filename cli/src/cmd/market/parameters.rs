//! Risk parameters as people give them: a file, or NAME=VALUE on the command line, over sane defaults.

use crate::output::fields;
use anyhow::{Context as _, Result, anyhow, bail};
use hypothec_interface::state::ReserveConfig;
use hypothec_interface::state::layout::Field;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

/// Parameters by name.
#[derive(clap::Args)]
pub struct Parameters {
    /// A YAML or JSON file of parameters by name, as `market show --json` prints them under "config"; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Set one parameter, such as ltv_bps=5000 or `curve=[[0,0],...]`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

/// A map that names nothing twice.
struct Unique(Map<String, Value>);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Unique, D::Error> {
        from.deserialize_map(UniqueVisitor)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names with their values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut values = Map::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if values.contains_key(&name) {
                return Err(serde::de::Error::custom(format!("{name} is set twice")));
            }
            values.insert(name, value);
        }
        Ok(Unique(values))
    }
}

/// The parameters that a file names, each once.
fn named(file: &Path) -> Result<Map<String, Value>> {
    let is_stdin = file.as_os_str() == "-";
    let text = if is_stdin { std::io::read_to_string(std::io::stdin()) } else { fs::read_to_string(file) };
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    let Unique(named) = serde_norway::from_str(&text)
        .map_err(|error| anyhow!("{} does not map names to values: {error}", file.display()))?;
    Ok(named)
}

/// A configuration with what a file names in it.
pub fn read_file(file: &Path, mut config: ReserveConfig) -> Result<ReserveConfig> {
    for (name, value) in named(file)? {
        fields::write(ReserveConfig::FIELDS, bytemuck::bytes_of_mut(&mut config), &name, &value)?;
    }
    Ok(config)
}

impl Parameters {
    /// The same as words of another command line.
    pub fn words(&self) -> String {
        let quoted = |text: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=./,:".contains(&byte);
            if text.bytes().all(is_plain) { text.into() } else { format!("'{}'", text.replace('\'', r"'\''")) }
        };
        let file = self.config.iter().map(|file| format!(" --config {}", quoted(&file.display().to_string())));
        file.chain(self.set.iter().map(|pair| format!(" --set {}", quoted(pair)))).collect()
    }

    /// The parameters named.
    pub fn values(&self) -> Result<Map<String, Value>> {
        let mut values = Map::new();
        if let Some(file) = &self.config {
            values = named(file)?;
        }
        let mut set: Vec<&str> = Vec::new();
        for pair in &self.set {
            let Some((name, text)) = pair.split_once('=') else {
                bail!("{pair:?} is not NAME=VALUE");
            };
            let value = serde_norway::from_str(text).map_err(|error| anyhow!("{name}: {text:?}: {error}"))?;
            let name = name.trim();
            if set.contains(&name) {
                bail!("{name} is set twice");
            }
            set.push(name);
            values.insert(name.into(), value);
        }
        Ok(values)
    }

    /// Puts them into a configuration; returns the mask that names them.
    pub fn apply(&self, config: &mut ReserveConfig) -> Result<u64> {
        self.apply_to(ReserveConfig::FIELDS, bytemuck::bytes_of_mut(config))
    }

    /// Puts them into a record with these fields.
    pub fn apply_to(&self, list: &[Field], record: &mut [u8]) -> Result<u64> {
        let mut mask = 0;
        for (name, value) in self.values()? {
            mask |= 1 << fields::write(list, record, &name, &value)?;
        }
        Ok(mask)
    }
}
