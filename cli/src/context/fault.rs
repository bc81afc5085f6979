//! Errors of this command's own, with their exit codes.

use super::refusal::Refused;
use hypothec_client::{Class, Error};
use serde_json::Value;
use std::fmt;

/// Something that was asked for is not there.
#[derive(Debug)]
pub struct NotThere(pub String);

impl std::error::Error for NotThere {}

impl fmt::Display for NotThere {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// An error with what people read as a drawn table, which programs read as values of this name.
#[derive(Debug)]
pub struct Detailed {
    pub words: String,
    pub shown: String,
    pub name: &'static str,
    pub rows: Value,
}

impl std::error::Error for Detailed {}

impl fmt::Display for Detailed {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}\n{}", self.words, self.shown)
    }
}

/// The exit code of an error, by what is to be done about it.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<Refused>() {
        return 3;
    }
    if error.is::<NotThere>() {
        return 5;
    }
    let Some(error) = error.downcast_ref::<Error>() else { return 1 };
    match error.class() {
        _ if matches!(error, Error::Unconfirmed { .. } | Error::Unrecorded { .. }) => 7,
        Class::Rejected => 3,
        Class::Network | Class::Unsupported => 4,
        Class::NotFound => 5,
        Class::Expired => 6,
        Class::Input => 1,
    }
}

/// What each exit code means, for help and documentation.
pub const EXIT_CODES: [(u8, &str); 8] = [
    (0, "It is done."),
    (1, "This command cannot do it: a file, an amount, an answer that was no."),
    (2, "The command line is wrong."),
    (3, "The program or the chain refuses the transaction."),
    (4, "The cluster cannot be asked, or does not serve the question. The same command may succeed later."),
    (5, "What was asked for is not there, or is something else."),
    (6, "The transaction did not land and cannot land any more: nothing has happened."),
    (
        7,
        "Whether the transaction landed, or what came of it, is not known: look for its signature before sending anew.",
    ),
];
