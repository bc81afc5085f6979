//! Who signs a transaction: a keypair, or an address whose signature is made elsewhere.

use anyhow::{Result, bail};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};

/// A signer of this command.
pub enum Wallet {
    Key(Keypair),
    /// A hardware wallet, which is asked for each signature.
    Device(Box<dyn Signer>),
    /// `--authority`: only its address is known here.
    Elsewhere(Address),
}

impl Wallet {
    /// The keypair, if it is known here.
    pub fn keypair(&self) -> Result<&Keypair> {
        match self {
            Wallet::Key(key) => Ok(key),
            Wallet::Device(_) => bail!("the embedded chain takes no hardware wallet: give --wallet"),
            Wallet::Elsewhere(address) => {
                bail!("{address} signs elsewhere: give --unsigned base58 or base64, or --dry-run")
            }
        }
    }
}

impl From<Keypair> for Wallet {
    fn from(key: Keypair) -> Wallet {
        Wallet::Key(key)
    }
}

impl Signer for Wallet {
    fn try_pubkey(&self) -> std::result::Result<Address, SignerError> {
        Ok(match self {
            Wallet::Key(key) => key.pubkey(),
            Wallet::Device(device) => device.try_pubkey()?,
            Wallet::Elsewhere(address) => *address,
        })
    }

    fn try_sign_message(&self, message: &[u8]) -> std::result::Result<Signature, SignerError> {
        match self {
            Wallet::Key(key) => key.try_sign_message(message),
            Wallet::Device(device) => device.try_sign_message(message),
            Wallet::Elsewhere(_) => Err(SignerError::Custom("its key is not here".into())),
        }
    }

    fn is_interactive(&self) -> bool {
        matches!(self, Wallet::Device(_))
    }
}
