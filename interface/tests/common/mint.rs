//! A compact builder of Token-2022 mints from field values, for tests.
#![allow(dead_code, reason = "each test binary uses its part")]

use hypothec_interface::Key;
use hypothec_interface::token::TOKEN_2022_PROGRAM;

/// Extension kinds by their Token-2022 names.
pub const FEE: u16 = 1;
pub const CLOSE: u16 = 3;
pub const CONFIDENTIAL: u16 = 4;
pub const DEFAULT_STATE: u16 = 6;
pub const NON_TRANSFERABLE: u16 = 9;
pub const DELEGATE: u16 = 12;
pub const HOOK: u16 = 14;
pub const POINTER: u16 = 18;
pub const METADATA: u16 = 19;
pub const GROUP: u16 = 21;
pub const SCALED: u16 = 25;
pub const PAUSABLE: u16 = 26;

pub const T22: Key = TOKEN_2022_PROGRAM;

pub fn b58(text: &str) -> Vec<u8> {
    let bytes = bs58::decode(text).into_vec().unwrap();
    assert_eq!(bytes.len(), 32);
    bytes
}

/// A mint as its fields.
#[derive(Clone)]
pub struct Mint {
    pub authority: Vec<u8>,
    pub freeze: Vec<u8>,
    pub supply: u64,
    pub decimals: u8,
    pub initialized: u8,
    pub account_type: u8,
    pub entries: Vec<(u16, Vec<u8>)>,
    /// Unused bytes after the last entry.
    pub tail: Vec<u8>,
}

impl Mint {
    /// No extensions: 82 bytes.
    pub fn bare(decimals: u8) -> Mint {
        Mint {
            authority: vec![7; 32],
            freeze: vec![8; 32],
            supply: 1_000,
            decimals,
            initialized: 1,
            account_type: 1,
            entries: Vec::new(),
            tail: Vec::new(),
        }
    }

    /// The real NVDAx mint at slot 449660471.
    pub fn nvdax() -> Mint {
        let backed = b58("5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq");
        let freeze = b58("JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs");
        let mint = b58("Xsc9qvGR1efVDFGLrVsmkzv3qi45LTBjeUKSPmx9qEh");
        let none = vec![0; 32];
        let multiplier = b58("S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS");
        let mut metadata = [backed.clone(), mint.clone()].concat();
        let uri = "https://xstocks-metadata.backed.fi/tokens/Solana/NVDAx/metadata.json";
        for text in ["NVIDIA xStock", "NVDAx", uri] {
            metadata.extend((text.len() as u32).to_le_bytes());
            metadata.extend(text.as_bytes());
        }
        metadata.extend(0u32.to_le_bytes());
        Mint {
            authority: b58("7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj"),
            freeze: freeze.clone(),
            supply: 32_127_474_496_638,
            decimals: 8,
            ..Mint::bare(8)
        }
        .with(POINTER, [backed.clone(), mint].concat())
        .with(DELEGATE, backed.clone())
        .with(DEFAULT_STATE, vec![1])
        .with(SCALED, scaled(multiplier, 1.000_918_075_849_099_6, 1_789_000_200, 1.001_701_196_801_074))
        .with(PAUSABLE, [freeze, vec![0]].concat())
        .with(CONFIDENTIAL, [backed.clone(), vec![0], none.clone()].concat())
        .with(HOOK, [backed, none].concat())
        .with(METADATA, metadata)
    }

    /// With one more entry, or another value in the entry of that kind.
    pub fn with(mut self, kind: u16, value: Vec<u8>) -> Mint {
        match self.entries.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, old)) => *old = value,
            None => self.entries.push((kind, value)),
        }
        self
    }

    pub fn without(mut self, kind: u16) -> Mint {
        self.entries.retain(|(k, _)| *k != kind);
        self
    }

    /// With `bytes` written over the value of an entry.
    pub fn poke(mut self, kind: u16, at: usize, bytes: &[u8]) -> Mint {
        let (_, value) = self.entries.iter_mut().find(|(k, _)| *k == kind).unwrap();
        value[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut data = Vec::new();
        data.extend(1u32.to_le_bytes());
        data.extend(&self.authority);
        data.extend(self.supply.to_le_bytes());
        data.extend([self.decimals, self.initialized]);
        data.extend(1u32.to_le_bytes());
        data.extend(&self.freeze);
        if !self.entries.is_empty() || !self.tail.is_empty() {
            data.resize(165, 0);
            data.push(self.account_type);
        }
        for (kind, value) in &self.entries {
            data.extend(kind.to_le_bytes());
            data.extend((value.len() as u16).to_le_bytes());
            data.extend(value);
        }
        data.extend(&self.tail);
        data
    }
}

/// A ScaledUiAmount value.
pub fn scaled(authority: Vec<u8>, multiplier: f64, effective_ts: i64, new_multiplier: f64) -> Vec<u8> {
    let mut value = authority;
    value.extend(multiplier.to_le_bytes());
    value.extend(effective_ts.to_le_bytes());
    value.extend(new_multiplier.to_le_bytes());
    value
}

/// A TransferFeeConfig value with authorities and a maximum, charging these basis points now and next.
pub fn fee(older_bps: u16, newer_bps: u16) -> Vec<u8> {
    let mut value = vec![9; 64];
    value.extend(0u64.to_le_bytes());
    for bps in [older_bps, newer_bps] {
        value.extend(5u64.to_le_bytes());
        value.extend(u64::MAX.to_le_bytes());
        value.extend(bps.to_le_bytes());
    }
    value
}
