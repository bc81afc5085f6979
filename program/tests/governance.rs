//! What the tests of governance share: proposals made, waited for and executed.

use crate::support::refuse;
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs};
use hypothec_interface::state::{Kind, Proposal, ReserveConfig, load};
use hypothec_interface::{Error, builder};
use hypothec_testkit::market::admin;
use hypothec_testkit::{Executed, Failure, World, keys};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The guardian's key pair, with lamports.
pub fn guardian(world: &mut World) -> Keypair {
    let guardian = keys::key(4);
    world.chain.airdrop(&guardian.pubkey(), 1_000_000_000);
    guardian
}

/// The mask of these fields of a reserve's parameters.
pub fn fields(names: &[&str]) -> u64 {
    let bit = |name: &&str| 1 << ReserveConfig::FIELDS.iter().position(|field| field.name == *name).expect("a field");
    names.iter().map(bit).sum()
}

/// A proposal under the next nonce, by the admin, who pays the rent. Of a reserve, where an index is given.
pub fn propose(world: &World, kind: Kind, index: Option<usize>, mask: u64, values: &[u8]) -> Instruction {
    let reserve = index.map_or(NO_RESERVE, |index| index as u8);
    let args = ProposeArgs::new(kind, reserve, mask, values);
    builder::propose(world.market, admin().pubkey(), admin().pubkey(), world.header().nonce(), &args)
}

/// Sends a proposal and returns its nonce.
#[track_caller]
pub fn proposed(world: &mut World, kind: Kind, index: Option<usize>, mask: u64, values: &[u8]) -> u64 {
    let nonce = world.header().nonce();
    let propose = propose(world, kind, index, mask, values);
    world.chain.send(&[propose], &[&admin()]).expect("proposed");
    nonce
}

/// As [`proposed`], of the named parameters of a reserve.
#[track_caller]
pub fn proposed_config(world: &mut World, index: usize, names: &[&str], config: &ReserveConfig) -> u64 {
    proposed(world, Kind::Reserve, Some(index), fields(names), bytemuck::bytes_of(config))
}

/// The execution of a proposal, by anyone.
pub fn execution(world: &World, nonce: u64) -> Instruction {
    builder::execute(world.market, nonce, admin().pubkey(), None)
}

/// Executes a proposal, paid by a passer-by.
pub fn execute(world: &mut World, nonce: u64) -> Result<Executed, Failure> {
    let passer = passer(world);
    let execute = execution(world, nonce);
    world.chain.send(&[execute], &[&passer])
}

/// Refused execution.
#[track_caller]
pub fn refuse_execution(world: &mut World, nonce: u64, error: Error) {
    let passer = passer(world);
    let execute = execution(world, nonce);
    refuse(world, &execute, &[&passer], error);
}

/// Somebody with lamports.
pub fn passer(world: &mut World) -> Keypair {
    let passer = keys::key(109);
    world.chain.airdrop(&passer.pubkey(), 1_000_000_000);
    passer
}

/// Lets the market's delay pass, with fresh boards at the end of it.
pub fn wait(world: &mut World) {
    world.advance(i64::from(world.header().delay_s()));
}

/// A proposal as it is.
pub fn proposal(world: &World, nonce: u64) -> Proposal {
    let data = world.chain.data(&builder::proposal_address(&world.market, nonce).0);
    let record: Proposal = bytemuck::pod_read_unaligned(&data);
    *load::<Proposal>(bytemuck::bytes_of(&record)).expect("a proposal")
}
