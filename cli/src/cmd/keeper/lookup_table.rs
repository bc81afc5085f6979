use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_client::MarketSnapshot;
use hypothec_interface::builder;
use hypothec_keeper::table;
use hypothec_localnet::token;
use solana_address::{Address, address};
use solana_address_lookup_table_interface::instruction::{create_lookup_table, extend_lookup_table};
use solana_signer::Signer;

/// Where the chain lists its recent slots.
const SLOT_HASHES: Address = address!("SysvarS1otHashes111111111111111111111111111");
/// Addresses that a table holds.
const MOST: usize = 256;
/// Addresses that one transaction adds: a legacy one has room for no more than a few beyond that.
const AT_ONCE: usize = 20;

/// Put the market's accounts into an address lookup table, for the `lookup_tables` of a keeper's file
///
/// A cluster that takes no transactions of version 1 needs one for long liquidations. In it are the market, its authority,
/// every vault, mint and token program, and the signer's token accounts: sign as the keeper will. More than 256 addresses
/// make a second table. The signer may extend and close a table, and pays its rent.
#[derive(Args)]
pub struct LookupTable {
    /// Add what is missing to this table, which the signer has made, instead of making one
    #[arg(long, value_name = "ADDRESS", value_parser = crate::context::address)]
    extend: Option<Address>,
    /// Put this account in as well, such as one of the pool's; may be given again
    #[arg(long, value_name = "ADDRESS", value_parser = crate::context::address)]
    also: Vec<Address>,
}

impl LookupTable {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        if ctx.is_embedded() {
            bail!(
                "the embedded chain takes transactions of version 1, which need no lookup table: name a cluster with --url"
            );
        }
        let own = signer.pubkey();
        let mut wanted = accounts(&ctx.market()?, &own);
        wanted.extend(&self.also);
        let mut tables = Vec::new();
        if let Some(table) = self.extend {
            let held = table::read(ctx.cluster(), &[table])?.remove(0).addresses;
            wanted.retain(|address| !held.contains(address));
            tables.push((table, held.len()));
        }
        wanted.sort_unstable();
        wanted.dedup();
        let added = wanted.len();
        while !wanted.is_empty() {
            let (table, held) = match tables.last_mut() {
                Some((table, held)) if *held < MOST => (*table, held),
                _ => {
                    let (create, table) = create_lookup_table(own, own, recent_slot(&ctx)?);
                    ctx.send(&[create], &[&signer])?;
                    tables.push((table, 0));
                    continue;
                }
            };
            let some: Vec<Address> = wanted.drain(..wanted.len().min(AT_ONCE).min(MOST - *held)).collect();
            *held += some.len();
            ctx.send(&[extend_lookup_table(table, own, Some(own), some)], &[&signer])?;
        }
        let names: Vec<String> = tables.iter().map(|(table, _)| format!("\"{table}\"")).collect();
        let text =
            format!("{added} addresses were added. In the keeper's file:\nlookup_tables = [{}]", names.join(", "));
        let tables = tables.iter().map(|(table, held)| json!({ "address": table.to_string(), "addresses": held }));
        Ok(Answer { json: json!({ "tables": tables.collect::<Vec<_>>(), "added": added }), text })
    }
}

/// The newest slot with a block behind it, as a table's address is made of: the chain lists them, and leaves out the empty.
fn recent_slot(ctx: &Context<'_>) -> Result<u64> {
    let listed = ctx.account(&SLOT_HASHES)?.context("the cluster lists no recent slots")?;
    // their count comes first
    let first =
        listed.data.get(8..).and_then(|rest| rest.first_chunk()).context("the cluster's recent slots are empty")?;
    Ok(u64::from_le_bytes(*first))
}

/// What every liquidation on the market may name, except the position and its signer.
fn accounts(market: &MarketSnapshot, keeper: &Address) -> Vec<Address> {
    let mut all = vec![market.address.address, builder::authority_address(market.address).0];
    for reserve in market.reserves() {
        let (mint, program) = (Address::from(reserve.mint()), Address::from(reserve.token_program()));
        all.extend([mint, program, market.vault(reserve), token::associated(keeper, &mint, &program)]);
    }
    all
}
