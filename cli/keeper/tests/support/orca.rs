//! A pool of the real Whirlpool program, from its public binary: what its admin would sign is put in place.

use super::stage::{DOLLAR, NVDAX, TOKEN as STOCK, USDC};
use hypothec_keeper::exit::MEMO;
use hypothec_keeper::tokens::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022};
use hypothec_testkit::{User, World, account, keys, token};
use sha2::{Digest, Sha256};
use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

/// Where the public binary is built for: Orca's second deployment, which cannot be changed.
pub const PROGRAM: Address = address!("iwhrLHdsgrvmnwU8GF2FSmyabSMjfHwFGJAX2ufJ3ZN");
const METADATA: Address = address!("3axbTs2z5GBy6usVbNVoqEgZMng3vZvMnAoX29BFfwhr");
const RENT: Address = address!("SysvarRent111111111111111111111111111111111");
const SPACING: u16 = 64;
const FEE_MILLIONTHS: u16 = 2_500;
const WIDTH: i32 = 88 * SPACING as i32;
/// The liquidity reaches from $100 to $308 a token.
const TICKS: [i32; 2] = [0, 2 * WIDTH - SPACING as i32];

fn discriminator(name: &str) -> Vec<u8> {
    Sha256::digest(name)[..8].to_vec()
}

fn pda(seeds: &[&[u8]]) -> Address {
    Address::find_program_address(seeds, &PROGRAM).0
}

fn tick_array(pool: &Address, start: i32) -> Address {
    pda(&[b"tick_array", pool.as_ref(), start.to_string().as_bytes()])
}

/// What Orca's admin makes: a configuration, a fee, and the leave to trade an xStock.
fn admins(world: &mut World, stock: &Address) -> [Address; 2] {
    let config = keys::address(8_100);
    let mut put = |address: &Address, kind: &str, fields: &[&[u8]], size: usize| {
        let mut data = [discriminator(&format!("account:{kind}")), fields.concat()].concat();
        data.resize(size, 0);
        world.chain.put_account(address, account(PROGRAM, data));
    };
    put(&config, "WhirlpoolsConfig", &[&[1; 96], &300u16.to_le_bytes(), &1u16.to_le_bytes()], 108);
    let spacing = SPACING.to_le_bytes();
    let tier = pda(&[b"fee_tier", config.as_ref(), &spacing]);
    put(&tier, "FeeTier", &[config.as_ref(), &spacing, &FEE_MILLIONTHS.to_le_bytes()], 44);
    let badge = pda(&[b"token_badge", config.as_ref(), stock.as_ref()]);
    put(&badge, "TokenBadge", &[config.as_ref(), stock.as_ref()], 200);
    [config, tier]
}

/// A pool of NVDAx and USDC at this price, USD a token, with this many tokens put in; returns its address.
pub fn pool(world: &mut World, elf: &[u8], price: f64, tokens: u64) -> Address {
    world.chain.add_program(&PROGRAM, elf);
    let provider = world.user(71);
    world.fund(&provider, NVDAX, 2 * tokens * STOCK);
    world.fund(&provider, USDC, tokens * 1_000 * DOLLAR);
    let mints = [NVDAX, USDC].map(|index| world.assets[index].mint);
    let [config, tier] = admins(world, &mints[0]);
    let pool = pda(&[b"whirlpool", config.as_ref(), mints[0].as_ref(), mints[1].as_ref(), &SPACING.to_le_bytes()]);
    let vaults = [8_101, 8_102].map(keys::key);
    // of dollar atoms for a stock atom: six decimals for eight
    let sqrt_price = (price / 100.0).sqrt();
    let data = [
        discriminator("global:initialize_pool_v2"),
        SPACING.to_le_bytes().to_vec(),
        ((sqrt_price * 2f64.powi(64)) as u128).to_le_bytes().to_vec(),
    ];
    let badge = |mint: &Address| pda(&[b"token_badge", config.as_ref(), mint.as_ref()]);
    let accounts = vec![
        AccountMeta::new_readonly(config, false),
        AccountMeta::new_readonly(mints[0], false),
        AccountMeta::new_readonly(mints[1], false),
        AccountMeta::new_readonly(badge(&mints[0]), false),
        AccountMeta::new_readonly(badge(&mints[1]), false),
        AccountMeta::new(provider.address(), true),
        AccountMeta::new(pool, false),
        AccountMeta::new(vaults[0].pubkey(), true),
        AccountMeta::new(vaults[1].pubkey(), true),
        AccountMeta::new_readonly(tier, false),
        AccountMeta::new_readonly(TOKEN_2022, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(Address::default(), false),
        AccountMeta::new_readonly(RENT, false),
    ];
    let create = Instruction { program_id: PROGRAM, accounts, data: data.concat() };
    world.chain.send(&[create], &[&provider.keypair, &vaults[0], &vaults[1]]).expect("a pool");
    for start in [0, WIDTH] {
        let array = initialize_array(&provider, &pool, start);
        world.chain.send(&[array], &[&provider.keypair]).expect("ticks");
    }
    let nft = keys::key(8_103);
    let open = open(&provider, &nft.pubkey(), &pool);
    world.chain.send(&[open], &[&provider.keypair, &nft]).expect("a range");
    let [lower, upper] = TICKS.map(|tick| 1.0001f64.powi(tick).sqrt());
    assert!(lower < sqrt_price && sqrt_price < upper, "the price is in range");
    // all tokens of the stock lie between the price and the upper end
    let liquidity = (tokens * STOCK) as f64 / (1.0 / sqrt_price - 1.0 / upper);
    let fill = increase(world, &provider, &nft.pubkey(), &pool, vaults.map(|key| key.pubkey()), liquidity as u128);
    world.chain.send(&[fill], &[&provider.keypair]).expect("liquidity");
    pool
}

fn initialize_array(provider: &User, pool: &Address, start: i32) -> Instruction {
    let data = [discriminator("global:initialize_tick_array"), start.to_le_bytes().to_vec()].concat();
    let accounts = vec![
        AccountMeta::new_readonly(*pool, false),
        AccountMeta::new(provider.address(), true),
        AccountMeta::new(tick_array(pool, start), false),
        AccountMeta::new_readonly(Address::default(), false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}

fn open(provider: &User, nft: &Address, pool: &Address) -> Instruction {
    let mut data = discriminator("global:open_position_with_token_extensions");
    data.extend(TICKS[0].to_le_bytes());
    data.extend(TICKS[1].to_le_bytes());
    data.push(0);
    let accounts = vec![
        AccountMeta::new(provider.address(), true),
        AccountMeta::new_readonly(provider.address(), false),
        AccountMeta::new(pda(&[b"position", nft.as_ref()]), false),
        AccountMeta::new(*nft, true),
        AccountMeta::new(token::associated(&provider.address(), nft, &TOKEN_2022), false),
        AccountMeta::new_readonly(*pool, false),
        AccountMeta::new_readonly(TOKEN_2022, false),
        AccountMeta::new_readonly(Address::default(), false),
        AccountMeta::new_readonly(ASSOCIATED_TOKEN, false),
        AccountMeta::new_readonly(METADATA, false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}

fn increase(
    world: &World,
    provider: &User,
    nft: &Address,
    pool: &Address,
    vaults: [Address; 2],
    liquidity: u128,
) -> Instruction {
    let mut data = discriminator("global:increase_liquidity_v2");
    data.extend(liquidity.to_le_bytes());
    data.extend(world.balance(provider, NVDAX).to_le_bytes());
    data.extend(world.balance(provider, USDC).to_le_bytes());
    data.push(0); // no further accounts
    let accounts = vec![
        AccountMeta::new(*pool, false),
        AccountMeta::new_readonly(TOKEN_2022, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(MEMO, false),
        AccountMeta::new_readonly(provider.address(), true),
        AccountMeta::new(pda(&[b"position", nft.as_ref()]), false),
        AccountMeta::new_readonly(token::associated(&provider.address(), nft, &TOKEN_2022), false),
        AccountMeta::new_readonly(world.assets[NVDAX].mint, false),
        AccountMeta::new_readonly(world.assets[USDC].mint, false),
        AccountMeta::new(world.tokens(provider, NVDAX), false),
        AccountMeta::new(world.tokens(provider, USDC), false),
        AccountMeta::new(vaults[0], false),
        AccountMeta::new(vaults[1], false),
        AccountMeta::new(tick_array(pool, 0), false),
        AccountMeta::new(tick_array(pool, WIDTH), false),
    ];
    Instruction { program_id: PROGRAM, accounts, data }
}
