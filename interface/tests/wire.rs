//! Golden bytes: instruction tags and arguments, and their equality with borsh.

use borsh::BorshSerialize;
use hypothec_interface::instruction::{BorrowArgs, DepositArgs, Instruction, RefreshPricesArgs, WithdrawArgs};
use hypothec_interface::{accounts, event::Event};

#[derive(BorshSerialize)]
struct Amounts {
    reserve: u8,
    amount: u64,
    guard: u64,
    integrator: u16,
}

#[test]
fn arguments_equal_their_borsh_encoding() {
    let (reserve, amount, guard, integrator) = (7, 0x0102_0304_0506_0708, u64::MAX - 1, 0x090a);
    let borsh = borsh::to_vec(&Amounts { reserve, amount, guard, integrator }).expect("serialises");
    let deposit = DepositArgs { reserve, amount, min_shares: guard, integrator };
    let withdraw = WithdrawArgs { reserve, amount, min_amount: guard, integrator };
    let borrow = BorrowArgs { reserve, amount, max_shares: guard, integrator };
    assert_eq!(bytemuck::bytes_of(&deposit), borsh);
    assert_eq!(bytemuck::bytes_of(&withdraw), borsh);
    assert_eq!(bytemuck::bytes_of(&borrow), borsh);
    assert_eq!(borsh[..9], [7, 8, 7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn wire_tags_lengths_and_names_are_golden() {
    let golden = [
        (0x00, "InitMarket", 625),
        (0x01, "Seal", 0),
        (0x02, "AddReserve", 97),
        (0x03, "Configure", 209),
        (0x04, "Propose", 522),
        (0x05, "Execute", 0),
        (0x06, "Cancel", 0),
        (0x07, "Tighten", 40),
        (0x08, "SetClosure", 4),
        (0x09, "AcceptAdmin", 0),
        (0x0a, "CollectFees", 1),
        (0x0b, "Donate", 9),
        (0x0c, "CloseReserve", 1),
        (0x0d, "CloseMarket", 0),
        (0x20, "RefreshPrices", 20),
        (0x30, "OpenPosition", 2),
        (0x31, "ClosePosition", 0),
        (0x32, "SetDelegate", 32),
        (0x33, "SetCollateral", 2),
        (0x34, "SetOrder", 33),
        (0x35, "OfferPosition", 32),
        (0x36, "AcceptPosition", 160),
        (0x40, "Deposit", 19),
        (0x41, "Withdraw", 19),
        (0x42, "Borrow", 19),
        (0x43, "Repay", 11),
        (0x44, "Batch", 75),
        (0x50, "Liquidate", 18),
        (0x51, "SettleBadDebt", 0),
        (0x52, "SyncVault", 1),
        (0x53, "LiquidateToShares", 18),
        (0x60, "FlashBorrow", 9),
        (0x61, "FlashRepay", 9),
        (0x70, "MintReceipt", 9),
        (0x71, "RedeemReceipt", 9),
        (0x72, "OpenReceipt", 1),
        (0x80, "Quote", 4),
    ];
    assert_eq!(Instruction::ALL.len(), golden.len());
    for (instruction, (tag, name, args)) in Instruction::ALL.iter().zip(golden) {
        assert_eq!((*instruction as u8, instruction.name(), instruction.args_len()), (tag, name, args));
        assert_eq!(Instruction::from_tag(tag), Some(*instruction));
    }
    assert_eq!(size_of::<RefreshPricesArgs>(), 20);
    assert_eq!(size_of::<Event>(), 64);
}

#[test]
fn every_instruction_has_its_table_and_only_one() {
    assert_eq!(accounts::ALL.len(), Instruction::ALL.len());
    for (table, instruction) in accounts::ALL.iter().zip(Instruction::ALL) {
        assert_eq!(table.instruction, *instruction);
        assert_eq!(accounts::of(*instruction).instruction, *instruction);
        for (a, b) in table.distinct {
            assert!(a < b && *b < table.slots.len(), "{} ({a}, {b})", instruction.name());
        }
    }
}
