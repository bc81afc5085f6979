//! Prices: post to the embedded chain, refresh the boards, show them.

use crate::store::{Store, index, refused, symbol};
use crate::{Answer, amount};
use anyhow::{Result, bail};
use clap::Subcommand;
use hypothec_world::market;
use serde_json::json;

#[derive(Subcommand)]
pub enum Command {
    /// Post a Pyth price update of this moment
    Post { symbol: String, usd: String },
    /// Take every posted price onto its board
    Refresh,
    /// Show the boards
    Show,
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut world = store.world()?;
    let mut cu = None;
    match command {
        Command::Post { symbol, usd } => {
            let price = i64::try_from(amount::parse(usd, 8)?).unwrap_or(0);
            if price == 0 {
                bail!("{usd}: a price is above zero, in USD");
            }
            let index = index(&world, symbol)?;
            world.post(index, price);
        }
        Command::Refresh => {
            let all: Vec<usize> = (0..world.assets.len()).collect();
            if let Some(missing) =
                all.iter().find(|index| world.chain.get_account(&world.price_account(**index)).is_none())
            {
                let symbol = symbol(&world.assets[*missing]);
                bail!("{symbol} has no posted price: run `hypothec price post {symbol} USD`");
            }
            let refresh = world.refresh(&all);
            let sent = world.chain.send(&[refresh], &[&market::admin()]).map_err(|failure| refused(&failure))?;
            cu = Some(sent.cu);
        }
        Command::Show => {}
    }
    store.keep(&world)?;
    let now = world.chain.clock().unix_timestamp;
    let mut text = cu.map_or_else(String::new, |cu| format!("refreshed, {cu} CU\n"));
    let mut boards = Vec::new();
    for (index, asset) in world.assets.iter().enumerate() {
        let record = world.record(index);
        let age = (record.board_ts() != 0).then(|| now - record.board_ts());
        let shown = age.map_or_else(|| "no board yet".into(), |age| format!("board {age} s old"));
        let [source, _] = record.sources();
        text += &format!("  {:5} {} USD, {shown}\n", symbol(asset), amount::show(source.price(), 8));
        boards.push(json!({ "symbol": symbol(asset), "price_e8": source.price(), "age_s": age }));
    }
    Ok(Answer { json: json!({ "cu": cu, "boards": boards }), text: text.trim_end().into() })
}
