//! Positions: open, show, deposit, withdraw, borrow, repay, close.

use crate::store::{Store, index, refused, symbol};
use crate::{Answer, amount};
use anyhow::{Context, Result};
use clap::Subcommand;
use hypothec_interface::builder;
use hypothec_interface::state::Side;
use hypothec_world::{User, World, mint, token};
use serde_json::json;

#[derive(Subcommand)]
pub enum Command {
    /// Open a wallet's position
    Open { wallet: String },
    /// Show what it holds and owes
    Show { wallet: String },
    /// Deposit tokens, or `all`
    Deposit { wallet: String, symbol: String, amount: String },
    /// Withdraw tokens, or `all`
    Withdraw { wallet: String, symbol: String, amount: String },
    /// Borrow tokens
    Borrow { wallet: String, symbol: String, amount: String },
    /// Repay tokens, or `all` that is owed
    Repay { wallet: String, symbol: String, amount: String },
    /// Close an empty position
    Close { wallet: String },
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut world = store.world()?;
    let (wallet, asset) = match command {
        Command::Open { wallet } | Command::Show { wallet } | Command::Close { wallet } => (wallet, None),
        Command::Deposit { wallet, symbol, amount }
        | Command::Withdraw { wallet, symbol, amount }
        | Command::Borrow { wallet, symbol, amount }
        | Command::Repay { wallet, symbol, amount } => (wallet, Some((symbol, amount))),
    };
    let user = store.user(wallet, &world)?;
    let (index, atoms) = match asset {
        Some((symbol, amount)) => {
            let index = index(&world, symbol)?;
            let atoms = amount::parse(amount, mint::decimals(&world.assets[index].mint_account.data))?;
            if world.chain.get_account(&world.tokens(&user, index)).is_none() {
                world.fund(&user, index, 0);
            }
            (index, atoms)
        }
        None => (0, 0),
    };
    let sent = match command {
        Command::Open { .. } => {
            let open = builder::open_position(world.market, user.address(), user.address(), 0);
            Some(world.send(&user, open))
        }
        Command::Close { .. } => {
            let close = builder::close_position(user.position, user.address(), user.address());
            Some(world.send(&user, close))
        }
        Command::Deposit { .. } => Some(world.deposit(&user, index, atoms)),
        Command::Withdraw { .. } => Some(world.withdraw(&user, index, atoms)),
        Command::Borrow { .. } => Some(world.borrow(&user, index, atoms)),
        Command::Repay { .. } => Some(world.repay(&user, index, atoms)),
        Command::Show { .. } => None,
    };
    let cu = sent.transpose().map_err(|failure| refused(&failure))?.map(|receipt| receipt.cu);
    store.keep(&world)?;
    show(wallet, &world, &user, cu)
}

fn show(wallet: &str, world: &World, user: &User, cu: Option<u64>) -> Result<Answer> {
    let mut text = cu.map_or_else(String::new, |cu| format!("done, {cu} CU\n"));
    let mut slots = Vec::new();
    if world.chain.get_account(&user.position).is_some() {
        text += &format!("position {} of {wallet}", user.position);
        for slot in world.position(user).used() {
            let index = usize::from(slot.reserve());
            let asset = world.assets.get(index).context("a reserve this command does not know")?;
            let record = world.record(index);
            let (side, atoms) = match slot.side() {
                Side::Supply => ("supply", record.supply_assets_down(slot.shares())),
                Side::Debt => ("debt", record.debt_assets_up(slot.shares())),
            };
            let atoms = atoms.unwrap_or(u64::MAX);
            let shown = amount::show(atoms, mint::decimals(&asset.mint_account.data));
            text += &format!("\n  {side:6} {:5} {shown}", symbol(asset));
            slots.push(json!({ "side": side, "symbol": symbol(asset), "atoms": atoms, "shares": slot.shares() }));
        }
    } else if cu.is_some() {
        text += &format!("{wallet}'s position is closed");
    } else {
        anyhow::bail!("{wallet} has no position: run `hypothec position open {wallet}`");
    }
    let vaults: Vec<u64> =
        (0..world.assets.len()).map(|index| token::amount(&world.chain.data(&world.vault(index)))).collect();
    let json = json!({ "cu": cu, "address": user.position.to_string(), "slots": slots, "vaults": vaults });
    Ok(Answer { json, text })
}
