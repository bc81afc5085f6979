//! Token mints.
