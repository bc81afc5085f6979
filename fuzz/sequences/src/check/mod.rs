//! What must hold after every action: the invariants, and that the exact models come to the same.

mod batch;
mod books;
mod closing;
mod exchange;
mod governance;
mod holders;
mod invariants;
mod models;
mod multiplier;
mod orders;
mod prices;

pub use books::Books;
pub use invariants::check;
pub use models::Models;
pub use multiplier::{Accepted, i10};
pub use orders::is_by_order;
pub use prices::Prices;
