use super::text::Text;
use crate::context::Env;
use crate::context::early::Early;
use crate::context::rehearsal::partly_signed;
use crate::output::Answer;
use anyhow::{Result, bail};
use clap::Args;
use hypothec_client::transaction::attach;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

/// Add the signer's signature to a transaction and print it again; this asks no cluster
#[derive(Args)]
pub struct Sign {
    #[command(flatten)]
    text: Text,
}

impl Sign {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut transaction = self.text.read()?;
        let key = env.keys.key()?;
        if !is_wanted(&transaction, &key.pubkey()) {
            bail!("{} is none of those who sign this transaction", key.pubkey());
        }
        let signature = key.sign_message(&transaction.message.serialize());
        attach(&mut transaction, &key.pubkey(), signature)?;
        let Early { json, text } = partly_signed(&transaction)?;
        Ok(Answer { json, text })
    }
}

/// Whether an address is one of those who sign.
pub fn is_wanted(transaction: &VersionedTransaction, address: &solana_address::Address) -> bool {
    let signers = usize::from(transaction.message.header().num_required_signatures);
    transaction.message.static_account_keys().iter().take(signers).any(|key| key == address)
}
