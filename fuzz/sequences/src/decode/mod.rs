//! Bytes of a fuzzer to actions. Short input decides less, and fails nothing.

mod action;
mod batch;
mod books;
mod governance;
mod input;
mod noise;
mod order;
mod prelude;
mod receipts;
mod scenarios;
mod stock;
mod ticks;

pub use action::read_action;
pub use input::Input;
pub use noise::noise;
pub use prelude::{crash, prelude};
pub use scenarios::{SCENARIOS, scenario};
