//! Per-command context: opens the chain, sends transactions, saves what must be kept.

use super::env::Env;
use super::node::{Node, Remote};
use super::record::{TxRecord, When};
use super::refusal::Refused;
use super::store::{LocalState, Lock};
use super::wallet::Wallet;
use anyhow::{Context as _, Result, bail};
use hypothec_client::cluster::require_genesis;
use hypothec_client::transaction::{Signed, Version};
use hypothec_client::{Cluster, Error, transaction};
use hypothec_interface::builder::Owned;
use hypothec_localnet::{Chain, token};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// An open chain: the embedded one, or a cluster.
pub struct Context<'a> {
    pub env: &'a Env,
    pub state: LocalState,
    node: Node,
    clock: Clock,
    /// Held by a command that changes the embedded chain; a command that only reads needs none.
    lock: Option<Lock>,
    new: Vec<TxRecord>,
}

impl<'a> Context<'a> {
    /// Opens the chain to change it: other commands that change the embedded chain wait until this one ends. A rehearsal
    /// changes nothing, and opens it to look at it.
    pub fn open(env: &'a Env) -> Result<Context<'a>> {
        if env.target.is_some() || env.options.sending.is_rehearsal() {
            return Context::read(env);
        }
        env.store.expect_chain()?;
        let lock = env.store.lock()?;
        let (chain, state) = env.store.load()?;
        Context::with(env, Node::Embedded(Box::new(chain)), state, Some(lock))
    }

    /// Opens the chain to look at it. This needs no permission to write and waits for nobody.
    pub fn read(env: &'a Env) -> Result<Context<'a>> {
        if let Some(target) = &env.target {
            let state = LocalState::of_cluster(env.options.market.clone());
            env.tell(|| format!("asking {}, where Hypothec is at {}", target.name(), env.program));
            let rpc = target.connect(env.program);
            if let Some(genesis) = &env.options.genesis {
                let expected = genesis.parse().ok().with_context(|| format!("{genesis:?} is no genesis hash"))?;
                require_genesis(&rpc, &expected)?;
            }
            return Context::with(env, Node::Remote(Remote::new(rpc)), state, None);
        }
        env.store.expect_chain()?;
        let (chain, state) = env.store.load()?;
        Context::with(env, Node::Embedded(Box::new(chain)), state, None)
    }

    /// A chain of which nothing is saved yet.
    pub fn start(env: &'a Env, lock: Lock, chain: Chain) -> Result<Context<'a>> {
        Context::with(env, Node::Embedded(Box::new(chain)), LocalState::default(), Some(lock))
    }

    fn with(env: &'a Env, node: Node, state: LocalState, lock: Option<Lock>) -> Result<Context<'a>> {
        let clock = node.cluster().clock()?;
        Ok(Context { env, state, node, clock, lock, new: Vec::new() })
    }

    /// Saves chain, state and new history records, all of them or none; a cluster keeps its own.
    pub fn save(&mut self) -> Result<()> {
        let Node::Embedded(chain) = &self.node else { return Ok(()) };
        self.env.expect_for_real()?;
        let lock = self.lock.as_ref().context("this command opened the chain only to read it")?;
        self.env.store.save(lock, chain, &mut self.state, &self.new)?;
        self.new.clear();
        Ok(())
    }

    /// The embedded chain itself, for what no one can do on a cluster: time, the faucet, an issuer's acts, unsigned prices.
    pub fn localnet(&mut self) -> Result<&mut Chain> {
        self.env.expect_embedded()?;
        self.env.expect_for_real()?;
        match &mut self.node {
            Node::Embedded(chain) => Ok(chain),
            Node::Remote(_) => bail!("only the embedded chain can do this"),
        }
    }

    /// The chain as a cluster.
    pub fn cluster(&self) -> &dyn Cluster {
        self.node.cluster()
    }

    /// The same, to change it.
    pub fn cluster_mut(&mut self) -> &mut dyn Cluster {
        self.node.cluster_mut()
    }

    /// Asks before the first signature on a cluster of others; `what` is what it costs.
    pub fn ask(&mut self, what: &str) -> Result<()> {
        match &mut self.node {
            Node::Remote(remote) => remote.ask(self.env, what),
            Node::Embedded(_) => Ok(()),
        }
    }

    pub fn is_embedded(&self) -> bool {
        matches!(self.node, Node::Embedded(_))
    }

    /// Where Hypothec is deployed.
    pub fn program(&self) -> Address {
        self.env.program
    }

    /// An account of this deployment of Hypothec.
    pub fn owned(&self, address: Address) -> Owned {
        Owned::by(self.program(), address)
    }

    /// The chain's clock; a cluster's is the one of when the command began, or of its last transaction.
    pub fn clock(&self) -> Clock {
        if let Node::Embedded(chain) = &self.node { chain.clock() } else { self.clock.clone() }
    }

    pub fn now(&self) -> i64 {
        self.clock().unix_timestamp
    }

    pub fn account(&self, address: &Address) -> Result<Option<Account>> {
        Ok(self.accounts(std::slice::from_ref(address))?.into_iter().next().flatten())
    }

    /// Accounts in this order, in one question to a cluster.
    pub fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        self.node.accounts(addresses)
    }

    /// Sends a transaction, which the first signer pays for, and records it, whatever comes of it.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Wallet]) -> Result<TxRecord> {
        let record = self.send_unsaved(instructions, signers);
        if !self.new.is_empty() {
            self.save()?;
        }
        record
    }

    /// As [`Context::send`], for a command that saves when it has more to note down.
    pub fn send_unsaved(&mut self, instructions: &[Instruction], signers: &[&Wallet]) -> Result<TxRecord> {
        let env = self.env;
        let fee_payer = env.keys.fee_payer()?;
        let mut once: Vec<&Wallet> = Vec::new();
        for signer in fee_payer.iter().chain(signers.iter().copied()) {
            if !once.iter().any(|own| own.pubkey() == signer.pubkey()) {
                once.push(signer);
            }
        }
        let payer = once.first().context("nobody signs")?.pubkey();
        if env.options.sending.dry_run {
            return Err(self.dry_run(instructions, payer)?.into());
        }
        if let Some(encoding) = env.options.sending.unsigned {
            return Err(self.unsigned(instructions, payer, encoding)?.into());
        }
        if env.options.sending.sign_only {
            return Err(self.sign_only(instructions, &once)?.into());
        }
        // what the app of a hardware wallet can read
        let newest = if once.iter().any(|own| own.is_interactive()) { Version::V0 } else { Version::Newest };
        let options = self.build_options(newest)?;
        let record = match &mut self.node {
            Node::Remote(remote) => remote.send(env, instructions, &once, &options)?,
            Node::Embedded(_) if options.nonce.is_some() => {
                bail!("the embedded chain's transactions do not expire: leave out --nonce")
            }
            Node::Embedded(chain) => {
                let keys = once.iter().map(|signer| signer.keypair()).collect::<Result<Vec<&Keypair>>>()?;
                let signers = keys.iter().map(|key| key.pubkey().to_string()).collect();
                let outcome = chain.send(instructions, &keys);
                let clock = chain.clock();
                let when = When { slot: clock.slot, unix_timestamp: clock.unix_timestamp, signers };
                TxRecord::new(when, instructions, &outcome)
            }
        };
        self.note(record)
    }

    /// Lands a transaction that was signed before, and records it.
    pub fn land(&mut self, signed: &Signed) -> Result<TxRecord> {
        let landed = transaction::land(self.cluster_mut(), signed);
        let record = match landed {
            Ok(record) => TxRecord::of_cluster(&record),
            Err(Error::Rejected(failure)) => {
                let clock = self.cluster().clock()?;
                let when = When { slot: clock.slot, unix_timestamp: clock.unix_timestamp, signers: Vec::new() };
                TxRecord::new(when, &[], &Err(*failure))
            }
            Err(error) => return Err(error.into()),
        };
        let record = self.note(record);
        self.save()?;
        record
    }

    /// Keeps in the embedded chain's history what this address has sent there as to a cluster, and saves.
    pub fn keep_sent_by(&mut self, address: &Address) -> Result<()> {
        if self.env.options.sending.is_rehearsal() {
            return Ok(());
        }
        self.new.extend(self.node.sent_by(address)?);
        self.save()
    }

    /// Keeps a record, and turns a refusal into an error.
    fn note(&mut self, record: TxRecord) -> Result<TxRecord> {
        let env = self.env;
        self.clock = self.node.cluster().clock()?;
        if self.is_embedded() {
            self.new.push(record.clone());
        }
        env.tell(|| format!("{}\n  {}", record.line(), record.logs.join("\n  ")));
        self.refused(&record).map_or(Ok(record), |refused| Err(refused.into()))
    }

    /// The refusal in a record with what would mend it, if it was refused.
    pub(super) fn refused(&self, record: &TxRecord) -> Option<Refused> {
        let payer = record.signers.first().map(String::as_str);
        let refused =
            Refused::new(record.refusal.clone()?, record.signature.clone(), payer, &record.logs, self.is_embedded());
        Some(refused.with(self.mend(record)))
    }

    /// Atoms in a token account; 0 where there is none.
    pub fn atoms(&self, address: &Address) -> Result<u64> {
        Ok(self.account(address)?.map_or(0, |account| token::amount(&account.data)))
    }

    /// The instruction that creates `owner`'s token account, when it is missing.
    pub fn missing_tokens(
        &self,
        payer: &Address,
        owner: &Address,
        mint: &Address,
        program: &Address,
    ) -> Result<Option<Instruction>> {
        let address = token::associated(owner, mint, program);
        Ok(self.account(&address)?.is_none().then(|| Instruction {
            program_id: token::ASSOCIATED_TOKEN,
            accounts: vec![
                AccountMeta::new(*payer, true),
                AccountMeta::new(address, false),
                AccountMeta::new_readonly(*owner, false),
                AccountMeta::new_readonly(*mint, false),
                AccountMeta::new_readonly(hypothec_localnet::SYSTEM_PROGRAM, false),
                AccountMeta::new_readonly(*program, false),
            ],
            data: vec![1], // CreateIdempotent
        }))
    }
}
