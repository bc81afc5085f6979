//! What the documents and the tests promise of each other.

pub mod coverage;
pub mod events;
pub mod readme;
