//! A market in memory: the program's instructions without a runtime, and what is done to it from outside the program.

mod apply;
mod batch;
mod changes;
mod closing;
mod feeds;
mod governance;
mod handlers;
mod hands;
mod mint;
mod posted;
mod receipts;
mod refresh;
mod resolve;
mod setup;
mod state;
mod stock;

pub use posted::Posted;
pub(crate) use setup::give_grace;
pub use setup::{NVDAX_MINT, PRICES, PYUSD_MINT, config};
pub use state::{Due, Outcome, PureWorld, Rejection, START_TS, Vault};
