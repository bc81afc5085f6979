//! Mints as their issuers configure them: tokenized stocks, and dollars whose issuer can do more than freeze.
//!
//! [`nvdax`], [`pyusd`] and [`usdg`] are byte-identical to mainnet; the other xStocks share NVDAx's authorities and
//! extensions, with a round supply and the multiplier they start with.

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

/// PYUSD as it stood on mainnet: 866 bytes, a close authority among its extensions.
#[must_use]
pub fn pyusd() -> StockMint {
    StockMint {
        mint_authority: address!("8Jornc27vtAYPkwDzsZVgLQchAYyC8nD7aCNPCDV8Qk2"),
        supply: 764_750_728_961_261,
        ..paxos(
            ["PayPal USD", "PYUSD"],
            address!("2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo"),
            605,
            address!("2u9rVXG8n3sN1ChKwrkQZaWoPapzC49iBXd2Y9Kpg5cJ"),
        )
    }
}

/// USDG as it stood on mainnet: 866 bytes.
#[must_use]
pub fn usdg() -> StockMint {
    StockMint {
        mint_authority: address!("3YJL8sesK3ooPpJddypvFUhCvnvaQ1oF8This4J3bhxR"),
        supply: 703_101_467_914_178,
        ..paxos(
            ["Global Dollar", "USDG"],
            address!("2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH"),
            722,
            address!("3cY3JBNBCoUjhbM3HgruAvRwUv3mhYsG58pv6zGZ9utp"),
        )
    }
}

/// A dollar as Paxos configures its mints: every power of an issuer, no fee. `withheld_key` is the ElGamal key that
/// confidential fees would be withheld under.
fn paxos([name, symbol]: [&str; 2], address: Address, epoch: u64, withheld_key: Address) -> StockMint {
    const ISSUER: Address = address!("2apBGMsS6ti9RyF5TwQTDswXBWskiJP2LD4cUEDqYJjk");
    const CONFIDENTIAL_TRANSFER_FEE_CONFIG: u16 = 16;
    let harvest_on = [&[1][..], &[0; 64]].concat();
    let confidential_fee = [ISSUER.as_ref(), withheld_key.as_ref(), &harvest_on].concat();
    StockMint {
        address,
        mint_authority: ISSUER,
        freeze_authority: ISSUER,
        supply: 0,
        decimals: 6,
        lamports: None,
        extensions: vec![
            Extension::MintCloseAuthority { authority: ISSUER },
            Extension::PermanentDelegate { delegate: ISSUER },
            Extension::TransferFeeConfig { authority: ISSUER, epoch, bps: 0, maximum: 0 },
            Extension::ConfidentialTransferMint { authority: ISSUER, auto_approve: false },
            Extension::Raw { kind: CONFIDENTIAL_TRANSFER_FEE_CONFIG, value: confidential_fee },
            Extension::TransferHook { authority: ISSUER, program: NONE },
            Extension::MetadataPointer { authority: ISSUER },
            Extension::TokenMetadata {
                authority: ISSUER,
                name: name.into(),
                symbol: symbol.into(),
                uri: format!(
                    "https://token-metadata.paxos.com/{0}_metadata/prod/solana/{0}_metadata.json",
                    symbol.to_lowercase()
                ),
            },
        ],
    }
}
