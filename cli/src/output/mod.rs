//! What a command prints: JSON for programs, text for people.

pub mod amount;
mod answer;
pub mod authority;
pub mod board;
pub mod bounds;
pub mod event;
pub mod fields;
pub mod health;
mod json;
pub mod market;
mod order;
pub mod position;
pub mod proposal;
pub mod reserve;
pub mod table;
pub mod terms;
pub mod time;

pub use answer::{Answer, failure, harmless};
pub(crate) use json::json;
pub use json::{Json, whole};
