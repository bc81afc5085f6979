//! What the issuer does to a mint after it was listed: each act is met by name, and by name it ends.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::preset::risk;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::{Extension, StockMint, TOKEN_2022, set_default_frozen};
use hypothec_testkit::tlv::kind;
use hypothec_testkit::{Asset, User, World, catalogue, token};

/// Codes of the Token-2022 program.
const ACCOUNT_FROZEN: u32 = 17;
const NO_MEMO: u32 = 36;
const CPI_GUARD: u32 = 42;

/// NVDAx with an idle fee configuration, as PYUSD has one.
fn with_fee(bps: u16) -> StockMint {
    catalogue::nvdax().transfer_fee(bps, u64::MAX)
}

/// Dollar and this stock, which is lent too; the stock's holder is indebted in dollars, the lender in nothing.
fn listed(mint: &StockMint) -> (World, User, User) {
    let mut nvdax = Asset::nvdax();
    nvdax.mint_account = mint.account();
    nvdax.config = risk::lent(nvdax.config);
    let mut world = World::new(&[Asset::usdc(), nvdax]);
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    (world, lender, borrower)
}

/// The issuer rewrites its mint.
fn rewrite(world: &mut World, mint: &StockMint) {
    world.chain.edit(&Asset::nvdax().mint, |account| account.data = mint.data());
}

#[test]
fn deposit_or_donation_that_arrives_short_is_refused() {
    let (mut world, _, borrower) = listed(&with_fee(0));
    world.fund(&borrower, NVDAX, 1_000_000);
    let (deposit, tokens) = (deposit(&world, &borrower, NVDAX, 1_000_000), world.tokens(&borrower, NVDAX));
    let donate = builder::donate(&world.reserve(NVDAX), tokens, borrower.address(), 1_000_000);
    rewrite(&mut world, &with_fee(500));
    for refreshed in [false, true] {
        if refreshed {
            world.advance(1);
        }
        for short in [&deposit, &donate] {
            refuse(&mut world, short, &[&borrower.keypair], Error::ArrivedShort);
        }
    }
    rewrite(&mut world, &with_fee(0));
    world.send(&borrower, deposit).expect("the fee is gone");
}

#[test]
fn threat_h11_a_repayment_credits_what_arrives() {
    let mut usdc = Asset::usdc();
    let idle = with_fee(0).decimals(6).without(kind::SCALED_UI_AMOUNT);
    usdc.mint_account = idle.account();
    let mut world = World::new(&[usdc, Asset::nvdax()]);
    let (_, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    let armed = with_fee(500).decimals(6).without(kind::SCALED_UI_AMOUNT);
    world.chain.edit(&Asset::usdc().mint, |account| account.data = armed.data());

    let before = world.record(USDC);
    world.repay(&borrower, USDC, 100 * DOLLAR).expect("repaid in part");
    let (after, vault) = (world.record(USDC), token::amount(&world.chain.data(&world.vault(USDC))));
    assert_eq!(after.cash(), before.cash() + 95 * DOLLAR, "five per cent never arrived");
    assert_eq!(after.cash(), vault, "nothing is left for suppliers to lose");
    assert_eq!(before.debt_shares() - after.debt_shares(), 95 * DOLLAR);

    world.fund(&borrower, USDC, 405 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("all that is owed, less the fee");
    assert_eq!(world.position(&borrower).slot(0, Side::Debt).map(|slot| slot.shares()), Ok(20_250_000));
}

#[test]
fn fee_after_the_listing_takes_the_borrow_limit() {
    let (mut world, lender, borrower) = listed(&with_fee(0));
    rewrite(&mut world, &with_fee(1));
    world.advance(1);
    let stock = borrow(&world, &lender, NVDAX, 10_000_000);
    refuse(&mut world, &stock, &[&lender.keypair], Error::FeeArmed);
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    rewrite(&mut world, &with_fee(0));
    world.advance(1);
    world.send(&borrower, more).expect("the fee is gone");
}

#[test]
fn extension_after_the_listing_takes_the_borrow_limit() {
    let (mut world, lender, borrower) = listed(&catalogue::nvdax());
    let grown = catalogue::nvdax().with(Extension::Raw { kind: kind::INTEREST_BEARING_CONFIG, value: vec![0; 52] });
    rewrite(&mut world, &grown);
    world.advance(1);
    let stock = borrow(&world, &lender, NVDAX, 10_000_000);
    refuse(&mut world, &stock, &[&lender.keypair], Error::NewExtension);
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    world.fund(&lender, NVDAX, 5_000);
    let new_slot = deposit(&world, &lender, NVDAX, 5_000);
    refuse(&mut world, &new_slot, &[&lender.keypair], Error::NewExtension);
    world.fund(&borrower, NVDAX, 5_000);
    world.deposit(&borrower, NVDAX, 5_000).expect("a top-up of a position in debt");
    let named = catalogue::nvdax().with(Extension::Raw { kind: 20, value: vec![0; 64] });
    rewrite(&mut world, &named);
    world.advance(1);
    world.send(&borrower, more).expect("a group pointer changes nothing");
}

#[test]
fn decimals_after_the_listing_take_the_borrow_limit() {
    let (mut world, lender, borrower) = listed(&catalogue::nvdax());
    rewrite(&mut world, &catalogue::nvdax().decimals(9));
    world.advance(1);
    let stock = borrow(&world, &lender, NVDAX, 10_000_000);
    refuse(&mut world, &stock, &[&lender.keypair], Error::DecimalsChanged);
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    rewrite(&mut world, &catalogue::nvdax());
    world.advance(1);
    world.send(&borrower, more).expect("as listed");
}

#[test]
fn new_accounts_that_start_frozen_leave_existing_ones_moving() {
    let (mut world, lender, borrower) = listed(&catalogue::nvdax());
    world.chain.edit(&Asset::nvdax().mint, |account| set_default_frozen(&mut account.data, true));
    world.advance(1);
    world.withdraw(&borrower, NVDAX, 1_000).expect("accounts that exist move on");
    world.deposit(&borrower, NVDAX, 1_000).expect("both ways");
    world.borrow(&borrower, USDC, DOLLAR).expect("the stock still counts");

    let tokens = world.tokens(&lender, NVDAX);
    world.chain.edit(&tokens, |account| token::set_frozen(&mut account.data, true));
    let to_frozen = builder::withdraw(&world.reserve(NVDAX), borrower.position, tokens, borrower.address(), 1_000, 0);
    let failure = fail(&mut world, &to_frozen, &[&borrower.keypair]);
    assert_eq!((failure.program, failure.code), (Some(TOKEN_2022), Some(ACCOUNT_FROZEN)));
}

#[test]
fn account_that_demands_a_memo_cannot_be_paid() {
    let (mut world, _, borrower) = listed(&catalogue::nvdax());
    let tokens = world.tokens(&borrower, NVDAX);
    world.chain.edit(&tokens, |account| token::extend(account, kind::MEMO_TRANSFER, &[1]));
    let withdraw = withdraw(&world, &borrower, NVDAX, 1_000);
    let failure = fail(&mut world, &withdraw, &[&borrower.keypair]);
    assert_eq!((failure.program, failure.code), (Some(TOKEN_2022), Some(NO_MEMO)));
    world.fund(&borrower, NVDAX, 0);
    world.send(&borrower, withdraw).expect("without the demand");
}

#[test]
fn account_that_refuses_calls_pays_in_by_its_delegate() {
    let (mut world, lender, borrower) = listed(&catalogue::nvdax());
    world.fund(&borrower, NVDAX, 5_000);
    let tokens = world.tokens(&borrower, NVDAX);
    world.chain.edit(&tokens, |account| token::extend(account, kind::CPI_GUARD, &[1]));
    let own = deposit(&world, &borrower, NVDAX, 5_000);
    let failure = fail(&mut world, &own, &[&borrower.keypair]);
    assert_eq!((failure.program, failure.code), (Some(TOKEN_2022), Some(CPI_GUARD)));

    let by_lender = builder::deposit(&world.reserve(NVDAX), borrower.position, tokens, lender.address(), 5_000, 0);
    world.chain.edit(&tokens, |account| token::set_delegate(&mut account.data, lender.address(), 5_000));
    world.send(&lender, by_lender).expect("an approved delegate pays in");
    assert_eq!(world.balance(&borrower, NVDAX), 0);
    world.withdraw(&borrower, NVDAX, 5_000).expect("payouts are not calls of its owner");
}

#[test]
fn threat_h11_a_flash_repayment_or_a_batched_deposit_that_arrives_short() {
    let (mut world, _, borrower) = listed(&with_fee(0));
    world.fund(&borrower, NVDAX, 1_000_000);
    let (reserve, tokens) = (world.reserve(NVDAX), world.tokens(&borrower, NVDAX));
    lend_out(&mut world, NVDAX, 1_000);
    let back = builder::flash_repay(&reserve, tokens, borrower.address(), 1_000);
    let step = BatchEntry { instruction: Tag::Deposit, reserve, tokens, amount: 1_000, limit: 0 };
    let batch = builder::batch(world.market, borrower.position, borrower.address(), &[step]);
    rewrite(&mut world, &with_fee(500));
    for short in [&back, &batch] {
        refuse(&mut world, short, &[&borrower.keypair], Error::ArrivedShort);
    }
    rewrite(&mut world, &with_fee(0));
    world.send(&borrower, batch).expect("the fee is gone");
    world.send(&borrower, back).expect("the fee is gone");
}
