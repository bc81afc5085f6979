//! Positions: open, show, deposit, withdraw, borrow, repay, close.

mod borrow;
mod close;
mod collateral;
mod delegate;
mod deposit;
mod lever;
mod list;
mod mint_receipt;
mod open;
mod order;
mod pair;
mod quote;
mod receipts;
mod redeem_receipt;
mod repay;
mod show;
mod transfer;
mod unwind;
mod withdraw;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Open(open::Open),
    Show(show::Show),
    List(list::List),
    Quote(quote::Quote),
    Deposit(deposit::Deposit),
    Withdraw(withdraw::Withdraw),
    Borrow(borrow::Borrow),
    Repay(repay::Repay),
    Lever(lever::Lever),
    Unwind(unwind::Unwind),
    MintReceipt(mint_receipt::MintReceipt),
    RedeemReceipt(redeem_receipt::RedeemReceipt),
    Collateral(collateral::Collateral),
    Delegate(delegate::Delegate),
    Order(order::Order),
    Close(close::Close),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Open(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
            Command::List(verb) => verb.run(env),
            Command::Quote(verb) => verb.run(env),
            Command::Deposit(verb) => verb.run(env),
            Command::Withdraw(verb) => verb.run(env),
            Command::Borrow(verb) => verb.run(env),
            Command::Repay(verb) => verb.run(env),
            Command::Lever(verb) => verb.run(env),
            Command::Unwind(verb) => verb.run(env),
            Command::MintReceipt(verb) => verb.run(env),
            Command::RedeemReceipt(verb) => verb.run(env),
            Command::Collateral(verb) => verb.run(env),
            Command::Delegate(verb) => verb.run(env),
            Command::Order(verb) => verb.run(env),
            Command::Close(verb) => verb.run(env),
        }
    }
}
