//! The embedded chain as a cluster. It runs a transaction when it is sent, and each block holds one.

use crate::Chain;
use crate::chain::Shape;
use hypothec_client::cluster::{Blockhash, Cluster, Filter, Listed, Record, Status};
use hypothec_client::{Error, Executed, Failure, Result};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::time::Duration;

/// Slots for which a blockhash counts as fresh, as on mainnet.
const BLOCKHASH_SLOTS: u64 = 150;

impl Cluster for Chain {
    fn name(&self) -> String {
        "the embedded chain".into()
    }

    fn program(&self) -> Address {
        crate::program_id()
    }

    fn genesis_hash(&self) -> Result<Hash> {
        Ok(Hash::default())
    }

    fn clock(&self) -> Result<Clock> {
        Ok(Chain::clock(self))
    }

    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        // an account without lamports is none, on every cluster
        let account = |address| self.get_account(address).filter(|account| account.lamports > 0);
        Ok(addresses.iter().map(account).collect())
    }

    fn program_accounts(&self, program: &Address, filters: &[Filter]) -> Result<Vec<(Address, Account)>> {
        let mut all = Chain::program_accounts(self, program);
        all.retain(|(_, account)| account.lamports > 0 && filters.iter().all(|filter| filter.passes(&account.data)));
        Ok(all)
    }

    fn minimum_rent(&self, bytes: usize) -> Result<u64> {
        Ok(self.svm().minimum_balance_for_rent_exemption(bytes))
    }

    fn blockhash(&self) -> Result<Blockhash> {
        let last_valid_block_height = Chain::clock(self).slot.saturating_add(BLOCKHASH_SLOTS);
        Ok(Blockhash { hash: self.svm().latest_blockhash(), last_valid_block_height })
    }

    fn block_height(&self) -> Result<u64> {
        Ok(Chain::clock(self).slot)
    }

    fn recent_fees(&self, _: &[Address]) -> Result<Vec<u64>> {
        Ok(Vec::new()) // nobody else is on it
    }

    fn takes_v1(&self) -> Result<bool> {
        Ok(true)
    }

    fn simulate_reading(
        &self,
        transaction: &VersionedTransaction,
        accounts: &[Address],
    ) -> Result<(Executed, Vec<Option<Account>>)> {
        let mut transaction = transaction.clone();
        if !transaction.uses_durable_nonce() {
            transaction.message.set_recent_blockhash(self.svm().latest_blockhash());
        }
        let shape = Shape::of(self, &transaction);
        let unsigned = self.svm().clone().with_sigverify(false);
        let done = unsigned.simulate_transaction(transaction).map_err(crate::chain::failure)?;
        let after = |address: &Address| match done.post_accounts.iter().find(|(changed, _)| changed == address) {
            Some((_, account)) => Some(account.clone().into()),
            None => self.get_account(address),
        };
        let found = accounts.iter().map(after).collect();
        Ok((shape.executed(done.meta), found))
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Signature> {
        let Some(signature) = transaction.signatures.first().copied() else {
            return Err(Error::Input("the transaction is not signed".into()));
        };
        if self.record(&signature).is_some() {
            return Ok(signature);
        }
        let outcome = self.run(transaction.clone());
        let reached_a_block = outcome.as_ref().map_or_else(|failed| failed.index.is_some(), |_| true);
        if !reached_a_block {
            return outcome.map(|_| signature).map_err(Error::from);
        }
        self.keep(signature, transaction.clone(), outcome);
        Ok(signature)
    }

    fn statuses(&self, signatures: &[Signature]) -> Result<Vec<Option<Status>>> {
        let status = |record: &Record| Status { slot: record.slot, confirmed: true, err: err(&record.outcome) };
        Ok(signatures.iter().map(|signature| self.record(signature).map(status)).collect())
    }

    fn transaction(&self, signature: &Signature) -> Result<Option<Record>> {
        Ok(self.record(signature).cloned())
    }

    fn signatures_for(&self, account: &Address, limit: usize, before: Option<Signature>) -> Result<Vec<Listed>> {
        let newest_first = self.records().rev();
        let older = newest_first.skip_while(|(signature, _)| before.is_some_and(|before| before != **signature));
        let older = older.skip(usize::from(before.is_some()));
        let names = |record: &Record| record.transaction.message.static_account_keys().contains(account);
        let listed = |(signature, record): (&Signature, &Record)| Listed {
            signature: *signature,
            slot: record.slot,
            unix_timestamp: record.unix_timestamp,
            err: err(&record.outcome),
        };
        Ok(older.filter(|(_, record)| names(record)).take(limit).map(listed).collect())
    }

    fn wait(&self, _: Duration) {} // its time passes only by `advance`
}

fn err(outcome: &std::result::Result<Executed, Failure>) -> Option<solana_transaction_error::TransactionError> {
    outcome.as_ref().err().map(|failed| failed.err.clone())
}
