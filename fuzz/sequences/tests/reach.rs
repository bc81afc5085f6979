//! How often seeded sequences do what they try: a kind of action that never succeeds would check nothing.

use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::Kind;
use hypothec_sequences::action::Action;
use hypothec_sequences::check::is_by_order;
use hypothec_sequences::decode::noise;
use hypothec_sequences::run::sequence;
use std::collections::BTreeMap;

/// Kinds of action, and how often each succeeds at least in the sequences below.
const DONE: &[(&str, u32)] = &[
    ("AcceptAdmin", 1),
    ("AcceptPosition", 20),
    ("Advance", 400),
    ("ArmHook", 50),
    ("Batch", 120),
    ("Behave", 100),
    ("Borrow", 200),
    ("Cancel", 20),
    ("ClawBack", 150),
    ("CloseReserve", 1),
    ("CollectFees", 50),
    ("Depeg", 100),
    ("Deposit", 800),
    ("Dividend", 150),
    ("Donate", 150),
    ("Drift", 300),
    ("Execute", 60),
    ("FlashLoan", 50),
    ("Freeze", 50),
    // needs a crash: `sequences_of_a_falling_market_hold_the_model`
    ("Liquidate", 1),
    ("MintReceipt", 150),
    ("Multiply", 150),
    ("OfferPosition", 50),
    ("Open", 150),
    ("OpenReceipt", 150),
    ("Pause", 50),
    ("Post", 300),
    ("Print", 200),
    ("Propose", 200),
    ("RedeemReceipt", 60),
    ("RefreshPrices", 500),
    ("Relist", 1),
    ("ReopenPosition", 30),
    ("Repair", 100),
    ("Repay", 200),
    ("ReplaceMint", 50),
    ("Return", 150),
    ("Rogue", 50),
    ("SetClosure", 30),
    ("SetCollateral", 20),
    ("SetDelegate", 100),
    ("SetOrder", 100),
    // `a_small_debt_outlives_its_collateral`
    ("SettleBadDebt", 0),
    ("Split", 100),
    ("SyncVault", 150),
    ("Tighten", 50),
    ("Withdraw", 200),
];

/// What proposals change, and how often one is executed at least.
const EXECUTED: &[(Kind, u32)] = &[
    (Kind::Reserve, 30),
    (Kind::Market, 3),
    (Kind::Groups, 3),
    (Kind::Calendar, 1),
    (Kind::Source, 1),
    (Kind::Guardian, 1),
    (Kind::Admin, 3),
    (Kind::Terminal, 1),
    (Kind::Multiplier, 1),
    (Kind::Close, 1),
];

/// What people batch, and how often it succeeds at least.
const BATCHES: &[(&str, u32)] = &[
    ("Deposit, Borrow", 30),
    ("Repay, Withdraw", 5),
    ("Repay, Withdraw, Withdraw", 5),
    // collateral for other collateral
    ("Withdraw, Deposit", 35),
    // a debt for another
    ("Withdraw, Borrow, Repay", 3),
];

#[test]
fn sequences_reach_what_they_should() {
    let mut seen: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut executed = [0u32; 11];
    let mut by_order = 0;
    let mut batches: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..180 {
        sequence(&noise(seed, 900), |before, action, done, after| {
            if let (Action::Liquidate(what), Ok(_)) = (action, done) {
                by_order += u32::from(is_by_order(before, what, after.now));
            }
            seen.entry(action.name()).or_default()[usize::from(done.is_err())] += 1;
            if let (Action::Batch(what), Ok(_)) = (action, done) {
                let names: Vec<&str> = what.steps().map(|step| step.kind.name()).collect();
                *batches.entry(names.join(", ")).or_default() += 1;
            }
            if let (Action::Execute { pick, .. }, Ok(_)) = (action, done) {
                let kind = before.proposal(before.nonce(*pick)).expect("proposed").kind();
                executed[usize::from(kind)] += 1;
            }
        });
    }
    assert!(by_order >= 3, "{by_order} liquidations by an order");
    let kinds: Vec<&str> = DONE.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen.keys().collect::<Vec<_>>(), kinds, "every kind has its least");
    for ((name, least), [done, refused]) in DONE.iter().zip(seen.values()) {
        assert!(done >= least, "{name} succeeds {done} times: {seen:?}");
        let may_fail = Instruction::ALL.iter().any(|instruction| instruction.name() == *name) && *name != "SyncVault";
        assert!(!may_fail || *refused > 5, "{name} is refused {refused} times: {seen:?}");
    }
    for (kind, least) in EXECUTED {
        assert!(executed[*kind as usize] >= *least, "{kind:?} is executed too seldom: {executed:?}");
    }
    for (steps, least) in BATCHES {
        let done = batches.get(*steps).copied().unwrap_or_default();
        assert!(done >= *least, "{steps} succeeds {done} times: {batches:?}");
    }
}
