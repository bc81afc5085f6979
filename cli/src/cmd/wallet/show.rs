use crate::context::assets::AssetInfo;
use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, amount, json};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::mint::TOKEN;
use hypothec_localnet::token;
use serde_json::Map;
use solana_address::Address;

/// Show the signer's address and balances
#[derive(Args)]
pub struct Show {
    /// Another wallet: its name, or an address
    who: Option<String>,
}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        show(&Context::read(env)?, &env.keys.address(self.who.as_deref())?)
    }
}

/// What a wallet holds.
pub fn show(ctx: &Context<'_>, owner: &Address) -> Result<Answer> {
    let lamports = ctx.account(owner)?.map_or(0, |account| account.lamports);
    let mut rows = vec![vec!["SOL".into(), amount::show(lamports, 9), String::new()]];
    let mut atoms = Map::new();
    let assets = ctx.all_assets()?;
    let address = |asset: &AssetInfo| token::associated(owner, &asset.mint, &asset.token_program);
    let addresses: Vec<Address> = assets.iter().map(address).collect();
    for ((asset, address), account) in assets.into_iter().zip(&addresses).zip(ctx.accounts(&addresses)?) {
        let Some(account) = account else { continue };
        let held = token::amount(&account.data);
        rows.push(vec![asset.symbol.clone(), amount::show(held, asset.decimals), address.to_string()]);
        atoms.insert(asset.symbol, json!(held));
    }
    let mut receipts = Map::new();
    if let Ok(market) = ctx.market() {
        let mints = market.reserves().map(|own| builder::receipt_address(market.address, own.index()).0);
        let accounts: Vec<Address> = mints.map(|mint| token::associated(owner, &mint, &TOKEN)).collect();
        for ((reserve, address), account) in market.reserves().zip(&accounts).zip(ctx.accounts(&accounts)?) {
            let Some(account) = account else { continue };
            let (symbol, held) = (ctx.symbol(&reserve.mint().into()), token::amount(&account.data));
            let name = format!("receipts of {symbol}");
            rows.push(vec![name, amount::show(held, reserve.decimals()), address.to_string()]);
            receipts.insert(symbol, json!(held));
        }
    }
    let text = format!("{owner}\n{}", table(&["token", ">amount", "account"], rows));
    Ok(Answer {
        json: json!({ "address": owner.to_string(), "lamports": lamports, "atoms": atoms, "receipts": receipts }),
        text,
    })
}
