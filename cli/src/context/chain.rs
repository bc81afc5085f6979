//! Per-command context: loads the chain, sends transactions, saves chain and history.

use super::env::Env;
use super::record::{Refused, TxRecord, When};
use super::snapshot::{self, MarketSnapshot};
use super::store::{LocalState, Lock};
use anyhow::{Context as _, Result};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::state::Position;
use hypothec_localnet::{Chain, Executed, Failure, token};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// An open chain.
pub struct Context<'a> {
    pub env: &'a Env,
    pub state: LocalState,
    chain: Chain,
    /// Held by a command that changes the chain; who only reads needs none.
    lock: Option<Lock>,
    new: Vec<TxRecord>,
}

impl<'a> Context<'a> {
    /// Opens the chain to change it: other commands that change it wait until this one ends.
    pub fn open(env: &'a Env) -> Result<Context<'a>> {
        env.store.expect_chain()?;
        let lock = env.store.lock()?;
        let (chain, state) = env.store.load()?;
        Ok(Context { env, chain, state, lock: Some(lock), new: Vec::new() })
    }

    /// Opens the chain to look at it. This needs no permission to write and waits for nobody.
    pub fn read(env: &'a Env) -> Result<Context<'a>> {
        env.store.expect_chain()?;
        let (chain, state) = env.store.load()?;
        Ok(Context { env, chain, state, lock: None, new: Vec::new() })
    }

    /// A chain of which nothing is saved yet.
    pub fn start(env: &'a Env, lock: Lock, chain: Chain) -> Context<'a> {
        Context { env, chain, state: LocalState::default(), lock: Some(lock), new: Vec::new() }
    }

    /// Saves chain, state and new history records, all of them or none.
    pub fn save(&mut self) -> Result<()> {
        let lock = self.lock.as_ref().context("this command opened the chain only to read it")?;
        self.env.store.save(lock, &self.chain, &mut self.state, &self.new)?;
        self.new.clear();
        Ok(())
    }

    /// The embedded chain itself, for what no one can do on a cluster: time, the faucet, an issuer's acts, unsigned prices.
    pub fn localnet(&mut self) -> &mut Chain {
        &mut self.chain
    }

    pub fn clock(&self) -> Clock {
        self.chain.clock()
    }

    pub fn now(&self) -> i64 {
        self.clock().unix_timestamp
    }

    pub fn account(&self, address: &Address) -> Option<Account> {
        self.chain.get_account(address)
    }

    /// The market's address.
    pub fn market_address(&self) -> Result<Address> {
        let market = self.state.market.as_ref().context("no market yet: run `hypothec market create`")?;
        market.parse().ok().with_context(|| format!("{market} in the state directory is not an address"))
    }

    /// The market as it is.
    pub fn market(&self) -> Result<MarketSnapshot> {
        let address = self.market_address()?;
        let account = self.account(&address).with_context(|| format!("no market at {address}"))?;
        MarketSnapshot::new(address, &account.data)
    }

    /// The position at an address.
    pub fn position(&self, address: &Address) -> Result<Position> {
        let account =
            self.account(address).with_context(|| format!("no position at {address}: run `hypothec position open`"))?;
        snapshot::position(address, &account.data)
    }

    /// Every position of the market, by address.
    pub fn positions(&self, market: &Address) -> Vec<(Address, Position)> {
        let accounts = self.program_accounts().into_iter();
        let mut found: Vec<(Address, Position)> = accounts
            .filter_map(|(address, account)| Some((address, snapshot::position(&address, &account.data).ok()?)))
            .filter(|(_, position)| Address::from(position.market()) == *market)
            .collect();
        found.sort_by_key(|(address, _)| *address);
        found
    }

    /// Every account of the program.
    pub fn program_accounts(&self) -> Vec<(Address, Account)> {
        self.chain.program_accounts(&PROGRAM_ID)
    }

    /// Sends a transaction, which the first signer pays for, and records it, whatever comes of it.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<TxRecord> {
        let record = self.send_unsaved(instructions, signers);
        self.save()?;
        record
    }

    /// As [`Context::send`], for a command that saves when it has more to note down.
    pub fn send_unsaved(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<TxRecord> {
        let clock = self.clock();
        let mut once: Vec<&Keypair> = Vec::new();
        for signer in signers {
            if !once.iter().any(|own| own.pubkey() == signer.pubkey()) {
                once.push(signer);
            }
        }
        let signers = once.iter().map(|signer| signer.pubkey().to_string()).collect();
        let when = When { slot: clock.slot, unix_timestamp: clock.unix_timestamp, signers };
        let outcome = self.chain.send(instructions, &once);
        let record = TxRecord::new(when, instructions, &outcome);
        self.new.push(record.clone());
        match record.refusal.clone() {
            None => Ok(record),
            Some(refusal) => Err(Refused { refusal, signature: record.signature }.into()),
        }
    }

    /// What would come of a transaction.
    pub fn simulate(&self, instructions: &[Instruction], payer: &Keypair) -> Result<Executed, Failure> {
        self.chain.simulate(instructions, &[payer])
    }

    /// Atoms in a token account; 0 where there is none.
    pub fn atoms(&self, address: &Address) -> u64 {
        self.account(address).map_or(0, |account| token::amount(&account.data))
    }

    /// The instruction that creates `owner`'s token account, when it is missing.
    pub fn missing_tokens(
        &self,
        payer: &Address,
        owner: &Address,
        mint: &Address,
        program: &Address,
    ) -> Option<Instruction> {
        let address = token::associated(owner, mint, program);
        self.account(&address).is_none().then(|| Instruction {
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
        })
    }
}
