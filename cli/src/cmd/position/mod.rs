//! Positions: open, show, deposit, withdraw, borrow, repay, close.

mod accept;
mod borrow;
mod close;
mod collateral;
mod cook;
mod delegate;
mod deposit;
mod feeds;
mod history;
mod lever;
mod list;
mod mint_receipt;
mod multiply;
mod offer;
mod open;
mod order;
mod pair;
mod past;
mod plan;
mod preview;
mod quote;
mod receipts;
mod redeem_receipt;
mod repay;
mod repay_with_collateral;
mod show;
mod swap_collateral;
mod swap_debt;
mod through;
mod transfer;
mod unwind;
mod why;
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
    History(history::History),
    Deposit(deposit::Deposit),
    Withdraw(withdraw::Withdraw),
    Borrow(borrow::Borrow),
    Repay(repay::Repay),
    Lever(lever::Lever),
    Unwind(unwind::Unwind),
    Multiply(multiply::Multiply),
    RepayWithCollateral(repay_with_collateral::RepayWithCollateral),
    SwapCollateral(swap_collateral::SwapCollateral),
    SwapDebt(swap_debt::SwapDebt),
    MintReceipt(mint_receipt::MintReceipt),
    RedeemReceipt(redeem_receipt::RedeemReceipt),
    Collateral(collateral::Collateral),
    Delegate(delegate::Delegate),
    Order(order::Order),
    Offer(offer::Offer),
    Accept(accept::Accept),
    Close(close::Close),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Open(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
            Command::List(verb) => verb.run(env),
            Command::Quote(verb) => verb.run(env),
            Command::History(verb) => verb.run(env),
            Command::Deposit(verb) => verb.run(env),
            Command::Withdraw(verb) => verb.run(env),
            Command::Borrow(verb) => verb.run(env),
            Command::Repay(verb) => verb.run(env),
            Command::Lever(verb) => verb.run(env),
            Command::Unwind(verb) => verb.run(env),
            Command::Multiply(verb) => verb.run(env),
            Command::RepayWithCollateral(verb) => verb.run(env),
            Command::SwapCollateral(verb) => verb.run(env),
            Command::SwapDebt(verb) => verb.run(env),
            Command::MintReceipt(verb) => verb.run(env),
            Command::RedeemReceipt(verb) => verb.run(env),
            Command::Collateral(verb) => verb.run(env),
            Command::Delegate(verb) => verb.run(env),
            Command::Order(verb) => verb.run(env),
            Command::Offer(verb) => verb.run(env),
            Command::Accept(verb) => verb.run(env),
            Command::Close(verb) => verb.run(env),
        }
    }
}
