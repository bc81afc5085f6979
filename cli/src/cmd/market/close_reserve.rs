use crate::context::{Context, Env};
use crate::output::{Answer, amount, market};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::state::Reserve;
use hypothec_localnet::mint::TOKEN_2022;
use hypothec_localnet::token;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

/// Close a reserve that winds down, once nobody holds or owes anything of it; only the admin
///
/// What its vault still holds goes to the market's fee recipient, the vault's rent to the admin. Its index is free for
/// another asset, unless it had receipts. In a sealed market it has to wind down first: `hypothec market propose close`.
///
/// Example: `hypothec market close-reserve NVDAx`
#[derive(Args)]
pub struct CloseReserve {
    /// The asset's symbol
    symbol: String,
}

impl CloseReserve {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        let snapshot = ctx.market()?;
        let record = snapshot.reserve(reserve.index)?;
        let symbol = &asset.symbol;
        if let Some(why) = in_use(record, symbol) {
            bail!("{symbol} cannot be closed yet: {why}");
        }
        if snapshot.header().sealed() == 1 && record.closing() == 0 {
            bail!(
                "{symbol} does not wind down: `hypothec market propose close {symbol}`, and execute it after the delay"
            );
        }
        let vault = builder::vault_address(snapshot.address, reserve.index).0;
        let account = ctx.account(&vault)?.context("the reserve has no vault")?;
        let held = token::amount(&account.data);
        let recipient = Address::from(snapshot.header().fee_recipient());
        let index = if record.receipt().is_none() { "is free afterwards" } else { "stays that of its receipts" };
        env.confirm(&format!(
            "This closes {symbol} permanently: {} {symbol} go to the fee recipient {recipient}, and index {} {index}.",
            amount::show(held, asset.decimals),
            reserve.index
        ))?;
        let mut all = Vec::new();
        if held != 0 {
            all.extend(ctx.missing_tokens(&admin.pubkey(), &recipient, &asset.mint, &asset.token_program)?);
        }
        // a vault with withheld fees does not close; anyone may bring them to the mint
        if asset.token_program == TOKEN_2022 && token::withheld(&account.data) != 0 {
            all.push(harvest(asset.mint, vault));
        }
        let destination = token::associated(&recipient, &asset.mint, &asset.token_program);
        all.push(builder::close_reserve(&reserve, admin.pubkey(), destination));
        let sent = ctx.send(&all, &[&admin])?;
        market::show(&ctx, Some(&sent))
    }
}

/// Who has something in it still.
fn in_use(record: &Reserve, symbol: &str) -> Option<String> {
    let tokens = |atoms: Option<u64>| amount::show(atoms.unwrap_or(u64::MAX), record.decimals());
    if record.debt_shares() != 0 {
        return Some(format!("{} {symbol} are owed", tokens(record.total_debt_up())));
    }
    let supplied = record.supply_shares();
    (supplied != 0).then(|| {
        let worth = tokens(record.supply_assets_down(supplied));
        format!("{worth} {symbol} are supplied, in {supplied} shares of positions and receipts")
    })
}

/// `HarvestWithheldTokensToMint`.
fn harvest(mint: Address, vault: Address) -> Instruction {
    let accounts = vec![AccountMeta::new(mint, false), AccountMeta::new(vault, false)];
    Instruction { program_id: TOKEN_2022, accounts, data: vec![26, 4] }
}
