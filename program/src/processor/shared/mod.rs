//! What several rooms do alike.

pub(super) mod debt_paid;
pub(super) mod report;
