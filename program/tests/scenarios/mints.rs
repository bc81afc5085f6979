//! Mints of other issuers: what is listed works through the program, in and out.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::{TOKEN, TOKEN_2022};
use hypothec_testkit::{Asset, World, catalogue, keys};
use solana_address::Address;
use solana_signer::Signer;

/// Lends dollars, pledges `whole` tokens of the stock at 180.25 USD, borrows, repays and takes all of it back.
fn works(stock: Asset, owner: Address, decimals: u32) {
    let whole = 10 * 10u64.pow(decimals);
    let mut world = World::new(&[Asset::usdc(), stock]);
    assert_eq!(world.assets[1].mint_account.owner, owner);
    assert_eq!(u32::from(world.record(1).decimals()), decimals);
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, USDC, 2_000 * DOLLAR);
    world.fund(&borrower, USDC, 0);
    world.fund(&borrower, 1, whole);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    world.deposit(&borrower, 1, whole).expect("pledged");
    assert_eq!(world.balance(&borrower, 1), 0);
    // 1,802.50 USD less 5 bps at 55 % is less than 991, and more than 990; then what is pledged is needed
    let more = borrow(&world, &borrower, USDC, 991 * DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    world.borrow(&borrower, USDC, 990 * DOLLAR).expect("borrowed");
    let all = withdraw(&world, &borrower, 1, u64::MAX);
    refuse(&mut world, &all, &[&borrower.keypair], Error::Unhealthy);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&borrower, 1, u64::MAX).expect("out");
    assert_eq!(world.balance(&borrower, 1), whole);
    assert!(world.position(&borrower).slot(1, Side::Supply).is_err());
}

#[test]
fn mint_of_an_xstock_works_in_and_out() {
    works(Asset::nvdax(), TOKEN_2022, 8);
}

#[test]
fn mint_of_ondos_nvidia_works_in_and_out() {
    let mint = catalogue::ondo("NVDAon", catalogue::NVDAON);
    let asset = Asset { mint: mint.address, mint_account: mint.account(), feed: [7; 32], ..Asset::nvdax() };
    works(asset, TOKEN_2022, 9);
}

#[test]
fn mint_of_a_plain_spl_stock_works_in_and_out() {
    let mint_account = hypothec_testkit::mint::spl_mint(8, keys::key(1).pubkey(), 0);
    works(Asset { mint: keys::address(8), mint_account, feed: [8; 32], ..Asset::nvdax() }, TOKEN, 8);
}

#[test]
fn mint_of_token_2022_without_extensions_works_in_and_out() {
    let mint_account = hypothec_testkit::mint::bare_mint(0, keys::key(1).pubkey(), 0);
    works(Asset { mint: keys::address(8), mint_account, feed: [8; 32], ..Asset::nvdax() }, TOKEN_2022, 0);
}
