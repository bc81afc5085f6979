//! Layout of mints at listing: lengths, duplicates, padding, tails, truncations, and no byte that panics.

#[path = "common/mint.rs"]
mod mint;

use hypothec_interface::Error;
use hypothec_interface::token::TOKEN_PROGRAM;
use hypothec_interface::token::mint::walk;
use mint::*;

fn refusal(mint: &Mint) -> Error {
    walk(&mint.bytes(), &T22).unwrap_err()
}

fn accepted(mint: &Mint) {
    assert!(walk(&mint.bytes(), &T22).is_ok());
}

#[test]
fn mint_layout_accepts_exact_lengths_only() {
    let lens = [(1, 108), (3, 32), (4, 65), (6, 1), (12, 32), (14, 64), (16, 129), (18, 64), (20, 64), (21, 80)];
    for (kind, len) in lens.into_iter().chain([(22, 64), (23, 72), (25, 56), (26, 33)]) {
        for wrong in [0, len - 1, len + 1] {
            assert_eq!(refusal(&Mint::bare(6).with(kind, vec![0; wrong])), Error::MalformedMint, "{kind} {wrong}");
        }
    }
    for kind in [12, 16, 18, 20, 21, 22, 23] {
        let len = lens.into_iter().chain([(22, 64), (23, 72)]).find(|(k, _)| *k == kind).unwrap().1;
        accepted(&Mint::bare(6).with(kind, vec![1; len]));
    }
    assert_eq!(refusal(&Mint::bare(6).with(METADATA, vec![0; 79])), Error::MalformedMint);
    accepted(&Mint::bare(6).with(METADATA, vec![0; 80]));
}

#[test]
fn mint_layout_refuses_duplicates() {
    for entry in Mint::nvdax().entries {
        let mut twice = Mint::nvdax();
        twice.entries.push(entry);
        assert_eq!(refusal(&twice), Error::MalformedMint);
    }
}

#[test]
fn mint_layout_refuses_a_bad_base_and_padding() {
    for kind in [0, 2, 3] {
        assert_eq!(refusal(&Mint { account_type: kind, ..Mint::nvdax() }), Error::MalformedMint);
    }
    for initialized in [0, 2] {
        assert_eq!(refusal(&Mint { initialized, ..Mint::nvdax() }), Error::MalformedMint);
    }
    for at in (82..165).chain([1, 2, 3, 47, 48, 49]) {
        let mut data = Mint::nvdax().bytes();
        data[at] = 1;
        assert_eq!(walk(&data, &T22), Err(Error::MalformedMint), "{at}");
    }
    for at in [0, 46] {
        let mut data = Mint::nvdax().bytes();
        data[at] = 2;
        assert_eq!(walk(&data, &T22), Err(Error::MalformedMint));
        data[at] = 0; // no authority
        walk(&data, &T22).unwrap();
    }
}

#[test]
fn mint_layout_refuses_bad_tails() {
    for tail in [vec![0; 1], vec![0; 2], vec![0; 3], vec![9], vec![0, 0, 9]] {
        accepted(&Mint { tail, ..Mint::nvdax() });
    }
    for tail in [vec![1, 0], vec![0, 1], vec![1, 0, 0], vec![0; 4], vec![0; 40]] {
        assert_eq!(refusal(&Mint { tail, ..Mint::nvdax() }), Error::MalformedMint);
    }
}

#[test]
fn a_mint_as_long_as_a_multisig_is_none() {
    let metadata = |len| Mint::bare(6).with(METADATA, vec![0; len]);
    assert_eq!(metadata(185).bytes().len(), 355);
    assert_eq!(refusal(&metadata(185)), Error::MalformedMint);
    accepted(&metadata(184));
    // Token-2022 pads such a mint by two.
    let padded = Mint { tail: vec![0; 2], ..metadata(185) };
    accepted(&padded);
}

#[test]
fn mint_layout_refuses_every_truncation() {
    let data = Mint::nvdax().bytes();
    // Cut between two entries, or one byte further, what is left is a whole mint of fewer extensions.
    let whole = [166, 234, 270, 275, 335, 372, 441, 509].into_iter().flat_map(|end| [end, end + 1]);
    let whole: Vec<usize> = whole.chain([82]).collect();
    for len in 0..data.len() {
        let cut = walk(&data[..len], &T22).map(|_| ());
        assert_eq!(cut, if whole.contains(&len) { Ok(()) } else { Err(Error::MalformedMint) }, "{len}");
    }
}

#[test]
fn mint_layout_panics_on_no_byte() {
    let data = Mint::nvdax().with(FEE, fee(0, 0)).with(GROUP, vec![3; 80]).bytes();
    for at in 0..data.len() {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            let _ = walk(&data, &T22);
            let _ = walk(&data, &TOKEN_PROGRAM);
        }
    }
}
