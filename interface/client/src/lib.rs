//! What every host of Hypothec stands on, whichever chain it speaks to.
#![deny(missing_docs)]

pub mod cluster;
mod error;
pub mod outcome;

pub use cluster::{Blockhash, Cluster, Filter, Listed, Record, Status};
pub use error::{Class, Error, Result};
pub use outcome::{Executed, Failure};
