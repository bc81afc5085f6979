//! Another program on ours: every instruction by CPI but the flash pair, a vault that is a PDA, and leverage between the
//! two halves of a flash loan.

use crate::fixtures::market::*;
use crate::instructions::flash_borrow::{flash_borrow, flash_repay};
use crate::matrix::cases::{after, all, signers};
use bytemuck::bytes_of;
use hypothec_example::leverage::{Leverage, POOL};
use hypothec_example::{tag, vault};
use hypothec_interface::Error;
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::state::{Position, Side};
use hypothec_testkit::{User, World, elf, keys, token};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;

/// Where the example program lives.
pub fn example() -> Address {
    keys::address(900)
}

/// Puts the example program on the world's chain.
pub fn install(world: &mut World) {
    world.chain.add_program(&example(), elf::example());
}

/// The same, called by the example program.
fn forwarded(inner: &Instruction) -> Instruction {
    let mut accounts = inner.accounts.clone();
    accounts.push(AccountMeta::new_readonly(PROGRAM_ID, false));
    Instruction { program_id: example(), accounts, data: [&[tag::FORWARD], &inner.data[..]].concat() }
}

#[test]
pub fn threat_s5_every_instruction_by_cpi_but_the_flash_pair() {
    for mut case in all() {
        install(&mut case.world);
        let name = case.table.instruction.name();
        let forwarded = [&[forwarded(&case.instruction)], &after(&case.world, &case.instruction)[..]].concat();
        let keys = signers(&forwarded);
        let keys: Vec<&Keypair> = keys.iter().collect();
        if matches!(case.table.instruction, Tag::FlashBorrow | Tag::FlashRepay) {
            let failure = fail_all(&mut case.world, &forwarded, &keys);
            assert_eq!((failure.error, failure.index), (Some(Error::FlashNotTopLevel), Some(0)), "{name}");
        } else {
            let done = case.world.chain.send(&forwarded, &keys);
            assert!(done.is_ok(), "{name}: {done:?}");
        }
    }
}

/// A vault of the keeper's: a PDA of the example program.
pub struct Vault {
    pub keeper: User,
    pub address: Address,
    bump: u8,
}

impl Vault {
    pub fn new(world: &mut World) -> Vault {
        install(world);
        let keeper = world.user(3);
        let (address, bump) = Address::find_program_address(&[vault::VAULT, keeper.address().as_ref()], &example());
        let vault = Vault { keeper, address, bump };
        for (index, atoms) in [(USDC, 0), (NVDAX, 1_000_000_000)] {
            let asset = &world.assets[index];
            let account = token::associated_account(&asset.mint, &asset.mint_account, &address, atoms);
            world.chain.put_account(&vault.tokens(world, index), account);
        }
        vault
    }

    fn tokens(&self, world: &World, index: usize) -> Address {
        let reserve = world.reserve(index);
        token::associated(&self.address, &reserve.mint, &reserve.token_program)
    }

    fn balance(&self, world: &World, index: usize) -> u64 {
        token::amount(&world.chain.data(&self.tokens(world, index)))
    }

    fn position(&self, world: &World) -> Address {
        builder::position_address(world.market, &self.address, 0).0
    }

    /// The instruction, which names the vault's address as owner or payer, as this keeper asks the vault for it.
    pub fn asks(&self, keeper: &User, mut inner: Instruction) -> Instruction {
        for meta in inner.accounts.iter_mut().filter(|meta| meta.pubkey == self.address) {
            meta.is_signer = false;
        }
        let own = [AccountMeta::new_readonly(keeper.address(), true)];
        let last = [AccountMeta::new_readonly(PROGRAM_ID, false)];
        let data = [&[tag::VAULT, self.bump], &inner.data[..]].concat();
        Instruction { program_id: example(), accounts: [&own, &inner.accounts[..], &last].concat(), data }
    }
}

#[test]
fn vault_program_holds_a_position_by_cpi() {
    let (mut world, lender, _) = staffed();
    let vault = Vault::new(&mut world);
    let (owner, position) = (vault.address, vault.position(&world));
    let (usdc, nvdax) = (world.reserve(USDC), world.reserve(NVDAX));
    let (dollars, stocks) = (vault.tokens(&world, USDC), vault.tokens(&world, NVDAX));
    let open = builder::open_position(world.market, owner, vault.keeper.address(), 0);
    let deposit = builder::deposit(&nvdax, position, stocks, owner, u64::MAX, 1);
    let borrow = builder::borrow(&usdc, position, dollars, owner, 500 * DOLLAR, u64::MAX);
    let repay = builder::repay(&usdc, position, dollars, owner, u64::MAX);
    let withdraw = builder::withdraw(&nvdax, position, stocks, owner, u64::MAX, 1);

    let mut act = |inner: &Instruction| {
        let asked = vault.asks(&vault.keeper, inner.clone());
        world.send(&vault.keeper, asked).expect("the vault acts");
    };
    act(&open);
    act(&deposit);
    act(&borrow);
    assert_eq!((vault.balance(&world, USDC), vault.balance(&world, NVDAX)), (500 * DOLLAR, 0));
    let record: Position = bytemuck::pod_read_unaligned(&world.chain.data(&position));
    assert_eq!(record.owner(), keys::to_key(&owner));
    assert_eq!(record.slot(USDC as u8, Side::Debt).map(|slot| slot.shares()), Ok(500 * DOLLAR));

    // another keeper has another vault, and seeds for no other
    for inner in [&borrow, &withdraw] {
        let stolen = vault.asks(&lender, inner.clone());
        let failure = fail(&mut world, &stolen, &[&lender.keypair]);
        assert_eq!(failure.program, Some(example()), "{failure:?}");
    }
    let mut act = |inner: &Instruction| {
        let asked = vault.asks(&vault.keeper, inner.clone());
        world.send(&vault.keeper, asked).expect("the vault acts");
    };
    act(&repay);
    act(&withdraw);
    assert_eq!((vault.balance(&world, USDC), vault.balance(&world, NVDAX)), (0, 1_000_000_000));
}

/// The example's order: the user's own 10 NVDAx and 4 more, bought with 721 dollars of a flash loan.
fn leverage(world: &mut World, user: &User, borrow: u64) -> Instruction {
    install(world);
    let (pool, pool_bump) = Address::find_program_address(&[POOL], &example());
    let mut sides = Vec::new();
    for (index, atoms) in [(NVDAX, 400_000_000), (USDC, 0)] {
        let asset = &world.assets[index];
        let account = token::associated_account(&asset.mint, &asset.mint_account, &pool, atoms);
        let address = token::associated(&pool, &asset.mint, &asset.mint_account.owner);
        world.chain.put_account(&address, account);
        let reserve = world.reserve(index);
        sides.extend([
            AccountMeta::new(world.vault(index), false),
            AccountMeta::new_readonly(reserve.mint, false),
            AccountMeta::new(world.tokens(user, index), false),
            AccountMeta::new(address, false),
            AccountMeta::new_readonly(reserve.token_program, false),
        ]);
    }
    let head = [
        AccountMeta::new(user.address(), true),
        AccountMeta::new(world.market, false),
        AccountMeta::new(user.position, false),
        AccountMeta::new_readonly(builder::authority_address(world.market).0, false),
    ];
    let tail = [AccountMeta::new_readonly(pool, false), AccountMeta::new_readonly(PROGRAM_ID, false)];
    let (stock, dollar) = (NVDAX as u8, USDC as u8);
    let (pay, buy) = (721 * DOLLAR, 400_000_000);
    let order = Leverage { pool_bump, stock, dollar, decimals: [8, 6], pay, buy, borrow };
    let data = [&[tag::LEVERAGE], bytes_of(&order)].concat();
    Instruction { program_id: example(), accounts: [&head, &sides[..], &tail].concat(), data }
}

#[test]
fn leverage_by_cpi_between_the_halves_of_a_flash_loan() {
    let (mut world, lender, _) = staffed();
    world.fund(&lender, USDC, 9_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    let user = world.user(3);
    world.fund(&user, NVDAX, 1_000_000_000);
    world.fund(&user, USDC, 0);
    let cash = world.record(USDC).cash();
    // 5 bps of 721 dollars
    let owed = 721 * DOLLAR + 360_500;
    let pair = |world: &World, act| {
        let amount = 721 * DOLLAR;
        [flash_borrow(world, &user, USDC, amount), act, flash_repay(world, &user, USDC, amount)]
    };
    let short = leverage(&mut world, &user, owed - 1);
    let all = pair(&world, short);
    let failure = fail_all(&mut world, &all, &[&user.keypair]);
    assert_eq!((failure.error, failure.index), (Some(Error::InsufficientFunds), Some(2)));
    let enough = leverage(&mut world, &user, owed);
    let all = pair(&world, enough);
    let receipt = world.chain.send(&all, &[&user.keypair]).expect("leveraged");
    println!("leverage {} CU, {} bytes", receipt.cu, receipt.tx_bytes);

    let position = world.position(&user);
    assert_eq!(position.slot(NVDAX as u8, Side::Supply).map(|slot| slot.shares()), Ok(1_400_000_000));
    assert_eq!(position.slot(USDC as u8, Side::Debt).map(|slot| slot.shares()), Ok(owed));
    assert_eq!((world.balance(&user, USDC), world.balance(&user, NVDAX)), (0, 0));
    let record = world.record(USDC);
    assert_eq!((record.cash(), record.flash_out()), (cash - 721 * DOLLAR, 0));
}
