//! What an asset is listed with when nothing else is said.

use crate::context::assets::AssetInfo;
use anyhow::{Result, bail};
use clap::ValueEnum;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{CLASS_EQUITY, ReserveConfig};
use solana_address::Address;

/// A class of assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// A large company: 55 % LTV in a regular session
    LargeCap,
    /// A fund of an index: 73 %
    IndexEtf,
    /// A stock that moves a quarter in a day: 30 %
    Volatile,
    /// A dollar token that is lent: 85 %
    Dollar,
}

impl Preset {
    /// Its parameters.
    pub fn config(self) -> ReserveConfig {
        match self {
            Preset::LargeCap => risk::LARGE_CAP,
            Preset::IndexEtf => risk::INDEX_ETF,
            Preset::Volatile => risk::VOLATILE,
            Preset::Dollar => risk::DOLLAR,
        }
    }
}

/// The preset given, or the one of a known asset. A token that nobody knows is not taken for a dollar.
pub fn of(given: Option<Preset>, asset: &AssetInfo) -> Result<Preset> {
    match (given, asset.class) {
        (Some(preset), _) => Ok(preset),
        (None, CLASS_EQUITY) if asset.symbol.parse::<Address>().is_err() => Ok(Preset::LargeCap),
        (None, _) if asset.symbol == "USDC" => Ok(Preset::Dollar),
        (None, _) => bail!("{} is no asset with parameters of its own: give --preset", asset.symbol),
    }
}
