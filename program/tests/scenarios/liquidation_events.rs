//! What an issuer can do to a mint whose tokens are about to be seized: as tokens, as shares, and for which bonus.

use crate::fixtures::events::events;
use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use crate::instructions::liquidate::short;
use hypothec_interface::event::EVENT_SEIZED;
use hypothec_interface::{Error, builder};
use hypothec_testkit::mint::{Extension, TOKEN_2022, arm_hook, set_default_frozen, set_paused, set_transfer_fee};
use hypothec_testkit::{Asset, World, catalogue, keys, token};
use solana_instruction::Instruction;

/// The bonus at this health, 1.25 %, and what the protocol leaves of it.
const FREE: f64 = 1.01125;
/// With the extra of 2 % for who takes what is stuck.
const STUCK: f64 = 1.02925;

/// As [`distressed`] at 135, of a mint that can be made to charge a fee.
fn stage() -> Distress {
    distressed_in(World::new(&[Asset::usdc(), nvdax_with_a_fee_to_raise()]), 135)
}

/// What is received for a dollar, at 135; the event says the bonus, of which the protocol keeps a tenth.
fn gain(distress: &mut Distress, instruction: Instruction) -> f64 {
    let done = distress.send(instruction);
    let [repaid, seized] = events(&done)[..] else { panic!("two events") };
    assert_eq!((repaid.reserve, repaid.flags, repaid.bonus_bps), (USDC as u8, 0, 0));
    assert_eq!((seized.reserve, seized.flags), (NVDAX as u8, EVENT_SEIZED));
    let gain = seized.amount as f64 / 1e8 * 135.0 / (repaid.amount as f64 / 1e6);
    let told = 1.0 + f64::from(seized.bonus_bps) / 1e4 * 0.9;
    assert!((gain - told).abs() < 1e-4, "{} bps gave {gain}", seized.bonus_bps);
    gain
}

/// The stage after the event, with a board that has seen it.
fn after(change: impl Fn(&mut World)) -> Distress {
    let mut distress = stage();
    change(&mut distress.world);
    distress.world.advance(1);
    distress
}

/// Shares are always to be had, for the extra bonus.
#[track_caller]
fn as_shares(mut distress: Distress) {
    let shares = distress.to_shares(u64::MAX);
    let gain = gain(&mut distress, shares);
    assert!((gain - STUCK).abs() < 1e-4, "shares: {gain}");
}

/// Tokens move, for the bonus alone.
#[track_caller]
fn as_tokens_too(change: impl Fn(&mut World)) {
    let mut distress = after(&change);
    let liquidate = distress.liquidate(u64::MAX);
    let gain = gain(&mut distress, liquidate);
    assert!((gain - FREE).abs() < 1e-4, "tokens: {gain}");
    as_shares(after(change));
}

/// Our program says why they do not.
#[track_caller]
fn refused_as_tokens(change: impl Fn(&mut World), error: Error) {
    let mut distress = after(change);
    let liquidate = distress.liquidate(u64::MAX);
    distress.refuse(&liquidate, error);
    as_shares(distress);
}

/// The policy lets tokens through and the token program refuses.
#[track_caller]
fn stopped_by_the_token(change: impl Fn(&mut World)) {
    let mut distress = after(change);
    let liquidate = distress.liquidate(u64::MAX);
    let failure = fail(&mut distress.world, &liquidate, &[&distress.liquidator.keypair]);
    assert_eq!((failure.error, failure.program), (None, Some(TOKEN_2022)), "{failure:?}");
    as_shares(distress);
}

fn changed_mint(change: impl Fn(&mut Vec<u8>)) -> impl Fn(&mut World) {
    move |world| edit_mint(world, &change)
}

#[test]
fn seizure_of_a_sound_mint_pays_the_plain_bonus() {
    for shares in [false, true] {
        let mut distress = stage();
        let next = if shares { distress.to_shares(u64::MAX) } else { distress.liquidate(u64::MAX) };
        let gain = gain(&mut distress, next);
        assert!((gain - FREE).abs() < 1e-4, "{gain}");
    }
}

#[test]
pub fn seizure_of_what_cannot_move_is_in_shares() {
    refused_as_tokens(changed_mint(|data| set_paused(data, true)), Error::MintPaused);
    let freeze = |world: &mut World| {
        let vault = world.vault(NVDAX);
        world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, true));
    };
    refused_as_tokens(freeze, Error::VaultFrozen);
}

#[test]
fn seizure_of_a_changed_mint_works_either_way() {
    // what leaves the vault is booked; the fee is between the token and who receives it
    as_tokens_too(changed_mint(|data| set_transfer_fee(data, 500, u64::MAX)));
    let closable = catalogue::nvdax().transfer_fee(0, 0);
    let closable = closable.with(Extension::MintCloseAuthority { authority: keys::address(9) }).account();
    as_tokens_too(|world| world.chain.put_account(&world.assets[NVDAX].mint.clone(), closable.clone()));
    // accounts that exist move on, a new one would start frozen
    as_tokens_too(changed_mint(|data| set_default_frozen(data, true)));
}

#[test]
fn seizure_that_the_token_refuses_works_in_shares() {
    stopped_by_the_token(changed_mint(|data| data[44] = 9));
    // a hook whose program does not exist
    stopped_by_the_token(changed_mint(|data| arm_hook(data, keys::address(9))));
}

/// The other side: what cannot be repaid cannot be liquidated, in either form, and can again when it moves.
#[test]
fn debt_that_cannot_move_cannot_be_liquidated() {
    let set_paused = |world: &mut World, on: bool| changed_mint(move |data| set_paused(data, on))(world);
    let set_frozen = |world: &mut World, on: bool| {
        let vault = world.vault(NVDAX);
        world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, on));
    };
    type Set<'a> = &'a dyn Fn(&mut World, bool);
    for (set, error) in [(&set_paused as Set, Error::MintPaused), (&set_frozen, Error::VaultFrozen)] {
        let (mut distress, tokens) = short(230);
        let of = addresses(&distress.world, &distress.liquidator, &distress.borrower, NVDAX, USDC);
        let shares = builder::liquidate_to_shares(&of, distress.liquidator.position, 10_000_000, 0);
        set(&mut distress.world, true);
        distress.world.advance(1);
        for refused in [&tokens, &shares] {
            distress.refuse(refused, error);
        }
        set(&mut distress.world, false);
        distress.world.advance(1);
        distress.send(shares);
        distress.send(tokens);
    }
}
