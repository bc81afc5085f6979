//! Attacks from the threat reviews, each test under the number of its attack (`docs/threats.md`).

pub mod batch_exemptions;
pub mod books;
pub mod bounds;
pub mod calendars;
pub mod closing;
pub mod feeds;
pub mod forged;
pub mod governance;
pub mod issuers;
pub mod limits;
pub mod liquidation;
pub mod orders;
pub mod outflow;
pub mod prices;
pub mod reopening;
pub mod returns;
pub mod reviewed;
pub mod sources;
pub mod stale;
pub mod terminal;
pub mod transfers;
pub mod wicks;
