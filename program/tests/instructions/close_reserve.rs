//! CloseReserve: when nobody holds or owes anything, what is left to the fee recipient, and the index free.

use crate::fixtures::closing::*;
use crate::fixtures::market::*;
use crate::fixtures::proposals::passer;
use crate::instructions::flash_borrow::pair;
use hypothec_interface::event::Event;
use hypothec_interface::state::Reserve;
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::market::admin;
use hypothec_testkit::mint::{TOKEN_2022, set_paused};
use hypothec_testkit::{Asset, World, keys, rent, token};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

#[track_caller]
fn refused(world: &mut World, index: usize, error: Error) {
    let close = close(world, index);
    refuse(world, &close, &[&admin()], error);
}

fn fees(world: &mut World, index: usize) -> u64 {
    let to = world.fee_tokens(index);
    token::amount(&world.chain.data(&to))
}

/// A life: lent, repaid with interest, left; with fees, a buffer, what roundings left over and a stranger's atom in it.
#[test]
fn close_reserve_pays_out_what_is_left_and_frees_the_record() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    world.advance(30 * 86_400);
    world.fund(&borrower, USDC, 1_000 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&lender, USDC, u64::MAX).expect("left");
    let vault = world.vault(USDC);
    let held = token::amount(&world.chain.data(&vault)) + 1;
    assert!(held > 20_000, "fees and a buffer: {held}");
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, held));
    wind_down(&mut world, USDC);

    let (close, passer) = (close(&mut world, USDC), passer(&mut world));
    let lamports = |world: &World| world.chain.get_account(&admin().pubkey()).expect("the admin").lamports;
    let had = lamports(&world);
    let done = world.chain.send(&[close], &[&passer, &admin()]).expect("closed");
    let told: Vec<Event> = Event::all(&done.return_data).collect();
    assert_eq!((told[0].name(), told[0].amount, told[0].reserve), ("ReserveClosed", held, 0));
    assert_eq!((fees(&mut world, USDC), lamports(&world) - had), (held, rent(165)));
    assert!(world.chain.get_account(&vault).is_none_or(|account| account.lamports == 0), "no vault");
    assert_eq!(bytemuck::bytes_of(&world.record(USDC)), [0; size_of::<Reserve>()]);
    assert_eq!(world.header().reserve_count(), 2, "the stock keeps its index");
    refused(&mut world, USDC, Error::NoSuchReserve);
}

#[test]
pub fn close_reserve_refuses_a_reserve_that_does_not_wind_down() {
    let mut world = world();
    refused(&mut world, NVDAX, Error::NotClosing);
    wind_down(&mut world, NVDAX);
    refused(&mut world, USDC, Error::NotClosing);
    closed(&mut world, NVDAX);
}

#[test]
fn close_reserve_refuses_a_signer_who_is_not_admin() {
    let mut world = winding();
    let (stranger, to) = (passer(&mut world), world.fee_tokens(NVDAX));
    let close = builder::close_reserve(&world.reserve(NVDAX), stranger.pubkey(), to);
    refuse(&mut world, &close, &[&stranger], Error::NotAdmin);
    let unlisted = builder::close_reserve(&unlisted(&world, NVDAX), admin().pubkey(), to);
    refuse(&mut world, &unlisted, &[&admin()], Error::NoSuchReserve);
}

#[test]
pub fn close_reserve_refuses_a_single_share_of_supply_or_debt() {
    for field in ["supply_shares", "debt_shares"] {
        let mut world = winding();
        poke_reserve(&mut world, NVDAX, field, &1u64.to_le_bytes());
        refused(&mut world, NVDAX, Error::ReserveInUse);
        poke_reserve(&mut world, NVDAX, field, &[0; 8]);
        closed(&mut world, NVDAX);
    }
}

#[test]
fn close_reserve_pays_the_fee_recipient_and_nobody_else() {
    let mut world = winding();
    let user = world.user(1);
    world.fund(&user, NVDAX, 0);
    let to = world.tokens(&user, NVDAX);
    let stolen = builder::close_reserve(&world.reserve(NVDAX), admin().pubkey(), to);
    refuse(&mut world, &stolen, &[&admin()], Error::NotFeeRecipient);
    // where nothing is left there is nothing to be paid to
    set_vault(&mut world, 0);
    let nowhere = builder::close_reserve(&world.reserve(NVDAX), admin().pubkey(), keys::address(779));
    world.chain.send(&[nowhere], &[&admin()]).expect("closed");
    assert_eq!(token::amount(&world.chain.data(&to)), 0);
}

#[test]
fn close_reserve_before_the_seal_waits_for_nothing() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    let lend = builder::donate(&world.reserve(USDC), fund_admin(&mut world), admin().pubkey(), DOLLAR);
    world.chain.send(&[lend], &[&admin()]).expect("given");
    closed(&mut world, USDC);
    assert_eq!((fees(&mut world, USDC), world.record(USDC).listed(), world.record(NVDAX).listed()), (DOLLAR, 0, 1));
}

/// Ten dollars of the admin's own.
fn fund_admin(world: &mut World) -> Address {
    let (asset, owner) = (world.assets[USDC].clone(), admin().pubkey());
    let to = token::associated(&owner, &asset.mint, &asset.mint_account.owner);
    let account = token::associated_account(&asset.mint, &asset.mint_account, &owner, 10 * DOLLAR);
    world.chain.put_account(&to, account);
    to
}

#[test]
pub fn close_reserve_refuses_while_its_flash_loan_is_out() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    let given = builder::donate(&world.reserve(USDC), fund_admin(&mut world), admin().pubkey(), 5 * DOLLAR);
    world.chain.send(&[given], &[&admin()]).expect("given");
    let user = world.user(1);
    world.fund(&user, USDC, DOLLAR);
    let close = close(&mut world, USDC);
    let all = pair(&world, &user, USDC, 5 * DOLLAR, &[close]);
    let failure = fail_all(&mut world, &all, &[&user.keypair, &admin()]);
    assert_eq!((failure.error, failure.index), (Some(Error::FlashLoanOut), Some(1)), "{failure:?}");
}

/// The token program refuses what does not move, and the reserve stays until it does.
#[test]
fn close_reserve_waits_while_the_token_does_not_move() {
    let mut world = winding();
    edit_mint(&mut world, |mint| set_paused(mint, true));
    let closing = close(&mut world, NVDAX);
    let failure = fail(&mut world, &closing, &[&admin()]);
    assert_eq!(failure.error, None, "the token program's own: {failure:?}");
    let mut empty = world.clone();
    set_vault(&mut empty, 0);
    closed(&mut empty, NVDAX);
    edit_mint(&mut world, |mint| set_paused(mint, false));
    closed(&mut world, NVDAX);
    assert_eq!(fees(&mut world, NVDAX), 7);
}

/// A mint can be closed once none of its tokens exist; its reserve then closes too.
#[test]
fn close_reserve_needs_no_mint_where_nothing_is_left() {
    let mut world = World::new(&[Asset::usdc(), Asset::pyusd()]);
    wind_down(&mut world, 1);
    let (to, mint) = (world.fee_tokens(1), world.assets[1].mint);
    world.chain.edit(&mint, |account| *account = solana_account::Account::default());
    let close = builder::close_reserve(&world.reserve(1), admin().pubkey(), to);
    world.chain.send(&[close], &[&admin()]).expect("closed");
    assert_eq!(world.record(1).listed(), 0);
}

/// Somebody else's deposit with a fee leaves withheld atoms in the vault; anyone brings them to the mint, and it closes.
#[test]
fn close_reserve_goes_through_once_withheld_fees_are_harvested() {
    let mut world = World::new(&[Asset::usdc(), nvdax_with_a_fee_to_raise()]);
    wind_down(&mut world, NVDAX);
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| *withheld(&mut account.data) = [5, 0, 0, 0, 0, 0, 0, 0]);
    let closing = close(&mut world, NVDAX);
    let failure = fail(&mut world, &closing, &[&admin()]);
    assert_eq!(failure.error, None, "the token program's own: {failure:?}");
    // HarvestWithheldTokensToMint of TransferFeeExtension
    let accounts = [world.reserve(NVDAX).mint, vault].map(|at| AccountMeta::new(at, false)).to_vec();
    let harvest = Instruction { program_id: TOKEN_2022, accounts, data: vec![26, 4] };
    world.chain.send(&[harvest, closing], &[&admin()]).expect("closed");
}

/// The withheld amount of a token account: the value of its extension 2.
fn withheld(data: &mut [u8]) -> &mut [u8; 8] {
    let mut at = 166;
    while u16::from_le_bytes([data[at], data[at + 1]]) != 2 {
        at += 4 + usize::from(u16::from_le_bytes([data[at + 2], data[at + 3]]));
    }
    data[at + 4..].first_chunk_mut().expect("a withheld amount")
}

#[test]
fn close_reserve_takes_the_reserve_out_of_its_groups() {
    let mut world = world_with(|_, nvdax| nvdax.groups = [1, 2]);
    let (_, borrower) = staff(&mut world);
    let exposures = |world: &World| [1, 2].map(|group| world.header().groups()[group].exposure);
    assert!(exposures(&world).iter().all(|exposure| *exposure > 1_800 << 16), "the stock counts in both");
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("left");
    wind_down(&mut world, NVDAX);
    // what the last count left, were it ever wrong
    let mut groups = world.header().groups();
    groups[1].exposure = 70;
    groups[2].exposure = 7;
    poke_header(&mut world, "groups", bytemuck::bytes_of(&groups));
    poke_reserve(&mut world, NVDAX, "supply_exposure", &7u64.to_le_bytes());
    closed(&mut world, NVDAX);
    assert_eq!(exposures(&world), [63, 0]);
    assert_eq!(world.record(NVDAX).mint(), Key::NONE);
}

#[test]
fn add_reserve_takes_the_lowest_index_that_is_free() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1)]);
    closed(&mut world, USDC);
    closed(&mut world, NVDAX);
    world.chain.advance(5);
    let now = world.chain.clock().unix_timestamp as u32;
    // not the next, and not the second hole
    let astray = relisting(&mut world, NVDAX, &Asset::plain_stock(2));
    refuse(&mut world, &astray, &[&admin()], Error::WrongAddress);
    relist(&mut world, USDC, &Asset::plain_stock(2));
    relist(&mut world, NVDAX, &Asset::plain_stock(3));
    assert_eq!([0, 1, 2].map(|index| world.record(index).relisted_ts()), [now, now, 0]);
    assert_eq!(world.header().reserve_count(), 3);
    world.list(&Asset::plain_stock(4)).expect("no hole is left");
    assert_eq!((world.header().reserve_count(), world.record(3).relisted_ts()), (4, 0));
}
