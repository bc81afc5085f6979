//! A seventeenth slot, by every way that opens one; deposits have theirs in `deposit_refuses_a_seventeenth_slot`.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::preset::risk;
use hypothec_interface::state::MAX_SLOTS;
use hypothec_testkit::{Asset, World, token};
use solana_instruction::Instruction;

/// One of the dollars that only fill slots.
const FILLER: usize = 5;

/// The liquidator holds 10 of each of 16 dollars, and nothing of NVDAx, which is lent and which the borrower has pledged
/// and may lose.
fn full() -> Distress {
    let mut nvdax = Asset::nvdax();
    nvdax.config = risk::lent(nvdax.config);
    let fillers = (1..MAX_SLOTS as u64).map(Asset::plain_dollar);
    let assets: Vec<Asset> = [Asset::usdc(), nvdax].into_iter().chain(fillers).collect();
    let mut world = World::new(&assets);
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    let liquidator = world.user(3);
    for index in (0..assets.len()).filter(|index| *index != NVDAX) {
        world.fund(&liquidator, index, 1_000 * DOLLAR);
        world.deposit(&liquidator, index, 10 * DOLLAR).expect("a slot");
    }
    world.fund(&liquidator, NVDAX, 1_000_000);
    fall(&mut world, NVDAX, 135 * USD);
    assert_eq!(world.position(&liquidator).used().len(), MAX_SLOTS);
    Distress { world, lender, borrower, liquidator }
}

/// Refused for want of a slot, and for nothing else: with one closed it succeeds.
#[track_caller]
fn needs_room(mut distress: Distress, instruction: Instruction) {
    distress.refuse(&instruction, Error::PositionFull);
    distress.world.withdraw(&distress.liquidator, FILLER, u64::MAX).expect("a slot closes");
    distress.send(instruction);
}

#[test]
pub fn seventeenth_slot_by_borrow_is_refused() {
    let distress = full();
    let borrow = borrow(&distress.world, &distress.liquidator, NVDAX, 10_000_000);
    needs_room(distress, borrow);
}

#[test]
pub fn seventeenth_slot_by_seized_shares_is_refused() {
    let distress = full();
    let shares = distress.to_shares(u64::MAX);
    needs_room(distress, shares);
}

#[test]
pub fn seventeenth_slot_by_receipts_is_refused() {
    let mut distress = full();
    let (world, holder) = (&mut distress.world, &distress.liquidator);
    let stranger = world.user(4);
    world.fund(&stranger, NVDAX, 1_000_000);
    world.deposit(&stranger, NVDAX, 1_000_000).expect("held");
    let from = open_receipts(world, &stranger, NVDAX);
    let mint = builder::mint_receipt(world.market, stranger.position, from, stranger.address(), NVDAX as u8, 1_000_000);
    world.send(&stranger, mint).expect("minted");
    let to = world.receipts(holder, NVDAX);
    for (account, amount) in [(from, 0), (to, 1_000_000)] {
        world.chain.edit(&account, |account| token::set_amount(&mut account.data, amount));
    }
    let redeem = builder::redeem_receipt(world.market, holder.position, to, holder.address(), NVDAX as u8, 1_000_000);
    needs_room(distress, redeem);
}

/// A step of a batch needs a slot when its turn comes: one that closes later is of no use to it.
#[test]
pub fn seventeenth_slot_in_a_batch_is_refused() {
    let mut distress = full();
    let (world, user) = (&distress.world, &distress.liquidator);
    let batch = |steps: &[(Tag, usize, u64)]| {
        let entry = |&(instruction, index, amount): &(Tag, usize, u64)| BatchEntry {
            instruction,
            reserve: world.reserve(index),
            tokens: world.tokens(user, index),
            amount,
            limit: if instruction == Tag::Borrow { u64::MAX } else { 0 },
        };
        let entries: Vec<_> = steps.iter().map(entry).collect();
        builder::batch(world.market, user.position, user.address(), &entries)
    };
    let (opens, closes) = ((Tag::Deposit, NVDAX, 1_000_000), (Tag::Withdraw, FILLER, u64::MAX));
    let borrows = batch(&[(Tag::Borrow, NVDAX, 10_000_000)]);
    let (too_soon, in_time) = (batch(&[opens, closes]), batch(&[closes, opens]));
    for refused in [&borrows, &too_soon] {
        distress.refuse(refused, Error::PositionFull);
    }
    distress.send(in_time);
}
