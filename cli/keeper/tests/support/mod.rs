//! What stands in for the world outside: routers that sign, a Hermes and a webhook on loopback.
#![allow(dead_code)] // tests and demo use different parts of it

pub mod alone;
pub mod engine;
pub mod floor;
pub mod hermes;
pub mod meddler;
pub mod opened;
pub mod orca;
pub mod raydium;
pub mod routers;
pub mod stage;
pub mod table;
pub mod webhook;
pub mod websocket;
