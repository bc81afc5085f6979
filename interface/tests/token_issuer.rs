//! Refresh: what the issuer switches on is a flag, by the stored offsets and by the walk alike.

#[path = "common/mint.rs"]
mod mint;

use hypothec_interface::token::issuer::{read, read_account, read_closable};
use hypothec_interface::token::{Issuer, IssuerFlags, Offsets, SYSTEM_PROGRAM, Scaled, TOKEN_PROGRAM, mint::walk};
use hypothec_interface::{Error, Key};
use mint::*;

fn listed(mint: &Mint) -> Offsets {
    walk(&mint.bytes(), &T22).unwrap().offsets
}

/// NVDAx with a zero-fee config, so that every tracked extension is there.
fn full() -> Mint {
    Mint::nvdax().with(FEE, fee(0, 0))
}

/// What `now` says to a market that listed `then`: read at the offsets, which must agree with the walk.
fn seen(then: &Mint, now: &Mint) -> Issuer {
    let offsets = listed(then);
    let by_offsets = read(&now.bytes(), &offsets).unwrap();
    assert_eq!(by_offsets.moved, None, "read at the offsets");
    let by_walk = read(&now.bytes(), &Offsets { len: 0, ..offsets }).unwrap();
    assert_eq!(by_walk, Issuer { moved: Some(offsets), ..by_offsets });
    by_offsets
}

#[test]
fn issuer_flags_are_empty_when_nothing_changed() {
    for mint in [Mint::bare(6), Mint::nvdax(), full()] {
        assert_eq!(seen(&mint, &mint).flags, IssuerFlags::NONE);
    }
    assert_eq!(seen(&Mint::bare(6), &Mint::bare(6)).scaled, Scaled::ONE);
}

#[test]
fn issuer_switches_each_raise_their_flag() {
    let cases = [
        (full().poke(PAUSABLE, 32, &[1]), IssuerFlags::PAUSED),
        (full().poke(HOOK, 32, &[1]), IssuerFlags::HOOK_ARMED),
        (full().poke(HOOK, 63, &[128]), IssuerFlags::HOOK_ARMED),
        (full().poke(DEFAULT_STATE, 0, &[2]), IssuerFlags::DEFAULT_FROZEN),
        (full().with(FEE, fee(1, 0)), IssuerFlags::FEE_ARMED),
        (full().with(FEE, fee(0, 256)), IssuerFlags::FEE_ARMED),
    ];
    for (now, flag) in cases {
        assert_eq!(seen(&full(), &now).flags, flag);
    }
    let all = full().poke(PAUSABLE, 32, &[1]).poke(HOOK, 40, &[1]).poke(DEFAULT_STATE, 0, &[2]).with(FEE, fee(9, 9));
    let flags = IssuerFlags::PAUSED | IssuerFlags::HOOK_ARMED | IssuerFlags::DEFAULT_FROZEN | IssuerFlags::FEE_ARMED;
    assert_eq!(seen(&full(), &all).flags, flags);
}

#[test]
fn issuer_authorities_raise_no_flag() {
    let now = full().poke(HOOK, 0, &[1; 32]).poke(PAUSABLE, 0, &[1; 32]).poke(DELEGATE, 0, &[1; 32]);
    assert_eq!(seen(&full(), &now).flags, IssuerFlags::NONE);
}

#[test]
fn issuer_multiplier_is_read() {
    let now = full().with(SCALED, scaled(vec![3; 32], 1.5, -7, 15.0));
    let expected = Scaled { multiplier: 1.5f64.to_bits(), new_multiplier: 15.0f64.to_bits(), effective_ts: -7 };
    assert_eq!(seen(&full(), &now).scaled, expected);
    // What a stolen key writes does not stop the refresh: the multiplier is checked apart.
    let bad = full().with(SCALED, scaled(vec![3; 32], -1.0, 0, f64::NAN));
    assert_eq!(seen(&full(), &bad).scaled.new_multiplier, f64::NAN.to_bits());
}

#[test]
fn issuer_decimals_changed_raise_their_flag() {
    let now = Mint { decimals: 9, ..full() };
    let issuer = read(&now.bytes(), &listed(&full())).unwrap();
    assert_eq!((issuer.flags, issuer.moved), (IssuerFlags::DECIMALS_CHANGED, None));
}

#[test]
fn issuer_flags_follow_entries_that_metadata_moves() {
    let then = full();
    let longer = Mint::nvdax().with(METADATA, vec![5; 400]).with(FEE, fee(0, 0)).poke(PAUSABLE, 32, &[1]);
    let issuer = read(&longer.bytes(), &listed(&then)).unwrap();
    assert_eq!(issuer.flags, IssuerFlags::PAUSED);
    let moved = issuer.moved.unwrap();
    assert_eq!(moved, Offsets { len: then.bytes().len() as u32 + 234, fee: 913, ..listed(&then) });
    // From there on the cheap path again.
    let again = read(&longer.bytes(), &moved).unwrap();
    assert_eq!((again.flags, again.moved), (IssuerFlags::PAUSED, None));
}

#[test]
fn issuer_flags_follow_entries_in_another_order() {
    let then = full();
    let mut now = full();
    now.entries.reverse();
    assert_eq!(then.bytes().len(), now.bytes().len());
    let issuer = read(&now.bytes(), &listed(&then)).unwrap();
    assert_eq!(issuer.flags, IssuerFlags::NONE);
    let moved = issuer.moved.unwrap();
    assert_eq!(moved, listed(&now));
    assert_ne!(moved, listed(&then));
}

#[test]
fn issuer_joining_a_group_raises_no_flag() {
    for kind in [20, 22] {
        let issuer = read(&full().with(kind, vec![1; 64]).bytes(), &listed(&full())).unwrap();
        assert_eq!(issuer.flags, IssuerFlags::NONE);
        // The set of kinds stays the one of the listing.
        assert_eq!(issuer.moved.unwrap().kinds, listed(&full()).kinds);
    }
    let gone = read(&full().without(METADATA).bytes(), &listed(&full())).unwrap();
    assert_eq!(gone.flags, IssuerFlags::NONE);
    assert!(gone.moved.is_some());
}

#[test]
fn issuer_extensions_are_flagged_at_every_refresh() {
    for kind in [9, 10, 24, 28, 31, 32, 900] {
        let issuer = read(&full().with(kind, vec![1; 32]).bytes(), &listed(&full())).unwrap();
        assert_eq!((issuer.flags, issuer.moved), (IssuerFlags::NEW_EXTENSION, None), "{kind}");
    }
    // Accepted at listing, but not there then.
    let then = Mint::nvdax().without(DELEGATE);
    let issuer = read(&Mint::nvdax().bytes(), &listed(&then)).unwrap();
    assert_eq!((issuer.flags, issuer.moved), (IssuerFlags::NEW_EXTENSION, None));
    let issuer = read(&then.bytes(), &listed(&Mint::nvdax())).unwrap();
    assert_eq!((issuer.flags, issuer.moved), (IssuerFlags::NEW_EXTENSION, None));
    // A fee that appears is two events.
    let fee_appears = read(&Mint::nvdax().with(FEE, fee(0, 5)).bytes(), &listed(&Mint::nvdax())).unwrap();
    assert_eq!(fee_appears.flags, IssuerFlags::NEW_EXTENSION | IssuerFlags::FEE_ARMED);
}

#[test]
fn issuer_refuses_what_is_not_a_mint() {
    let offsets = listed(&full());
    let data = full().bytes();
    assert_eq!(read(&[], &offsets), Err(Error::MalformedMint));
    assert_eq!(read(&[0; 679], &offsets), Err(Error::MalformedMint));
    assert_eq!(read(&vec![0; data.len()], &offsets), Err(Error::MalformedMint));
    assert_eq!(read(&data[..data.len() - 1], &offsets), Err(Error::MalformedMint));
    assert_eq!(read(&Mint { initialized: 0, ..full() }.bytes(), &offsets), Err(Error::MalformedMint));
}

#[test]
fn issuer_panics_on_no_truncation_and_no_byte() {
    let (data, offsets) = (full().bytes(), listed(&full()));
    for len in 0..data.len() {
        if let Ok(issuer) = read(&data[..len], &offsets) {
            assert_ne!(issuer.moved, Some(offsets));
        }
    }
    for at in 0..data.len() {
        for flip in 1..=255 {
            let mut data = data.clone();
            data[at] ^= flip;
            let by_offsets = read(&data, &offsets);
            let by_walk = read(&data, &Offsets { len: 0, ..offsets });
            // Wherever the offsets answer, and the walk finds the same extensions, they agree.
            if let (Ok(a), Ok(b)) = (by_offsets, by_walk)
                && !b.flags.has_any(IssuerFlags::NEW_EXTENSION)
            {
                assert_eq!((a.flags, a.scaled), (b.flags, b.scaled), "{at}");
            }
        }
    }
}

#[test]
fn issuer_panics_on_no_wild_offset() {
    let data = full().bytes();
    for at in (0..=data.len() as u16 + 2).chain([u16::MAX]) {
        let offsets = Offsets { scaled: at, pausable: at, hook: at, default_state: at, fee: at, ..listed(&full()) };
        let issuer = read(&data, &offsets).unwrap();
        assert_eq!(issuer.flags, IssuerFlags::NONE);
        if at != 0 {
            assert_eq!(issuer.moved, Some(listed(&full())));
        }
    }
}

/// What stands at the address of a mint that was listed with a close authority.
#[test]
fn issuer_flags_a_closable_mint_that_is_gone_or_another() {
    let then = Mint::bare(6).with(CLOSE, vec![9; 32]).with(METADATA, vec![5; 100]);
    let offsets = listed(&then);
    let account = |bytes: &[u8], owner: &Key| read_account(bytes, owner, &T22, &offsets).unwrap();
    let replaced = Issuer { flags: IssuerFlags::MINT_REPLACED, scaled: Scaled::ONE, moved: None };
    let walked = Issuer { moved: Some(offsets), ..read(&then.bytes(), &offsets).unwrap() };
    assert_eq!(account(&then.bytes(), &T22), walked);
    assert_eq!(account(&[], &SYSTEM_PROGRAM), replaced);
    for owner in [SYSTEM_PROGRAM, TOKEN_PROGRAM, Key([1; 4])] {
        assert_eq!(account(&then.bytes(), &owner), replaced, "{owner:?}");
    }
    let others = [
        Mint { decimals: 7, ..then.clone() },
        Mint { initialized: 0, ..then.clone() },
        Mint { account_type: 2, ..then.clone() },
        then.clone().with(FEE, fee(0, 0)),
        then.clone().with(NON_TRANSFERABLE, vec![]),
        then.clone().without(CLOSE),
        Mint::bare(6),
    ];
    for other in others {
        assert_eq!(account(&other.bytes(), &T22), replaced);
        assert_eq!(read_closable(&other.bytes(), &T22, &T22, &offsets), Err(Error::MintReplaced));
    }
    // another name or closer is no other mint, and what the issuer switches on is told as ever
    let renamed = then.clone().with(METADATA, vec![6; 300]).poke(CLOSE, 0, &[0; 32]);
    assert_eq!(account(&renamed.bytes(), &T22).flags, IssuerFlags::NONE);
    assert!(account(&renamed.bytes(), &T22).moved.is_some());
    // a mint that nobody can close is read whoever owns it: its owner cannot change
    let lasting = Mint::bare(6);
    let issuer = read_account(&lasting.bytes(), &SYSTEM_PROGRAM, &T22, &listed(&lasting)).unwrap();
    assert_eq!(issuer.flags, IssuerFlags::NONE);
    assert_eq!(read_account(&[], &T22, &T22, &listed(&lasting)), Err(Error::MalformedMint));
}

#[test]
fn issuer_flags_are_stable_bits() {
    use IssuerFlags as F;
    let flags = [F::PAUSED, F::HOOK_ARMED, F::DEFAULT_FROZEN, F::FEE_ARMED, F::NEW_EXTENSION, F::DECIMALS_CHANGED];
    assert_eq!(flags.map(|flag| flag.0), [1, 2, 4, 8, 16, 32]);
    assert_eq!((F::VAULT_FROZEN.0, F::MINT_REPLACED.0), (64, 128));
}
