//! The market that sequences start from: USDC, NVDAx and PYUSD, all lent, sealed, with a fresh board each.

use super::posted::Posted;
use super::state::{PureWorld, START_TS, Vault};
use crate::action::{ALL_POSTED, FEEDS, RESERVES, SHARE, STOCK, USERS};
use bytemuck::Zeroable;
use hypothec_interface::Key;
use hypothec_interface::action::{Listing, add_reserve, configure, init_market, seal};
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs, InitMarketArgs};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::{nyse, risk};
use hypothec_interface::price;
use hypothec_interface::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, HEADER_SIZE, Market, MarketHeader, Position, ReserveConfig, SourceId, market_size,
};
use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM, mint};
use std::sync::LazyLock;

/// NVDAx's mint as it stood on mainnet.
pub const NVDAX_MINT: &[u8] = include_bytes!("../../fixtures/nvdax_mint.bin");

/// PYUSD's mint as it stood on mainnet: its issuer can close it.
pub static PYUSD_MINT: LazyLock<Vec<u8>> = LazyLock::new(|| hypothec_testkit::catalogue::pyusd().data());

/// First prices by feed, USD in 10^-8.
pub const PRICES: [i64; FEEDS] = [100_000_000, 18_025_000_000, 100_000_000, 17_994_388_000];

/// Liquidation grace after a Closed spell, seconds.
const GRACE_S: u32 = 3_600;

fn key(n: u64) -> Key {
    Key([n, n, n, n])
}

/// A plain mint of 6 decimals.
fn plain_mint() -> Vec<u8> {
    let mut bytes = vec![0; 82];
    (bytes[44], bytes[45]) = (6, 1);
    bytes
}

/// The parameters of a reserve: the stock is lent too, so that interest and sessions meet.
pub fn config(index: usize) -> ReserveConfig {
    if index != 1 {
        return risk::DOLLAR;
    }
    let mut stock = risk::LARGE_CAP;
    // in Regular a share feed that is silent, and one that is held out, are not the same
    stock.required_sources = [1, 3, 1, 1];
    stock = risk::lent(stock);
    stock.curve = risk::DOLLAR.curve;
    (stock.reserve_factor_bps, stock.buffer_share_bps, stock.origination_fee_bps) = (2_000, 2_500, 5);
    stock
}

/// Writes the liquidation grace after a Closed spell into a market: a proposal's work, except for its delay.
pub(crate) fn give_grace(market: &mut [u8]) {
    let field = MarketHeader::FIELDS.iter().find(|field| field.name == "reopen_grace_s").expect("a field");
    market[field.offset..][..4].copy_from_slice(&GRACE_S.to_le_bytes());
}

impl PureWorld {
    /// The market in memory, made by the interface's own actions.
    #[must_use]
    pub fn new() -> PureWorld {
        let mints = [plain_mint(), NVDAX_MINT.to_vec(), PYUSD_MINT.to_vec()];
        let programs = [TOKEN_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_2022_PROGRAM];
        let feeds = [0, 1, 2, 3].map(|n| key(100 + n));
        let mut world = PureWorld {
            words: vec![0; market_size(RESERVES as u8) / 8],
            positions: [Position::zeroed(); USERS],
            users: [1, 2, 3].map(key),
            officers: [9, 10].map(key),
            market_key: key(6),
            proposals: vec![],
            wallets: [[1 << 50; RESERVES]; USERS],
            receipts: [[0; RESERVES]; USERS],
            receipt_mints: [0, 1, 2].map(|n| key(400 + n)),
            vaults: [Vault::default(); RESERVES],
            mints,
            mint_owners: programs,
            prices: [0, 1, 2, 3].map(|n| Posted::new(feeds[n], PRICES[n])),
            closed: [None; RESERVES],
            due: None,
            now: START_TS,
        };
        let args = InitMarketArgs {
            admin: key(9),
            guardian: key(10),
            fee_recipient: key(8),
            delay_s: 86_400,
            target_health_bps: 10_500,
            cool_off_s: 15,
            debt_floor: 10 << 16,
            adapters: Adapter::PythReceiver.bit(),
            calendar: nyse::CALENDAR,
        };
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut world.words);
        let header = bytemuck::from_bytes_mut(&mut bytes[..HEADER_SIZE]);
        init_market(header, RESERVES, &args, key(7), 255).expect("a market");
        let mut market = Market::load(bytes).expect("a market");
        let admin = market.header.admin();
        for index in 0..RESERVES {
            let class = if index == 1 { CLASS_EQUITY } else { CLASS_CONTINUOUS };
            let facts = mint::walk(&world.mints[index], &programs[index]).expect("a good mint");
            let n = index as u64;
            let listing = Listing {
                mint: key(200 + n),
                token_program: programs[index],
                vault: key(300 + n),
                facts: &facts,
                signer: admin,
                now: START_TS,
            };
            let adapter = Adapter::PythReceiver as u8;
            let source = |feed| SourceId { key: feed, index: 0, adapter, reserved: [0; 5] };
            let share_feed = if index == STOCK { source(feeds[SHARE]) } else { SourceId::NONE };
            let price = PRICES[index].unsigned_abs();
            let band = price::band_around(price, -8, facts.decimals).expect("a price");
            let args = AddReserveArgs { class, token_feed: source(feeds[index]), share_feed, band };
            add_reserve(&mut market, &args, &listing).expect("listed");
            let args = ConfigureArgs { reserve: index as u8, mask: ReserveConfig::ALL, config: config(index) };
            configure(&mut market, &args, &admin, START_TS).expect("configured");
        }
        seal(market.header, &admin).expect("sealed");
        for (user, position) in world.users.into_iter().zip(&mut world.positions) {
            position.init(world.market_key, user, user, 0, 255);
        }
        give_grace(bytemuck::cast_slice_mut(&mut world.words));
        world.open_for_business();
        world
    }

    /// A fresh board for every reserve.
    pub(crate) fn open_for_business(&mut self) {
        (0..FEEDS).for_each(|feed| self.post(feed, PRICES[feed], 5, 0));
        self.refresh_prices(7, ALL_POSTED).expect("fresh boards");
    }
}

impl Default for PureWorld {
    fn default() -> Self {
        PureWorld::new()
    }
}
