//! The price board under attack and in plain weather, over the program's pure transitions: an attacker who moves a feed
//! for a budget of seconds, searched for the worst; and histories of prices, replayed for how late and how wrongly the
//! board liquidates.
//!
//! `arena` is a market of a stock and a dollar whose time, session and prints the caller sets. `loan` puts positions of a
//! chosen health into it. `attack` describes what an attacker does, `play` does it and scores it, `climb` searches,
//! `limit` is what the theorems of docs/prices.md allow, `table` keeps the worst that was found. `history` and `klend` are
//! the plain weather.

pub mod arena;
pub mod attack;
pub mod climb;
pub mod history;
pub mod klend;
pub mod limit;
pub mod loan;
pub mod play;
pub mod table;
