//! Transactions of the keeper: tried by simulation, then built, priced and landed by the client.

use crate::config::Config;
use crate::jito::Jito;
use hypothec_client::transaction::{self, Options, Price, Signed, Unsigned, Version};
use hypothec_client::{Cluster, Error, Executed, Result};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::AddressLookupTableAccount;
use solana_signer::Signer;
use std::time::Duration;

/// Between two looks for a bundle.
const BUNDLE_LOOK: Duration = Duration::from_millis(1_500);
/// Looks for a bundle before it goes by RPC.
const BUNDLE_LOOKS: usize = 4;

/// Instructions with who signs them, the payer first.
pub struct Draft {
    instructions: Vec<Instruction>,
    signers: Vec<Keypair>,
    tables: Vec<AddressLookupTableAccount>,
}

/// A transaction that landed.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What came of it.
    pub executed: Executed,
    /// What it cost, rent not counted, lamports.
    pub lamports: u64,
}

impl Draft {
    /// These instructions, signed by these keys.
    #[must_use]
    pub fn new(instructions: Vec<Instruction>, signers: Vec<&Keypair>) -> Draft {
        let signers = signers.into_iter().map(Keypair::insecure_clone).collect();
        Draft { instructions, signers, tables: Vec::new() }
    }

    /// The same, whose accounts these lookup tables may name where the cluster takes no version 1, which needs none.
    #[must_use]
    pub fn with_tables(self, tables: &[AddressLookupTableAccount]) -> Draft {
        Draft { tables: tables.to_vec(), ..self }
    }

    /// Whether one transaction of the cluster holds it.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub fn fits(&self, cluster: &dyn Cluster) -> Result<bool> {
        transaction::fits(cluster, self.payer()?, &self.instructions, &self.options(cluster)?)
    }

    fn payer(&self) -> Result<Address> {
        let payer = self.signers.first().ok_or_else(|| Error::Input("nobody pays for the transaction".into()))?;
        Ok(payer.pubkey())
    }

    fn signed_by(&self) -> Vec<&dyn Signer> {
        self.signers.iter().map(|key| key as &dyn Signer).collect()
    }

    /// Version 1 names no lookup table, and needs none; the price is what others paid of late.
    fn options(&self, cluster: &dyn Cluster) -> Result<Options> {
        let is_v1 = cluster.takes_v1()?;
        let (version, tables) = if is_v1 { (Version::V1, vec![]) } else { (Version::V0, self.tables.clone()) };
        Ok(Options { version, tables, price: Price { floor: 0, cap: u64::MAX }, ..Options::default() })
    }

    /// Built and simulated; its priority is what others paid of late, within the configured bound.
    fn build(&self, cluster: &dyn Cluster, config: &Config) -> Result<Unsigned> {
        let (payer, most, mut options) = (self.payer()?, config.max_priority_lamports, self.options(cluster)?);
        let unsigned = transaction::build(cluster, payer, &self.instructions, &options)?;
        let priority = u128::from(unsigned.unit_price).saturating_mul(unsigned.units.into()).div_ceil(1_000_000);
        if priority <= u128::from(most) {
            return Ok(unsigned);
        }
        let cap = u128::from(most).saturating_mul(1_000_000) / u128::from(unsigned.units.max(1));
        options.price.cap = u64::try_from(cap).unwrap_or(u64::MAX);
        transaction::build(cluster, payer, &self.instructions, &options)
    }
}

/// What would come of it, and these accounts as it would leave them.
///
/// # Errors
/// When it would fail, or the cluster cannot be asked.
pub fn simulate(
    cluster: &dyn Cluster,
    draft: &Draft,
    accounts: &[Address],
) -> Result<(Executed, Vec<Option<Account>>)> {
    let probe = transaction::probe(cluster, draft.payer()?, &draft.instructions, &draft.options(cluster)?)?;
    cluster.simulate_reading(&probe, accounts)
}

/// Sends it, and waits until it has landed or cannot land any more. A dry run simulates.
///
/// # Errors
/// When it fails or would fail, has expired, or the cluster cannot be asked.
pub fn send(cluster: &mut dyn Cluster, draft: &Draft, config: &Config) -> Result<Sent> {
    let unsigned = draft.build(cluster, config)?;
    if config.dry_run {
        let executed = unsigned.simulated;
        tracing::info!(units = executed.cu, bytes = executed.tx_bytes, "would send");
        return Ok(Sent { executed, lamports: 0 });
    }
    land(cluster, &unsigned, &unsigned.sign(&draft.signed_by())?)
}

fn land(cluster: &mut dyn Cluster, unsigned: &Unsigned, signed: &Signed) -> Result<Sent> {
    match transaction::land(cluster, signed) {
        Ok(record) => Ok(Sent { executed: record.outcome?, lamports: record.fee }),
        // a node without history: it has succeeded, and what its simulation did is the best there is to know
        Err(Error::Unrecorded { .. }) => Ok(Sent { executed: unsigned.simulated.clone(), lamports: unsigned.fee }),
        Err(why) => Err(why),
    }
}

/// Longest wait for prices, whose posting anew harms nothing: liquidations come after them.
const POST_PATIENCE: Duration = Duration::from_secs(10);

/// What became of prices that were sent.
pub enum Posted {
    /// They are on the chain, at this cost, lamports.
    Landed(u64),
    /// They are not, or not yet: why, and what that costs at most, lamports.
    Failed(Error, u64),
    /// They would be: in a dry run nothing is sent.
    Rehearsed,
}

/// Sends prices and refreshes, and waits only briefly: posting anew does no harm.
///
/// # Errors
/// When the cluster cannot be asked before anything is sent.
pub fn post(cluster: &mut dyn Cluster, draft: &Draft, config: &Config) -> Result<Posted> {
    let unsigned = match draft.build(cluster, config) {
        Err(why) if !why.is_transient() => return Ok(Posted::Failed(why, 0)),
        built => built?,
    };
    if config.dry_run {
        tracing::info!(units = unsigned.simulated.cu, bytes = unsigned.simulated.tx_bytes, "would post");
        return Ok(Posted::Rehearsed);
    }
    let signed = unsigned.sign(&draft.signed_by())?;
    Ok(match transaction::land_within(cluster, &signed, POST_PATIENCE) {
        Ok(record) => Posted::Landed(record.fee),
        Err(Error::Unrecorded { .. }) => Posted::Landed(unsigned.fee),
        Err(why @ Error::Expired { .. }) => Posted::Failed(why, 0),
        Err(why) => Posted::Failed(why, unsigned.fee), // what failed in a block has paid, and what may be in one too
    })
}

/// Hands it to a block engine, and the very same by RPC when it is in no block within a few seconds or the engine does not
/// take it. There is one signature, so that nothing lands twice, whoever lands it.
///
/// # Errors
/// As [`send`].
pub fn send_bundle(cluster: &mut dyn Cluster, draft: &Draft, config: &Config, jito: &Jito) -> Result<Sent> {
    let unsigned = draft.build(cluster, config)?;
    let signed = unsigned.sign(&draft.signed_by())?;
    let bytes = wincode::serialize(&signed.transaction);
    let bytes = bytes.map_err(|why| Error::Input(format!("the transaction has no bytes: {why:?}")))?;
    match jito.send(&[bytes]) {
        Ok(_) => await_bundle(cluster, &signed),
        Err(why) => tracing::warn!(why, "the block engine takes no bundle: the same transaction goes by RPC"),
    }
    land(cluster, &unsigned, &signed)
}

/// Waits until it is in a block, or a few seconds; a cluster that does not answer says neither.
fn await_bundle(cluster: &dyn Cluster, signed: &Signed) {
    for _ in 0..BUNDLE_LOOKS {
        if let Ok(found) = cluster.statuses(signed.transaction.signatures.get(..1).unwrap_or_default())
            && found.iter().any(Option::is_some)
        {
            return;
        }
        cluster.wait(BUNDLE_LOOK);
    }
    tracing::info!("the bundle is in no block: the same transaction goes by RPC");
}

/// Waits a random time, so that keepers that saw the same do not act in step.
pub fn jitter(most_ms: u64) {
    if most_ms == 0 {
        return;
    }
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.subsec_nanos());
    std::thread::sleep(Duration::from_millis(u64::from(nanos) % most_ms));
}
