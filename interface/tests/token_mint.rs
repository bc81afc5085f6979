//! Listing: the real NVDAx mint, and every refusal alone. The layout has its own file.

#[path = "common/mint.rs"]
mod mint;

use hypothec_interface::token::mint::walk;
use hypothec_interface::token::{Offsets, Scaled, TOKEN_PROGRAM};
use hypothec_interface::{Error, Key};
use mint::*;
use sha2::{Digest, Sha256};

fn refusal(mint: &Mint) -> Error {
    walk(&mint.bytes(), &T22).unwrap_err()
}

fn accepted(mint: &Mint) -> hypothec_interface::token::Mint {
    walk(&mint.bytes(), &T22).unwrap()
}

#[test]
fn nvdax_is_the_account_on_chain() {
    let data = Mint::nvdax().bytes();
    assert_eq!(data.len(), 679);
    let hash: String = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "1480658d427aeb978a789e04439313f2bb71eacb7ef615e25ef592e0c5e0c208");
}

#[test]
fn nvdax_is_listed() {
    let listed = accepted(&Mint::nvdax());
    assert_eq!(listed.decimals, 8);
    assert_eq!(listed.vault_len, 175);
    let kinds = [18, 12, 6, 25, 26, 4, 14, 19].iter().map(|kind| 1u32 << kind).sum();
    let offsets = Offsets {
        len: 679,
        kinds,
        scaled: 275,
        pausable: 335,
        hook: 441,
        default_state: 270,
        fee: 0,
        decimals: 8,
        reserved: [0; 5],
    };
    assert_eq!(listed.offsets, offsets);
    let scaled = Scaled {
        multiplier: 1.000_918_075_849_099_6f64.to_bits(),
        new_multiplier: 1.001_701_196_801_074f64.to_bits(),
        effective_ts: 1_789_000_200,
    };
    assert_eq!(listed.scaled, scaled);
}

#[test]
fn ondo_order_is_listed() {
    let x = Mint::nvdax();
    let order = [SCALED, POINTER, PAUSABLE, DEFAULT_STATE, CONFIDENTIAL, HOOK, METADATA];
    let mut ondo = Mint::bare(9);
    for kind in order {
        ondo = ondo.with(kind, x.entries.iter().find(|(k, _)| *k == kind).unwrap().1.clone());
    }
    let listed = accepted(&ondo);
    assert_eq!((listed.decimals, listed.vault_len), (9, 175));
    let Offsets { scaled, pausable, hook, default_state, fee, .. } = listed.offsets;
    assert_eq!((scaled, pausable, hook, default_state, fee), (166, 294, 405, 331, 0));
}

#[test]
fn listing_accepts_bare_mints_of_both_programs() {
    for program in [TOKEN_PROGRAM, T22] {
        let listed = walk(&Mint::bare(6).bytes(), &program).unwrap();
        assert_eq!((listed.decimals, listed.vault_len, listed.scaled), (6, 165, Scaled::ONE));
        assert_eq!(listed.offsets, Offsets { len: 82, decimals: 6, ..Offsets::default() });
    }
    assert_eq!(walk(&Mint::bare(6).bytes(), &Key([1; 4])), Err(Error::WrongTokenProgram));
    // SPL Token knows no extensions: longer bytes are no mint of it.
    assert_eq!(walk(&Mint::nvdax().bytes(), &TOKEN_PROGRAM), Err(Error::MalformedMint));
}

#[test]
fn listing_refuses_too_many_decimals() {
    assert_eq!(accepted(&Mint::bare(18)).decimals, 18);
    assert_eq!(refusal(&Mint::bare(19)), Error::TooManyDecimals);
}

#[test]
fn listing_refuses_a_transfer_fee() {
    let bare = Mint::bare(6);
    assert_eq!(accepted(&bare.clone().with(FEE, fee(0, 0))).vault_len, 178);
    assert_eq!(refusal(&bare.clone().with(FEE, fee(1, 0))), Error::TransferFeeMint);
    assert_eq!(refusal(&bare.clone().with(FEE, fee(0, 1))), Error::TransferFeeMint);
    assert_eq!(refusal(&bare.with(FEE, fee(256, 0))), Error::TransferFeeMint);
}

#[test]
fn listing_refuses_a_hook() {
    for byte in 32..64 {
        assert_eq!(refusal(&Mint::nvdax().poke(HOOK, byte, &[1])), Error::HookedMint);
    }
}

#[test]
fn listing_knows_who_can_be_closed() {
    let closed_by = |authority| Mint::bare(6).with(CLOSE, authority);
    assert!(!accepted(&Mint::bare(6)).closable && !accepted(&Mint::bare(6)).offsets.is_closable());
    assert!(!accepted(&closed_by(vec![0; 32])).closable);
    for byte in 0..32 {
        let mint = accepted(&closed_by(vec![0; 32]).poke(CLOSE, byte, &[1]));
        assert!(mint.closable && mint.is_watched() && mint.offsets.is_closable());
    }
}

#[test]
fn listing_refuses_extensions_outside_the_list() {
    assert_eq!(refusal(&Mint::bare(6).with(NON_TRANSFERABLE, vec![])), Error::NonTransferableMint);
    // InterestBearing, ConfidentialMintBurn, PermissionedBurn, account-side kinds, kinds unknown today.
    for kind in [2, 5, 7, 8, 10, 11, 13, 15, 17, 24, 27, 28, 29, 31, 32, 33, 64, 65_535] {
        for len in [0, 1, 32, 52] {
            assert_eq!(refusal(&Mint::bare(6).with(kind, vec![0; len])), Error::UnsupportedExtension, "{kind}");
        }
    }
    assert_eq!(refusal(&Mint::nvdax().poke(CONFIDENTIAL, 32, &[1])), Error::UnsupportedExtension);
}

#[test]
fn listing_refuses_a_paused_or_frozen_mint() {
    assert_eq!(refusal(&Mint::nvdax().poke(PAUSABLE, 32, &[1])), Error::MintPaused);
    assert_eq!(refusal(&Mint::nvdax().poke(DEFAULT_STATE, 0, &[2])), Error::DefaultFrozen);
    assert_eq!(refusal(&Mint::nvdax().poke(DEFAULT_STATE, 0, &[0])), Error::DefaultFrozen);
}

#[test]
fn listing_refuses_a_bad_multiplier() {
    let bad = [0.0, -1.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE / 2.0, 2f64.powi(31), 2f64.powi(-21), 1e300];
    for at in [32, 48] {
        for bits in bad {
            assert_eq!(refusal(&Mint::nvdax().poke(SCALED, at, &bits.to_le_bytes())), Error::BadMultiplier);
        }
        for good in [2f64.powi(-20), 1.0, 10.0, 2f64.powi(31).next_down()] {
            accepted(&Mint::nvdax().poke(SCALED, at, &good.to_le_bytes()));
        }
    }
}
