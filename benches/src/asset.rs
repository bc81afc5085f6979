//! Assets that can be listed: the real ones, and made-up ones that p-token moves.

use crate::catalogue::{self, USDC_FEED};
use crate::{keys, mint, params};
use hypothec_interface::Key;
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY, ReserveConfig, SourceId};
use solana_account::Account;
use solana_address::Address;
use solana_signer::Signer;

/// USDC's mint on mainnet.
pub const USDC: Address = solana_address::address!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// An asset that can be listed.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The mint.
    pub mint: Address,
    /// The mint's account.
    pub mint_account: Account,
    /// 1 equity, 2 continuous.
    pub class: u8,
    /// Pyth feed id of the raw token.
    pub feed: [u8; 32],
    /// Price, USD per token in 10^-8.
    pub price: i64,
    /// Risk parameters.
    pub config: ReserveConfig,
}

impl Asset {
    /// USDC: SPL Token, 6 decimals.
    #[must_use]
    pub fn usdc() -> Asset {
        Asset {
            mint: USDC,
            mint_account: mint::spl_mint(6, keys::key(1).pubkey(), 0),
            class: CLASS_CONTINUOUS,
            feed: USDC_FEED,
            price: 100_000_000,
            config: params::dollar(),
        }
    }

    /// NVDAx: the real mint.
    #[must_use]
    pub fn nvdax() -> Asset {
        let stock = catalogue::nvdax();
        Asset {
            mint: stock.address,
            mint_account: stock.account(),
            class: CLASS_EQUITY,
            feed: catalogue::find("NVDAx").token_feed,
            price: 18_025_000_000,
            config: params::stock(),
        }
    }

    /// The `n`-th made-up stock: an SPL Token mint of 8 decimals, so that p-token moves it.
    #[must_use]
    pub fn plain_stock(n: u64) -> Asset {
        Asset {
            mint: keys::address(1_000 + n),
            mint_account: mint::spl_mint(8, keys::key(1).pubkey(), 0),
            class: CLASS_EQUITY,
            feed: keys::address(2_000 + n).to_bytes(),
            price: 10_000_000_000 + 1_234_567 * n as i64,
            config: params::stock(),
        }
    }

    /// The `n`-th made-up dollar: an SPL Token mint of 6 decimals.
    #[must_use]
    pub fn plain_dollar(n: u64) -> Asset {
        Asset { mint: keys::address(3_000 + n), feed: keys::address(4_000 + n).to_bytes(), ..Asset::usdc() }
    }
}

/// Arguments that list an asset under Pyth's receiver.
#[must_use]
pub fn listing(asset: &Asset) -> AddReserveArgs {
    let key = Key::from_bytes(asset.feed);
    let adapter = Adapter::PythReceiver as u8;
    AddReserveArgs { class: asset.class, token_feed: SourceId { key, index: 0, adapter, reserved: [0; 5] } }
}

/// Arguments that set every parameter of a reserve.
#[must_use]
pub fn configuration(index: usize, config: &ReserveConfig) -> ConfigureArgs {
    ConfigureArgs { reserve: index as u8, mask: ReserveConfig::ALL, config: *config }
}
