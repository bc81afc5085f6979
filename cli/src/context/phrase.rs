//! Seed phrases of BIP-39, to the key that Solana's own tools make of them.

use anyhow::{Context as _, Result, anyhow, bail};
use bip39::{Language, Mnemonic};
use ed25519_dalek_bip32::{DerivationPath, ExtendedSigningKey};
use solana_keypair::Keypair;
use std::io::{BufRead, IsTerminal};

/// Which of a phrase's keys is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPath {
    /// The first 32 bytes of the seed, as `solana-keygen new` without a path makes it.
    Plain,
    /// Derived by SLIP-10 along a path.
    Derived(String),
}

impl KeyPath {
    /// The key that `prompt://`, `prompt://?key=ACCOUNT/CHANGE`, `prompt://?full-path=m/..` or `ASK` names.
    pub fn of(source: &str) -> Result<KeyPath> {
        if source == "ASK" {
            return Ok(KeyPath::Plain);
        }
        let query = source.trim_start_matches("prompt:").trim_start_matches("//");
        let path = match query.split_once('=') {
            None if query.is_empty() => "m/44'/501'".into(),
            Some(("?key", key)) => {
                let parts = key.split('/').map(|part| format!("/{}'", part.trim_end_matches('\'')));
                format!("m/44'/501'{}", parts.collect::<String>())
            }
            Some(("?full-path", path)) => path.into(),
            _ => bail!(
                "{source:?} is no key: write prompt://, prompt://?key=0/0, prompt://?full-path=m/44'/501'/0'/0', or ASK"
            ),
        };
        let parsed: Result<DerivationPath, _> = path.parse();
        parsed.map_err(|error| anyhow!("{path:?} is no derivation path: {error}"))?;
        Ok(KeyPath::Derived(path))
    }
}

/// The key of a phrase.
pub fn keypair(words: &str, passphrase: &str, path: &KeyPath) -> Result<Keypair> {
    let phrase = Mnemonic::parse_in(Language::English, words.trim());
    let phrase = phrase.map_err(|error| anyhow!("this is no seed phrase of BIP-39 in English: {error}"))?;
    let seed = phrase.to_seed(passphrase);
    let secret = match path {
        KeyPath::Plain => seed.get(..32).and_then(|half| <[u8; 32]>::try_from(half).ok()),
        KeyPath::Derived(path) => {
            let path: DerivationPath =
                path.parse().map_err(|error| anyhow!("{path:?} is no derivation path: {error}"))?;
            let derived = ExtendedSigningKey::from_seed(&seed).and_then(|key| key.derive(&path));
            let derived =
                derived.map_err(|error| anyhow!("ed25519 has hardened paths only, as m/44'/501'/0': {error}"))?;
            Some(derived.signing_key.to_bytes())
        }
    };
    Ok(Keypair::new_from_array(secret.context("a seed has 64 bytes")?))
}

/// Asks for a phrase and its passphrase: unseen on a terminal, else by two lines of standard input.
pub fn asked(path: &KeyPath) -> Result<Keypair> {
    let line = |what: &str| -> Result<String> {
        if std::io::stdin().is_terminal() {
            return rpassword::prompt_password(format!("{what}: ")).context("the terminal cannot be asked");
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        Ok(line.trim_end_matches(['\n', '\r']).into())
    };
    let words = line("seed phrase")?;
    keypair(&words, &line("passphrase, empty for none")?, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_signer::Signer;

    const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    #[test]
    fn a_phrase_gives_the_key_that_other_wallets_make_of_it() {
        let of = |source: &str| keypair(WORDS, "", &KeyPath::of(source).unwrap()).unwrap().pubkey().to_string();
        // what Phantom and Solflare show as the first account
        assert_eq!(of("prompt://?key=0/0"), "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk");
        assert_eq!(of("prompt:?full-path=m/44'/501'/0'/0'"), of("prompt://?key=0/0"));
        assert_ne!(of("prompt://"), of("prompt://?key=0/0"));
        let plain = solana_keypair::keypair_from_seed_phrase_and_passphrase(WORDS, "x").unwrap().pubkey();
        assert_eq!(keypair(WORDS, "x", &KeyPath::Plain).unwrap().pubkey(), plain);
    }

    #[test]
    fn a_phrase_with_a_typing_error_is_refused() {
        let wrong = WORDS.replace("about", "abandon");
        assert!(keypair(&wrong, "", &KeyPath::Plain).unwrap_err().to_string().contains("no seed phrase"));
        for source in ["prompt://?x=1", "prompt://?key=a", "prompt://?full-path=m/44/501"] {
            let asked = KeyPath::of(source).and_then(|path| keypair(WORDS, "", &path));
            assert!(asked.is_err(), "{source}");
        }
    }
}
