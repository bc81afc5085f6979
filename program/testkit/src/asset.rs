//! Assets that can be listed: the real ones, and made-up ones that p-token moves.

use crate::catalogue;
use crate::{keys, mint};
use hypothec_interface::Key;
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::risk;
use hypothec_interface::preset::xstocks;
use hypothec_interface::preset::xstocks::USDC_FEED;
use hypothec_interface::price;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY, ReserveConfig, SourceId};
use solana_account::Account;
use solana_address::Address;
use solana_signer::Signer;

/// USDC's mint on mainnet.
pub const USDC: Address = solana_address::address!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// A large company's parameters, with half of the class's bonus: what tests of liquidation count with.
const STOCK: ReserveConfig = ReserveConfig { bonus_max_bps: 500, bonus_slope_bps: 5_000, ..risk::LARGE_CAP };

/// An asset that can be listed.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The mint.
    pub mint: Address,
    /// The mint's account.
    pub mint_account: Account,
    /// 1 equity, 2 continuous.
    pub class: u8,
    /// Who quotes the raw token.
    pub adapter: Adapter,
    /// Its feed: Pyth's feed id, or the address of the account with every other adapter.
    pub feed: [u8; 32],
    /// Entry within the account, for Scope.
    pub entry: u16,
    /// Price, USD per token in 10^-8.
    pub price: i64,
    /// The feed that quotes a share, under Pyth's receiver.
    pub share: Option<Share>,
    /// Risk parameters.
    pub config: ReserveConfig,
}

/// A share's feed.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// Pyth feed id.
    pub feed: [u8; 32],
    /// Price, USD per share in 10^-8.
    pub price: i64,
}

impl Asset {
    /// USDC: SPL Token, 6 decimals.
    #[must_use]
    pub fn usdc() -> Asset {
        Asset {
            mint: USDC,
            mint_account: mint::spl_mint(6, keys::key(1).pubkey(), 0),
            class: CLASS_CONTINUOUS,
            adapter: Adapter::PythReceiver,
            feed: USDC_FEED,
            entry: 0,
            price: 100_000_000,
            share: None,
            config: risk::DOLLAR,
        }
    }

    /// PYUSD: the real mint, which its issuer can close.
    #[must_use]
    pub fn pyusd() -> Asset {
        let dollar = catalogue::pyusd();
        Asset {
            mint: dollar.address,
            mint_account: dollar.account(),
            feed: keys::address(4_100).to_bytes(),
            ..Asset::usdc()
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
            adapter: Adapter::PythReceiver,
            feed: xstocks::find("NVDAx").expect("in the catalogue").token_feed,
            entry: 0,
            price: 18_025_000_000,
            share: None,
            config: STOCK,
        }
    }

    /// NVDAx with both its feeds, the share's required while its exchange is open; 180.25 USD a token at its multiplier.
    #[must_use]
    pub fn nvdax_two_feeds() -> Asset {
        let mut asset = Asset::nvdax();
        let feed = xstocks::find("NVDAx").and_then(|row| row.share_feed).expect("a share feed");
        asset.share = Some(Share { feed, price: 17_994_388_000 });
        asset.config.required_sources = [3, 3, 1, 1];
        asset
    }

    /// A made-up stock like [`Asset::nvdax_two_feeds`]: its mint is NVDAx's at another address.
    #[must_use]
    pub fn stock_two_feeds(n: u64) -> Asset {
        let share = Share { feed: keys::address(2_500 + n).to_bytes(), price: 17_994_388_000 };
        Asset {
            mint: keys::address(1_500 + n),
            feed: keys::address(2_000 + n).to_bytes(),
            share: Some(share),
            ..Asset::nvdax_two_feeds()
        }
    }

    /// The same, quoted by another adapter: the feed's account is at `feed`, and for Scope the price at `entry`.
    #[must_use]
    pub fn quoted_by(self, adapter: Adapter, feed: Address, entry: u16) -> Asset {
        let mut config = self.config;
        if adapter == Adapter::Scope {
            config.freeze_age_s = [3_600, 3_600, 3_600, 600];
        }
        Asset { adapter, feed: feed.to_bytes(), entry, config, ..self }
    }

    /// The `n`-th made-up stock: an SPL Token mint of 8 decimals, so that p-token moves it.
    #[must_use]
    pub fn plain_stock(n: u64) -> Asset {
        Asset {
            mint: keys::address(1_000 + n),
            mint_account: mint::spl_mint(8, keys::key(1).pubkey(), 0),
            class: CLASS_EQUITY,
            adapter: Adapter::PythReceiver,
            feed: keys::address(2_000 + n).to_bytes(),
            entry: 0,
            price: 10_000_000_000 + 1_234_567 * n as i64,
            share: None,
            config: STOCK,
        }
    }

    /// The `n`-th made-up dollar: an SPL Token mint of 6 decimals.
    #[must_use]
    pub fn plain_dollar(n: u64) -> Asset {
        Asset { mint: keys::address(3_000 + n), feed: keys::address(4_000 + n).to_bytes(), ..Asset::usdc() }
    }
}

/// Arguments that list an asset with its feeds.
#[must_use]
pub fn listing(asset: &Asset) -> AddReserveArgs {
    let id = |adapter: Adapter, feed, index| SourceId {
        key: Key::from_bytes(feed),
        index,
        adapter: adapter as u8,
        reserved: [0; 5],
    };
    AddReserveArgs {
        class: asset.class,
        token_feed: id(asset.adapter, asset.feed, asset.entry),
        share_feed: asset.share.map_or(SourceId::NONE, |share| id(Adapter::PythReceiver, share.feed, 0)),
        // an account that is not a mint has no decimals either
        band: price::band_around(
            asset.price.unsigned_abs(),
            -8,
            asset.mint_account.data.get(44).copied().unwrap_or_default(),
        )
        .unwrap_or([Price::SMALLEST; 2]),
    }
}

/// Arguments that set every parameter of a reserve.
#[must_use]
pub fn configuration(index: usize, config: &ReserveConfig) -> ConfigureArgs {
    ConfigureArgs { reserve: index as u8, mask: ReserveConfig::ALL, config: *config }
}
