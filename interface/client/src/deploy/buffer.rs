//! Writing a buffer: many transactions at once, and again those whose bytes are not there yet. What an earlier run has
//! written is kept.

use super::deployer::{Deployer, LOADER_V3};
use crate::cluster::{Cluster, wire_bytes};
use crate::transaction::{self, Lifetime, Options, Unsigned, Version};
use crate::{Error, Result};
use hypothec_interface::budget::PACKET_BYTES;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_signer::Signer;
use std::ops::Range;
use std::time::Duration;

/// Bytes of one write where a transaction holds three: the loader takes no longer instruction than 1,232 bytes.
const V1_WRITE: usize = 1_150;
const V1_WRITES: usize = 3;
/// Bytes of a write in a transaction of 1,232, before its frame is known.
const SAMPLE: usize = 512;
/// How often what is missing is sent again.
const ROUNDS: u32 = 20;
/// Between looking twice whether a round has landed.
const LOOK: Duration = Duration::from_millis(250);

/// How far a buffer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are as in the file.
    pub written: usize,
    /// Bytes of the file.
    pub total: usize,
    /// Transactions that are still to land.
    pub transactions: usize,
}

/// Writes a file into `buffer`, which is made when it is not there; `progress` is told before each round and at the end.
///
/// # Errors
/// `Mismatch` when the account is another's buffer or none; of the class `Rejected` when a write fails; `Network` when the
/// cluster cannot be asked, or bytes are still missing after many rounds: the same call goes on where this one ended.
pub fn write_buffer(
    cluster: &mut dyn Cluster,
    by: Deployer<'_>,
    buffer: &dyn Signer,
    file: &[u8],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    create(cluster, by, buffer, file.len(), options)?;
    let mut writer = Writer { by, buffer: buffer.pubkey(), file, options, frame: None };
    let mut piece = V1_WRITE * V1_WRITES;
    if transaction::newest(cluster, options)? != Version::V1 {
        let sample = writer.frame(cluster, 0..SAMPLE.min(file.len()))?;
        piece = SAMPLE + PACKET_BYTES.saturating_sub(wire_bytes(&sample.transaction()));
    }
    for _ in 0..ROUNDS {
        let missing = writer.missing(cluster, piece)?;
        let left = missing.iter().map(ExactSizeIterator::len).sum::<usize>();
        progress(Progress { written: file.len() - left, total: file.len(), transactions: missing.len() });
        if missing.is_empty() {
            return Ok(());
        }
        writer.round(cluster, &missing)?;
    }
    let why = "bytes are still missing after many rounds: run the same again, it goes on where it stopped";
    Err(Error::Behind { url: cluster.name(), why: why.into() })
}

fn create(
    cluster: &mut dyn Cluster,
    by: Deployer<'_>,
    buffer: &dyn Signer,
    len: usize,
    options: &Options,
) -> Result<()> {
    let address = buffer.pubkey();
    if let Some(account) = cluster.account(&address)? {
        let why = refusal(&account, &by.authority.pubkey(), len);
        return why.map_or(Ok(()), |why| Err(Error::Mismatch { what: "buffer for this file", address, why }));
    }
    let rent = cluster.minimum_rent(State::size_of_buffer(len))?;
    let made = loader::create_buffer(&by.payer.pubkey(), &address, &by.authority.pubkey(), rent, len)
        .map_err(|error| Error::Input(format!("the loader takes no buffer of {len} bytes: {error}")))?;
    transaction::send(cluster, &made, &by.signers(buffer), options).map(drop)
}

/// Why an account is no buffer to go on with.
fn refusal(account: &Account, authority: &Address, len: usize) -> Option<String> {
    let head = [&[1, 0, 0, 0, 1], authority.as_ref()].concat(); // a buffer, with an authority
    if account.owner != LOADER_V3 || !account.data.starts_with(&head) {
        return Some(format!("it is none that {authority} may write"));
    }
    let size = State::size_of_buffer(len);
    (account.data.len() != size).then(|| format!("it has {} bytes and the file needs {size}", account.data.len()))
}

struct Writer<'a> {
    by: Deployer<'a>,
    buffer: Address,
    file: &'a [u8],
    options: &'a Options,
    /// A write whose limits all others have.
    frame: Option<Unsigned>,
}

impl Writer<'_> {
    fn instructions(&self, piece: Range<usize>) -> Vec<Instruction> {
        let write = |start: usize| {
            let end = piece.end.min(start + V1_WRITE);
            let bytes = self.file.get(start..end).unwrap_or_default().to_vec();
            let offset = u32::try_from(start).unwrap_or(u32::MAX); // the loader takes no program of 4 GiB
            loader::write(&self.buffer, &self.by.authority.pubkey(), offset, bytes)
        };
        piece.clone().step_by(V1_WRITE).map(write).collect()
    }

    /// The pieces whose bytes are not those of the file.
    fn missing(&self, cluster: &dyn Cluster, piece: usize) -> Result<Vec<Range<usize>>> {
        let (what, address) = ("buffer", self.buffer);
        let data = cluster.account(&address)?.ok_or(Error::Missing { what, address })?.data;
        let written = data.get(State::size_of_buffer_metadata()..).unwrap_or_default();
        let starts = (0..self.file.len()).step_by(piece.max(1));
        let pieces = starts.map(|start| start..self.file.len().min(start + piece));
        Ok(pieces.filter(|piece| written.get(piece.clone()) != self.file.get(piece.clone())).collect())
    }

    fn frame(&mut self, cluster: &dyn Cluster, piece: Range<usize>) -> Result<Unsigned> {
        if let Some(frame) = &self.frame {
            return Ok(frame.clone());
        }
        let built = transaction::build(cluster, self.by.payer.pubkey(), &self.instructions(piece), self.options)?;
        self.frame = Some(built.clone());
        Ok(built)
    }

    /// Sends every piece once, and waits until all have landed or none can any more.
    fn round(&mut self, cluster: &mut dyn Cluster, pieces: &[Range<usize>]) -> Result<()> {
        let longest = pieces.first().cloned().unwrap_or_default();
        let frame = self.frame(cluster, longest)?;
        let blockhash = cluster.blockhash()?;
        let lifetime = Lifetime::Height(blockhash.last_valid_block_height);
        let mut open = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let unsigned = frame.again(&self.instructions(piece.clone()), blockhash.hash, lifetime)?;
            let signed = unsigned.sign(&[self.by.payer, self.by.authority])?;
            match cluster.send(&signed.transaction) {
                Ok(signature) => open.push(signature),
                Err(error) if error.is_transient() => {} // it is missing in the next round
                Err(error) => return Err(error),
            }
        }
        while !open.is_empty() {
            let over = transaction::is_over(cluster, lifetime)?;
            let statuses = cluster.statuses(&open)?;
            for (signature, status) in open.iter().zip(&statuses) {
                if let Some(err) = status.as_ref().and_then(|status| status.err.clone()) {
                    let failure = crate::Failure::new(&cluster.program(), err, 0, Vec::new());
                    return Err(crate::Failure { signature: Box::new(*signature), ..failure }.into());
                }
            }
            let mut landed = statuses.iter().map(|status| status.as_ref().is_some_and(|status| status.confirmed));
            open.retain(|_| !landed.next().unwrap_or(false));
            if over {
                break;
            }
            cluster.wait(LOOK);
        }
        Ok(())
    }
}
