//! Whole accounts, before and after: what changed, and proof that nothing else did.

use crate::Chain;
use solana_account::Account;
use solana_address::Address;
use std::fmt::Write;
use std::ops::Range;

/// Something that holds accounts.
pub trait Accounts {
    /// The account at this address, if it exists.
    fn get_account(&self, address: &Address) -> Option<Account>;
}

impl Accounts for [(Address, Account)] {
    fn get_account(&self, address: &Address) -> Option<Account> {
        self.iter().find(|(own, _)| own == address).map(|(_, account)| account.clone())
    }
}

impl Accounts for Chain {
    fn get_account(&self, address: &Address) -> Option<Account> {
        Chain::get_account(self, address)
    }
}

/// Snapshots of a chain.
pub trait Snapshots {
    /// These accounts as they are now.
    #[must_use]
    fn snapshot(&self, names: &[(&str, Address)]) -> Snapshot;
}

impl Snapshots for Chain {
    fn snapshot(&self, names: &[(&str, Address)]) -> Snapshot {
        Snapshot::take(self, names)
    }
}

/// Named accounts as they were.
#[derive(Clone, Debug)]
pub struct Snapshot {
    entries: Vec<(String, Address, Option<Account>)>,
}

/// What changed in one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// Its name in the snapshot.
    pub name: String,
    /// Balance before and after.
    pub lamports: (u64, u64),
    /// Whether it changed hands between programs, or became or ceased to be one.
    pub owner: bool,
    /// Length before and after.
    pub len: (usize, usize),
    /// Changed bytes, as far as both lengths go.
    pub bytes: Vec<Range<usize>>,
}

impl Snapshot {
    /// Takes these accounts as they are now.
    #[must_use]
    pub fn take(of: &(impl Accounts + ?Sized), names: &[(&str, Address)]) -> Self {
        let entry = |&(name, address): &(&str, Address)| (name.to_string(), address, of.get_account(&address));
        Self { entries: names.iter().map(entry).collect() }
    }

    /// Every account that differs now, in the order of the snapshot. An account that came or went counts as one
    /// that had, or has, neither bytes nor lamports.
    #[must_use]
    pub fn diff(&self, now: &(impl Accounts + ?Sized)) -> Vec<Diff> {
        let differs = |(name, address, before): &(String, Address, Option<Account>)| {
            let (old, new) = (before.clone().unwrap_or_default(), now.get_account(address).unwrap_or_default());
            diff(name, &old, &new)
        };
        self.entries.iter().filter_map(differs).collect()
    }

    /// Panics unless every account is as it was.
    pub fn assert_unchanged(&self, now: &(impl Accounts + ?Sized)) {
        self.assert_only_changed(now, &[]);
    }

    /// Panics unless exactly these accounts changed: each of them, and none beside them.
    pub fn assert_only_changed(&self, now: &(impl Accounts + ?Sized), names: &[&str]) {
        for name in names {
            assert!(self.entries.iter().any(|entry| entry.0 == *name), "the snapshot has no account {name}");
        }
        let diffs = self.diff(now);
        let expected: Vec<&str> =
            self.entries.iter().map(|entry| entry.0.as_str()).filter(|name| names.contains(name)).collect();
        let changed: Vec<&str> = diffs.iter().map(|diff| diff.name.as_str()).collect();
        assert!(changed == expected, "expected exactly {expected:?} to change, but:\n{}", report(&diffs));
    }

    /// Panics unless the account changed in bytes only, and only within these fields, each an offset and a length.
    pub fn assert_only_bytes(&self, now: &(impl Accounts + ?Sized), name: &str, fields: &[(usize, usize)]) {
        let diffs = self.diff(now);
        let Some(diff) = diffs.iter().find(|diff| diff.name == name) else {
            panic!("account {name} did not change, or is not in the snapshot");
        };
        let inside = |byte: usize| fields.iter().any(|&(offset, len)| (offset..offset + len).contains(&byte));
        let fits = diff.lamports.0 == diff.lamports.1
            && !diff.owner
            && diff.len.0 == diff.len.1
            && diff.bytes.iter().cloned().flatten().all(inside);
        assert!(fits, "expected {name} to change only in {fields:?}, but:\n{}", report(std::slice::from_ref(diff)));
    }
}

/// What differs; the rent epoch, which the runtime rewrites and nobody reads, does not count.
fn diff(name: &str, before: &Account, after: &Account) -> Option<Diff> {
    let owner = before.owner != after.owner || before.executable != after.executable;
    if !owner && before.lamports == after.lamports && before.data == after.data {
        return None;
    }
    let mut bytes: Vec<Range<usize>> = Vec::new();
    for (at, _) in before.data.iter().zip(&after.data).enumerate().filter(|(_, (old, new))| old != new) {
        match bytes.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => bytes.push(at..at + 1),
        }
    }
    let (lamports, len) = ((before.lamports, after.lamports), (before.data.len(), after.data.len()));
    Some(Diff { name: name.into(), lamports, owner, len, bytes })
}

fn report(diffs: &[Diff]) -> String {
    let mut text = String::new();
    if diffs.is_empty() {
        text.push_str("  nothing changed\n");
    }
    for Diff { name, lamports, owner, len, bytes } in diffs {
        let _ = write!(text, "  {name}:");
        if lamports.0 != lamports.1 {
            let _ = write!(text, " lamports {} -> {}", lamports.0, lamports.1);
        }
        if len.0 != len.1 {
            let _ = write!(text, " length {} -> {}", len.0, len.1);
        }
        let _ = writeln!(text, "{} bytes {bytes:?}", if *owner { " owner" } else { "" });
    }
    text
}

#[cfg(test)]
mod tests;
