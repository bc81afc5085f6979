//! An answer that ends a command before its end: a dry run, a transaction to be signed elsewhere.

use serde_json::Value;
use std::fmt;

/// What is printed instead of the command's own answer.
#[derive(Debug)]
pub struct Early {
    pub json: Value,
    pub text: String,
}

impl std::error::Error for Early {}

impl fmt::Display for Early {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.text)
    }
}
