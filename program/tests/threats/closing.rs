//! W: reserves and markets that are closed, and what takes their place.

use crate::fixtures::closing::*;
use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use crate::instructions::close_market::emptied;
use crate::instructions::flash_borrow::pair;
use crate::instructions::mint_receipt::mint;
use crate::instructions::set_order::place;
use hypothec_interface::instruction::{BatchArgs, BatchStep, Instruction as Tag};
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{
    Kind, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order, SWITCH_DEPOSIT, market_size,
};
use hypothec_interface::{Error, builder};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::{Asset, Snapshots, World, account, rent, token};
use solana_account::Account;
use solana_signer::Signer;

#[track_caller]
fn refused(world: &mut World, index: usize, error: Error) {
    let close = close(world, index);
    refuse(world, &close, &[&admin()], error);
}

/// A reserve ends under nobody: not under a supplier, not under a debtor whose suppliers have left, not under receipts.
#[test]
pub fn threat_w1_a_reserve_is_not_closed_under_supplier_debtor_or_receipt_holder() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    wind_down(&mut world, USDC);
    refused(&mut world, USDC, Error::ReserveInUse);
    // the cash of a gift lets the last supplier out before the debtor
    let giver = world.user(3);
    world.fund(&giver, USDC, 200 * DOLLAR);
    let gift = builder::donate(&world.reserve(USDC), world.tokens(&giver, USDC), giver.address(), 200 * DOLLAR);
    world.send(&giver, gift).expect("given");
    world.withdraw(&lender, USDC, u64::MAX).expect("left");
    assert_eq!(world.record(USDC).supply_shares(), 0);
    refused(&mut world, USDC, Error::ReserveInUse);
    world.fund(&borrower, USDC, 200 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    closed(&mut world, USDC);

    let (mut world, lender, _) = staffed();
    let receipts = open_receipts(&mut world, &lender, USDC);
    world.send(&lender, mint(&world, &lender, receipts, USDC, 1)).expect("minted");
    wind_down(&mut world, USDC);
    world.withdraw(&lender, USDC, u64::MAX).expect("all but the receipt");
    assert!(world.position(&lender).is_empty());
    refused(&mut world, USDC, Error::ReserveInUse);
}

/// What a stranger sends right before is the fee recipient's; what would be the stranger's own is refused.
#[test]
fn threat_w2_no_gift_and_no_deposit_in_front_stops_a_closing() {
    let mut world = winding();
    let stranger = world.user(3);
    world.fund(&stranger, NVDAX, 100_000_000);
    world.fund(&stranger, USDC, DOLLAR);
    let opened = deposit(&world, &stranger, NVDAX, 100_000_000);
    refuse(&mut world, &opened, &[&stranger.keypair], Error::DepositDisabled);
    let gift = builder::donate(&world.reserve(NVDAX), world.tokens(&stranger, NVDAX), stranger.address(), 1);
    let closing = close(&mut world, NVDAX);
    world.chain.send(&[gift, closing], &[&stranger.keypair, &admin()]).expect("closed all the same");
    let to = world.fee_tokens(NVDAX);
    assert_eq!(token::amount(&world.chain.data(&to)), 8, "the seven that were sent and the one that was given");
}

/// An order of the stock that was listed first, open at once for the one that is listed now: it is void, also where it
/// names the debt that was another. Set anew it executes.
#[test]
fn threat_w3_an_order_of_the_old_mint_is_void_on_the_new_listing() {
    let above = Order::at_price(ORDER_KIND_PRICE_ABOVE, NVDAX as u8, Price::SMALLEST, 2_000);
    let far = Price::LARGEST.to_bits();
    let below = Order { kind: ORDER_KIND_PRICE_BELOW, line: far, ..above };
    // one of health names no collateral, and the debt that is repaid
    let health = Order { repay: USDC as u8, ..Order::below_health(20_000, 20_000, 2_000) };
    for (order, index) in [(above, NVDAX), (below, NVDAX), (health, USDC)] {
        let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
        let borrower = world.user(2);
        place(&mut world, &borrower, 1, order);
        closed(&mut world, index);
        let new = if index == NVDAX {
            Asset { price: 18_025_000_000, ..Asset::plain_stock(1) }
        } else {
            Asset::plain_dollar(1)
        };
        relist(&mut world, index, &new);
        world.seal();
        world.refresh_all();
        let lender = world.user(1);
        supply(&mut world, &lender, &borrower);
        let liquidator = world.user(3);
        world.fund(&liquidator, USDC, 10_000 * DOLLAR);
        world.fund(&liquidator, NVDAX, 0);
        world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
        world.advance(20);
        let mut distress = Distress { world, lender, borrower, liquidator };
        for form in [distress.liquidate(u64::MAX), distress.to_shares(u64::MAX)] {
            distress.refuse(&form, Error::NotLiquidatable);
        }
        place(&mut distress.world, &distress.borrower, 1, order);
        let sold = distress.liquidate(u64::MAX);
        distress.send(sold);
    }
}

/// A proposal to switch deposits off, made for the reserve that was there; executed on another it would change that.
#[test]
fn threat_w4_a_proposal_of_the_old_reserve_changes_nothing_of_the_new() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    poke_header(&mut world, "sealed", &[1]);
    let mut config = world.record(NVDAX).config();
    config.supply_cap = 0;
    let old = proposed_config(&mut world, NVDAX, &["supply_cap"], &config);
    poke_header(&mut world, "sealed", &[0]);
    closed(&mut world, NVDAX);
    // of a reserve whose named field is just the same, in the very second
    relist(&mut world, NVDAX, &Asset { config: Asset::nvdax().config, ..Asset::plain_stock(1) });
    poke_header(&mut world, "sealed", &[1]);
    world.advance(86_400);
    let before = world.chain.snapshot(&[("market", world.market)]);
    refuse_execution(&mut world, old, Error::NamedFieldChanged);
    before.assert_unchanged(&world.chain);
    let new = proposed_config(&mut world, NVDAX, &["supply_cap"], &config);
    world.advance(86_400);
    execute(&mut world, new).expect("of the new one");
}

/// Deposits were off already, so that the switches are what they were when it was proposed to put them on.
#[test]
fn threat_w10_a_proposal_from_before_the_winding_down_does_not_end_it() {
    let mut world = world();
    let mut config = world.record(NVDAX).config();
    config.switches = 0;
    let off = proposed_config(&mut world, NVDAX, &["switches"], &config);
    wait(&mut world);
    execute(&mut world, off).expect("all off");
    config.switches = SWITCH_DEPOSIT;
    let older = proposed_config(&mut world, NVDAX, &["switches"], &config);
    wind_down(&mut world, NVDAX);
    refuse_execution(&mut world, older, Error::NamedFieldChanged);
    assert_eq!((world.record(NVDAX).closing(), world.record(NVDAX).config().switches()), (1, 0));
    let younger = proposed_config(&mut world, NVDAX, &["switches"], &config);
    wait(&mut world);
    execute(&mut world, younger).expect("made while it wound down");
    assert_eq!(world.record(NVDAX).closing(), 0);
}

/// A receipt mint lasts, with its decimals, and whoever takes it elsewhere takes it for the old asset: its index is
/// never another's.
#[test]
fn threat_w5_the_index_of_a_receipt_mint_is_never_reused() {
    let (mut world, lender, _) = staffed();
    open_receipts(&mut world, &lender, USDC);
    world.withdraw(&lender, USDC, u64::MAX).expect("left");
    wind_down(&mut world, USDC);
    closed(&mut world, USDC);
    let receipt = builder::receipt_address(world.market, USDC as u8).0;
    assert_eq!((world.record(USDC).listed(), world.record(USDC).receipt()), (0, receipt.into()));
    let again = relisting(&mut world, USDC, &Asset::usdc());
    refuse(&mut world, &again, &[&admin()], Error::WrongAddress);
    let open = builder::open_receipt(world.market, lender.address(), USDC as u8);
    refuse(&mut world, &open, &[&lender.keypair], Error::NoSuchReserve);
    world.assets.push(Asset::plain_dollar(3));
    let next = relisting(&mut world, 2, &Asset::plain_dollar(3));
    world.chain.send(&[next], &[&admin()]).expect("the next index");
}

/// The loan is taken while it can be, and the closing comes into force and is used in the middle of it.
#[test]
fn threat_w6_no_reserve_is_closed_in_the_middle_of_its_flash_loan() {
    let mut world = world();
    let user = world.user(1);
    world.fund(&user, USDC, 20 * DOLLAR);
    world.fund(&user, NVDAX, 0);
    let gift = builder::donate(&world.reserve(USDC), world.tokens(&user, USDC), user.address(), 10 * DOLLAR);
    world.send(&user, gift).expect("given");
    let nonce = proposed(&mut world, Kind::Close, Some(USDC), 1, &[1]);
    wait(&mut world);
    let (winds_down, closing) = (execution(&world, nonce), close(&mut world, USDC));
    let mut all = pair(&world, &user, USDC, 10 * DOLLAR, &[winds_down, closing.clone()]);
    let failure = fail_all(&mut world, &all, &[&user.keypair, &admin()]);
    assert_eq!((failure.error, failure.index), (Some(Error::FlashLoanOut), Some(2)), "{failure:?}");
    all.remove(2);
    all.push(closing);
    world.chain.send(&all, &[&user.keypair, &admin()]).expect("once it is back");
    let step = BatchStep { kind: Tag::CloseReserve as u8, reserve: NVDAX as u8, amount: 0, limit: 0 };
    let leg =
        [world.vault(NVDAX), world.reserve(NVDAX).mint, world.tokens(&user, NVDAX), world.reserve(NVDAX).token_program];
    let accounts =
        [&[world.market, user.position, builder::authority_address(world.market).0, user.address()], &leg[..]];
    let args = BatchArgs { count: 1, integrator: 0, steps: [step; 4] };
    let batch = builder::build(builder::PROGRAM_ID, &accounts.concat(), &args);
    refuse(&mut world, &batch, &[&user.keypair], Error::ArgumentOutOfRange);
}

/// Everything of a market is at addresses derived from its own: one that is made there again would find it all alive.
#[test]
fn threat_w7_no_market_is_made_where_one_was_closed() {
    let mut world = emptied();
    let close = builder::close_market(world.market, admin().pubkey());
    world.chain.send(&[close], &[&admin()]).expect("closed");
    let init = builder::init_market(world.market, &market_args());
    refuse(&mut world, &init, &[&admin(), &market_key()], Error::WrongLength);
    // the program's alone: nobody else enlarges, empties or assigns it
    let owned = world.chain.get_account(&world.market).expect("a record").owner;
    assert_eq!(owned, builder::PROGRAM_ID);
    // and were it enlarged, it is not empty
    world.chain.edit(&world.market.clone(), |account| {
        account.data.resize(market_size(1), 0);
        account.lamports = rent(market_size(1));
    });
    refuse(&mut world, &init, &[&admin(), &market_key()], Error::AlreadyInitialized);
    let blank = Account { lamports: rent(market_size(1)), ..account(builder::PROGRAM_ID, vec![0; market_size(1)]) };
    world.chain.put_account(&world.market.clone(), blank);
    world.chain.send(&[init], &[&admin(), &market_key()]).expect("only over nothing");
    assert_eq!(world.header().nonce(), 0, "where old proposals would be the new market's");
}

/// A stolen admin key waits for the delay, in which the guardian cancels; without that it gains what a vault's rent is.
#[test]
fn threat_w8_a_stolen_admin_key_closes_nothing_at_once_and_gains_a_rent() {
    let mut world = world();
    set_vault(&mut world, 1_000);
    refused(&mut world, NVDAX, Error::NotClosing);
    let nonce = proposed(&mut world, Kind::Close, Some(NVDAX), 1, &[1]);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    let guardian = guardian(&mut world);
    let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, admin().pubkey());
    world.chain.send(&[cancel], &[&guardian]).expect("cancelled");
    wait(&mut world);
    refuse_execution(&mut world, nonce, Error::WrongOwner);
    refused(&mut world, NVDAX, Error::NotClosing);
    let market = builder::close_market(world.market, admin().pubkey());
    refuse(&mut world, &market, &[&admin()], Error::MarketInUse);

    wind_down(&mut world, NVDAX);
    let thief = world.user(3);
    world.fund(&thief, NVDAX, 0);
    let stolen = builder::close_reserve(&world.reserve(NVDAX), admin().pubkey(), world.tokens(&thief, NVDAX));
    refuse(&mut world, &stolen, &[&admin()], Error::NotFeeRecipient);
    let passer = passer(&mut world);
    let lamports = |world: &World| world.chain.get_account(&admin().pubkey()).expect("the admin").lamports;
    let (closing, had) = (close(&mut world, NVDAX), lamports(&world));
    world.chain.send(&[closing], &[&passer, &admin()]).expect("closed");
    assert_eq!(lamports(&world) - had, rent(175), "of the vault, and none of its tokens");
}

/// A transaction that was made for the mint that was there before names it, and is refused; the vault is at its old
/// address.
#[test]
fn threat_w9_a_client_that_remembers_the_old_mint_is_refused() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    world.refresh_all();
    let user = world.user(1);
    world.fund(&user, NVDAX, 100_000_000);
    let remembered =
        [deposit(&world, &user, NVDAX, 100_000_000), withdraw(&world, &user, NVDAX, 1), world.refresh(&[NVDAX])];
    let vault = world.vault(NVDAX);
    closed(&mut world, NVDAX);
    relist(&mut world, NVDAX, &Asset::stock_two_feeds(1));
    world.seal();
    assert_eq!(world.vault(NVDAX), vault);
    for (instruction, error) in remembered.iter().zip([Error::WrongMint, Error::WrongMint, Error::WrongFeed]) {
        refuse(&mut world, instruction, &[&user.keypair], error);
    }
}
