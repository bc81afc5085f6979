//! Tests of the built program, one module per instruction.

mod builtins;
mod flow;
mod readme;
