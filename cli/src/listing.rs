//! Risk parameters as people give them: a file, or NAME=VALUE on the command line, over sane defaults.

use crate::fields;
use anyhow::{Context, Result, anyhow, bail};
use hypothec_interface::preset::risk;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{CLASS_EQUITY, ReserveConfig};
use serde_json::{Map, Value};
use std::fs;
use std::path::PathBuf;

/// Parameters by name.
#[derive(clap::Args)]
pub struct Parameters {
    /// A YAML or JSON file of parameters by name, as `market show --json` prints them under "config"
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// One parameter, such as ltv_bps=5000 or `curve=[[0,0],...]`; given again for others
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

/// What a reserve of this class is listed with when nothing else is said.
pub fn defaults(class: u8) -> ReserveConfig {
    if class == CLASS_EQUITY { risk::stock() } else { risk::dollar() }
}

impl Parameters {
    /// The parameters named.
    pub fn values(&self) -> Result<Map<String, Value>> {
        let mut values = Map::new();
        if let Some(file) = &self.config {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            values = serde_norway::from_str(&text)
                .map_err(|error| anyhow!("{} does not map names to values: {error}", file.display()))?;
        }
        for pair in &self.set {
            let Some((name, text)) = pair.split_once('=') else {
                bail!("{pair:?} is not NAME=VALUE");
            };
            let value = serde_norway::from_str(text).map_err(|error| anyhow!("{name}: {text:?}: {error}"))?;
            values.insert(name.trim().into(), value);
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
