//! A transaction as it is handed from one person to another.

use anyhow::{Context as _, Result, anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use hypothec_client::transaction::attach;
use solana_address::Address;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

/// A transaction, and signatures that were made elsewhere.
#[derive(Args)]
pub struct Text {
    /// The transaction, in base 64 or base 58; `-` reads it from standard input
    transaction: String,
    /// A signature that was made elsewhere; may be repeated
    #[arg(long, value_name = "ADDRESS=SIGNATURE")]
    signer: Vec<String>,
}

impl Text {
    pub fn read(&self) -> Result<VersionedTransaction> {
        let text = match self.transaction.as_str() {
            "-" => std::io::read_to_string(std::io::stdin())?,
            text => text.to_string(),
        };
        let text = text.trim();
        let forms = [STANDARD.decode(text).ok(), bs58::decode(text).into_vec().ok()];
        let parsed = forms.into_iter().flatten().find_map(|bytes| wincode::deserialize(&bytes).ok());
        let mut transaction: VersionedTransaction = parsed.context("this is no transaction in base 64 or base 58")?;
        for pair in &self.signer {
            let (address, signature) =
                pair.split_once('=').with_context(|| format!("{pair:?} is not ADDRESS=SIGNATURE"))?;
            let address: Address = address.parse().map_err(|_| anyhow!("{address:?} is not an address"))?;
            let signature: Signature = signature.parse().map_err(|_| anyhow!("{signature:?} is not a signature"))?;
            attach(&mut transaction, &address, signature)?;
        }
        if transaction.message.instructions().is_empty() {
            bail!("this transaction does nothing");
        }
        Ok(transaction)
    }
}
