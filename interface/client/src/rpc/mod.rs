//! The cluster behind a JSON-RPC node.

mod fault;
mod record;
mod url;
mod watch;

pub use url::shown;

pub use watch::{Subject, Told, Watch};

use crate::cluster::{Blockhash, Cluster, Filter, Listed, Record, Status};
use crate::{Error, Executed, Failure, Result};
use fault::Asked;
use solana_account::Account;
use solana_account_decoder_client_types::{UiAccount, UiAccountEncoding, UiDataSliceConfig};
use solana_address::Address;
use solana_clock::Clock;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client::rpc_client::{GetConfirmedSignaturesForAddress2Config, RpcClient};
use solana_rpc_client_api::config::{
    RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcSendTransactionConfig, RpcSimulateTransactionAccountsConfig,
    RpcSimulateTransactionConfig, RpcTransactionConfig,
};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::UiTransactionEncoding;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Most addresses a node takes in one `getMultipleAccounts`.
const ACCOUNTS_A_CALL: usize = 100;
/// Most signatures a node takes in one `getSignatureStatuses`.
const STATUSES_A_CALL: usize = 256;
/// The feature gate of transactions of version 1.
const V1_FEATURE: Address = solana_address::address!("txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL");
/// The account that holds the clock.
const CLOCK: Address = solana_address::address!("SysvarC1ock11111111111111111111111111111111");
/// How often a read waits for a node that has not yet seen a slot which this host has seen.
const PATIENCE: u32 = 20;

/// A JSON-RPC node. Clones share its connections, and what they know of its slot.
#[derive(Clone)]
pub struct Rpc {
    client: Arc<RpcClient>,
    /// As it may be shown.
    url: String,
    /// In full.
    websocket: String,
    program: Address,
    commitment: CommitmentConfig,
    /// The latest slot whose effects this host has seen: what it reads next is not older.
    seen_slot: Arc<AtomicU64>,
}

impl Rpc {
    /// The node at this URL, asked with commitment `confirmed` and at most 30 s a call; `program` is where Hypothec is.
    #[must_use]
    pub fn new(url: &str, program: Address) -> Self {
        Self::with(url, program, CommitmentConfig::confirmed(), Duration::from_secs(30))
    }

    /// As [`Rpc::new`] with another commitment, and another bound on the time of a call.
    #[must_use]
    pub fn with(url: &str, program: Address, commitment: CommitmentConfig, timeout: Duration) -> Self {
        let client = RpcClient::new_with_timeout_and_commitment(url, timeout, commitment);
        let seen_slot = Arc::new(AtomicU64::new(0));
        let (shown, websocket) = (shown(url), url::websocket(url));
        Self { client: Arc::new(client), url: shown, websocket, program, commitment, seen_slot }
    }

    /// The client underneath, for calls that Hypothec has no need of.
    #[must_use]
    pub fn client(&self) -> &RpcClient {
        &self.client
    }

    fn config(&self) -> RpcAccountInfoConfig {
        let seen_slot = self.seen_slot.load(Ordering::Relaxed);
        RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            commitment: Some(self.commitment),
            min_context_slot: (seen_slot > 0).then_some(seen_slot),
            data_slice: None,
        }
    }

    /// Asks until the node has seen what this host has seen.
    fn read<T>(&self, method: &str, ask: impl Fn() -> fault::Answer<T>) -> Result<T> {
        let mut left = PATIENCE;
        loop {
            match ask().asked(&self.url, method) {
                Err(Error::Behind { .. }) if left > 0 => left -= 1,
                answer => return answer,
            }
            self.wait(Duration::from_millis(100));
        }
    }

    fn some_accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        let ask = || self.client.get_multiple_ui_accounts_with_config(addresses, self.config());
        let found = self.read("getMultipleAccounts", ask)?.value;
        found.into_iter().map(|account| account.map(|account| self.decoded(&account)).transpose()).collect()
    }

    fn decoded(&self, account: &UiAccount) -> Result<Account> {
        account.to_account().ok_or_else(|| self.odd("getAccountInfo", "an account that cannot be decoded"))
    }

    /// The node answered with something that is no answer.
    fn odd(&self, method: &str, why: &str) -> Error {
        Error::Unsupported { url: self.url.clone(), method: method.into(), why: why.into() }
    }
}

impl Cluster for Rpc {
    fn name(&self) -> String {
        self.url.clone()
    }

    fn websocket(&self) -> Option<String> {
        Some(self.websocket.clone())
    }

    fn program(&self) -> Address {
        self.program
    }

    fn genesis_hash(&self) -> Result<Hash> {
        self.client.get_genesis_hash().asked(&self.url, "getGenesisHash")
    }

    fn clock(&self) -> Result<Clock> {
        let missing = || self.odd("getAccountInfo", "the clock sysvar is missing");
        let data = self.account(&CLOCK)?.ok_or_else(missing)?.data;
        let words = data.get(..40).and_then(|bytes| wincode::deserialize(bytes).ok());
        let [slot, start, epoch, leader_schedule_epoch, now]: [u64; 5] = words.ok_or_else(missing)?;
        let (epoch_start_timestamp, unix_timestamp) = (start.cast_signed(), now.cast_signed());
        Ok(Clock { slot, epoch_start_timestamp, epoch, leader_schedule_epoch, unix_timestamp })
    }

    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        let mut all = Vec::with_capacity(addresses.len());
        for some in addresses.chunks(ACCOUNTS_A_CALL) {
            all.extend(self.some_accounts(some)?);
        }
        Ok(all)
    }

    fn head(&self, address: &Address, bytes: usize) -> Result<Option<Account>> {
        let slice = UiDataSliceConfig { offset: 0, length: bytes };
        let config = || RpcAccountInfoConfig { data_slice: Some(slice), ..self.config() };
        let ask = || self.client.get_ui_account_with_config(address, config());
        let found = self.read("getAccountInfo", ask)?.value;
        found.map(|account| self.decoded(&account)).transpose()
    }

    fn program_accounts(&self, program: &Address, filters: &[Filter]) -> Result<Vec<(Address, Account)>> {
        let config = || RpcProgramAccountsConfig {
            filters: Some(filters.iter().map(watch::rpc_filter).collect()),
            account_config: self.config(),
            ..Default::default()
        };
        let ask = || self.client.get_program_ui_accounts_with_config(program, config());
        let found = self.read("getProgramAccounts", ask)?;
        found.into_iter().map(|(address, account)| Ok((address, self.decoded(&account)?))).collect()
    }

    fn minimum_rent(&self, bytes: usize) -> Result<u64> {
        let answer = self.client.get_minimum_balance_for_rent_exemption(bytes);
        answer.asked(&self.url, "getMinimumBalanceForRentExemption")
    }

    fn blockhash(&self) -> Result<Blockhash> {
        let answer = self.client.get_latest_blockhash_with_commitment(self.commitment);
        let (hash, last_valid_block_height) = answer.asked(&self.url, "getLatestBlockhash")?;
        Ok(Blockhash { hash, last_valid_block_height })
    }

    fn block_height(&self) -> Result<u64> {
        self.client.get_block_height_with_commitment(self.commitment).asked(&self.url, "getBlockHeight")
    }

    fn recent_fees(&self, writable: &[Address]) -> Result<Vec<u64>> {
        let some = writable.get(..writable.len().min(128)).unwrap_or_default(); // as many as a node takes
        let answer = self.client.get_recent_prioritization_fees(some);
        let fees = answer.asked(&self.url, "getRecentPrioritizationFees")?;
        Ok(fees.iter().map(|fee| fee.prioritization_fee).collect())
    }

    fn takes_v1(&self) -> Result<bool> {
        // an activated feature holds Some(slot)
        Ok(self.account(&V1_FEATURE)?.is_some_and(|gate| gate.data.first() == Some(&1)))
    }

    fn simulate_reading(
        &self,
        transaction: &VersionedTransaction,
        accounts: &[Address],
    ) -> Result<(Executed, Vec<Option<Account>>)> {
        let wanted = || RpcSimulateTransactionAccountsConfig {
            encoding: Some(UiAccountEncoding::Base64),
            addresses: accounts.iter().map(Address::to_string).collect(),
        };
        let config = || RpcSimulateTransactionConfig {
            sig_verify: false,
            // a nonce is no blockhash: it is checked as it is
            replace_recent_blockhash: !transaction.uses_durable_nonce(),
            commitment: Some(self.commitment),
            encoding: Some(UiTransactionEncoding::Base64),
            accounts: (!accounts.is_empty()).then(wanted),
            min_context_slot: self.config().min_context_slot,
            ..Default::default()
        };
        let ask = || self.client.simulate_transaction_with_config(transaction, config());
        let said = self.read("simulateTransaction", ask)?.value;
        let logs = said.logs.unwrap_or_default();
        let cu = said.units_consumed.unwrap_or_default();
        if let Some(err) = said.err {
            return Err(Failure::new(&self.program, err.into(), cu, logs).into());
        }
        let return_data = said.return_data.as_ref().map(record::return_data).unwrap_or_default();
        let loaded_bytes = said.loaded_accounts_data_size.unwrap_or_default() as usize;
        let found = said.accounts.unwrap_or_default().into_iter();
        let found =
            found.map(|account| account.map(|account| self.decoded(&account)).transpose()).collect::<Result<_>>()?;
        let executed = record::executed(&self.program, transaction, cu, logs, return_data);
        Ok((Executed { loaded_bytes, ..executed }, found))
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Signature> {
        let config = RpcSendTransactionConfig {
            skip_preflight: true, // it was simulated when it was built, and whoever lands it sends it again himself
            encoding: Some(UiTransactionEncoding::Base64),
            max_retries: Some(0),
            ..Default::default()
        };
        let answer = self.client.send_transaction_with_config(transaction, config);
        match (answer, transaction.signatures.first()) {
            // a node that has run it already says so
            (Err(error), Some(signature)) if fault::already_processed(&error) => Ok(*signature),
            (answer, _) => answer.asked(&self.url, "sendTransaction"),
        }
    }

    fn statuses(&self, signatures: &[Signature]) -> Result<Vec<Option<Status>>> {
        let mut all = Vec::with_capacity(signatures.len());
        for some in signatures.chunks(STATUSES_A_CALL) {
            let found = self.client.get_signature_statuses(some).asked(&self.url, "getSignatureStatuses")?.value;
            all.extend(found.into_iter().map(|status| {
                let status = status?;
                let confirmed = status.satisfies_commitment(self.commitment);
                if confirmed {
                    self.seen_slot.fetch_max(status.slot, Ordering::Relaxed);
                }
                Some(Status { slot: status.slot, confirmed, err: status.err })
            }));
        }
        Ok(all)
    }

    fn transaction(&self, signature: &Signature) -> Result<Option<Record>> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.commitment),
            max_supported_transaction_version: Some(1),
        };
        match self.client.get_transaction_with_config(signature, config) {
            Err(error) if fault::is_null(&error) => Ok(None),
            answer => {
                let found = answer.asked(&self.url, "getTransaction")?;
                record::record(&self.program, found).map(Some).ok_or_else(|| self.odd("getTransaction", "no bytes"))
            }
        }
    }

    fn signatures_for(&self, account: &Address, limit: usize, before: Option<Signature>) -> Result<Vec<Listed>> {
        let config = GetConfirmedSignaturesForAddress2Config {
            before,
            limit: Some(limit),
            commitment: Some(self.commitment),
            ..Default::default()
        };
        let answer = self.client.get_signatures_for_address_with_config(account, config);
        let found = answer.asked(&self.url, "getSignaturesForAddress")?;
        let listed = found.into_iter().map(|one| {
            let signature = one.signature.parse().ok()?;
            Some(Listed { signature, slot: one.slot, unix_timestamp: one.block_time, err: one.err.map(Into::into) })
        });
        listed.collect::<Option<_>>().ok_or_else(|| self.odd("getSignaturesForAddress", "a signature that is none"))
    }
}
