//! The command against a JSON-RPC node: what it does on the embedded chain it does over HTTP.

mod demo;
mod faults;
mod killed;
mod likeness;
mod listing;
mod lookup_table;
#[path = "../cli/numbers.rs"]
mod numbers;
mod program;
mod proxied;
#[path = "../../../interface/client/tests/cluster/proxy.rs"]
mod proxy;
mod rehearsal;
mod scale;
mod script;
mod setup;
mod stage;
