//! The client against real clusters: a JSON-RPC node over HTTP and websockets, and the embedded chain, which must say the
//! same.

mod deploy;
mod faults;
mod formats;
mod market;
mod proxy;
mod script;
mod stage;
mod watch;
