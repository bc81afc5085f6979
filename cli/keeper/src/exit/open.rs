//! Exits out of the keeper's configuration file, for the keeper and for whoever else trades through the same ones.

use super::orca::{self, Whirlpool};
use super::product::ProductPool;
use super::raydium::{self, RaydiumClmm};
use super::{Exit, ExitError, LoadError, load};
use crate::config::{ConfigError, ExitConfig, ExitKind, address};
use hypothec_client::Cluster;
use solana_address::Address;

/// Why an exit cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The cluster cannot be asked.
    #[error(transparent)]
    Cluster(#[from] hypothec_client::Error),
    /// A mint that the configuration names is not there.
    #[error("there is no mint at {0}: see exit.mints")]
    NoMint(Address),
}

/// The exit that a table of the configuration names; its accounts are not read yet.
///
/// # Errors
/// [`OpenError`].
pub fn open(exit: &ExitConfig, cluster: &dyn Cluster) -> Result<Box<dyn Exit>, OpenError> {
    let read = |key, text: &Option<String>| address(key, text.as_deref().unwrap_or_default());
    let deployment = |usual| exit.program.as_ref().map_or(Ok(usual), |program| address("exit.program", program));
    let name = exit.name.clone();
    Ok(match exit.kind {
        ExitKind::RaydiumClmm => {
            Box::new(RaydiumClmm::new(name, deployment(raydium::PROGRAM)?, read("exit.pool", &exit.pool)?))
        }
        ExitKind::Whirlpool => {
            Box::new(Whirlpool::new(name, deployment(orca::PROGRAM)?, read("exit.pool", &exit.pool)?))
        }
        ExitKind::Product => {
            let [one, other] = exit.mints.as_ref().map_or(["", ""], |mints| [&mints[0], &mints[1]]);
            let mints = [address("exit.mints", one)?, address("exit.mints", other)?];
            let program = read("exit.program", &exit.program)?;
            let owned = [(mints[0], owner(cluster, mints[0])?), (mints[1], owner(cluster, mints[1])?)];
            Box::new(ProductPool::new(name, program, owned))
        }
    })
}

/// Reads the exit's accounts as they are now.
///
/// # Errors
/// `Read` when the cluster cannot be asked; `Exit` when what is there is no such exchange.
pub fn refresh(exit: &mut dyn Exit, cluster: &dyn Cluster) -> Result<(), LoadError<hypothec_client::Error>> {
    load(exit, &mut |addresses| {
        let found = cluster.accounts(addresses)?;
        Ok(found.into_iter().map(|account| account.map(|account| account.data)).collect())
    })
}

/// The token program of a mint.
fn owner(cluster: &dyn Cluster, mint: Address) -> Result<Address, OpenError> {
    cluster.account(&mint)?.map(|account| account.owner).ok_or(OpenError::NoMint(mint))
}

/// What must go in for `amount_out` atoms to come out, about; `None` where that many cannot come out.
///
/// # Errors
/// `NoLiquidity` where the exit gives no estimate, or never that much.
pub fn estimate_in(exit: &dyn Exit, from: &Address, amount_out: u64, guess: u64) -> Result<u64, ExitError> {
    let none = || ExitError::NoLiquidity(exit.name().to_owned());
    let mut amount_in = guess.max(1);
    // what comes out grows ever slower: each step in proportion comes nearer from below
    for _ in 0..ESTIMATES {
        let out = exit.estimate_out(from, amount_in).ok_or_else(none)?;
        if out >= amount_out {
            return Ok(amount_in);
        }
        let next = u128::from(amount_in).saturating_mul(amount_out.into()).div_ceil(u128::from(out).max(1));
        amount_in = u64::try_from(next).map_err(|_| none())?.saturating_add(1);
    }
    Err(none())
}

/// Steps until an estimate is given up.
const ESTIMATES: usize = 64;
