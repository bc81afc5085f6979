//! The chain behind a command: the embedded one, or a cluster behind JSON-RPC.

use super::env::Env;
use super::record::{TxRecord, When};
use super::target::public_name;
use super::wallet::Wallet;
use anyhow::{Context as _, Result};
use hypothec_client::transaction::{self, Options};
use hypothec_client::{Cluster, Error, Rpc};
use hypothec_localnet::Chain;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use std::cell::RefCell;
use std::collections::HashMap;

/// Where transactions go.
pub enum Node {
    Embedded(Box<Chain>),
    Remote(Remote),
}

/// A JSON-RPC node, with what this command has read of it since its last transaction.
pub struct Remote {
    rpc: Rpc,
    read: RefCell<HashMap<Address, Option<Account>>>,
    was_asked: bool,
}

impl Node {
    pub fn cluster(&self) -> &dyn Cluster {
        match self {
            Node::Embedded(chain) => chain.as_ref(),
            Node::Remote(remote) => &remote.rpc,
        }
    }

    pub fn cluster_mut(&mut self) -> &mut dyn Cluster {
        match self {
            Node::Embedded(chain) => chain.as_mut(),
            Node::Remote(remote) => remote.forgetting(),
        }
    }

    /// What an address has sent to the embedded chain as to a cluster, the oldest first; a cluster keeps its own.
    pub fn sent_by(&self, address: &Address) -> Result<Vec<TxRecord>> {
        let Node::Embedded(chain) = self else { return Ok(Vec::new()) };
        let mut records = Vec::new();
        for listed in chain.signatures_for(address, usize::MAX, None)?.into_iter().rev() {
            records.extend(Cluster::transaction(chain.as_ref(), &listed.signature)?.as_ref().map(TxRecord::of_cluster));
        }
        Ok(records)
    }

    /// Accounts as they are, in this order.
    pub fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        match self {
            Node::Embedded(chain) => Ok(chain.accounts(addresses)?),
            Node::Remote(remote) => remote.accounts(addresses),
        }
    }
}

impl Remote {
    pub fn new(rpc: Rpc) -> Remote {
        Remote { rpc, read: RefCell::default(), was_asked: false }
    }

    fn forgetting(&mut self) -> &mut Rpc {
        self.read.get_mut().clear();
        &mut self.rpc
    }

    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        let mut read = self.read.borrow_mut();
        let new: Vec<Address> = addresses.iter().filter(|address| !read.contains_key(*address)).copied().collect();
        if !new.is_empty() {
            let found = self.rpc.accounts(&new)?;
            read.extend(new.into_iter().zip(found));
        }
        Ok(addresses.iter().map(|address| read.get(address).cloned().flatten()).collect())
    }

    /// Asks once before the first signature on a cluster of others; `what` is what it costs.
    pub fn ask(&mut self, env: &Env, what: &str) -> Result<()> {
        if self.was_asked {
            return Ok(());
        }
        self.was_asked = true;
        match public_name(&self.rpc)? {
            Some(name) => env.confirm(&format!("This signs on {name}, for {what}.")),
            None => Ok(()),
        }
    }

    /// Builds, signs and lands a transaction; one that is refused is in the record as refused.
    pub fn send(
        &mut self,
        env: &Env,
        instructions: &[Instruction],
        signers: &[&Wallet],
        options: &Options,
    ) -> Result<TxRecord> {
        let payer = signers.first().context("nobody signs")?.pubkey();
        let names = signers.iter().map(|signer| signer.pubkey().to_string()).collect();
        let built = transaction::build(&self.rpc, payer, instructions, options);
        let landed = match built {
            Ok(unsigned) => {
                self.ask(env, &format!("a fee of {} lamports", unsigned.fee))?;
                let keys: Vec<&dyn Signer> = signers.iter().map(|signer| *signer as &dyn Signer).collect();
                let signed = unsigned.sign(&keys)?;
                transaction::land(self.forgetting(), &signed)
            }
            Err(error) => Err(error),
        };
        let clock = self.rpc.clock()?;
        let (slot, unix_timestamp, outcome) = match landed {
            Ok(record) => {
                env.tell(|| format!("{} lamports were paid as fee", record.fee));
                (record.slot, record.unix_timestamp.unwrap_or(clock.unix_timestamp), record.outcome)
            }
            Err(Error::Rejected(failure)) => (clock.slot, clock.unix_timestamp, Err(*failure)),
            Err(error) => return Err(error.into()),
        };
        Ok(TxRecord::new(When { slot, unix_timestamp, signers: names }, instructions, &outcome))
    }
}
