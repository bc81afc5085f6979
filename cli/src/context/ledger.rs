//! Hardware wallets. In a build without the feature `ledger` there are none.

use anyhow::Result;
use solana_signer::Signer;

/// The device that `usb://ledger` or `usb://ledger?key=0/0` names.
#[cfg(feature = "ledger")]
pub fn signer(source: &str) -> Result<Box<dyn Signer>> {
    use anyhow::{Context as _, anyhow, bail};
    use solana_derivation_path::DerivationPath;
    use solana_remote_wallet::locator::Locator;
    use solana_remote_wallet::remote_keypair::generate_remote_keypair;
    use solana_remote_wallet::remote_wallet::maybe_wallet_manager;

    let (device, query) = source.split_once('?').unwrap_or((source, ""));
    let path = match query.split_once('=') {
        None if query.is_empty() => DerivationPath::default(),
        Some(("key", key)) => DerivationPath::from_key_str(key).map_err(|error| anyhow!("{source}: {error}"))?,
        _ => bail!("{source:?} is no key: write usb://ledger, or usb://ledger?key=0/0"),
    };
    let locator = Locator::new_from_path(device).map_err(|error| anyhow!("{source}: {error}"))?;
    let none =
        || format!("no hardware wallet answers as {source}: is it connected, unlocked, and its Solana app open?");
    let manager = maybe_wallet_manager().ok().flatten().with_context(none)?;
    let key = generate_remote_keypair(locator, path, &manager, false, "the signer").with_context(none)?;
    Ok(Box::new(key))
}

/// There is none in this build.
#[cfg(not(feature = "ledger"))]
pub fn signer(source: &str) -> Result<Box<dyn Signer>> {
    anyhow::bail!(
        "{source}: this build speaks to no hardware wallet: build the command with `--features ledger`, or sign elsewhere, \
         with --authority ADDRESS --unsigned base58"
    )
}
