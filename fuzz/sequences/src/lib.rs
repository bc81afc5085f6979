//! What the targets `actions` and `svm`, and `program/tests/differential.rs`, run: actions decoded from bytes, a world of
//! pure state transitions, the invariants, and an exact model beside it.

pub mod action;
pub mod batch;
pub mod change;
pub mod check;
pub mod combine;
pub mod exact;
pub mod feeds;
mod genesis;
pub mod governance;
mod input;
pub mod multiplier;
pub mod prices;
pub mod readers;
mod receipts;
mod refresh;
mod rooms;
pub mod run;
pub mod stock;
pub mod stories;
pub mod svm;
pub mod world;

pub use action::Action;
pub use input::Input;
pub use refresh::ALL_POSTED;
pub use world::{RESERVES, Refusal, USERS, World};
