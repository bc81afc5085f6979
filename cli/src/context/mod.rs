//! Who signs, where, and what is kept.

pub mod assets;
mod chain;
mod env;
pub mod hex;
pub mod keys;
pub mod options;
pub mod program;
pub mod record;
pub mod snapshot;
pub mod store;

pub use chain::Context;
pub use env::Env;
pub use options::Options;
