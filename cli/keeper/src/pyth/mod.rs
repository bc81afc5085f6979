//! Prices from Pyth: what Hermes serves, and the instructions that put it on a chain.

mod cursor;
pub mod hermes;
pub mod merkle;
pub mod receiver;
pub mod update;
pub mod vaa;

pub use cursor::hex;
pub use update::{Message, Price, Update};
pub use vaa::Vaa;

/// A feed's id.
pub type FeedId = [u8; 32];

/// Why bytes are not an update of Pyth's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The bytes end before the field does.
    #[error("the update ends {missing} bytes before its field `{field}` does")]
    Short {
        /// Which field.
        field: &'static str,
        /// Bytes that are not there.
        missing: usize,
    },
    /// A field has another value than it must have.
    #[error("the update's field `{field}` is {found}, and must be {expected}")]
    Unexpected {
        /// Which field.
        field: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        expected: String,
    },
    /// A message is not under the root that was signed.
    #[error("message {index} of the update is not under the signed root")]
    NotUnderRoot {
        /// Its place in the update.
        index: usize,
    },
    /// Bytes follow the last field.
    #[error("{0} bytes follow the update's last field")]
    Surplus(usize),
}
