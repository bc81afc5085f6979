//! A market of a stock and a dollar, without a runtime, whose time, session and prints the caller sets.

use bytemuck::Zeroable;
use hypothec_interface::Key;
use hypothec_interface::action::{Listing, add_reserve, deposit, init_market};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::{AddReserveArgs, DepositArgs, InitMarketArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::oracle::{Adapter, PriceUpdate};
use hypothec_interface::preset::{nyse, risk};
use hypothec_interface::price::{IssuerReading, RefreshContext, refresh_reserve};
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, HEADER_SIZE, Market, MarketHeader, Position, Reserve, ReserveConfig, SOURCE_COUNT,
    SourceId, market_size,
};

use hypothec_interface::token::{Issuer, IssuerFlags, Scaled, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, mint};

/// Index of the stock's reserve.
pub const STOCK: u8 = 0;
/// Index of the dollar's reserve.
pub const DOLLAR: u8 = 1;
/// The stock's price at first, 10^-8 USD a share and a token.
pub const PAR: u64 = 18_025_000_000;
/// The first moment: a Tuesday, 11:00 in New York.
pub const START_TS: i64 = 1_789_484_400;
/// Atoms of one token of the stock.
pub const TOKEN: u64 = 100_000_000;
/// Atoms of one dollar.
pub const USD: u64 = 1_000_000;
/// Confidence of an ordinary print, basis points of its price.
pub const CONF_BPS: u64 = 5;

/// NVDAx's mint as it stood on mainnet: only its layout is used here.
const MINT: &[u8] = include_bytes!("../../sequences/fixtures/nvdax_mint.bin");
/// What the lender supplies, dollars.
const LENT: u64 = 100_000_000;

/// The feeds that a stock is listed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeds {
    Two,
    TokenOnly,
    ShareOnly,
}

/// A print as the caller states it: price relative to par, and how old it is.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    /// Price of a token, or of a share, as a part of [`PAR`].
    pub of_par: f64,
    /// Confidence, basis points of the price.
    pub conf_bps: u64,
    /// Seconds since it was published.
    pub age_s: i64,
}

impl Print {
    /// An ordinary print of now.
    #[must_use]
    pub fn at(of_par: f64) -> Print {
        Print { of_par, conf_bps: CONF_BPS, age_s: 0 }
    }

    /// What an adapter reads of it.
    #[must_use]
    pub fn update(&self, par: u64, now: i64) -> PriceUpdate {
        let price = ((par as f64 * self.of_par).round() as u64).max(1);
        PriceUpdate { price, conf: price * self.conf_bps / 10_000, exponent: -8, publish_ts: now - self.age_s }
    }
}

/// The market.
#[derive(Clone)]
pub struct Arena {
    words: Vec<u64>,
    /// Unix seconds.
    pub now: i64,
    /// The session that the stock is in.
    pub session: Session,
    /// What the mint says of its multiplier.
    pub scaled: Scaled,
    /// What the last refresh posted of the stock's two feeds.
    pub posted: [Option<PriceUpdate>; SOURCE_COUNT],
}

fn key(n: u64) -> Key {
    Key([n, n, n, n])
}

/// The market's admin.
#[must_use]
pub fn admin() -> Key {
    key(9)
}

/// Whoever liquidates.
#[must_use]
pub fn liquidator() -> Key {
    key(77)
}

/// The owner of every staged position.
#[must_use]
pub fn owner() -> Key {
    key(78)
}

impl Arena {
    /// A stock of these parameters with its board at par, and a dollar that a lender has filled.
    ///
    /// # Panics
    /// Where the interface refuses the set-up.
    #[must_use]
    pub fn new(stock: ReserveConfig, feeds: Feeds) -> Arena {
        let mut arena = Arena::unpriced(stock, feeds);
        arena.refresh(
            Some(Print::at(1.0)).filter(|_| feeds != Feeds::ShareOnly),
            Some(Print::at(1.0)).filter(|_| feeds != Feeds::TokenOnly),
        );
        let mut lender = Position::zeroed();
        lender.init(key(7), key(79), key(79), 0, 255);
        let (args, context) =
            (DepositArgs { reserve: DOLLAR, amount: LENT * USD, min_shares: 0, integrator: 0 }, arena.context());
        deposit(&mut arena.market(), &mut lender, &args, LENT * USD, &key(79), &context).expect("lent");
        arena
    }

    /// The same before anything has printed, and before anybody lends.
    ///
    /// # Panics
    /// Where the interface refuses the set-up.
    #[must_use]
    pub fn unpriced(stock: ReserveConfig, feeds: Feeds) -> Arena {
        let mut arena = Arena {
            words: vec![0; market_size(2) / 8],
            now: START_TS,
            session: Session::Regular,
            scaled: Scaled::ONE,
            posted: [None; SOURCE_COUNT],
        };
        let args = InitMarketArgs {
            admin: admin(),
            guardian: key(10),
            fee_recipient: key(8),
            delay_s: 86_400,
            target_health_bps: 10_500,
            cool_off_s: 15,
            debt_floor: 10 << 16,
            adapters: Adapter::PythReceiver.bit(),
            calendar: nyse::CALENDAR,
        };
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut arena.words);
        let header = bytemuck::from_bytes_mut(&mut bytes[..HEADER_SIZE]);
        init_market(header, 2, &args, key(7), 255).expect("a market");
        let mut market = Market::load(bytes).expect("a market");
        let source = |n: u64, on: bool| {
            let adapter = Adapter::PythReceiver as u8;
            if on { SourceId { key: key(n), index: 0, adapter, reserved: [0; 5] } } else { SourceId::zeroed() }
        };
        let listings =
            [(CLASS_EQUITY, MINT.to_vec(), TOKEN_2022_PROGRAM), (CLASS_CONTINUOUS, plain_mint(), TOKEN_PROGRAM)];
        for (n, (class, mint, token_program)) in (0..).zip(listings) {
            let facts = mint::walk(&mint, &token_program).expect("a good mint");
            let listing = Listing {
                mint: key(200 + n),
                token_program,
                vault: key(300 + n),
                facts: &facts,
                now: START_TS,
                signer: admin(),
            };
            let is_stock = class == CLASS_EQUITY;
            let band = if is_stock {
                [10_000, 20_000].map(|cents| price(cents, 8))
            } else {
                [75, 150].map(|cents| price(cents, 6))
            };
            let args = AddReserveArgs {
                class,
                token_feed: source(100 + n, !is_stock || feeds != Feeds::ShareOnly),
                share_feed: source(110, is_stock && feeds != Feeds::TokenOnly),
                band,
            };
            add_reserve(&mut market, &args, &listing).expect("listed");
        }
        market.header.seal().expect("sealed");
        arena.set_config(STOCK, &stock);
        arena.set_config(DOLLAR, &risk::DOLLAR);
        arena
    }

    /// The market's records.
    ///
    /// # Panics
    /// Never: this made them.
    pub fn market(&mut self) -> Market<'_> {
        Market::load(bytemuck::cast_slice_mut(&mut self.words)).expect("a market")
    }

    /// The record of a reserve.
    #[must_use]
    pub fn reserve(&self, index: u8) -> &Reserve {
        let bytes: &[u8] = bytemuck::cast_slice(&self.words);
        let at = HEADER_SIZE + usize::from(index) * size_of::<Reserve>();
        bytemuck::from_bytes(&bytes[at..at + size_of::<Reserve>()])
    }

    /// The record of the stock.
    #[must_use]
    pub fn stock(&self) -> &Reserve {
        self.reserve(STOCK)
    }

    /// The market's header.
    #[must_use]
    pub fn header(&self) -> &MarketHeader {
        let bytes: &[u8] = bytemuck::cast_slice(&self.words);
        bytemuck::from_bytes(&bytes[..HEADER_SIZE])
    }

    /// Writes a reserve's parameters as they are, past governance and its delays.
    ///
    /// # Panics
    /// Never: a reserve has parameters.
    pub fn set_config(&mut self, index: u8, config: &ReserveConfig) {
        let field = Reserve::FIELDS.iter().find(|field| field.name == "config").expect("a field");
        let at = HEADER_SIZE + usize::from(index) * size_of::<Reserve>() + field.offset;
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut self.words);
        bytes[at..at + size_of::<ReserveConfig>()].copy_from_slice(bytemuck::bytes_of(config));
    }

    /// The moment, as users and liquidators see it.
    #[must_use]
    pub fn context(&self) -> RiskContext {
        RiskContext { ts: self.now, session: self.session, market_state: 0 }
    }

    /// Refreshes both reserves: the stock with these prints, the dollar with a print of a dollar.
    pub fn refresh(&mut self, token: Option<Print>, share: Option<Print>) {
        self.refresh_at(token, share, Some(Print::at(1.0)));
    }

    /// The same with the dollar's print stated, a part of a dollar.
    ///
    /// # Panics
    /// Where a refresh is refused.
    pub fn refresh_at(&mut self, token: Option<Print>, share: Option<Print>, dollar: Option<Print>) {
        let (now, session, scaled) = (self.now, self.session, self.scaled);
        let context = RefreshContext { now, session, session_from: now, reopened_ts: 0 };
        self.posted = [token, share].map(|print| print.map(|print| print.update(PAR, now)));
        let [token, share] = self.posted;
        let dollar = dollar.map(|print| print.update(100_000_000, now));
        let mut market = self.market();
        let stock = market.reserve_mut(STOCK).expect("listed");
        let reading = IssuerReading {
            mint: Issuer { flags: IssuerFlags::NONE, scaled, moved: None },
            vault_amount: stock.cash(),
            vault_frozen: false,
        };
        refresh_reserve(stock, &context, [token.as_ref(), share.as_ref()], Some(&reading)).expect("refreshed");
        let reserve = market.reserve_mut(DOLLAR).expect("listed");
        refresh_reserve(reserve, &RefreshContext::continuous(now), [dollar.as_ref(), None], None).expect("refreshed");
    }

    /// A packed price of the stock, as a part of par.
    #[must_use]
    pub fn of_par(&self, packed: Price) -> f64 {
        // 2^-16 USD an atom, to USD a token
        per_atom(packed) / 65_536.0 * TOKEN as f64 / (PAR as f64 / 1e8)
    }
}

/// Units of 2^-16 USD an atom.
fn per_atom(packed: Price) -> f64 {
    packed.mantissa() as f64 / 2f64.powi(packed.shift() as i32)
}

/// A price of this many hundredths of a USD a token of this many decimals.
fn price(cents: u64, decimals: u8) -> Price {
    let scale = Scale::new(-2, decimals, 1 << 32).expect("in range");
    scale.price_down(cents).expect("in range")
}

/// A mint of 6 decimals.
fn plain_mint() -> Vec<u8> {
    let mut bytes = vec![0; 82];
    (bytes[44], bytes[45]) = (6, 1);
    bytes
}
