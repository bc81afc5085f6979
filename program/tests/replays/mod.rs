//! What happened or could happen to a stock, played minute by minute: dividends, splits, weekends, crashes.

pub mod crash_market;
pub mod dividend;
pub mod historic_crashes;
pub mod monday_gap;
pub mod spinoff;
pub mod split;
pub mod stage;
pub mod watch_i10;
pub mod weekend;
