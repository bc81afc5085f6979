//! What the values that name something look like.

use std::path::Path;

/// What names a cluster, or the embedded chain.
pub const CLUSTER: &str = "a URL that begins with http:// or https://, one of mainnet-beta, testnet, devnet and localhost, or \
                     embedded";
/// Words that name one.
const WORDS: [&str; 11] =
    ["embedded", "solana", "m", "mainnet-beta", "mainnet", "t", "testnet", "d", "devnet", "l", "localhost"];

/// Whether a text names a cluster, or the embedded chain.
pub fn is_cluster(text: &str) -> bool {
    let is_url =
        ["http://", "https://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    is_url || WORDS.contains(&text)
}

/// Whether a wallet may have this name.
pub fn is_wallet_name(name: &str) -> bool {
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    !name.is_empty() && name.len() <= 32 && !name.starts_with('-') && fits
}

/// Whether a key may come from there: a file, standard input, a seed phrase or a device.
pub fn is_key_source(text: &str) -> bool {
    let asks = ["-", "ASK"].contains(&text) || ["prompt:", "usb:"].iter().any(|scheme| text.starts_with(scheme));
    asks || Path::new(text).is_file()
}
