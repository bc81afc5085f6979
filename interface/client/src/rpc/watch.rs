//! Notices that a node gives over a websocket: which account has changed, and in which slot. What it has become is read as
//! always, so that a notice which is lost, late, doubled or wrong makes nothing wrong.

mod notice;
mod socket;

pub use notice::{Subject, Told};

use super::url;
use crate::cluster::Filter;
use crate::{Error, Result};
use serde_json::{Value, json};
use solana_rpc_client_api::filter::{Memcmp, RpcFilterType};
use std::time::{Duration, Instant};

/// Notices of one connection, one after another, until it is dropped.
pub struct Watch {
    /// As it may be shown.
    url: String,
    socket: socket::Socket,
    book: notice::Book,
}

impl Watch {
    /// Connects, and asks for these notices; each answer of the node is waited for as long as `patience`.
    ///
    /// # Errors
    /// `Unreachable` when nobody speaks websocket at this URL, or not in time.
    pub fn open(url: &str, subjects: &[Subject], patience: Duration) -> Result<Self> {
        let mut socket = socket::connect(url, patience).map_err(|why| unreachable(url, why))?;
        for (id, subject) in subjects.iter().enumerate() {
            socket::say(&mut socket, &request(id, subject)).map_err(|why| unreachable(url, why))?;
        }
        Ok(Self { url: url::shown(url), socket, book: notice::Book::new(subjects) })
    }

    /// The next thing told; `None` when nothing is within this time.
    ///
    /// # Errors
    /// `Unreachable` when the connection has ended, and `Unsupported` when the node refuses to tell: what was missed must
    /// be read, and the watch opened anew.
    pub fn next(&mut self, time: Duration) -> Result<Option<Told>> {
        let until = Instant::now() + time;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            let heard = socket::hear(&mut self.socket, left).map_err(|why| unreachable(&self.url, why))?;
            let Some(text) = heard else { continue };
            match self.book.read(&text) {
                notice::Read::Told(told) => return Ok(Some(told)),
                notice::Read::Answer => {}
                notice::Read::Refused { method, why } => {
                    return Err(Error::Unsupported { url: self.url.clone(), method: method.into(), why });
                }
            }
        }
    }
}

/// The call that asks for a subject. An account's bytes are not wanted: they are read.
fn request(id: usize, subject: &Subject) -> String {
    let mut config = json!({
        "encoding": "base64", "commitment": "confirmed", "dataSlice": { "offset": 0, "length": 0 },
    });
    let params = match subject {
        Subject::Slots => Value::Array(Vec::new()),
        Subject::Account(address) => json!([address.to_string(), config]),
        Subject::Program(program, filters) => {
            if let Some(config) = config.as_object_mut() {
                config.insert("filters".into(), filters.iter().map(rpc_filter).map(|one| json!(one)).collect());
            }
            json!([program.to_string(), config])
        }
    };
    json!({ "jsonrpc": "2.0", "id": id, "method": notice::method(subject), "params": params }).to_string()
}

fn unreachable(url: &str, why: String) -> Error {
    Error::Unreachable { url: url::shown(url), why }
}

pub(super) fn rpc_filter(filter: &Filter) -> RpcFilterType {
    match filter {
        Filter::Size(size) => RpcFilterType::DataSize(*size),
        Filter::Bytes { offset, bytes } => RpcFilterType::Memcmp(Memcmp::new_base58_encoded(*offset, bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscriptions_name_what_they_filter_by_and_ask_for_no_bytes() {
        let size = Subject::Program(solana_address::Address::default(), vec![Filter::Size(8)]);
        let asked: Value = serde_json::from_str(&request(3, &size)).expect("JSON");
        assert_eq!((&asked["id"], &asked["method"]), (&json!(3), &json!("programSubscribe")));
        assert_eq!(asked["params"][0], "11111111111111111111111111111111");
        assert_eq!(asked["params"][1]["filters"], json!([{ "dataSize": 8 }]));
        assert_eq!(asked["params"][1]["dataSlice"]["length"], 0);
    }
}
