//! A pool of the real Raydium CLMM program, from its public binary: what its admin would sign is put in place.

use super::stage::{DOLLAR, NVDAX, TOKEN as STOCK, USDC};
use hypothec_keeper::exit::raydium::PROGRAM;
use hypothec_keeper::tokens::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022};
use hypothec_testkit::{User, World, account, keys, token};
use sha2::{Digest, Sha256};
use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

const RENT: Address = address!("SysvarRent111111111111111111111111111111111");
const SPACING: i32 = 10;
const FEE_MILLIONTHS: u32 = 2_500;
/// The liquidity reaches from $100 to $332 a token.
const TICKS: [i32; 2] = [0, 12_000];

fn discriminator(name: &str) -> Vec<u8> {
    Sha256::digest(name)[..8].to_vec()
}

fn pda(seeds: &[&[u8]]) -> (Address, u8) {
    Address::find_program_address(seeds, &PROGRAM)
}

/// What Raydium's admin makes: a fee configuration, and the leave to trade an xStock.
fn admins(world: &mut World, stock: &Address) -> [Address; 2] {
    let (config, bump) = pda(&[b"amm_config", &0u16.to_be_bytes()]);
    let mut data = discriminator("account:AmmConfig");
    data.push(bump);
    data.extend(0u16.to_le_bytes());
    data.extend([1; 32]); // owner
    data.extend(120_000u32.to_le_bytes()); // protocol's part of the fee
    data.extend(FEE_MILLIONTHS.to_le_bytes());
    data.extend((SPACING as u16).to_le_bytes());
    data.extend(40_000u32.to_le_bytes()); // fund's part of the fee
    data.resize(117, 0);
    world.chain.put_account(&config, account(PROGRAM, data));
    let (support, bump) = pda(&[b"support_mint", stock.as_ref()]);
    let mut data = discriminator("account:SupportMintAssociated");
    data.push(bump);
    data.extend(stock.to_bytes());
    data.resize(105, 0);
    world.chain.put_account(&support, account(PROGRAM, data));
    [config, support]
}

/// A pool of NVDAx and USDC at this price, USD a token, with this many tokens put in; returns its address.
pub fn pool(world: &mut World, elf: &[u8], price: f64, tokens: u64) -> Address {
    world.chain.add_program(&PROGRAM, elf);
    let provider = world.user(70);
    world.fund(&provider, NVDAX, tokens * STOCK);
    world.fund(&provider, USDC, tokens * 1_000 * DOLLAR);
    let [stock, dollar] = [NVDAX, USDC].map(|index| world.assets[index].mint);
    assert!(stock.as_array() < dollar.as_array(), "the stock is the first token");
    let [config, support] = admins(world, &stock);
    let (pool, _) = pda(&[b"pool", config.as_ref(), stock.as_ref(), dollar.as_ref()]);
    let vaults = [stock, dollar].map(|mint| pda(&[b"pool_vault", pool.as_ref(), mint.as_ref()]).0);
    let bitmap = pda(&[b"pool_tick_array_bitmap_extension", pool.as_ref()]).0;
    let create = create(&provider, config, pool, [stock, dollar], vaults, bitmap, support, price);
    world.chain.send(&[create], &[&provider.keypair]).expect("a pool");
    let nft = keys::key(701);
    let open = open(world, &provider, &nft.pubkey(), pool, [stock, dollar], vaults, bitmap, tokens);
    let limit = hypothec_interface::budget::compute_unit_limit(600_000);
    world.chain.send(&[limit, open], &[&provider.keypair, &nft]).expect("liquidity");
    pool
}

#[allow(clippy::too_many_arguments)] // the instruction's own accounts
fn create(
    provider: &User,
    config: Address,
    pool: Address,
    mints: [Address; 2],
    vaults: [Address; 2],
    bitmap: Address,
    support: Address,
    price: f64,
) -> Instruction {
    // of dollar atoms for a stock atom: six decimals for eight
    let sqrt_price = ((price / 100.0).sqrt() * 2f64.powi(64)) as u128;
    let mut data = discriminator("global:create_pool");
    data.extend(sqrt_price.to_le_bytes());
    data.extend(0u64.to_le_bytes());
    let observation = pda(&[b"observation", pool.as_ref()]).0;
    let accounts = vec![
        AccountMeta::new(provider.address(), true),
        AccountMeta::new_readonly(config, false),
        AccountMeta::new(pool, false),
        AccountMeta::new_readonly(mints[0], false),
        AccountMeta::new_readonly(mints[1], false),
        AccountMeta::new(vaults[0], false),
        AccountMeta::new(vaults[1], false),
        AccountMeta::new(observation, false),
        AccountMeta::new(bitmap, false),
        AccountMeta::new_readonly(TOKEN_2022, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(Address::default(), false),
        AccountMeta::new_readonly(RENT, false),
        AccountMeta::new_readonly(support, false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}

#[allow(clippy::too_many_arguments)] // the instruction's own accounts
fn open(
    world: &World,
    provider: &User,
    nft: &Address,
    pool: Address,
    mints: [Address; 2],
    vaults: [Address; 2],
    bitmap: Address,
    tokens: u64,
) -> Instruction {
    let [lower, upper] = TICKS;
    let starts = TICKS.map(|tick| tick.div_euclid(60 * SPACING) * 60 * SPACING);
    let mut data = discriminator("global:open_position_with_token22_nft");
    for number in [lower, upper, starts[0], starts[1]] {
        data.extend(number.to_le_bytes());
    }
    data.extend(0u128.to_le_bytes()); // liquidity by the first token's amount
    data.extend((tokens * STOCK).to_le_bytes());
    data.extend((tokens * 1_000 * DOLLAR).to_le_bytes());
    data.extend([0, 1, 1]);
    let array = |start: i32| pda(&[b"tick_array", pool.as_ref(), &start.to_be_bytes()]).0;
    let range = pda(&[b"position", pool.as_ref(), &lower.to_be_bytes(), &upper.to_be_bytes()]).0;
    let accounts = vec![
        AccountMeta::new(provider.address(), true),
        AccountMeta::new_readonly(provider.address(), false),
        AccountMeta::new(*nft, true),
        AccountMeta::new(token::associated(&provider.address(), nft, &TOKEN_2022), false),
        AccountMeta::new(pool, false),
        AccountMeta::new(range, false),
        AccountMeta::new(array(starts[0]), false),
        AccountMeta::new(array(starts[1]), false),
        AccountMeta::new(pda(&[b"position", nft.as_ref()]).0, false),
        AccountMeta::new(world.tokens(provider, NVDAX), false),
        AccountMeta::new(world.tokens(provider, USDC), false),
        AccountMeta::new(vaults[0], false),
        AccountMeta::new(vaults[1], false),
        AccountMeta::new_readonly(RENT, false),
        AccountMeta::new_readonly(Address::default(), false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(ASSOCIATED_TOKEN, false),
        AccountMeta::new_readonly(TOKEN_2022, false),
        AccountMeta::new_readonly(mints[0], false),
        AccountMeta::new_readonly(mints[1], false),
        AccountMeta::new(bitmap, false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}
