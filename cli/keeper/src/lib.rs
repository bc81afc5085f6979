//! The keeper of a market: posts prices, refreshes boards, liquidates through an exchange, and tells people.
//!
//! It keeps no state but caches: whatever it knows it reads again, so that it can be killed at any moment.
#![deny(missing_docs)]

pub mod alert;
pub mod book;
pub mod chain;
pub mod check;
pub mod config;
pub mod demand;
pub mod exit;
pub mod http;
pub mod jito;
mod keeper;
pub mod liquidate;
pub mod metrics;
pub mod notices;
pub mod pyth;
pub mod quarantine;
pub mod recipe;
pub mod run;
pub mod spend;
pub mod table;
pub mod tokens;
mod value;
pub mod watch;

pub use config::Config;
pub use keeper::{Keeper, Look, StartError};
