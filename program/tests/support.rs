//! What the tests of single instructions share: worlds to start from, and the proof that a refusal changes nothing.

use hypothec_interface::Error;
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{HEADER_SIZE, MarketHeader, Reserve, ReserveConfig};
use hypothec_testkit::{Asset, Failure, Snapshot, Snapshots, User, World, token};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Index of the dollar in these worlds.
pub const USDC: usize = 0;
/// Index of the stock.
pub const NVDAX: usize = 1;

/// A dollar with 6 decimals.
pub const DOLLAR: u64 = 1_000_000;

/// USDC and NVDAx, sealed and fresh.
pub fn world() -> World {
    World::new(&[Asset::usdc(), Asset::nvdax()])
}

/// As [`world`], with the parameters of dollar and stock changed before sealing.
pub fn world_with(change: impl FnOnce(&mut ReserveConfig, &mut ReserveConfig)) -> World {
    let (mut usdc, mut nvdax) = (Asset::usdc(), Asset::nvdax());
    change(&mut usdc.config, &mut nvdax.config);
    World::new(&[usdc, nvdax])
}

/// Adds a lender of 1,000 USDC and a borrower with 10 NVDAx pledged, worth 1,802.50 USD; both have accounts of both.
pub fn staff(world: &mut World) -> (User, User) {
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, USDC, 1_000 * DOLLAR);
    world.fund(&lender, NVDAX, 0);
    world.fund(&borrower, USDC, 0);
    world.fund(&borrower, NVDAX, 1_000_000_000);
    world.deposit(&lender, USDC, 1_000 * DOLLAR).expect("lent");
    world.deposit(&borrower, NVDAX, 1_000_000_000).expect("pledged");
    (lender, borrower)
}

/// [`world`] and its [`staff`].
pub fn staffed() -> (World, User, User) {
    let mut world = world();
    let (lender, borrower) = staff(&mut world);
    (world, lender, borrower)
}

/// Every account the instruction names but the payer of the fee.
pub fn snapshot(world: &World, instruction: &Instruction, payer: &Keypair) -> Snapshot {
    let names: Vec<(String, Address)> = instruction
        .accounts
        .iter()
        .enumerate()
        .filter(|(_, meta)| meta.pubkey != payer.pubkey())
        .map(|(n, meta)| (format!("account {n}"), meta.pubkey))
        .collect();
    let names: Vec<(&str, Address)> = names.iter().map(|(name, address)| (name.as_str(), *address)).collect();
    world.chain.snapshot(&names)
}

/// Sends what must fail and proves that none of its accounts changed; the first signer pays.
#[track_caller]
pub fn fail(world: &mut World, instruction: &Instruction, signers: &[&Keypair]) -> Failure {
    fail_all(world, std::slice::from_ref(instruction), signers)
}

/// As [`fail`], for a transaction of several instructions.
#[track_caller]
pub fn fail_all(world: &mut World, instructions: &[Instruction], signers: &[&Keypair]) -> Failure {
    let before: Vec<_> = instructions.iter().map(|instruction| snapshot(world, instruction, signers[0])).collect();
    let failure = world.chain.send(instructions, signers).expect_err("it must be refused");
    before.iter().for_each(|before| before.assert_unchanged(&world.chain));
    failure
}

/// Writes a flash loan of this size into the books and takes it out of the vault, as between the two instructions.
pub fn lend_out(world: &mut World, index: usize, atoms: u64) {
    let (cash, vault) = (world.record(index).cash(), world.vault(index));
    let record = HEADER_SIZE + index * size_of::<Reserve>();
    world.chain.edit(&world.market.clone(), |account| {
        account.data[record + 160..record + 168].copy_from_slice(&(cash - atoms).to_le_bytes());
        account.data[record + 168..record + 176].copy_from_slice(&atoms.to_le_bytes());
    });
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, cash - atoms));
    assert_eq!((world.record(index).cash(), world.record(index).flash_out()), (cash - atoms, atoms));
}

/// As [`fail`], refused by our program with this error.
#[track_caller]
pub fn refuse(world: &mut World, instruction: &Instruction, signers: &[&Keypair], error: Error) {
    let failure = fail(world, instruction, signers);
    assert_eq!(failure.error, Some(error), "{failure:?}");
}

/// Deposit by the user.
pub fn deposit(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    let source = world.tokens(user, index);
    builder::deposit(&world.reserve(index), user.position, source, user.address(), amount, 0)
}

/// Withdrawal by the user.
pub fn withdraw(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    let to = world.tokens(user, index);
    builder::withdraw(&world.reserve(index), user.position, to, user.address(), amount, 0)
}

/// Borrow by the user.
pub fn borrow(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    let to = world.tokens(user, index);
    builder::borrow(&world.reserve(index), user.position, to, user.address(), amount, u64::MAX)
}

/// Repayment by the user.
pub fn repay(world: &World, user: &User, index: usize, amount: u64) -> Instruction {
    let source = world.tokens(user, index);
    builder::repay(&world.reserve(index), user.position, source, user.address(), amount)
}

/// Makes `delegate` the user's delegate.
pub fn delegate(world: &mut World, user: &User, delegate: &User) {
    let set = builder::set_delegate(user.position, user.address(), Some(delegate.address()));
    world.send(user, set).expect("delegated");
}

/// An index that is not listed, with everything else of a reserve that is.
pub fn unlisted(world: &World, index: usize) -> ReserveAddresses {
    ReserveAddresses { index: 9, ..world.reserve(index) }
}

/// Puts bytes into a field of the market's header, by its name: a state whose instruction is another room's.
pub fn poke_header(world: &mut World, field: &str, bytes: &[u8]) {
    poke(world, 0, MarketHeader::FIELDS, field, bytes);
}

/// As [`poke_header`], into a field of a reserve.
pub fn poke_reserve(world: &mut World, index: usize, field: &str, bytes: &[u8]) {
    poke(world, HEADER_SIZE + index * size_of::<Reserve>(), Reserve::FIELDS, field, bytes);
}

fn poke(world: &mut World, base: usize, fields: &[Field], name: &str, bytes: &[u8]) {
    let field = fields.iter().find(|field| field.name == name).expect("a field of this name");
    assert_eq!(field.size, bytes.len(), "{name}");
    let market = world.market;
    world.chain.edit(&market, |account| account.data[base + field.offset..][..bytes.len()].copy_from_slice(bytes));
}

/// Makes the receipt mint of a reserve; returns the user's account of its receipts.
pub fn open_receipts(world: &mut World, user: &User, index: usize) -> Address {
    let open = builder::open_receipt(world.market, user.address(), index as u8);
    world.chain.send(&[open], &[&user.keypair]).expect("a receipt mint");
    world.receipts(user, index)
}
