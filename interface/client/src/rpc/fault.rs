//! The transport's errors, by what a host can do about them.

use crate::Error;
use solana_rpc_client_api::client_error::{Error as ClientError, ErrorKind};
use solana_rpc_client_api::custom_error as code;
use solana_rpc_client_api::request::RpcError;
use solana_transaction_error::TransactionError;

/// What the client underneath answers.
pub type Answer<T> = std::result::Result<T, ClientError>;

/// JSON-RPC's code for a method that is not there.
const METHOD_NOT_FOUND: i64 = -32601;

/// An answer by the words of this crate.
pub trait Asked<T> {
    /// The answer of `method` at `url`.
    fn asked(self, url: &str, method: &str) -> crate::Result<T>;
}

impl<T> Asked<T> for Answer<T> {
    fn asked(self, url: &str, method: &str) -> crate::Result<T> {
        self.map_err(|error| fault(&error, url, method))
    }
}

fn fault(error: &ClientError, url: &str, method: &str) -> Error {
    let (url, method, why) = (String::from(url), String::from(method), root(error, url));
    match error.kind() {
        ErrorKind::Reqwest(http) if http.is_timeout() => Error::TimedOut { url, method },
        ErrorKind::Reqwest(http) => match http.status().map(|status| status.as_u16()) {
            Some(429) => Error::RateLimited { url },
            Some(401 | 403 | 404 | 405 | 410 | 413) => Error::Unsupported { url, method, why },
            _ if http.is_decode() => Error::Unsupported { url, method, why },
            _ => Error::Unreachable { url, why },
        },
        ErrorKind::Io(_) | ErrorKind::Middleware(_) => Error::Unreachable { url, why },
        ErrorKind::RpcError(RpcError::RpcResponseError { code, message, .. }) => {
            by_code(*code, message.clone(), url, method)
        }
        ErrorKind::TransactionError(_) | ErrorKind::SigningError(_) => Error::Input(why),
        _ => Error::Unsupported { url, method, why },
    }
}

fn by_code(code: i64, why: String, url: String, method: String) -> Error {
    match code {
        429 => Error::RateLimited { url },
        code::JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY
        | code::JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED
        | code::JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET => Error::Behind { url, why },
        METHOD_NOT_FOUND
        | 403
        | code::JSON_RPC_SERVER_ERROR_KEY_EXCLUDED_FROM_SECONDARY_INDEX
        | code::JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE
        | code::JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION => Error::Unsupported { url, method, why },
        _ => Error::Node { method, code, why },
    }
}

/// The innermost reason, which says most: "connection refused" rather than "error sending request".
fn root(error: &ClientError, shown: &str) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    match error.kind() {
        ErrorKind::Reqwest(http) if http.url().is_some() => {
            let full = http.url().map(ToString::to_string).unwrap_or_default();
            inner.to_string().replace(&full, shown) // a transport without a reason names the URL, and a key with it
        }
        _ => inner.to_string(),
    }
}

/// Whether a transaction is refused because it has run already.
pub fn already_processed(error: &ClientError) -> bool {
    error.get_transaction_error() == Some(TransactionError::AlreadyProcessed)
}

/// Whether the node answered null: it does not know what was asked for.
pub fn is_null(error: &ClientError) -> bool {
    match error.kind() {
        ErrorKind::SerdeJson(error) => error.to_string().contains("null"),
        ErrorKind::RpcError(RpcError::RpcResponseError { message, .. }) => message.contains("not found"),
        _ => false,
    }
}
