//! From instructions to a message: simulated for its limits, priced by what others pay, cut to the wire's size.

use super::options::{Lifetime, Nonce, Options, Version};
use crate::cluster::{Cluster, wire_bytes};
use crate::{Error, Executed, Result};
use hypothec_interface::budget;
use solana_address::Address;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_message::v1::TransactionConfig;
use solana_message::{Message, VersionedMessage, v0, v1};
use solana_signature::Signature;
use solana_system_interface::instruction;
use solana_transaction::versioned::VersionedTransaction;

/// Most compute units of a transaction.
const UNITS_MAX: u32 = 1_400_000;
/// Most bytes of accounts a transaction may load.
const LOADED_MAX: u32 = 64 << 20;
/// Loaded bytes are charged by pages of this size.
const PAGE: usize = 32 << 10;
/// What one signature costs, lamports.
const SIGNATURE_FEE: u64 = 5_000;
/// The system program's instruction that advances a nonce.
const ADVANCE_NONCE: [u8; 4] = [4, 0, 0, 0];
/// Most bytes of a version 1 transaction.
const V1_BYTES: usize = 4_096;

/// A transaction that nobody has signed.
#[derive(Clone, Debug)]
pub struct Unsigned {
    /// What is to be signed.
    pub message: VersionedMessage,
    /// Until when it may land.
    pub lifetime: Lifetime,
    /// What its simulation did.
    pub simulated: Executed,
    /// Its compute unit limit.
    pub units: u32,
    /// What it offers for a compute unit, micro-lamports.
    pub unit_price: u64,
    /// What it costs at most, lamports: its signatures and the priority fee; rent and transfers are not in it.
    pub fee: u64,
    version: Version,
    limits: Limits,
}

impl Unsigned {
    /// The transaction with empty signatures: what tools that sign elsewhere take in.
    #[must_use]
    pub fn transaction(&self) -> VersionedTransaction {
        unsigned(self.message.clone())
    }

    /// Other instructions under the same payer and limits, without asking the cluster: for many of one kind.
    ///
    /// # Errors
    /// `Input` when they make no transaction, or one too large.
    pub(crate) fn again(&self, instructions: &[Instruction], hash: Hash, lifetime: Lifetime) -> Result<Unsigned> {
        let payer = self.signers().first().copied().unwrap_or_default();
        let message = compile(self.version, payer, instructions, &Options::default(), hash, self.limits)?.message;
        Ok(Unsigned { message, lifetime, ..self.clone() })
    }

    /// Who must sign, the payer first.
    #[must_use]
    pub fn signers(&self) -> &[Address] {
        let keys = self.message.static_account_keys();
        keys.get(..usize::from(self.message.header().num_required_signatures)).unwrap_or(keys)
    }
}

pub(super) fn unsigned(message: VersionedMessage) -> VersionedTransaction {
    let count = usize::from(message.header().num_required_signatures);
    VersionedTransaction { signatures: vec![Signature::default(); count], message }
}

/// The limits of a transaction, which version 1 keeps in the message and the others in instructions.
#[derive(Clone, Copy, Debug)]
struct Limits {
    units: u32,
    unit_price: u64,
    /// `None`: as much as the cluster allows.
    loaded: Option<u32>,
}

/// The most that a cluster allows.
const WIDEST: Limits = Limits { units: UNITS_MAX, unit_price: 0, loaded: Some(LOADED_MAX) };

impl Limits {
    fn priority_fee_up(self) -> u64 {
        u64::from(self.units).saturating_mul(self.unit_price).div_ceil(1_000_000)
    }
}

/// The format that is built.
pub(crate) fn newest(cluster: &dyn Cluster, options: &Options) -> Result<Version> {
    Ok(match options.version {
        Version::Newest if options.tables.is_empty() && cluster.takes_v1()? => Version::V1,
        Version::Newest => Version::V0,
        version => version,
    })
}

/// Builds a transaction of these instructions that `payer` pays for. It is simulated: one that would fail is not built.
///
/// # Errors
/// Of the class `Rejected` when the simulation fails; `Input` when the transaction is too large or names too many
/// accounts; `Network` when the cluster cannot be asked.
pub fn build(
    cluster: &dyn Cluster,
    payer: Address,
    instructions: &[Instruction],
    options: &Options,
) -> Result<Unsigned> {
    let version = newest(cluster, options)?;
    let (hash, lifetime) = lifetime(cluster, options)?;
    let probe = compile(version, payer, instructions, options, hash, WIDEST)?;
    let simulated = cluster.simulate(&probe).map_err(|error| by_own_index(error, &probe.message))?;

    let ample = simulated.cu.saturating_add(simulated.cu / 10).saturating_add(500);
    let units = options.units.unwrap_or_else(|| u32::try_from(ample).unwrap_or(UNITS_MAX).min(UNITS_MAX));
    let unit_price = options.price.of(cluster.recent_fees(&writable(payer, instructions))?);
    let limits = Limits { units, unit_price, loaded: loaded_up(simulated.loaded_bytes) };
    let message = compile(version, payer, instructions, options, hash, limits)?.message;
    let signatures = u64::from(message.header().num_required_signatures);
    let fee = signatures.saturating_mul(SIGNATURE_FEE).saturating_add(limits.priority_fee_up());
    Ok(Unsigned { message, lifetime, simulated, units, unit_price, fee, version, limits })
}

/// Whether these instructions make one transaction that travels, by its length and its accounts. Nothing is simulated.
///
/// # Errors
/// Of the class `Network` when the cluster cannot be asked which formats it runs.
pub fn fits(cluster: &dyn Cluster, payer: Address, instructions: &[Instruction], options: &Options) -> Result<bool> {
    match probe(cluster, payer, instructions, options) {
        Err(Error::Input(_)) => Ok(false),
        probe => probe.map(|_| true),
    }
}

/// The transaction that these instructions make, unsigned and with the widest limits: for its size, and to be simulated.
///
/// # Errors
/// `Input` when they make none, or one too large; of the class `Network` when the cluster cannot be asked which formats it
/// runs.
pub fn probe(
    cluster: &dyn Cluster,
    payer: Address,
    instructions: &[Instruction],
    options: &Options,
) -> Result<VersionedTransaction> {
    let hash = options.nonce.map_or_else(Hash::default, |nonce| nonce.hash);
    compile(newest(cluster, options)?, payer, instructions, options, hash, WIDEST)
}

pub(super) fn for_simulation(payer: Address, instructions: &[Instruction]) -> Result<VersionedTransaction> {
    let limits = Limits { loaded: None, ..WIDEST };
    compile(Version::V0, payer, instructions, &Options::default(), Hash::default(), limits)
}

fn lifetime(cluster: &dyn Cluster, options: &Options) -> Result<(Hash, Lifetime)> {
    if let Some(nonce) = options.nonce {
        return Ok((nonce.hash, Lifetime::Nonce { account: nonce.account, hash: nonce.hash }));
    }
    let blockhash = cluster.blockhash()?;
    Ok((blockhash.hash, Lifetime::Height(blockhash.last_valid_block_height)))
}

/// The page after the last that was loaded, so that an account may grow a little; unknown stays unlimited.
fn loaded_up(bytes: usize) -> Option<u32> {
    let pages = bytes.div_ceil(PAGE).saturating_add(1);
    let limit = u32::try_from(pages.saturating_mul(PAGE)).unwrap_or(LOADED_MAX).min(LOADED_MAX);
    (bytes > 0).then_some(limit)
}

fn writable(payer: Address, instructions: &[Instruction]) -> Vec<Address> {
    let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    let mut all: Vec<Address> = metas.filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect();
    all.push(payer);
    all.sort_unstable();
    all.dedup();
    all
}

fn message(
    version: Version,
    payer: Address,
    instructions: &[Instruction],
    options: &Options,
    hash: Hash,
    limits: Limits,
) -> Result<VersionedMessage> {
    let refused = |why: String| Error::Input(format!("these instructions make no transaction: {why}"));
    let advance = |nonce: &Nonce| instruction::advance_nonce_account(&nonce.account, &nonce.authority);
    let mut all: Vec<Instruction> = options.nonce.iter().map(advance).collect();
    if version == Version::V1 {
        all.extend_from_slice(instructions);
        let config = TransactionConfig::empty()
            .with_compute_unit_limit(limits.units)
            .with_priority_fee(limits.priority_fee_up())
            .with_loaded_accounts_data_size_limit(limits.loaded.unwrap_or(LOADED_MAX));
        let message = v1::Message::try_compile_with_config(&payer, &all, hash, config);
        return message.map(VersionedMessage::V1).map_err(|error| refused(error.to_string()));
    }
    all.push(budget::compute_unit_limit(limits.units));
    all.push(budget::compute_unit_price(limits.unit_price));
    all.extend(limits.loaded.map(budget::loaded_accounts_data_size_limit));
    all.extend_from_slice(instructions);
    if version == Version::V0 {
        let message = v0::Message::try_compile(&payer, &all, &options.tables, hash);
        return message.map(VersionedMessage::V0).map_err(|error| refused(error.to_string()));
    }
    Ok(VersionedMessage::Legacy(Message::new_with_blockhash(&all, Some(&payer), &hash)))
}

/// A failure that names the instruction as its author counts: without limits and nonce, which were put before his.
pub(super) fn by_own_index(error: Error, message: &VersionedMessage) -> Error {
    let Error::Rejected(mut failure) = error else { return error };
    let (keys, instructions) = (message.static_account_keys(), message.instructions());
    let program = |instruction: &CompiledInstruction| keys.get(usize::from(instruction.program_id_index)).copied();
    let advances = |instruction: &&CompiledInstruction| {
        program(instruction) == Some(Address::default()) && instruction.data == ADVANCE_NONCE
    };
    let nonce = usize::from(instructions.first().filter(advances).is_some());
    let limits = instructions.iter().skip(nonce).take_while(|one| program(one) == Some(budget::COMPUTE_BUDGET)).count();
    let before = u8::try_from(nonce + limits).unwrap_or(u8::MAX);
    failure.index = failure.index.map(|index| index.saturating_sub(before));
    Error::Rejected(failure)
}

/// An unsigned transaction that travels.
fn compile(
    version: Version,
    payer: Address,
    instructions: &[Instruction],
    options: &Options,
    hash: Hash,
    limits: Limits,
) -> Result<VersionedTransaction> {
    let transaction = unsigned(message(version, payer, instructions, options, hash, limits)?);
    let (bytes, most) =
        (wire_bytes(&transaction), if version == Version::V1 { V1_BYTES } else { budget::PACKET_BYTES });
    if bytes > most {
        let mend = if version == Version::V1 { "split it" } else { "split it, or name its accounts in a lookup table" };
        return Err(Error::Input(format!("the transaction has {bytes} bytes and at most {most} travel: {mend}")));
    }
    if let VersionedMessage::V1(message) = &transaction.message {
        let whole = message.validate();
        whole.map_err(|error| Error::Input(format!("these instructions make no transaction: {error}")))?;
    }
    Ok(transaction)
}
