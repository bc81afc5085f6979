//! AddReserve: which mints are listed, by whom, and what a listing starts with.

use crate::fixtures::market::{USDC, fail, poke_header, refuse};
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::instruction::AddReserveArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{ReserveConfig, SourceId, market_size};
use hypothec_interface::{Error, Key};
use hypothec_testkit::asset::listing;
use hypothec_testkit::market::{admin, market_args};
use hypothec_testkit::mint::{Extension, StockMint, TOKEN_2022, spl_mint};
use hypothec_testkit::{Asset, Chain, World, account, catalogue, elf, keys, refusals, rent, token};
use solana_account::Account;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// A market with USDC listed, and the instruction that lists this mint account next.
fn listing_of(mint: Account, args: impl FnOnce(&mut AddReserveArgs)) -> (World, Instruction) {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let asset = Asset { mint_account: mint, ..Asset::nvdax() };
    world.chain.put_account(&asset.mint, asset.mint_account.clone());
    let mut given = listing(&asset);
    args(&mut given);
    world.assets.push(asset);
    let add = builder::add_reserve(&world.reserve(1), admin().pubkey(), admin().pubkey(), &given);
    (world, add)
}

#[track_caller]
fn refused(mint: Account, error: Error) {
    let (mut world, add) = listing_of(mint, |_| {});
    refuse(&mut world, &add, &[&admin()], error);
}

#[track_caller]
fn refused_args(error: Error, args: impl FnOnce(&mut AddReserveArgs)) {
    let (mut world, add) = listing_of(catalogue::nvdax().account(), args);
    refuse(&mut world, &add, &[&admin()], error);
}

#[test]
pub fn add_reserve_refuses_mints_with_unsafe_extensions() {
    let mint = catalogue::nvdax;
    let hook = keys::address(9);
    let cases: [(StockMint, Error); 9] = [
        (mint().paused(), Error::MintPaused),
        (mint().hooked(hook), Error::HookedMint),
        (mint().transfer_fee(1, u64::MAX), Error::TransferFeeMint),
        (mint().non_transferable(), Error::NonTransferableMint),
        (mint().closable_by(hook), Error::ClosableMint),
        (mint().default_frozen(), Error::DefaultFrozen),
        (mint().decimals(19), Error::TooManyDecimals),
        (mint().with(Extension::Raw { kind: 10, value: vec![0; 52] }), Error::UnsupportedExtension),
        (mint().with(Extension::Raw { kind: 40, value: vec![] }), Error::UnsupportedExtension),
    ];
    for (mint, error) in cases {
        refused(mint.account(), error);
    }
    for multiplier in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE / 2.0] {
        refused(mint().multiplier(multiplier, 1.0, 0).account(), Error::BadMultiplier);
        refused(mint().multiplier(1.0, multiplier, i64::MAX).account(), Error::BadMultiplier);
    }
}

#[test]
pub fn add_reserve_refuses_accounts_that_are_no_mints() {
    let mint = catalogue::nvdax().account();
    let mut data = mint.data.clone();
    data.pop();
    refused(Account { data, ..mint.clone() }, Error::MalformedMint);
    let mut data = mint.data.clone();
    data[45] = 0;
    refused(Account { data, ..mint.clone() }, Error::MalformedMint);
    refused(Account { data: vec![], ..mint.clone() }, Error::MalformedMint);
    let holder = token::account(&Asset::nvdax().mint, &mint, &keys::address(1), 5);
    assert_eq!(holder.owner, TOKEN_2022);
    refused(holder, Error::MalformedMint);
}

#[test]
pub fn add_reserve_refuses_a_mint_of_another_program() {
    let (mut world, add) = listing_of(catalogue::nvdax().account(), |_| {});
    for owner in [keys::address(9), hypothec_testkit::mint::TOKEN, PROGRAM_ID] {
        world.chain.edit(&Asset::nvdax().mint, |account| account.owner = owner);
        refuse(&mut world, &add, &[&admin()], Error::WrongTokenProgram);
    }
}

#[test]
fn add_reserve_refuses_arguments_out_of_range() {
    for class in [0, 3, 255] {
        refused_args(Error::ArgumentOutOfRange, |args| args.class = class);
    }
    let change = |error, change: fn(&mut SourceId)| {
        for is_share in [false, true] {
            refused_args(error, |args| {
                let mut source = args.token_feed;
                change(&mut source);
                if is_share {
                    args.share_feed = source;
                } else {
                    args.token_feed = source;
                }
            });
        }
    };
    change(Error::ArgumentOutOfRange, |source| source.adapter = 0);
    change(Error::ArgumentOutOfRange, |source| source.adapter = 5);
    change(Error::ArgumentOutOfRange, |source| source.key = Key::NONE);
    change(Error::ArgumentOutOfRange, |source| source.index = 1);
    change(Error::ArgumentOutOfRange, |source| (source.adapter, source.index) = (4, 1));
    change(Error::ArgumentOutOfRange, |source| (source.adapter, source.index) = (3, 512));
    change(Error::ArgumentOutOfRange, |source| source.reserved[4] = 1);
}

#[test]
pub fn add_reserve_refuses_missing_and_repeated_sources() {
    refused_args(Error::NoSource, |args| args.token_feed = SourceId::NONE);
    refused_args(Error::SameSource, |args| args.share_feed = args.token_feed);
    // a share's price needs the multiplier of an equity's mint
    refused_args(Error::ArgumentOutOfRange, |args| {
        args.share_feed = SourceId { key: Key::from(keys::address(9)), ..args.token_feed };
        args.class = 2;
    });
    for adapter in Adapter::ALL {
        let (mut world, add) = listing_of(catalogue::nvdax().account(), |args| args.token_feed.adapter = adapter as u8);
        poke_header(&mut world, "adapters", &[Adapter::MASK & !adapter.bit()]);
        refuse(&mut world, &add, &[&admin()], Error::AdapterDisabled);
        poke_header(&mut world, "adapters", &[adapter.bit()]);
        world.chain.send(&[add], &[&admin()]).expect("enabled");
    }
    let (mut world, add) = listing_of(catalogue::nvdax().account(), |args| {
        args.share_feed = SourceId { adapter: 3, index: 511, ..args.token_feed };
        args.token_feed = SourceId::NONE;
    });
    world.chain.send(&[add], &[&admin()]).expect("a share feed alone, by Scope's last entry");
}

#[test]
pub fn add_reserve_refuses_a_mint_listed_already() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    world.assets.push(Asset::usdc());
    let add = builder::add_reserve(&world.reserve(1), admin().pubkey(), admin().pubkey(), &listing(&Asset::usdc()));
    refuse(&mut world, &add, &[&admin()], Error::MintListed);
}

#[test]
fn add_reserve_refuses_a_signer_who_is_not_admin() {
    let (mut world, _) = listing_of(catalogue::nvdax().account(), |_| {});
    let stranger = keys::key(4);
    world.chain.airdrop(&stranger.pubkey(), 1_000_000_000_000);
    let args = listing(&world.assets[1]);
    let add = builder::add_reserve(&world.reserve(1), stranger.pubkey(), stranger.pubkey(), &args);
    refuse(&mut world, &add, &[&stranger], Error::NotAdmin);
}

#[test]
pub fn add_reserve_refuses_a_full_market() {
    let (mut chain, market, size) = (Chain::new(elf::hypothec()), keys::key(3), market_size(1));
    chain.observe_failures(refusals::note);
    chain.airdrop(&admin().pubkey(), 1_000_000_000_000);
    chain.put_account(&market.pubkey(), Account { lamports: rent(size), ..account(PROGRAM_ID, vec![0; size]) });
    let init = builder::init_market(market.pubkey(), &market_args());
    chain.send(&[init], &[&admin(), &market]).expect("a market");
    let mut world = World { chain, market: market.pubkey(), assets: vec![] };
    world.list(&Asset::usdc()).expect("the one");
    world.chain.put_account(&Asset::nvdax().mint, Asset::nvdax().mint_account);
    world.assets.push(Asset::nvdax());
    let add = builder::add_reserve(&world.reserve(1), admin().pubkey(), admin().pubkey(), &listing(&Asset::nvdax()));
    refuse(&mut world, &add, &[&admin()], Error::MarketFull);
}

#[test]
fn add_reserve_starts_empty_and_switched_off() {
    let (mut world, add) = listing_of(catalogue::nvdax().account(), |_| {});
    let vault = world.vault(1);
    world.chain.airdrop(&vault, 1);
    world.chain.send(std::slice::from_ref(&add), &[&admin()]).expect("listed, lamports at the vault or not");
    let record = world.record(1);
    assert_eq!((record.index(), record.class(), record.decimals(), record.listed()), (1, 1, 8, 1));
    assert_eq!(bytemuck::bytes_of(&record.config()), bytemuck::bytes_of(&ReserveConfig::listed()));
    assert_eq!((record.cash(), record.supply_shares(), record.debt_shares()), (0, 0, 0));
    assert_eq!((record.mint(), record.vault()), (Key::from(Asset::nvdax().mint), Key::from(vault)));
    assert_eq!(world.header().reserve_count(), 2);
    let account = world.chain.get_account(&vault).expect("a vault");
    assert_eq!((account.owner, account.data.len(), account.lamports), (TOKEN_2022, 175, rent(175)));
    assert_eq!(account.data[32..64], *builder::authority_address(world.market).0.as_ref());

    let user = world.user(1);
    world.fund(&user, 1, 10);
    world.seal();
    let (source, reserve) = (world.tokens(&user, 1), world.reserve(1));
    let deposit = builder::deposit(&reserve, user.position, source, user.address(), 10, 0);
    refuse(&mut world, &deposit, &[&user.keypair], Error::DepositDisabled);
    assert_eq!(fail(&mut world, &add, &[&admin()]).error, Some(Error::WrongAddress));
}

#[test]
fn add_reserve_accepts_harmless_extensions() {
    let mint = catalogue::nvdax();
    let (mut world, add) =
        listing_of(mint.transfer_fee(0, u64::MAX).closable_by(hypothec_testkit::NONE).account(), |_| {});
    world.chain.send(&[add], &[&admin()]).expect("a fee of zero and a closer of nobody");
    let (mut world, add) = listing_of(spl_mint(18, keys::address(1), 0), |_| {});
    world.chain.send(&[add], &[&admin()]).expect("eighteen decimals");
    assert_eq!((world.record(1).decimals(), world.record(USDC).decimals()), (18, 6));
}
