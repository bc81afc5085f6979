//! Landing: the same bytes are sent again until they are in a block or cannot be any more. Nothing is signed anew before
//! that, so nothing can happen twice.

use super::build::by_own_index;
use super::options::Lifetime;
use super::sign::Signed;
use crate::cluster::{Cluster, Record, Status};
use crate::{Error, Failure, Result};
use solana_signature::Signature;
use std::time::Duration;

/// Between looking twice; it doubles up to the last.
const FIRST_LOOK: Duration = Duration::from_millis(50);
const LAST_LOOK: Duration = Duration::from_millis(500);
/// Between sending twice.
const RESEND: Duration = Duration::from_secs(2);
/// How many questions in a row may stay without an answer.
const PATIENCE: u32 = 20;
/// How often a record is asked for that a node has not written down yet.
const RECORD_LOOKS: u32 = 20;

/// Sends until it is confirmed, and gives what the cluster keeps of it.
///
/// # Errors
/// Of the class `Rejected` when it ran and failed; `Expired` when it did not land and cannot any more; `Network`
/// (`Unconfirmed`) when the cluster stopped answering before either was known; `Unrecorded` when it succeeded and the
/// cluster does not say more.
pub fn land(cluster: &mut dyn Cluster, signed: &Signed) -> Result<Record> {
    land_within(cluster, signed, Duration::MAX)
}

/// As [`land`], but waits no longer than this: for what may be signed anew without harm while the first may still land.
///
/// # Errors
/// Those of [`land`]; `Unconfirmed` when the time is over before it is in a block, or cannot be any more.
pub fn land_within(cluster: &mut dyn Cluster, signed: &Signed, most: Duration) -> Result<Record> {
    let first = signed.transaction.signatures.first();
    let signature = *first.ok_or_else(|| Error::Input("the transaction is not signed".into()))?;
    let mut asking = Asking { signature, unanswered: 0 };
    let (mut look, mut since_sent, mut waited, mut was_taken) = (FIRST_LOOK, RESEND, Duration::ZERO, false);
    loop {
        let due = since_sent >= RESEND;
        // the height is read before the status: what is in no block then can be in none later
        let over = due && asking.answer(is_over(cluster, signed.lifetime))?.unwrap_or(false);
        match asking.answer(status(cluster, signature))? {
            Some(Some(status)) if status.confirmed => {
                let message = &signed.transaction.message;
                return record(cluster, signature, status).map_err(|error| by_own_index(error, message));
            }
            Some(None) if over => return Err(expired(signature, signed.lifetime)),
            Some(None) if due => match cluster.send(&signed.transaction) {
                Err(error) if !error.is_transient() && !was_taken => {
                    return Err(by_own_index(error, &signed.transaction.message));
                }
                answer => {
                    was_taken |= answer.is_ok();
                    since_sent = Duration::ZERO;
                }
            },
            _ => {}
        }
        if waited >= most {
            let why = format!("it is in no block after {} s", waited.as_secs());
            return Err(Error::Unconfirmed { signature, why });
        }
        cluster.wait(look);
        (since_sent, waited) = (since_sent.saturating_add(look), waited.saturating_add(look));
        look = look.saturating_mul(2).min(LAST_LOOK);
    }
}

/// Bears with a cluster that does not answer for a while.
struct Asking {
    signature: Signature,
    unanswered: u32,
}

impl Asking {
    fn answer<T>(&mut self, answer: Result<T>) -> Result<Option<T>> {
        match answer {
            Ok(value) => {
                self.unanswered = 0;
                Ok(Some(value))
            }
            Err(error) if error.is_transient() && self.unanswered < PATIENCE => {
                self.unanswered = self.unanswered.saturating_add(1);
                Ok(None)
            }
            Err(error) => Err(Error::Unconfirmed { signature: self.signature, why: error.to_string() }),
        }
    }
}

fn status(cluster: &dyn Cluster, signature: Signature) -> Result<Option<Status>> {
    Ok(cluster.statuses(&[signature])?.into_iter().next().flatten())
}

pub(crate) fn is_over(cluster: &dyn Cluster, lifetime: Lifetime) -> Result<bool> {
    match lifetime {
        Lifetime::Height(last) => Ok(cluster.block_height()? > last),
        Lifetime::Nonce { account, hash } => {
            // version 4, state 4, authority 32, then what it holds
            let held = cluster.account(&account)?.and_then(|account| account.data.get(40..72).map(<[u8]>::to_vec));
            Ok(held.as_deref() != Some(hash.as_ref()))
        }
    }
}

fn expired(signature: Signature, lifetime: Lifetime) -> Error {
    let last_valid_block_height = match lifetime {
        Lifetime::Height(last) => Some(last),
        Lifetime::Nonce { .. } => None,
    };
    Error::Expired { signature, last_valid_block_height }
}

/// What the cluster keeps of a transaction that is in a block.
fn record(cluster: &dyn Cluster, signature: Signature, status: Status) -> Result<Record> {
    for _ in 0..RECORD_LOOKS {
        match cluster.transaction(&signature) {
            Ok(Some(record)) => {
                return match record.outcome {
                    Ok(_) => Ok(record),
                    Err(failure) => Err(failure.into()),
                };
            }
            Err(error) if !error.is_transient() => break, // a node without history
            Ok(None) | Err(_) => cluster.wait(LAST_LOOK),
        }
    }
    // its status is all there is: it has landed, whatever the node says of its record
    match status.err {
        Some(err) => {
            let failure = Failure::new(&cluster.program(), err, 0, Vec::new());
            Err(Failure { signature: Box::new(signature), ..failure }.into())
        }
        None => Err(Error::Unrecorded { signature, slot: status.slot, url: cluster.name() }),
    }
}
