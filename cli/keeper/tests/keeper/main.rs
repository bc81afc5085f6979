//! The keeper, part by part and as a whole, with everything outside of it on loopback.

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod alerts;
mod capital;
mod day;
mod dex;
mod dex_loop;
mod dex_wide;
mod ends;
mod exits;
mod faults;
mod flow;
mod jito;
mod notices;
mod orders;
mod posts;
mod pyth;
mod races;
mod receiver;
mod recipes;
mod scale;
mod shares;
mod surfnet;
mod tables;
