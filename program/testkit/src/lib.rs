//! What tests, benches and sequences stand on: a market in a few lines ([`World`]), whole-account snapshots, and the
//! invariants checked after every instruction it sends. The embedded chain is `hypothec-localnet`'s, re-exported.
#![deny(missing_docs)]

pub mod asset;
pub mod elf;
mod guard;
pub mod market;
mod prices;
pub mod refusals;
pub mod snapshot;
pub mod users;
pub mod vm;

pub use asset::Asset;
pub use hypothec_localnet::*;
pub use market::World;
pub use snapshot::{Snapshot, Snapshots};
pub use users::User;
pub use vm::{Outcome, Vm};
