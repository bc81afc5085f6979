//! Mints as the issuers of tokenized stocks configure them.
//!
//! Only [`nvdax`] is byte-identical to mainnet; the other xStocks share its authorities and extensions, with a
//! round supply and the multiplier they start with.

use crate::NONE;
use crate::mint::{Extension, StockMint};
use hypothec_interface::preset::xstocks;
use solana_address::{Address, address};

/// The four keys behind every xStock.
pub mod backed {
    use super::{Address, address};
    /// Mints.
    pub const MINT: Address = address!("7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj");
    /// Freezes accounts and pauses mints.
    pub const FREEZE: Address = address!("JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs");
    /// Is the permanent delegate; arms hooks, edits metadata.
    pub const DELEGATE: Address = address!("5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq");
    /// Sets multipliers.
    pub const MULTIPLIER: Address = address!("S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS");
}

/// NVDAx as it stood on mainnet at slot 449660471: 679 bytes.
#[must_use]
pub fn nvdax() -> StockMint {
    let mut mint = xstock("NVDAx", "NVIDIA xStock", mint_of("NVDAx")).supply(32_127_474_496_638).multiplier(
        1.0009180758490996,
        1.001701196801074,
        1_789_000_200,
    );
    mint.lamports = Some(617_943_468);
    mint
}

/// A stock of the catalogue, with a supply of a million tokens.
#[must_use]
pub fn stock(symbol: &str) -> StockMint {
    let share = symbol.trim_end_matches('x');
    xstock(symbol, &format!("{share} xStock"), mint_of(symbol))
}

/// Where a stock's mint is. Panics for a symbol that the catalogue does not have.
fn mint_of(symbol: &str) -> Address {
    xstocks::find(symbol).unwrap_or_else(|| panic!("no xStock {symbol} in the catalogue")).mint
}

/// A mint as Backed configures all of its stocks.
#[must_use]
pub fn xstock(symbol: &str, name: &str, address: Address) -> StockMint {
    use backed::{DELEGATE, FREEZE, MINT, MULTIPLIER};
    StockMint {
        address,
        mint_authority: MINT,
        freeze_authority: FREEZE,
        supply: 100_000_000_000_000,
        decimals: 8,
        lamports: None,
        extensions: vec![
            Extension::MetadataPointer { authority: DELEGATE },
            Extension::PermanentDelegate { delegate: DELEGATE },
            Extension::DefaultAccountState { frozen: false },
            Extension::ScaledUiAmount { authority: MULTIPLIER, multiplier: 1.0, effective_ts: 0, new_multiplier: 1.0 },
            Extension::Pausable { authority: FREEZE, paused: false },
            Extension::ConfidentialTransferMint { authority: DELEGATE, auto_approve: false },
            Extension::TransferHook { authority: DELEGATE, program: NONE },
            Extension::TokenMetadata {
                authority: DELEGATE,
                name: name.into(),
                symbol: symbol.into(),
                uri: format!("https://xstocks-metadata.backed.fi/tokens/Solana/{symbol}/metadata.json"),
            },
        ],
    }
}

/// Ondo's tokenised NVIDIA share.
pub const NVDAON: Address = address!("gEGtLTPNQ7jcg25zTetkbmF7teoDLcrfTnQfmn2ondo");

/// A mint in the shape of Ondo's stocks: nine decimals, another order of extensions, no permanent delegate.
#[must_use]
pub fn ondo(symbol: &str, address: Address) -> StockMint {
    const ISSUER: Address = address!("9foMHsSDq7nMg4WPusSz9eY7tyxyukqborA8GyU5cUxD");
    StockMint {
        address,
        mint_authority: ISSUER,
        freeze_authority: address!("51QVCuHfL1FeNjd8BDeffCKhCcAYoULnVB3yjNhShiuK"),
        supply: 1_000_000_000_000_000,
        decimals: 9,
        lamports: None,
        extensions: vec![
            Extension::ScaledUiAmount { authority: ISSUER, multiplier: 1.0, effective_ts: 0, new_multiplier: 1.0 },
            Extension::MetadataPointer { authority: ISSUER },
            Extension::Pausable { authority: ISSUER, paused: false },
            Extension::DefaultAccountState { frozen: false },
            Extension::ConfidentialTransferMint { authority: ISSUER, auto_approve: false },
            Extension::TransferHook { authority: ISSUER, program: NONE },
            Extension::TokenMetadata {
                authority: ISSUER,
                name: format!("{symbol} by Ondo"),
                symbol: symbol.into(),
                uri: String::new(),
            },
        ],
    }
}
