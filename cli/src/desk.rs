//! The chain taken up for one command: locked, read, changed by transactions, and kept with their history.

use crate::answer::Refused;
use crate::history::{Entry, Refusal, When};
use crate::reading::Reading;
use crate::store::{Book, Lock, Store};
use anyhow::{Context, Result, bail};
use hypothec_localnet::{Chain, token};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// An open chain.
pub struct Desk<'a> {
    pub store: &'a Store,
    pub chain: Chain,
    pub book: Book,
    lock: Lock,
    new: Vec<Entry>,
}

impl<'a> Desk<'a> {
    pub fn open(store: &'a Store) -> Result<Desk<'a>> {
        if !store.exists() {
            bail!("no chain at {}: run `hypothec chain start`", store.dir.display());
        }
        let lock = store.lock()?;
        let (chain, book) = store.load(&lock)?;
        Ok(Desk { store, chain, book, lock, new: Vec::new() })
    }

    /// A chain that nothing is kept of yet.
    pub fn start(store: &'a Store, lock: Lock, chain: Chain) -> Desk<'a> {
        Desk { store, chain, book: Book::default(), lock, new: Vec::new() }
    }

    /// Keeps what has happened.
    pub fn keep(&mut self) -> Result<()> {
        self.store.save(&self.lock, &self.chain, &self.book, &self.new)?;
        self.new.clear();
        Ok(())
    }

    pub fn now(&self) -> i64 {
        self.chain.clock().unix_timestamp
    }

    /// The market's address.
    pub fn market_address(&self) -> Result<Address> {
        let market = self.book.market.as_ref().context("no market yet: run `hypothec market create`")?;
        market.parse().ok().with_context(|| format!("{market} in book.json is not an address"))
    }

    /// The market as it is.
    pub fn reading(&self) -> Result<Reading> {
        let address = self.market_address()?;
        let account = self.chain.get_account(&address).with_context(|| format!("no market at {address}"))?;
        Reading::new(address, &account.data)
    }

    /// Sends a transaction and keeps it, whatever comes of it; the first signer pays.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Entry> {
        let clock = self.chain.clock();
        let mut once: Vec<&Keypair> = Vec::new();
        for signer in signers {
            if !once.iter().any(|own| own.pubkey() == signer.pubkey()) {
                once.push(signer);
            }
        }
        let signers = once.iter().map(|signer| signer.pubkey().to_string()).collect();
        let when = When { slot: clock.slot, unix_timestamp: clock.unix_timestamp, signers };
        let outcome = self.chain.send(instructions, &once);
        let entry = Entry::new(when, instructions, &outcome);
        self.new.push(entry.clone());
        self.keep()?;
        match entry.refusal.clone() {
            None => Ok(entry),
            Some(refusal) => Err(self.refused(refusal, &entry)),
        }
    }

    fn refused(&self, refusal: Refusal, entry: &Entry) -> anyhow::Error {
        Refused { refusal, signature: entry.signature.clone() }.into()
    }

    pub fn account(&self, address: &Address) -> Option<Account> {
        self.chain.get_account(address)
    }

    /// Atoms in a token account; 0 where there is none.
    pub fn atoms(&self, address: &Address) -> u64 {
        self.account(address).map_or(0, |account| token::amount(&account.data))
    }

    /// The instruction that makes `owner`'s token account, when it is missing.
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
