//! The matrix, concluded: accounts whose wrongness shows by more than one check. Which error it is depends on the order
//! of the checks, so each is pinned, in the tables below.

use crate::matrix::cases::{all, other_market};
use crate::matrix::slots::{each_slot, refused, with};
use hypothec_interface::Error::{self, *};
use hypothec_interface::accounts::{AccountSlot, Role};
use hypothec_testkit::keys;

/// What a slot's instruction is refused with.
type Pinned<'a> = (&'a str, &'a [Error]);

/// Compares, and prints the table as it would be.
#[track_caller]
fn compare(found: &[(&str, Vec<Error>)], pinned: &[Pinned]) {
    let table: String = found.iter().map(|(name, errors)| format!("    ({name:?}, &{errors:?}),\n")).collect();
    let found: Vec<Pinned> = found.iter().map(|(name, errors)| (*name, errors.as_slice())).collect();
    assert_eq!(found, pinned, "found:\n{table}");
}

/// Accounts n - 1 and n of every instruction exchanged, for n from 1. A built-in program in a writable slot is
/// `NotWritable`, since the runtime takes that flag away; an account without a key in a signer's is `MissingSigner`.
const SWAPPED: &[Pinned] = &[
    ("InitMarket", &[]),
    ("Seal", &[WrongOwner]),
    (
        "AddReserve",
        &[WrongOwner, NotAdmin, MissingSigner, WrongTokenProgram, WrongAuthority, WrongAuthority, WrongSystemProgram],
    ),
    ("Configure", &[WrongOwner]),
    ("Propose", &[WrongOwner, NotAdmin, MissingSigner, NotWritable]),
    ("Execute", &[WrongLength, WrongOwner]),
    ("Cancel", &[WrongOwner, MissingSigner, WrongOwner]),
    ("Tighten", &[WrongOwner]),
    ("SetClosure", &[WrongOwner]),
    ("AcceptAdmin", &[WrongOwner]),
    ("CollectFees", &[WrongOwner, WrongVault, WrongMint, WrongAuthority, WrongAuthority]),
    ("Donate", &[WrongOwner, WrongVault, WrongMint, MissingSigner, MissingSigner]),
    ("CloseReserve", &[WrongOwner, MissingSigner, WrongVault, WrongMint, WrongAuthority, WrongAuthority]),
    ("CloseMarket", &[WrongOwner]),
    ("RefreshPrices", &[WrongOwner, WrongFeed, WrongOracleProgram, WrongMint]),
    ("OpenPosition", &[WrongOwner, MissingSigner, WrongAddress, MissingSigner]),
    ("ClosePosition", &[MissingSigner, NotOwner]),
    ("SetDelegate", &[MissingSigner]),
    ("SetCollateral", &[WrongLength, MissingSigner]),
    ("SetOrder", &[MissingSigner]),
    ("OfferPosition", &[MissingSigner]),
    ("AcceptPosition", &[WrongLength, MissingSigner]),
    ("Deposit", &[WrongLength, WrongOwner, WrongVault, WrongMint, MissingSigner, MissingSigner]),
    ("Withdraw", &[WrongLength, WrongOwner, WrongVault, WrongMint, WrongAuthority, WrongAuthority, MissingSigner]),
    ("Borrow", &[WrongLength, WrongOwner, WrongVault, WrongMint, WrongAuthority, WrongAuthority, MissingSigner]),
    ("Repay", &[WrongLength, WrongOwner, WrongVault, WrongMint, MissingSigner, MissingSigner]),
    (
        "Batch",
        &[
            WrongLength,
            WrongOwner,
            MissingSigner,
            MissingSigner,
            WrongVault,
            WrongMint,
            WrongTokenProgram,
            WrongTokenProgram,
            WrongVault,
            WrongMint,
            WrongTokenProgram,
        ],
    ),
    (
        "Liquidate",
        &[
            WrongLength,
            WrongOwner,
            WrongVault,
            WrongMint,
            MissingSigner,
            MissingSigner,
            WrongTokenProgram,
            WrongVault,
            WrongMint,
            WrongAuthority,
            WrongAuthority,
        ],
    ),
    ("SettleBadDebt", &[WrongLength, WrongOwner]),
    ("SyncVault", &[WrongOwner]),
    (
        "LiquidateToShares",
        &[WrongLength, WrongOwner, WrongVault, WrongMint, MissingSigner, MissingSigner, WrongOwner, WrongOwner],
    ),
    ("FlashBorrow", &[WrongOwner, WrongVault, WrongMint, WrongAuthority, WrongAuthority, WrongInstructionsSysvar]),
    ("FlashRepay", &[WrongOwner, WrongVault, WrongMint, MissingSigner, MissingSigner]),
    ("MintReceipt", &[WrongLength, WrongOwner, WrongReceipt, WrongAuthority, WrongAuthority, MissingSigner]),
    ("RedeemReceipt", &[WrongLength, WrongOwner, WrongReceipt, MissingSigner, MissingSigner]),
    ("OpenReceipt", &[WrongOwner, MissingSigner, WrongTokenProgram, WrongTokenProgram]),
    ("Quote", &[WrongLength]),
];

/// Another market in place of the instruction's own: its admin is another, and so are the accounts derived from it. A
/// refresh is anybody's in any market, but that one's reserves are not configured and admit no confidence.
const OTHER_MARKET: &[Pinned] = &[
    ("Seal", &[NotAdmin]),
    ("AddReserve", &[WrongAuthority]),
    ("Configure", &[NotAdmin]),
    ("Propose", &[WrongAddress]),
    ("Execute", &[WrongMarket]),
    ("Cancel", &[WrongMarket]),
    ("Tighten", &[NotAdminOrGuardian]),
    ("SetClosure", &[NotAdminOrGuardian]),
    ("AcceptAdmin", &[NotPendingAdmin]),
    ("CollectFees", &[WrongAuthority]),
    ("Donate", &[WrongVault]),
    ("CloseReserve", &[WrongAuthority]),
    ("CloseMarket", &[NotAdmin]),
    ("RefreshPrices", &[WrongVault]),
    ("OpenPosition", &[WrongAddress]),
    ("SetCollateral", &[WrongMarket]),
    ("AcceptPosition", &[WrongMarket]),
    ("Deposit", &[WrongMarket]),
    ("Withdraw", &[WrongMarket]),
    ("Borrow", &[WrongMarket]),
    ("Repay", &[WrongMarket]),
    ("Batch", &[WrongMarket]),
    ("Liquidate", &[WrongMarket]),
    ("SettleBadDebt", &[WrongMarket]),
    ("SyncVault", &[WrongVault]),
    ("LiquidateToShares", &[WrongMarket]),
    ("FlashBorrow", &[WrongAuthority]),
    ("FlashRepay", &[WrongVault]),
    ("MintReceipt", &[WrongMarket]),
    ("RedeemReceipt", &[WrongMarket]),
    ("OpenReceipt", &[WrongAddress]),
    ("Quote", &[WrongMarket]),
];

/// A copy of the market at an address where it was never made, where other accounts are derived from the true one.
const COPY: &[Pinned] = &[
    ("AddReserve", &[WrongAddress]),
    ("Propose", &[WrongAddress]),
    ("Execute", &[WrongMarket]),
    ("Cancel", &[WrongMarket]),
    ("OpenPosition", &[WrongAddress]),
    ("SetCollateral", &[WrongMarket]),
    ("AcceptPosition", &[WrongMarket]),
    ("Deposit", &[WrongMarket]),
    ("Withdraw", &[WrongMarket]),
    ("Borrow", &[WrongMarket]),
    ("Repay", &[WrongMarket]),
    ("Batch", &[WrongMarket]),
    ("Liquidate", &[WrongMarket]),
    ("SettleBadDebt", &[WrongMarket]),
    ("LiquidateToShares", &[WrongMarket]),
    ("MintReceipt", &[WrongMarket]),
    ("RedeemReceipt", &[WrongMarket]),
    ("OpenReceipt", &[WrongAddress]),
    ("Quote", &[WrongMarket]),
];

#[test]
pub fn every_instruction_refuses_swapped_neighbours() {
    let mut found = Vec::new();
    for mut case in all() {
        let name = case.table.instruction.name();
        let mut errors = Vec::new();
        for n in 1..case.instruction.accounts.len() {
            let [a, b] = [n - 1, n].map(|n| case.instruction.accounts[n].pubkey);
            let mut instruction = with(&case, n, a);
            instruction.accounts[n - 1] = with(&case, n - 1, b).accounts[n - 1].clone();
            errors.push(refused(&mut case.world, &instruction, &format!("{name} at {n}")));
        }
        found.push((name, errors));
    }
    compare(&found, SWAPPED);
}

#[test]
pub fn every_instruction_refuses_another_market() {
    let mut found = Vec::new();
    each_slot(|case, n, slot, what| {
        if slot.role == Role::Market {
            let instruction = with(case, n, other_market());
            found.push((case.table.instruction.name(), vec![refused(&mut case.world, &instruction, what)]));
        }
    });
    compare(&found, OTHER_MARKET);
}

#[test]
fn every_instruction_refuses_a_copy_of_the_market() {
    let mut found = Vec::new();
    each_slot(|case, n, slot, what| {
        let derived = |slot: &AccountSlot| {
            let own = matches!(slot.role, Role::Position | Role::Proposal);
            own || matches!(slot.role, Role::NewPosition | Role::NewProposal | Role::NewVault | Role::NewReceipt)
        };
        if slot.role == Role::Market && case.table.slots.iter().any(derived) {
            let (mut world, copy) = (case.world.clone(), keys::address(778));
            let account = world.chain.get_account(&world.market).expect("a market");
            world.chain.put_account(&copy, account);
            found.push((case.table.instruction.name(), vec![refused(&mut world, &with(case, n, copy), what)]));
        }
    });
    compare(&found, COPY);
}
