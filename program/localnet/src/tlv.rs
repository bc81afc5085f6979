//! Token-2022's extension records: `u16 kind, u16 length` little-endian, then the value, unaligned. They start at
//! byte 166 of mints and token accounts alike, behind a byte that says which of the two it is.

use std::ops::Range;

/// Offset of the account-type byte.
pub const ACCOUNT_TYPE: usize = 165;
/// Offset of the first record.
pub const START: usize = 166;
/// Account type of a mint.
pub const MINT: u8 = 1;
/// Account type of a token account.
pub const ACCOUNT: u8 = 2;

/// Record kinds, by their names in the Token-2022 interface.
#[allow(missing_docs)]
pub mod kind {
    pub const TRANSFER_FEE_CONFIG: u16 = 1;
    pub const TRANSFER_FEE_AMOUNT: u16 = 2;
    pub const MINT_CLOSE_AUTHORITY: u16 = 3;
    pub const CONFIDENTIAL_TRANSFER_MINT: u16 = 4;
    pub const DEFAULT_ACCOUNT_STATE: u16 = 6;
    pub const IMMUTABLE_OWNER: u16 = 7;
    pub const MEMO_TRANSFER: u16 = 8;
    pub const NON_TRANSFERABLE: u16 = 9;
    pub const INTEREST_BEARING_CONFIG: u16 = 10;
    pub const CPI_GUARD: u16 = 11;
    pub const PERMANENT_DELEGATE: u16 = 12;
    pub const NON_TRANSFERABLE_ACCOUNT: u16 = 13;
    pub const TRANSFER_HOOK: u16 = 14;
    pub const TRANSFER_HOOK_ACCOUNT: u16 = 15;
    pub const METADATA_POINTER: u16 = 18;
    pub const TOKEN_METADATA: u16 = 19;
    pub const CONFIDENTIAL_MINT_BURN: u16 = 24;
    pub const SCALED_UI_AMOUNT: u16 = 25;
    pub const PAUSABLE: u16 = 26;
    pub const PAUSABLE_ACCOUNT: u16 = 27;
    pub const PERMISSIONED_BURN: u16 = 28;
}

/// Length of a multisig account, by which token programs recognise one: nothing else may be that long.
const MULTISIG_LEN: usize = 355;

/// `base` followed by the records, as Token-2022 lays them out; `base` alone when there are none.
#[must_use]
pub fn assemble(mut base: Vec<u8>, account_type: u8, records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    if records.is_empty() {
        return base;
    }
    base.resize(ACCOUNT_TYPE, 0);
    base.push(account_type);
    for (kind, value) in records {
        let length = u16::try_from(value.len()).expect("a record's value fits u16");
        base.extend_from_slice(&kind.to_le_bytes());
        base.extend_from_slice(&length.to_le_bytes());
        base.extend_from_slice(value);
    }
    if base.len() == MULTISIG_LEN {
        base.extend_from_slice(&[0, 0]);
    }
    base
}

/// Every record in order: its kind and where its value lies. Panics on malformed records.
#[must_use]
pub fn records(data: &[u8]) -> Vec<(u16, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = START;
    while at + 4 <= data.len() {
        let word = |offset: usize| u16::from_le_bytes([data[offset], data[offset + 1]]);
        let (kind, length) = (word(at), usize::from(word(at + 2)));
        if kind == 0 {
            break;
        }
        let value = at + 4..at + 4 + length;
        assert!(value.end <= data.len(), "record {kind} at {at} runs past the account's end");
        at = value.end;
        found.push((kind, value));
    }
    found
}

/// Where the value of the first record of this kind lies.
#[must_use]
pub fn find(data: &[u8], kind: u16) -> Option<Range<usize>> {
    records(data).into_iter().find(|(found, _)| *found == kind).map(|(_, value)| value)
}

/// The value of the record of this kind, for writing in place. Panics when there is none.
pub fn value_mut(data: &mut [u8], kind: u16) -> &mut [u8] {
    let range = find(data, kind).unwrap_or_else(|| panic!("the account has no record of kind {kind}"));
    &mut data[range]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_order() {
        let data = assemble(vec![7; 82], MINT, &[(26, vec![1; 33]), (9, vec![]), (65_000, vec![5])]);
        assert_eq!(data.len(), 166 + 37 + 4 + 5);
        assert_eq!(&data[82..165], &[0; 83]);
        assert_eq!(data[ACCOUNT_TYPE], MINT);
        assert_eq!(records(&data), vec![(26, 170..203), (9, 207..207), (65_000, 211..212)]);
        assert_eq!(find(&data, 65_000), Some(211..212));
        assert_eq!(find(&data, 12), None);
    }

    #[test]
    fn no_records_no_account_type() {
        assert_eq!(assemble(vec![7; 82], MINT, &[]), vec![7; 82]);
        assert!(records(&[7; 82]).is_empty());
    }

    #[test]
    fn never_as_long_as_a_multisig() {
        let data = assemble(vec![0; 165], ACCOUNT, &[(40, vec![1; 355 - 170])]);
        assert_eq!(data.len(), 357);
        assert_eq!(records(&data), vec![(40, 170..355)]);
    }

    #[test]
    #[should_panic(expected = "runs past the account's end")]
    fn a_record_cut_short_is_refused() {
        let data = assemble(vec![0; 165], ACCOUNT, &[(40, vec![1; 20])]);
        let _ = records(&data[..data.len() - 1]);
    }

    #[test]
    #[should_panic(expected = "no record of kind 26")]
    fn writing_to_a_missing_record_is_refused() {
        value_mut(&mut [0; 82], 26);
    }
}
