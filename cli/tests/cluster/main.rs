//! The command against a JSON-RPC node: what it does on the embedded chain it does over HTTP.

mod demo;
mod faults;
mod likeness;
mod listing;
mod program;
mod rehearsal;
mod script;
mod stage;
