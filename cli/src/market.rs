//! The market: create, list, seal, show.

use crate::store::{Store, asset, refused, symbol};
use crate::{Answer, amount};
use anyhow::{Result, bail};
use clap::Subcommand;
use hypothec_interface::builder;
use hypothec_world::{World, market, mint};
use serde_json::json;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Make a market with room for 64 reserves
    Create,
    /// List and configure an asset: USDC or NVDAx
    ListAsset { symbol: String },
    /// End immediate configuration, for ever
    Seal,
    /// Show the market and its reserves
    Show,
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut world = match command {
        Command::Create => {
            if store.world().is_ok() {
                bail!("the chain has a market already");
            }
            World::on(store.chain()?).map_err(|failure| refused(&failure))?
        }
        _ => store.world()?,
    };
    match command {
        Command::ListAsset { symbol } => {
            world.list(&asset(symbol)?).map_err(|failure| refused(&failure))?;
        }
        Command::Seal => {
            let admin = market::admin();
            let seal = builder::seal(world.market, admin.pubkey());
            world.chain.send(&[seal], &[&admin]).map_err(|failure| refused(&failure))?;
        }
        Command::Create | Command::Show => {}
    }
    store.keep(&world)?;
    Ok(show(&world))
}

fn show(world: &World) -> Answer {
    let header = world.header();
    let mut text = format!(
        "market {} ({}), {} of {} reserves",
        world.market,
        if header.sealed() == 1 { "sealed" } else { "not sealed" },
        header.reserve_count(),
        header.capacity()
    );
    let mut reserves = Vec::new();
    for (index, asset) in world.assets.iter().enumerate() {
        let (record, decimals) = (world.record(index), mint::decimals(&asset.mint_account.data));
        let supplied = record.supply_assets_down(record.supply_shares()).unwrap_or(u64::MAX);
        let owed = record.total_debt_up().unwrap_or(u64::MAX);
        text += &format!(
            "\n  {index} {:5} supplied {}, owed {}, cash {}",
            symbol(asset),
            amount::show(supplied, decimals),
            amount::show(owed, decimals),
            amount::show(record.cash(), decimals)
        );
        reserves.push(json!({
            "symbol": symbol(asset), "index": index, "supplied": supplied, "owed": owed, "cash": record.cash(),
            "board_ts": record.board_ts(),
        }));
    }
    let json = json!({ "address": world.market.to_string(), "sealed": header.sealed() == 1, "reserves": reserves });
    Answer { json, text }
}
