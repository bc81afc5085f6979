//! Changes of accounts as a node tells them over a websocket. A node may drop changes: what matters is read again.

use crate::cluster::Filter;
use crate::{Error, Result};
use solana_account::Account;
use solana_account_decoder_client_types::{UiAccount, UiAccountEncoding};
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use solana_pubsub_client::pubsub_client::PubsubClient;
use solana_rpc_client_api::config::{RpcAccountInfoConfig, RpcProgramAccountsConfig};
use solana_rpc_client_api::filter::{Memcmp, RpcFilterType};
use std::fmt::Display;
use std::time::Duration;

/// An account as it has become.
#[derive(Clone, Debug)]
pub struct Change {
    /// The slot in which it changed.
    pub slot: u64,
    /// Which account.
    pub address: Address,
    /// What it is now; without lamports it is gone.
    pub account: Account,
}

/// What the channel gave: a change, nothing in time, or the end.
enum Heard {
    Change(Option<Change>),
    Nothing,
    End,
}

type Hear = Box<dyn Fn(Duration) -> Heard + Send>;

/// Changes of accounts, one after another, until it is dropped.
pub struct Watch {
    url: String,
    /// `None` only while it is dropped.
    hear: Option<Hear>,
}

impl Drop for Watch {
    /// The client underneath says goodbye only once the node has sent something more, which may be never: that is left to a
    /// thread.
    fn drop(&mut self) {
        let hear = self.hear.take();
        std::thread::spawn(move || drop(hear));
    }
}

/// How accounts are sent.
fn config() -> RpcAccountInfoConfig {
    let commitment = Some(CommitmentConfig::confirmed());
    RpcAccountInfoConfig { encoding: Some(UiAccountEncoding::Base64), commitment, ..Default::default() }
}

fn change(slot: u64, address: Address, account: &UiAccount) -> Option<Change> {
    Some(Change { slot, address, account: account.to_account()? })
}

impl Watch {
    /// Changes of one account.
    ///
    /// # Errors
    /// `Unreachable` when nobody speaks websocket at this URL.
    pub fn account(url: &str, address: Address) -> Result<Self> {
        let opened = PubsubClient::account_subscribe(url, &address, Some(config()));
        let (subscription, changes) = opened.map_err(|error| unreachable(url, &error))?;
        let hear = move |time| {
            let _alive = &subscription;
            match changes.recv_timeout(time) {
                Ok(told) => Heard::Change(change(told.context.slot, address, &told.value)),
                Err(error) if error.is_timeout() => Heard::Nothing,
                Err(_) => Heard::End,
            }
        };
        Ok(Self { url: url.into(), hear: Some(Box::new(hear)) })
    }

    /// Changes of a program's accounts that pass every filter.
    ///
    /// # Errors
    /// `Unreachable` when nobody speaks websocket at this URL.
    pub fn program(url: &str, program: Address, filters: &[Filter]) -> Result<Self> {
        let filters = Some(filters.iter().map(rpc_filter).collect());
        let config = RpcProgramAccountsConfig { filters, account_config: config(), ..Default::default() };
        let opened = PubsubClient::program_subscribe(url, &program, Some(config));
        let (subscription, changes) = opened.map_err(|error| unreachable(url, &error))?;
        let hear = move |time| {
            let _alive = &subscription;
            match changes.recv_timeout(time) {
                Ok(told) => {
                    let address = told.value.pubkey.parse().ok();
                    let told_of = |address| change(told.context.slot, address, &told.value.account);
                    Heard::Change(address.and_then(told_of))
                }
                Err(error) if error.is_timeout() => Heard::Nothing,
                Err(_) => Heard::End,
            }
        };
        Ok(Self { url: url.into(), hear: Some(Box::new(hear)) })
    }

    /// The next change; `None` when none comes within this time.
    ///
    /// # Errors
    /// `Unreachable` when the node has closed the connection: what was missed must be read, and the watch made anew.
    pub fn next(&self, time: Duration) -> Result<Option<Change>> {
        match self.hear.as_ref().map_or(Heard::End, |hear| hear(time)) {
            Heard::Change(change) => Ok(change),
            Heard::Nothing => Ok(None),
            Heard::End => Err(unreachable(&self.url, &"the connection was closed")),
        }
    }
}

fn unreachable(url: &str, why: &dyn Display) -> Error {
    Error::Unreachable { url: url.into(), why: why.to_string() }
}

pub(super) fn rpc_filter(filter: &Filter) -> RpcFilterType {
    match filter {
        Filter::Size(size) => RpcFilterType::DataSize(*size),
        Filter::Bytes { offset, bytes } => RpcFilterType::Memcmp(Memcmp::new_base58_encoded(*offset, bytes)),
    }
}

/// Where a node usually speaks websocket: the same host, and the port after that of its RPC when it names one.
#[must_use]
pub fn websocket_url(rpc_url: &str) -> String {
    let url = rpc_url.replacen("http", "ws", 1);
    let Some((scheme, rest)) = url.split_once("://") else { return url };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let next = host.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?.checked_add(1)?)));
    next.map_or(format!("{scheme}://{host}{path}"), |(name, port)| format!("{scheme}://{name}:{port}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn websockets_are_one_port_further_only_where_a_port_is_named() {
        assert_eq!(websocket_url("http://127.0.0.1:8899"), "ws://127.0.0.1:8900");
        assert_eq!(websocket_url("https://api.devnet.solana.com"), "wss://api.devnet.solana.com");
        assert_eq!(websocket_url("https://node.example:443/key"), "wss://node.example:444/key");
    }
}
