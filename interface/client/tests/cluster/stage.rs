//! A cluster with what only tests can do to it.

use hypothec_client::cluster::{Cluster, Record};
use hypothec_client::transaction::{self, Options, Version};
use hypothec_client::{Result, Rpc};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::preset::nyse;
use hypothec_interface::session::Session;
use hypothec_localnet::{Chain, Surfnet};
use hypothec_testkit::elf;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Slots of the node last so long, milliseconds.
pub const SLOT_MS: u64 = 50;

/// Where a script runs.
pub enum Stage {
    Embedded(Box<Chain>),
    Node(Box<Surfnet>, Rpc),
}

impl Stage {
    pub fn embedded() -> Self {
        Stage::Embedded(Box::new(Chain::new(elf::hypothec())))
    }

    /// A node with the program in place.
    pub fn node() -> Self {
        let mut node = Surfnet::start(SLOT_MS);
        node.put_program(&PROGRAM_ID, &elf::path());
        Self::bare_node(node, PROGRAM_ID)
    }

    /// A node that is taken to have the program there.
    pub fn bare_node(node: Surfnet, program: Address) -> Self {
        let rpc = Rpc::new(&node.rpc, program);
        Stage::Node(Box::new(node), rpc)
    }

    pub fn cluster(&mut self) -> &mut dyn Cluster {
        match self {
            Stage::Embedded(chain) => chain.as_mut(),
            Stage::Node(_, rpc) => rpc,
        }
    }

    pub fn put(&mut self, address: &Address, account: &Account) {
        match self {
            Stage::Embedded(chain) => chain.put_account(address, account.clone()),
            Stage::Node(node, _) => node.put_accounts([(address, account)]),
        }
    }

    pub fn fund(&mut self, address: &Address) {
        self.put(address, &hypothec_localnet::wallet(1_000_000_000_000));
    }

    pub fn now(&mut self) -> i64 {
        self.cluster().clock().expect("a clock").unix_timestamp
    }

    /// Moves the clock on to this time.
    pub fn travel(&mut self, unix_timestamp: i64) {
        match self {
            Stage::Embedded(chain) => chain.set_time(unix_timestamp),
            Stage::Node(node, _) => node.travel(unix_timestamp),
        }
        let drift = self.now() - unix_timestamp;
        assert!((0..10).contains(&drift), "the clock is {drift} s off");
    }

    pub fn try_send(&mut self, instructions: &[Instruction], signers: &[&Keypair], version: Version) -> Result<Record> {
        let signers: Vec<&dyn Signer> = signers.iter().map(|signer| *signer as &dyn Signer).collect();
        transaction::send(self.cluster(), instructions, &signers, &Options { version, ..Options::default() })
    }

    #[track_caller]
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Record {
        self.try_send(instructions, signers, Version::Newest).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// A quarter of an hour into the first whole Regular session after this time and the next Closed spell.
pub fn next_open(now: i64) -> i64 {
    let calendar = nyse::CALENDAR;
    let (mut at, mut was_closed) = (now, false);
    loop {
        let (session, until) = calendar.session_at(at);
        was_closed |= session == Session::Closed;
        if session == Session::Regular && was_closed {
            return at + 900;
        }
        at = until;
    }
}
