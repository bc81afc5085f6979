//! Lives of a vault whose issuer takes and gives back between deposits and withdrawals: the books hold, nobody's share is
//! ever worth more than before the losses, and not an atom is paid twice.

use bytemuck::Zeroable;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::Reserve;
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Act {
    Deposit(u64),
    /// A part of all shares, in 2^-16.
    Withdraw(u64),
    Donate(u64),
    /// A part of what is in the vault, in 2^-16.
    Take(u64),
    /// A part of what was taken and has not come back, in 2^-16, and a gift beyond.
    GiveBack(u64, u64),
}

fn act() -> impl Strategy<Value = Act> {
    let part = || prop_oneof![Just(0u64), Just(1 << 16), 0u64..=1 << 16];
    prop_oneof![
        (1u64..1 << 40).prop_map(Act::Deposit),
        part().prop_map(Act::Withdraw),
        (1u64..1 << 20).prop_map(Act::Donate),
        part().prop_map(Act::Take),
        (part(), prop_oneof![Just(0u64), 0u64..1_000]).prop_map(|(part, gift)| Act::GiveBack(part, gift)),
    ]
}

/// An empty reserve with both indices at one.
fn fresh() -> Reserve {
    let mut words: [u64; 128] = Zeroable::zeroed();
    for name in ["supply_index", "debt_index"] {
        let field = Reserve::FIELDS.iter().find(|field| field.name == name).expect("a field");
        words[field.offset / 8 + 1] = 1;
    }
    bytemuck::cast(words)
}

fn part_of(whole: u64, part: u64) -> u64 {
    ((u128::from(whole) * u128::from(part)) >> 16) as u64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn taken_and_given_back(acts in prop::collection::vec(act(), 1..40)) {
        let mut reserve = fresh();
        let mut vault = 0u64;
        for act in acts {
            let (missing, gifts) = (reserve.recognised_loss(), vault - reserve.cash());
            match act {
                // every room syncs the vault first
                Act::Deposit(atoms) => {
                    reserve.sync(vault);
                    if reserve.supply_down(atoms).is_ok() {
                        vault += atoms;
                    }
                }
                Act::Withdraw(part) => {
                    reserve.sync(vault);
                    let shares = part_of(reserve.supply_shares(), part);
                    let mut after = reserve;
                    if let Ok((out, burnt)) = after.withdraw(u64::MAX, shares) {
                        prop_assert_eq!(burnt, shares);
                        reserve = after;
                        vault -= out;
                    }
                }
                Act::Donate(atoms) => {
                    reserve.sync(vault);
                    reserve.donate(atoms).expect("small");
                    vault += atoms;
                }
                Act::Take(part) => {
                    reserve.sync(vault);
                    let taken = part_of(reserve.cash(), part);
                    // gifts go first: the books know nothing of them
                    vault -= gifts + taken;
                }
                Act::GiveBack(part, gift) => {
                    reserve.sync(vault);
                    let back = part_of(missing, part);
                    vault += back + gift;
                }
            }
            let index = reserve.supply_index();
            let synced = reserve.sync(vault);
            prop_assert!(reserve.cash() <= vault);
            prop_assert!(books_hold(&reserve.assets(), &reserve.claims()));
            prop_assert!(reserve.supply_index() <= Q64::ONE, "a share is worth more than it ever was");
            prop_assert!(synced < 0 || reserve.supply_index() >= index);
            let again = reserve.sync(vault);
            prop_assert_eq!(again, 0, "once");
        }
        // everything comes back, and everybody leaves
        vault += reserve.recognised_loss();
        reserve.sync(vault);
        prop_assert_eq!(reserve.recognised_loss(), 0);
        prop_assert!(books_hold(&reserve.assets(), &reserve.claims()));
        let shares = reserve.supply_shares();
        if shares != 0 {
            let worth = reserve.supply_assets_down(shares).expect("in range");
            prop_assert!(worth <= shares);
            let out = reserve.withdraw(u64::MAX, shares).expect("all of it").0;
            prop_assert!(out <= vault);
        }
    }
}
