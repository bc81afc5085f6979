//! What can go wrong between a host and a cluster, in words that say what would mend it.

use crate::Failure;
use solana_address::Address;
use solana_signature::Signature;
use std::fmt;

/// What a call returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Classes of errors, for exit codes and for a keeper's decision to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The cluster cannot be asked now; the same call may succeed later.
    Network,
    /// The cluster answers but does not serve this call, and will not.
    Unsupported,
    /// Something that was asked for is not there, or is something else.
    NotFound,
    /// The transaction ran and failed, or would.
    Rejected,
    /// The transaction did not land in time, and cannot land any more.
    Expired,
    /// The call itself is wrong: a transaction too large, a signer missing.
    Input,
}

/// Why a call failed.
#[derive(Clone, Debug)]
pub enum Error {
    /// Nobody answers at the URL, or nobody who speaks HTTP.
    Unreachable {
        /// The URL.
        url: String,
        /// The transport's words.
        why: String,
    },
    /// The answer did not come in time.
    TimedOut {
        /// The URL.
        url: String,
        /// The method that was called.
        method: String,
    },
    /// The node wants fewer calls.
    RateLimited {
        /// The URL.
        url: String,
    },
    /// What answers is no Solana node, or does not serve this method.
    Unsupported {
        /// The URL.
        url: String,
        /// The method that was called.
        method: String,
        /// The node's words.
        why: String,
    },
    /// The node lags behind the cluster.
    Behind {
        /// The URL.
        url: String,
        /// The node's words.
        why: String,
    },
    /// The node refuses the call with a code of its own.
    Node {
        /// The method that was called.
        method: String,
        /// Its JSON-RPC code.
        code: i64,
        /// The node's words.
        why: String,
    },
    /// There is no account at an address.
    Missing {
        /// What was looked for, such as "market".
        what: &'static str,
        /// Where.
        address: Address,
    },
    /// What is at an address is not what was looked for.
    Mismatch {
        /// What was looked for, such as "market".
        what: &'static str,
        /// Where.
        address: Address,
        /// What is there instead.
        why: String,
    },
    /// The cluster is another than the one expected.
    WrongCluster {
        /// The genesis hash that was expected.
        expected: String,
        /// The one the cluster has.
        found: String,
    },
    /// The transaction ran and failed, or would.
    Rejected(Box<Failure>),
    /// The blockhash ran out before the transaction was in a block. It cannot land any more: it may be signed anew.
    Expired {
        /// Its first signature.
        signature: Signature,
        /// The last block height at which it could have landed; `None` where its nonce was advanced by another.
        last_valid_block_height: Option<u64>,
    },
    /// Whether a transaction landed is not known. The same bytes may be sent again.
    Unconfirmed {
        /// Its first signature.
        signature: Signature,
        /// Why it is not known.
        why: String,
    },
    /// A transaction is in a block and has succeeded, but what came of it cannot be read.
    Unrecorded {
        /// Its first signature.
        signature: Signature,
        /// The slot of its block.
        slot: u64,
        /// The URL.
        url: String,
    },
    /// The call itself is wrong.
    Input(String),
}

impl Error {
    /// The class it belongs to.
    #[must_use]
    pub const fn class(&self) -> Class {
        match self {
            Error::Unreachable { .. }
            | Error::TimedOut { .. }
            | Error::RateLimited { .. }
            | Error::Behind { .. }
            | Error::Unconfirmed { .. } => Class::Network,
            Error::Unsupported { .. } | Error::Node { .. } | Error::Unrecorded { .. } => Class::Unsupported,
            Error::Missing { .. } | Error::Mismatch { .. } | Error::WrongCluster { .. } => Class::NotFound,
            Error::Rejected(_) => Class::Rejected,
            Error::Expired { .. } => Class::Expired,
            Error::Input(_) => Class::Input,
        }
    }

    /// Whether the same call may succeed later without anything being changed.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self.class(), Class::Network)
    }

    /// Hypothec's own error, when it was Hypothec that refused.
    #[must_use]
    pub fn refusal(&self) -> Option<hypothec_interface::Error> {
        match self {
            Error::Rejected(failure) => failure.error,
            _ => None,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::Rejected(Box::new(failure))
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unreachable { url, why } => {
                write!(f, "no node answers at {url} ({why}): is it running, and is the URL right?")
            }
            Error::TimedOut { url, method } => {
                write!(f, "{url} did not answer {method} in time: try again, or use another node")
            }
            Error::RateLimited { url } => {
                write!(f, "{url} refuses further calls for now (429): wait a little, or use a node of your own")
            }
            Error::Unsupported { url, method, why } => {
                write!(f, "{url} does not serve {method} ({why}): use a node that does")
            }
            Error::Behind { url, why } => {
                write!(f, "{url} lags behind the cluster ({why}): try again, or use another node")
            }
            Error::Node { method, code, why } => write!(f, "the node refuses {method}: {why} ({code})"),
            Error::Missing { what, address } => {
                write!(f, "there is no {what} at {address}: is this the right cluster, and the right address?")
            }
            Error::Mismatch { what, address, why } => write!(f, "{address} is not a {what}: {why}"),
            Error::WrongCluster { expected, found } => {
                write!(f, "this is another cluster: its genesis hash is {found}, expected was {expected}")
            }
            Error::Rejected(failure) => failure.fmt(f),
            Error::Expired { signature, last_valid_block_height } => {
                write!(f, "transaction {signature} was in no block ")?;
                match last_valid_block_height {
                    Some(height) => write!(f, "up to height {height}")?,
                    None => f.write_str("before its nonce was advanced")?,
                }
                f.write_str(" and cannot land any more: nothing has happened, send it anew")
            }
            Error::Unconfirmed { signature, why } => {
                write!(
                    f,
                    "whether transaction {signature} has landed is not known ({why}): look for it before sending anew"
                )
            }
            Error::Unrecorded { signature, slot, url } => {
                write!(
                    f,
                    "transaction {signature} has succeeded in slot {slot}, but {url} gives no record of it: do not "
                )?;
                f.write_str("send it anew, and use a node that keeps transactions")
            }
            Error::Input(why) => f.write_str(why),
        }
    }
}
