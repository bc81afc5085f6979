//! Tests of the built program, one module per instruction.

mod add_reserve;
mod borrow;
mod builtins;
mod close_position;
mod configure;
mod deposit;
mod donate;
mod flow;
mod init_market;
mod matrix;
mod matrix_cases;
mod matrix_roles;
mod open_position;
mod readme;
mod refresh_prices;
mod repay;
mod seal;
mod set_collateral;
mod set_delegate;
mod support;
mod sync_vault;
mod withdraw;
