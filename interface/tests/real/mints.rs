//! Mints of five issuers of stocks and of one of dollars.

use super::assert_sha256;
use super::mint::*;
use hypothec_interface::token::Mint as Listed;
use hypothec_interface::token::issuer::{read, read_account};
use hypothec_interface::token::mint::walk;
use hypothec_interface::token::{IssuerFlags, Scaled};
use hypothec_interface::{Error, Key};

/// ConfidentialTransferFeeConfig.
const CONFIDENTIAL_FEE: u16 = 16;

/// Keys one after another; `""` is nobody's.
fn keys(list: &[&str]) -> Vec<u8> {
    list.iter().flat_map(|key| if key.is_empty() { vec![0; 32] } else { b58(key) }).collect()
}

fn with_byte(mut value: Vec<u8>, byte: u8) -> Vec<u8> {
    value.push(byte);
    value
}

fn confidential(authority: &str) -> Vec<u8> {
    [keys(&[authority]), vec![0], vec![0; 32]].concat()
}

fn confidential_fee(authority: &str, withheld_key: &str) -> Vec<u8> {
    [keys(&[authority, withheld_key]), vec![1], vec![0; 64]].concat()
}

fn metadata(authority: &str, mint: &str, texts: [&str; 3]) -> Vec<u8> {
    let mut value = keys(&[authority, mint]);
    for text in texts {
        value.extend((text.len() as u32).to_le_bytes());
        value.extend(text.as_bytes());
    }
    value.extend([0; 4]);
    value
}

/// Authorities, what is withheld, and epoch, maximum and basis points before and after.
fn fees(authorities: [&str; 2], withheld: u64, steps: [(u64, u64, u16); 2]) -> Vec<u8> {
    let mut value = [keys(&authorities), withheld.to_le_bytes().to_vec()].concat();
    for (epoch, maximum, bps) in steps {
        value.extend([&epoch.to_le_bytes()[..], &maximum.to_le_bytes(), &bps.to_le_bytes()].concat());
    }
    value
}

fn base([mint_authority, freeze_authority]: [&str; 2], supply: u64, decimals: u8) -> Mint {
    Mint { authority: b58(mint_authority), freeze: b58(freeze_authority), supply, ..Mint::bare(decimals) }
}

/// As Backed configures its stocks.
fn xstock(supply: u64, address: &str, [name, symbol]: [&str; 2], multipliers: (f64, i64, f64)) -> Mint {
    const DELEGATE: &str = "5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq";
    const FREEZE: &str = "JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs";
    let (now, from_ts, next) = multipliers;
    let uri = format!("https://xstocks-metadata.backed.fi/tokens/Solana/{symbol}/metadata.json");
    base(["7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj", FREEZE], supply, 8)
        .with(POINTER, keys(&[DELEGATE, address]))
        .with(PERMANENT, keys(&[DELEGATE]))
        .with(DEFAULT_STATE, vec![1])
        .with(SCALED, scaled(b58("S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS"), now, from_ts, next))
        .with(PAUSABLE, with_byte(keys(&[FREEZE]), 0))
        .with(CONFIDENTIAL, confidential(DELEGATE))
        .with(HOOK, keys(&[DELEGATE, ""]))
        .with(METADATA, metadata(DELEGATE, address, [name, symbol, &uri]))
}

/// PermanentDelegate, under a name that no issuer's key has.
const PERMANENT: u16 = DELEGATE;

/// As Paxos configures its dollars.
fn paxos(mint_authority: &str, supply: u64, address: &str, texts: [&str; 2], epoch: u64, withheld_key: &str) -> Mint {
    const ISSUER: &str = "2apBGMsS6ti9RyF5TwQTDswXBWskiJP2LD4cUEDqYJjk";
    let [name, symbol] = texts;
    let lower = symbol.to_lowercase();
    let uri = format!("https://token-metadata.paxos.com/{lower}_metadata/prod/solana/{lower}_metadata.json");
    base([mint_authority, ISSUER], supply, 6)
        .with(CLOSE, keys(&[ISSUER]))
        .with(PERMANENT, keys(&[ISSUER]))
        .with(FEE, fees([ISSUER; 2], 0, [(epoch, 0, 0); 2]))
        .with(CONFIDENTIAL, confidential(ISSUER))
        .with(CONFIDENTIAL_FEE, confidential_fee(ISSUER, withheld_key))
        .with(HOOK, keys(&[ISSUER, ""]))
        .with(POINTER, keys(&[ISSUER, address]))
        .with(METADATA, metadata(ISSUER, address, [name, symbol, &uri]))
}

fn remora() -> Mint {
    const ISSUER: &str = "DQSTm2WtpKBdpKx9t2cYL9Ja8fe7v4yEVEtA7NnSsdqb";
    const ADDRESS: &str = "ALTP6gug9wv5mFtx2tSU1YYZ1NrEc2chDdMPoJA8f8pu";
    let uri = "https://remora-public.s3.us-east-2.amazonaws.com/solana/tokens/nvdar.json";
    base([ISSUER; 2], 1_190_998_328_212, 9)
        .with(POINTER, keys(&[ISSUER, ADDRESS]))
        .with(SCALED, scaled(b58(ISSUER), 1.0, 0, 1.0))
        .with(PAUSABLE, with_byte(keys(&[ISSUER]), 0))
        .with(PERMANENT, keys(&[ISSUER]))
        .with(DEFAULT_STATE, vec![1])
        .with(CONFIDENTIAL, confidential(ISSUER))
        .with(METADATA, metadata(ISSUER, ADDRESS, ["NVIDIA rStock", "NVDAr", uri]))
}

fn backpack() -> Mint {
    const ISSUER: &str = "2cVYpagTt7ZGc3mmTXBa7fAznUtx5DUu6aCq8uVDaf4a";
    const MINTER: &str = "HK6jF79duLLLfCMRQFBSgo6CgQ5mF4tFMFU7CmKcXctZ";
    const ADDRESS: &str = "SPCXxcqXj6e5dJDVNovHN8744zkbhM2bYudU45BimGb";
    let uri = "https://trek-labs.github.io/heart-metadata/stocks/spcx.us.json";
    base([MINTER, ISSUER], 42_287_773_449, 6)
        .with(POINTER, keys(&[ISSUER, ADDRESS]))
        .with(PERMANENT, keys(&[ISSUER]))
        .with(DEFAULT_STATE, vec![1])
        .with(PAUSABLE, with_byte(keys(&[ISSUER]), 0))
        .with(CONFIDENTIAL, confidential(ISSUER))
        .with(HOOK, keys(&[ISSUER, ""]))
        .with(SCALED, scaled(b58(MINTER), 1.0, 0, 1.0))
        .with(METADATA, metadata(ISSUER, ADDRESS, ["SpaceX - Backpack Securities", "SPCX", uri]))
}

fn prestocks() -> Mint {
    const ISSUER: &str = "WV9PJN7XTmTLVwbutCLFxp8TyePee6Xq5mRq6Fti5Wc";
    const ADDRESS: &str = "PreweJYECqtQwBtpxHL171nL2K6umo692gTm7Q3rpgF";
    let steps = [(1_039, u64::MAX, 100), (1_043, u64::MAX, 300)];
    base([ISSUER; 2], 1_901_804_819_176, 9)
        .with(PERMANENT, keys(&[ISSUER]))
        .with(DEFAULT_STATE, vec![1])
        .with(FEE, fees([ISSUER; 2], 7_461_668_395, steps))
        .with(CONFIDENTIAL, confidential(ISSUER))
        .with(CONFIDENTIAL_FEE, confidential_fee(ISSUER, "7Vixwsj2XBn5xdSrhbYfEApaMoCJw1hpjAn8erH2auhC"))
        .with(HOOK, keys(&[ISSUER, ""]))
        .with(SCALED, scaled(b58(ISSUER), 1.0, 1_784_305_800, 1.486_134_7))
        .with(POINTER, keys(&[ISSUER, ADDRESS]))
        .with(PAUSABLE, with_byte(keys(&[ISSUER]), 0))
        .with(
            METADATA,
            metadata(ISSUER, ADDRESS, ["OpenAI PreStocks", "OPENAI", "https://prestocks.com/metadata/openai.json"]),
        )
}

fn tessera() -> Mint {
    const ISSUER: &str = "EXvTtxurWBUNNCtLojaN8ZBJFNJPZFSH3szoih9hh7YW";
    const ADDRESS: &str = "oPAiAikWTaFj9RYoRFD35ccfwhnMcB3ThgBZRHSkjTZ";
    let withdrawer = "DjMKLEZe8d1nfCWQjoeoihqCU1owkxM8j2WqgFcCbzft";
    base([ISSUER, "7n2PNcDXVDMK2m8dyV9cVPNY7p4jM4ZMHv7TzfibEt8o"], 684_745_445_906, 9)
        .with(FEE, fees([ISSUER, withdrawer], 10_706_588, [(987, u64::MAX, 20); 2]))
        .with(POINTER, keys(&[ISSUER, ADDRESS]))
        .with(
            METADATA,
            metadata(ISSUER, ADDRESS, ["T-OpenAI", "tOpenAI", "https://cdn.tesseralab.co/tessera/t-openai.json"]),
        )
}

/// A mint that is listed: decimals, bytes of a vault, whether its issuer can change and close it, and its multipliers; and
/// nothing is switched on in it.
#[track_caller]
fn assert_listed(mint: &Mint, expected: (u8, u16, bool, bool), multipliers: (f64, i64, f64)) {
    let bytes = mint.bytes();
    let listed: Listed = walk(&bytes, &T22).expect("listed");
    assert_eq!((listed.decimals, listed.vault_len, listed.is_watched(), listed.closable), expected);
    let (now, effective_ts, next) = multipliers;
    let scaled = Scaled { multiplier: now.to_bits(), new_multiplier: next.to_bits(), effective_ts };
    assert_eq!(listed.scaled, scaled);
    let issuer = read(&bytes, &listed.offsets).expect("a listed mint reads");
    assert_eq!((issuer.flags, issuer.scaled), (IssuerFlags::NONE, scaled));
    let issuer = read_account(&bytes, &T22, &T22, &listed.offsets).expect("and so does its account");
    assert_eq!((issuer.flags, issuer.scaled), (IssuerFlags::NONE, scaled));
    let elsewhere = read_account(&bytes, &Key([1; 4]), &T22, &listed.offsets).expect("a flag");
    assert_eq!(elsewhere.flags.has_any(IssuerFlags::MINT_REPLACED), listed.closable);
}

#[test]
fn real_xstocks_are_listed() {
    let multipliers = (1.003_909_240_011_759, 1_781_755_200, 1.005_714_560_286_254);
    let address = "XsoCS1TfEyfFhfvj8EtZ528L3CaKBDBRqRapnBbDF2W";
    let spyx = xstock(9_523_135_498_159, address, ["SP500 xStock", "SPYx"], multipliers);
    assert_sha256(&spyx.bytes(), "f674b65a83f92420e44e0b63969909d4efa7853dcb7cc37ca31cbad0608449e6");
    assert_listed(&spyx, (8, 175, true, false), multipliers);
    // a ten-for-one split that took effect on 2025-11-17
    let multipliers = (1.0, 1_763_337_300, 10.0);
    let address = "XsEH7wWfJJu2ZT3UCFeVfALnVA6CP5ur7Ee11KmzVpL";
    let nflxx = xstock(15_505_685_531_324, address, ["Netflix xStock", "NFLXx"], multipliers);
    assert_sha256(&nflxx.bytes(), "4c0db7802f90c9fedf47c88704e0d2905b23a389ce7d8244ce115602d2429841");
    assert_listed(&nflxx, (8, 175, true, false), multipliers);
    let scaled = walk(&nflxx.bytes(), &T22).expect("listed").scaled;
    assert_eq!([1_763_337_299, 1_763_337_300].map(|now| f64::from_bits(scaled.current(now))), [1.0, 10.0]);
}

#[test]
fn real_stocks_of_other_issuers_are_listed() {
    assert_sha256(&remora().bytes(), "4f5710f92bdc9142926cf76657307e96c0a887441af1925e2fda0cda5763ad49");
    assert_listed(&remora(), (9, 170, true, false), (1.0, 0, 1.0));
    assert_sha256(&backpack().bytes(), "3868214271b5ca7bb1951ce6dd328e8c8b8f95f8fde8df2d7e834bfc72396ac0");
    assert_listed(&backpack(), (6, 175, true, false), (1.0, 0, 1.0));
}

#[test]
fn real_stocks_that_charge_a_fee_are_refused() {
    assert_sha256(&prestocks().bytes(), "61783d3404c131f92c7d7aa93b9cad0a535ad5539fe4922ea4964ea4f43f9a01");
    assert_sha256(&tessera().bytes(), "ed8e9766990dbee002ef3badabf864f285c24e560f7b3faee57fac258d5a3e46");
    for mint in [prestocks(), tessera()] {
        assert_eq!(walk(&mint.bytes(), &T22), Err(Error::TransferFeeMint));
    }
    let free = prestocks().with(FEE, fees(["WV9PJN7XTmTLVwbutCLFxp8TyePee6Xq5mRq6Fti5Wc"; 2], 0, [(1, 0, 0); 2]));
    assert_listed(&free, (9, 187, true, false), (1.0, 1_784_305_800, 1.486_134_7));
}

#[test]
fn real_dollars_that_can_be_closed_are_listed() {
    let pyusd = paxos(
        "8Jornc27vtAYPkwDzsZVgLQchAYyC8nD7aCNPCDV8Qk2",
        764_750_728_961_261,
        "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo",
        ["PayPal USD", "PYUSD"],
        605,
        "2u9rVXG8n3sN1ChKwrkQZaWoPapzC49iBXd2Y9Kpg5cJ",
    );
    assert_sha256(&pyusd.bytes(), "68295712a6bd13d31fed8bc99982672bf1f8186b0a342f81addb449b021fe089");
    let usdg = paxos(
        "3YJL8sesK3ooPpJddypvFUhCvnvaQ1oF8This4J3bhxR",
        703_101_467_914_178,
        "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH",
        ["Global Dollar", "USDG"],
        722,
        "3cY3JBNBCoUjhbM3HgruAvRwUv3mhYsG58pv6zGZ9utp",
    );
    assert_sha256(&usdg.bytes(), "3cec3a9063ff2ebcef1b194df98b01a1f7ffc3eaf12b09a9ea3bdd5f9370d9f5");
    for mint in [pyusd, usdg] {
        assert_listed(&mint, (6, 183, true, true), (1.0, 0, 1.0));
    }
}
