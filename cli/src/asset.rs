//! Assets by symbol: USDC, the xStocks of the catalogue, and made-up SPL tokens.

use crate::desk::Desk;
use crate::history::unhex;
use anyhow::{Context, Result, bail};
use hypothec_interface::preset::xstocks::{USDC_FEED, XSTOCKS};
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY};
use hypothec_localnet::catalogue::{self, backed};
use hypothec_localnet::mint::{self, Extension, StockMint};
use hypothec_localnet::{Chain, price};
use hypothec_testkit::asset;
use solana_account::Account;
use solana_address::Address;

/// An asset of the chain, listed or not.
#[derive(Clone, Debug)]
pub struct Known {
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

impl Known {
    /// Where the embedded chain keeps the token feed's price account: where Pyth's push program would.
    pub fn price_account(&self) -> Address {
        price::push_address(&price::PUSH, 0, &self.token_feed)
    }

    /// The same of the share feed, for a stock that has one.
    pub fn share_account(&self) -> Option<Address> {
        self.share_feed.map(|feed| price::push_address(&price::PUSH, 0, &feed))
    }
}

/// Puts the mints that the embedded chain is born with in place. NVDAx is byte-identical to mainnet; the issuer of the
/// other stocks, and of USDC, is `issuer`.
pub fn put_mints(chain: &mut Chain, issuer: &Address) {
    chain.put_account(&asset::USDC, mint::spl_mint(6, *issuer, 0));
    for row in XSTOCKS {
        let account = match row.symbol {
            "NVDAx" => catalogue::nvdax().account(),
            symbol => issued_by(catalogue::stock(symbol), issuer).account(),
        };
        chain.put_account(&row.mint, account);
    }
}

/// The mint with each of Backed's keys replaced.
pub fn issued_by(mut stock: StockMint, issuer: &Address) -> StockMint {
    let known = [backed::MINT, backed::FREEZE, backed::DELEGATE, backed::MULTIPLIER];
    let replace = |key: &mut Address| {
        if known.contains(key) {
            *key = *issuer;
        }
    };
    replace(&mut stock.mint_authority);
    replace(&mut stock.freeze_authority);
    for extension in &mut stock.extensions {
        match extension {
            Extension::MetadataPointer { authority }
            | Extension::ScaledUiAmount { authority, .. }
            | Extension::Pausable { authority, .. }
            | Extension::ConfidentialTransferMint { authority, .. }
            | Extension::TransferHook { authority, .. }
            | Extension::TokenMetadata { authority, .. } => replace(authority),
            Extension::PermanentDelegate { delegate } => replace(delegate),
            _ => {}
        }
    }
    stock
}

impl Desk<'_> {
    /// The asset of this symbol, upper or lower case.
    pub fn known(&self, symbol: &str) -> Result<Known> {
        if symbol.eq_ignore_ascii_case("USDC") {
            return self.filled("USDC", asset::USDC, CLASS_CONTINUOUS, USDC_FEED, None);
        }
        if let Some(row) = XSTOCKS.iter().find(|row| row.symbol.eq_ignore_ascii_case(symbol)) {
            return self.filled(row.symbol, row.mint, CLASS_EQUITY, row.token_feed, row.share_feed);
        }
        let made_up = self.book.tokens.iter().find(|(own, _)| own.eq_ignore_ascii_case(symbol));
        let Some((symbol, token)) = made_up else {
            let stocks: Vec<&str> = XSTOCKS.iter().map(|row| row.symbol).collect();
            bail!(
                "unknown asset {symbol}: known are USDC, {}; `hypothec chain new-token {symbol}` makes one up",
                stocks.join(", ")
            );
        };
        let feed = unhex(&token.feed).and_then(|feed| feed.try_into().ok()).context("book.json: a damaged feed")?;
        let mint = token.mint.parse().ok().context("book.json: a damaged mint")?;
        self.filled(symbol, mint, token.class, feed, None)
    }

    fn filled(
        &self,
        symbol: &str,
        mint: Address,
        class: u8,
        token_feed: [u8; 32],
        share_feed: Option<[u8; 32]>,
    ) -> Result<Known> {
        let account = self.account(&mint).with_context(|| format!("no mint of {symbol} at {mint}"))?;
        let (decimals, token_program) = (mint::decimals(&account.data), account.owner);
        Ok(Known { symbol: symbol.into(), mint, token_program, decimals, class, token_feed, share_feed })
    }

    /// Every asset of the chain.
    pub fn all_known(&self) -> Vec<Known> {
        let stocks = XSTOCKS.iter().map(|row| row.symbol);
        let made_up = self.book.tokens.keys().map(String::as_str);
        ["USDC"].into_iter().chain(stocks).chain(made_up).filter_map(|symbol| self.known(symbol).ok()).collect()
    }

    /// The symbol of a mint; its address where it has none.
    pub fn symbol(&self, mint: &Address) -> String {
        let found = self.all_known().into_iter().find(|known| known.mint == *mint);
        found.map_or_else(|| mint.to_string(), |known| known.symbol)
    }

    /// A listed asset, with the index of its reserve.
    pub fn listed(&self, symbol: &str) -> Result<(Known, u8)> {
        let known = self.known(symbol)?;
        let reading = self.reading()?;
        let reserve = reading.of_mint(&known.mint);
        let index = reserve
            .with_context(|| format!("{0} is not listed: run `hypothec market list-asset {0}`", known.symbol))?
            .index();
        Ok((known, index))
    }

    /// The account of a mint.
    pub fn mint_account(&self, known: &Known) -> Result<Account> {
        self.account(&known.mint).with_context(|| format!("no mint of {}", known.symbol))
    }
}
