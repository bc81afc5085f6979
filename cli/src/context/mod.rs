//! Who signs, where, and what is kept.

mod address;
pub mod assets;
mod chain;
mod commitment;
pub mod config;
mod copy;
pub mod early;
mod env;
pub mod fault;
mod forms;
pub mod hex;
mod key_file;
pub mod keys;
mod ledger;
mod mend;
mod node;
pub mod options;
pub mod phrase;
pub mod program;
pub mod record;
mod records;
pub mod refusal;
pub mod rehearsal;
pub mod sending;
mod solana_config;
pub mod store;
mod target;
mod variable;
pub mod wallet;

pub use address::address;
pub use chain::Context;
pub use env::Env;
pub use options::Options;
