//! Token accounts of both programs.

use hypothec_interface::token::account::{amount, is_frozen};
use hypothec_interface::token::{SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, TokenAccount};
use hypothec_interface::{Error, Key};

/// A token account with everything beside the fields under test set to noise.
fn account(state: u8, extensions: &[u8]) -> Vec<u8> {
    let mut data = vec![0xa5; 165];
    data[..32].fill(1);
    data[32..64].fill(2);
    data[64..72].copy_from_slice(&0x0102_0304_0506_0708u64.to_le_bytes());
    data[108] = state;
    data.extend(extensions);
    data
}

/// An xStock account's tail: type, ImmutableOwner, PausableAccount, TransferHookAccount.
const XSTOCK: [u8; 14] = [2, 7, 0, 0, 0, 27, 0, 0, 0, 15, 0, 1, 0, 0];

#[test]
fn token_account_fields_are_read_where_they_lie() {
    for (tail, len) in [(&[][..], 165), (&XSTOCK[..], 179)] {
        let data = account(1, tail);
        assert_eq!(data.len(), len);
        let parsed = TokenAccount::parse(&data).unwrap();
        assert_eq!(parsed.mint(), Key::from_bytes([1; 32]));
        assert_eq!(parsed.owner(), Key::from_bytes([2; 32]));
        assert_eq!(parsed.amount(), 0x0102_0304_0506_0708);
        assert!(!parsed.is_frozen());
        assert_eq!(amount(&data), Ok(0x0102_0304_0506_0708));
        assert_eq!(is_frozen(&data), Ok(false));
    }
}

#[test]
fn token_account_states_are_told_apart() {
    for state in 0..=255 {
        let data = account(state, &XSTOCK);
        let frozen = TokenAccount::parse(&data).map(|parsed| parsed.is_frozen());
        let expected = match state {
            1 => Ok(false),
            2 => Ok(true),
            _ => Err(Error::WrongTokenAccount),
        };
        assert_eq!(frozen, expected, "{state}");
        assert_eq!(is_frozen(&data), Ok(state == 2));
    }
}

#[test]
fn token_account_refuses_other_kinds_and_lengths() {
    for kind in (0..=255).filter(|kind| *kind != 2) {
        let data = account(1, &[kind, 0, 0, 0, 0]);
        assert_eq!(TokenAccount::parse(&data).unwrap_err(), Error::WrongTokenAccount);
    }
    let mut multisig = account(1, &XSTOCK);
    multisig.resize(355, 0);
    assert_eq!(TokenAccount::parse(&multisig).unwrap_err(), Error::WrongTokenAccount);
    multisig.push(0);
    assert!(TokenAccount::parse(&multisig).is_ok());
}

#[test]
fn token_account_refuses_truncations() {
    let data = account(1, &XSTOCK);
    for len in 0..data.len() {
        let cut = &data[..len];
        assert_eq!(TokenAccount::parse(cut).is_ok(), len >= 165, "{len}");
        let expected = if len >= 165 { Ok(0x0102_0304_0506_0708) } else { Err(Error::WrongTokenAccount) };
        assert_eq!(amount(cut), expected);
        assert_eq!(is_frozen(cut).is_ok(), len >= 165);
    }
}

#[test]
fn token_account_panics_on_no_byte() {
    let data = account(1, &XSTOCK);
    for at in 0..data.len() {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            assert_eq!(TokenAccount::parse(&data).is_err(), at == 165 || at == 108 && flip != 3, "{at} {flip}");
        }
    }
}

#[test]
fn token_programs_are_their_addresses() {
    let programs = [
        (TOKEN_PROGRAM, "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
        (TOKEN_2022_PROGRAM, "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
        (SYSTEM_PROGRAM, "11111111111111111111111111111111"),
    ];
    for (key, base58) in programs {
        assert_eq!(bs58::encode(key.to_bytes()).into_string(), base58);
    }
}
