//! Signatures, given here or brought from elsewhere.

use super::build::{Unsigned, unsigned};
use super::options::Lifetime;
use crate::{Error, Result};
use solana_address::Address;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

/// A transaction with all its signatures, and until when it may land.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What is sent.
    pub transaction: VersionedTransaction,
    /// Until when it may land.
    pub lifetime: Lifetime,
}

impl Unsigned {
    /// Signs by these, of whom some may not be needed and some may be missing.
    ///
    /// # Errors
    /// `Input` when a signer refuses: a hardware wallet that says no.
    pub fn sign_partly(&self, signers: &[&dyn Signer]) -> Result<VersionedTransaction> {
        let (bytes, mut transaction) = (self.message.serialize(), unsigned(self.message.clone()));
        for (key, place) in self.signers().iter().zip(&mut transaction.signatures) {
            if let Some(signer) = signers.iter().find(|signer| signer.pubkey() == *key) {
                let signed = signer.try_sign_message(&bytes);
                *place = signed.map_err(|error| Error::Input(format!("{key} does not sign: {error}")))?;
            }
        }
        Ok(transaction)
    }

    /// Signs by these, of whom some may not be needed.
    ///
    /// # Errors
    /// `Input` when a signature is missing, or a signer refuses.
    pub fn sign(&self, signers: &[&dyn Signer]) -> Result<Signed> {
        let transaction = self.sign_partly(signers)?;
        let missing = missing_signatures(&transaction);
        if let Some(first) = missing.first() {
            return Err(Error::Input(format!("the signature of {first} is missing ({} in all)", missing.len())));
        }
        Ok(Signed { transaction, lifetime: self.lifetime })
    }
}

/// Who has yet to sign.
#[must_use]
pub fn missing_signatures(transaction: &VersionedTransaction) -> Vec<Address> {
    let keys = transaction.message.static_account_keys();
    let open = |(_, signature): &(&Address, &Signature)| **signature == Signature::default();
    keys.iter().zip(&transaction.signatures).filter(open).map(|(key, _)| *key).collect()
}

/// Adds a signature that was made elsewhere.
///
/// # Errors
/// `Input` when `signer` is none of those who must sign, or the signature is not his over this message.
pub fn attach(transaction: &mut VersionedTransaction, signer: &Address, signature: Signature) -> Result<()> {
    let keys = transaction.message.static_account_keys();
    let place = keys.iter().zip(&mut transaction.signatures).find(|(key, _)| *key == signer);
    let Some((_, place)) = place else {
        return Err(Error::Input(format!("{signer} is none of those who sign this transaction")));
    };
    if !signature.verify(signer.as_ref(), &transaction.message.serialize()) {
        return Err(Error::Input(format!("the signature is not that of {signer} over this transaction")));
    }
    *place = signature;
    Ok(())
}
