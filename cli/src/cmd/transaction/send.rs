use super::text::Text;
use crate::context::{Context, Env};
use crate::output::{Answer, event, json};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::transaction::{Lifetime, Signed, missing_signatures};
use serde_json::Value;
use solana_address::Address;
use solana_transaction::versioned::VersionedTransaction;

/// Blocks for which a blockhash is valid: a transaction that names one lands within them or never.
const BLOCKS: u64 = 150;

/// Send a transaction that everybody has signed
#[derive(Args)]
pub struct Send {
    #[command(flatten)]
    text: Text,
}

impl Send {
    pub fn run(self, env: &Env) -> Result<Answer> {
        env.expect_for_real()?;
        let (mut ctx, transaction) = (Context::open(env)?, self.text.read()?);
        let missing: Vec<String> = missing_signatures(&transaction).iter().map(Address::to_string).collect();
        if !missing.is_empty() {
            bail!("not signed by {}: `hypothec transaction sign`, or --signer ADDRESS=SIGNATURE", missing.join(", "));
        }
        let lifetime = lifetime(&ctx, &transaction)?;
        ctx.ask("the fee of a transaction that was signed before")?;
        let sent = ctx.land(&Signed { transaction, lifetime })?;
        let events: Vec<Value> = event::of(&sent).iter().map(event::json).collect();
        let json = json!({ "transaction": sent.summary(), "events": events });
        Ok(Answer { json, text: event::render(&ctx, &sent).trim_end().into() })
    }
}

/// Until when it may land: while its nonce account holds what it names, or for as long as a blockhash can be valid.
fn lifetime(ctx: &Context<'_>, transaction: &VersionedTransaction) -> Result<Lifetime> {
    if transaction.uses_durable_nonce() {
        let keys = transaction.message.static_account_keys();
        let place = transaction.message.instructions().first().and_then(|first| first.accounts.first());
        if let Some(account) = place.and_then(|at| keys.get(usize::from(*at))) {
            return Ok(Lifetime::Nonce { account: *account, hash: *transaction.message.recent_blockhash() });
        }
    }
    Ok(Lifetime::Height(ctx.cluster().block_height()?.saturating_add(BLOCKS)))
}
