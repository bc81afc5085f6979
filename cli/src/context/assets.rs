//! Assets by symbol: USDC, the xStocks of the catalogue, and made-up SPL tokens.

use super::chain::Context;
use super::fault::NotThere;
use super::hex::unhex;
use crate::output::amount;
use anyhow::{Context as _, Result, bail};
use hypothec_interface::builder::ReserveAddresses;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::xstocks::{USDC_FEED, XSTOCKS};
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY, SHARE_FEED, SourceId, TOKEN_FEED};
use hypothec_localnet::{mint, price, token};
use solana_account::Account;
use solana_address::Address;

/// USDC's mint on mainnet.
pub const USDC: Address = solana_address::address!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// The account that a source is read from: for a Pyth feed, where the push program keeps it; nothing where it is none.
pub fn price_account(id: &SourceId) -> Option<Address> {
    match Adapter::from_u8(id.adapter)? {
        Adapter::PythReceiver => Some(price::push_address(&price::PUSH, 0, &id.key.to_bytes())),
        Adapter::PythLegacy | Adapter::Scope | Adapter::Switchboard => Some(id.key.into()),
    }
}

/// An asset of the chain, listed or not.
#[derive(Clone, Debug)]
pub struct AssetInfo {
    pub symbol: String,
    pub mint: Address,
    pub token_program: Address,
    pub decimals: u8,
    /// 1 equity, 2 continuous.
    pub class: u8,
    /// Pyth's feed of the raw token.
    pub token_feed: [u8; 32],
    /// Pyth's feed of one share.
    pub share_feed: Option<[u8; 32]>,
}

impl AssetInfo {
    /// Where the embedded chain keeps the token feed's price account: where Pyth's push program would.
    pub fn price_account(&self) -> Address {
        price::push_address(&price::PUSH, 0, &self.token_feed)
    }

    /// The same of the share feed, for a stock that has one.
    pub fn share_account(&self) -> Option<Address> {
        self.share_feed.map(|feed| price::push_address(&price::PUSH, 0, &feed))
    }
}

impl Context<'_> {
    /// The asset of this symbol, upper or lower case.
    pub fn asset(&self, symbol: &str) -> Result<AssetInfo> {
        if symbol.eq_ignore_ascii_case("USDC") {
            return self.filled("USDC", USDC, CLASS_CONTINUOUS, USDC_FEED, None);
        }
        if let Some(row) = XSTOCKS.iter().find(|row| row.symbol.eq_ignore_ascii_case(symbol)) {
            return self.filled(row.symbol, row.mint, CLASS_EQUITY, row.token_feed, row.share_feed);
        }
        if let Ok(mint) = symbol.parse::<Address>() {
            return self.asset_of_mint(mint);
        }
        let made_up = self.state.tokens.iter().find(|(own, _)| own.eq_ignore_ascii_case(symbol));
        let Some((symbol, token)) = made_up else {
            let stocks: Vec<&str> = XSTOCKS.iter().map(|row| row.symbol).collect();
            let text = format!(
                "unknown asset {symbol}: known are USDC, {}; `hypothec chain new-token {symbol}` makes one up",
                stocks.join(", ")
            );
            return Err(NotThere(text).into());
        };
        let feed = unhex(&token.feed)
            .and_then(|feed| feed.try_into().ok())
            .with_context(|| format!("the feed of {symbol} is damaged"))?;
        let mint = token.mint.parse().ok().with_context(|| format!("the mint of {symbol} is damaged"))?;
        self.filled(symbol, mint, token.class, feed, None)
    }

    /// A listed asset by its mint's address: class and feeds are those of its reserve.
    fn asset_of_mint(&self, mint: Address) -> Result<AssetInfo> {
        let market = self.market()?;
        let reserve = market.of_mint(&mint).ok_or_else(|| NotThere(format!("{mint} is not listed")))?;
        let feed = |place: usize| {
            let sources = reserve.sources();
            sources[place].is_some().then(|| sources[place].id().key.to_bytes())
        };
        let token_feed = feed(TOKEN_FEED).unwrap_or_default();
        self.filled(&self.symbol(&mint), mint, reserve.class(), token_feed, feed(SHARE_FEED))
    }

    /// An asset that is not listed, of this class, by its mint's address; its feeds are not known.
    pub fn asset_of_class(&self, mint: Address, class: u8) -> Result<AssetInfo> {
        self.filled(&mint.to_string(), mint, class, [0; 32], None)
    }

    fn filled(
        &self,
        symbol: &str,
        mint: Address,
        class: u8,
        token_feed: [u8; 32],
        share_feed: Option<[u8; 32]>,
    ) -> Result<AssetInfo> {
        let account = self.account(&mint)?.ok_or_else(|| NotThere(format!("no mint of {symbol} at {mint}")))?;
        let (decimals, token_program) = (mint::decimals(&account.data), account.owner);
        Ok(AssetInfo { symbol: symbol.into(), mint, token_program, decimals, class, token_feed, share_feed })
    }

    /// Every asset of the chain whose mint is there.
    pub fn all_assets(&self) -> Result<Vec<AssetInfo>> {
        let mints: Vec<Address> = std::iter::once(USDC).chain(XSTOCKS.iter().map(|row| row.mint)).collect();
        self.accounts(&mints)?; // in one question: each is asked for below
        let stocks = XSTOCKS.iter().map(|row| row.symbol);
        let made_up = self.state.tokens.keys().map(String::as_str);
        Ok(["USDC"].into_iter().chain(stocks).chain(made_up).filter_map(|symbol| self.asset(symbol).ok()).collect())
    }

    /// The symbol of a mint; its address where it has none.
    pub fn symbol(&self, mint: &Address) -> String {
        if *mint == USDC {
            return "USDC".into();
        }
        let stock = XSTOCKS.iter().find(|row| row.mint == *mint).map(|row| row.symbol);
        let text = mint.to_string();
        let made_up = self.state.tokens.iter().find(|(_, token)| token.mint == text).map(|(symbol, _)| symbol.as_str());
        stock.or(made_up).map_or_else(|| text.clone(), String::from)
    }

    /// A listed asset, with the addresses of its reserve.
    pub fn listed(&self, symbol: &str) -> Result<(AssetInfo, ReserveAddresses)> {
        let (asset, market) = (self.asset(symbol)?, self.market()?);
        let reserve = market.of_mint(&asset.mint);
        let none = || NotThere(format!("{0} is not listed: run `hypothec market list-asset {0}`", asset.symbol));
        let reserve = reserve.ok_or_else(none)?;
        let addresses = market.addresses(reserve);
        Ok((asset, addresses))
    }

    /// An error that says what `owner` has of an asset when that is less than these atoms; `u64::MAX` is all.
    pub fn expect_tokens(&self, owner: &Address, asset: &AssetInfo, atoms: u64) -> Result<()> {
        let held = self.atoms(&token::associated(owner, &asset.mint, &asset.token_program))?;
        if atoms == u64::MAX || held >= atoms {
            return Ok(());
        }
        let [has, needs] = [held, atoms].map(|atoms| amount::show(atoms, asset.decimals));
        bail!("InsufficientFunds: {owner} has {has} {0} and needs {needs}", asset.symbol)
    }

    /// The account of a mint.
    pub fn mint_account(&self, asset: &AssetInfo) -> Result<Account> {
        self.account(&asset.mint)?.with_context(|| format!("no mint of {}", asset.symbol))
    }
}
