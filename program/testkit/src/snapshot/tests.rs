use super::*;
use crate::keys::address as any;

fn world() -> Vec<(Address, Account)> {
    vec![(any(1), crate::account(any(9), vec![0; 16])), (any(2), crate::wallet(5))]
}

fn names() -> [(&'static str, Address); 3] {
    [("market", any(1)), ("payer", any(2)), ("ghost", any(3))]
}

fn before() -> Snapshot {
    Snapshot::take(&world()[..], &names())
}

#[test]
fn snapshot_passes_when_nothing_changed() {
    before().assert_unchanged(&world()[..]);
    assert!(before().diff(&world()[..]).is_empty());
}

#[test]
fn every_kind_of_change_is_seen() {
    let mut after = world();
    after[0].1.data[3..5].copy_from_slice(&[1, 1]);
    after[0].1.data[9] = 1;
    after[1].1.lamports = 6;
    after.push((any(3), crate::account(any(9), vec![1])));
    let diffs = before().diff(&after[..]);
    assert_eq!(diffs[0].bytes, [3..5, 9..10]);
    assert_eq!((diffs[0].lamports.0, diffs[0].owner), (diffs[0].lamports.1, false));
    assert_eq!((diffs[1].lamports, diffs[1].bytes.len()), ((5, 6), 0));
    assert_eq!((diffs[2].name.as_str(), diffs[2].owner, diffs[2].len), ("ghost", true, (0, 1)));
    before().assert_only_changed(&after[..], &["ghost", "market", "payer"]);
    before().assert_only_bytes(&after[..], "market", &[(3, 2), (8, 8)]);
}

#[test]
#[should_panic(expected = "expected exactly [\"payer\"] to change, but:\n  market: bytes [0..1]\n")]
fn a_change_too_many_fails() {
    let mut after = world();
    after[0].1.data[0] = 1;
    before().assert_only_changed(&after[..], &["payer"]);
}

#[test]
#[should_panic(expected = "nothing changed")]
fn a_change_too_few_fails() {
    before().assert_only_changed(&world()[..], &["payer"]);
}

#[test]
#[should_panic(expected = "the snapshot has no account vault")]
fn a_misspelt_name_fails() {
    before().assert_only_changed(&world()[..], &["vault"]);
}

#[test]
#[should_panic(expected = "expected market to change only in [(0, 8)]")]
fn a_byte_outside_fails() {
    let mut after = world();
    after[0].1.data[8] = 1;
    before().assert_only_bytes(&after[..], "market", &[(0, 8)]);
}

#[test]
#[should_panic(expected = "expected market to change only in [(0, 16)]")]
fn lamports_are_no_bytes() {
    let mut after = world();
    after[0].1.data[0] = 1;
    after[0].1.lamports += 1;
    before().assert_only_bytes(&after[..], "market", &[(0, 16)]);
}

#[test]
#[should_panic(expected = "length 16 -> 12")]
fn a_truncation_fails() {
    let mut after = world();
    after[0].1.data.truncate(12);
    before().assert_only_bytes(&after[..], "market", &[(0, 16)]);
}
