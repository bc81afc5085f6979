//! Reads what a node sends: notices, answers to subscriptions, and whatever else.

use crate::cluster::Filter;
use serde_json::Value;
use solana_address::Address;
use std::collections::HashMap;

/// What a node is asked to tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Changes of one account.
    Account(Address),
    /// Changes of a program's accounts that pass every filter.
    Program(Address, Vec<Filter>),
    /// Every new slot: who hears none for a while listens to nobody.
    Slots,
}

/// What a node has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// An account has changed, or is gone.
    Changed {
        /// The slot in which it changed.
        slot: u64,
        /// Which account.
        address: Address,
    },
    /// The node has come to this slot.
    Slot(u64),
    /// Something that is no notice, and is passed over.
    Unreadable,
}

/// What a message says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    Told(Told),
    /// A subscription was taken.
    Answer,
    Refused {
        method: &'static str,
        why: String,
    },
}

/// Which subscription is whose: a notice of an account does not name the account.
pub(super) struct Book {
    subjects: Vec<Subject>,
    accounts: HashMap<u64, Address>,
}

/// The call that asks for a subject.
pub(super) const fn method(subject: &Subject) -> &'static str {
    match subject {
        Subject::Account(_) => "accountSubscribe",
        Subject::Program(..) => "programSubscribe",
        Subject::Slots => "slotSubscribe",
    }
}

impl Book {
    pub(super) fn new(subjects: &[Subject]) -> Self {
        Self { subjects: subjects.to_vec(), accounts: HashMap::new() }
    }

    pub(super) fn read(&mut self, text: &str) -> Read {
        let Ok(message) = serde_json::from_str::<Value>(text) else { return Read::Told(Told::Unreadable) };
        if message.get("id").is_some() {
            return self.answer(&message);
        }
        Read::Told(self.notice(&message).unwrap_or(Told::Unreadable))
    }

    fn answer(&mut self, message: &Value) -> Read {
        let id = message.get("id").and_then(Value::as_u64).and_then(|id| usize::try_from(id).ok());
        let Some(subject) = id.and_then(|id| self.subjects.get(id)) else { return Read::Told(Told::Unreadable) };
        let Some(subscription) = message.get("result").and_then(Value::as_u64) else {
            let why = message.pointer("/error/message").and_then(Value::as_str).unwrap_or("it gives no reason");
            return Read::Refused { method: method(subject), why: why.into() };
        };
        if let Subject::Account(address) = subject {
            self.accounts.insert(subscription, *address);
        }
        Read::Answer
    }

    fn notice(&self, message: &Value) -> Option<Told> {
        let slot = |at: &str| message.pointer(at).and_then(Value::as_u64);
        match message.get("method")?.as_str()? {
            "slotNotification" => Some(Told::Slot(slot("/params/result/slot")?)),
            "accountNotification" => {
                let subscription = slot("/params/subscription")?;
                let address = *self.accounts.get(&subscription)?;
                Some(Told::Changed { slot: slot("/params/result/context/slot")?, address })
            }
            "programNotification" => {
                let address = message.pointer("/params/result/value/pubkey")?.as_str()?.parse().ok()?;
                Some(Told::Changed { slot: slot("/params/result/context/slot")?, address })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKET: &str = "So11111111111111111111111111111111111111112";

    fn book() -> Book {
        Book::new(&[Subject::Account(MARKET.parse().expect("an address")), Subject::Slots])
    }

    fn changed(slot: u64) -> Read {
        Read::Told(Told::Changed { slot, address: MARKET.parse().expect("an address") })
    }

    #[test]
    fn notices_name_account_and_slot() {
        let mut book = book();
        assert_eq!(book.read(r#"{"jsonrpc":"2.0","result":77,"id":0}"#), Read::Answer);
        let told = r#"{"method":"accountNotification","params":{"result":{"context":{"slot":9},"value":{}},"subscription":77}}"#;
        assert_eq!(book.read(told), changed(9));
        let told = format!(
            r#"{{"method":"programNotification","params":{{"result":{{"context":{{"slot":8}},"value":{{"pubkey":"{MARKET}"}}}},"subscription":3}}}}"#
        );
        assert_eq!(book.read(&told), changed(8));
        let told =
            r#"{"method":"slotNotification","params":{"result":{"parent":4,"root":1,"slot":5},"subscription":1}}"#;
        assert_eq!(book.read(told), Read::Told(Told::Slot(5)));
    }

    #[test]
    fn messages_that_are_no_notice_are_passed_over() {
        let mut book = book();
        for text in [
            "",
            "garbage",
            "[]",
            "{}",
            r#"{"id":99,"result":1}"#,
            r#"{"id":"x"}"#,
            r#"{"method":"slotNotification","params":{"result":{"slot":-1}}}"#,
            r#"{"method":"accountNotification","params":{"result":{"context":{"slot":9}},"subscription":5}}"#,
            r#"{"method":"programNotification","params":{"result":{"context":{"slot":9},"value":{"pubkey":"no"}}}}"#,
        ] {
            assert_eq!(book.read(text), Read::Told(Told::Unreadable), "{text}");
        }
        let refused = book.read(r#"{"id":1,"error":{"code":-32601,"message":"Method not found"}}"#);
        assert_eq!(refused, Read::Refused { method: "slotSubscribe", why: "Method not found".into() });
    }
}
