//! What an issuer can do to a listed mint and its vault, event by event: what still works, what is refused, and why.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::preset::risk;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::{Extension, TOKEN_2022, arm_hook, set_default_frozen, set_paused, set_transfer_fee};
use hypothec_testkit::{Asset, NONE, User, World, catalogue, keys, token};
use solana_account::Account;
use solana_instruction::Instruction;

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    /// It succeeds.
    Yes,
    /// Our program refuses.
    Ours(Error),
    /// Our program lets it through and the token program refuses.
    Token,
}

use Met::{Ours, Token, Yes};

/// A stock that is lent too: 10 of it pledged by a debtor who owes 100 USDC, 10 by a holder without debt; a short seller
/// has pledged 1,000 USDC, and a newcomer holds tokens.
struct Stage {
    world: World,
    short: User,
    debtor: User,
    holder: User,
    newcomer: User,
}

fn stage() -> Stage {
    let mut nvdax = nvdax_with_a_fee_to_raise();
    nvdax.config = risk::lent(nvdax.config);
    let mut world = World::new(&[Asset::usdc(), nvdax]);
    let (short, debtor) = staff(&mut world);
    world.borrow(&debtor, USDC, 100 * DOLLAR).expect("borrowed");
    let (holder, newcomer) = (world.user(3), world.user(4));
    for user in [&debtor, &holder, &newcomer] {
        world.fund(user, NVDAX, 2_000_000_000);
    }
    world.deposit(&holder, NVDAX, 1_000_000_000).expect("held");
    Stage { world, short, debtor, holder, newcomer }
}

impl Stage {
    /// Applies the event and lets the board see it.
    fn when(&mut self, event: impl FnOnce(&mut World)) {
        event(&mut self.world);
        self.world.advance(1);
    }

    fn attempt(&self, user: &User, instruction: Instruction) -> Met {
        match self.world.chain.simulate(&[instruction], &[&user.keypair]) {
            Ok(_) => Yes,
            Err(failure) => match failure.error {
                Some(error) => Ours(error),
                None => {
                    assert_eq!(failure.program, Some(TOKEN_2022), "{failure:?}");
                    Token
                }
            },
        }
    }

    /// Every action, in this order: borrow of dollars against it, borrow of it against dollars, withdrawal with and
    /// without debt, top-up with and without debt, first deposit, repayment of the dollars.
    fn meets(&self) -> [Met; 8] {
        let Stage { world, short, debtor, holder, newcomer } = self;
        let atoms = 10_000_000;
        [
            self.attempt(debtor, borrow(world, debtor, USDC, 10 * DOLLAR)),
            self.attempt(short, borrow(world, short, NVDAX, atoms)),
            self.attempt(debtor, withdraw(world, debtor, NVDAX, atoms)),
            self.attempt(holder, withdraw(world, holder, NVDAX, atoms)),
            self.attempt(debtor, deposit(world, debtor, NVDAX, atoms)),
            self.attempt(holder, deposit(world, holder, NVDAX, atoms)),
            self.attempt(newcomer, deposit(world, newcomer, NVDAX, atoms)),
            self.attempt(debtor, repay(world, debtor, USDC, 10 * DOLLAR)),
        ]
    }
}

/// What an event leads to, and that everything is as before when it is undone.
#[track_caller]
fn event(change: impl Fn(&mut World), expected: [Met; 8], undo: impl Fn(&mut World)) {
    let mut stage = stage();
    assert_eq!(stage.meets(), [Yes; 8]);
    stage.when(change);
    assert_eq!(stage.meets(), expected);
    stage.when(undo);
    assert_eq!(stage.meets(), [Yes; 8]);
}

fn freeze_vault(world: &mut World, frozen: bool) {
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, frozen));
}

/// The mint as an account, replaced whole.
fn put_mint(world: &mut World, account: Account) {
    let mint = world.assets[NVDAX].mint;
    world.chain.put_account(&mint, account);
}

#[test]
fn issuer_pauses_the_mint() {
    let stopped = Ours(Error::MintPaused);
    event(
        |world| edit_mint(world, |data| set_paused(data, true)),
        // what is checked before it moves says why; a deposit moves first. Collateral still counts: shares can be seized
        [Yes, stopped, stopped, stopped, Token, Token, Token, Yes],
        |world| edit_mint(world, |data| set_paused(data, false)),
    );
}

#[test]
pub fn issuer_freezes_the_vault() {
    let stopped = Ours(Error::VaultFrozen);
    event(
        |world| freeze_vault(world, true),
        [Yes, stopped, stopped, stopped, Token, Token, Token, Yes],
        |world| freeze_vault(world, false),
    );
}

#[test]
fn issuer_arms_a_hook() {
    let (none, ours) = (Ours(Error::Unhealthy), Ours(Error::HookArmed));
    event(
        // a hook whose program does not exist: the token refuses every transfer
        |world| edit_mint(world, |data| arm_hook(data, keys::address(9))),
        [none, ours, none, Token, Token, Token, Token, Yes],
        |world| edit_mint(world, |data| arm_hook(data, NONE)),
    );
}

#[test]
pub fn issuer_arms_a_fee() {
    let (none, ours, short) = (Ours(Error::Unhealthy), Ours(Error::FeeArmed), Ours(Error::ArrivedShort));
    event(
        |world| edit_mint(world, |data| set_transfer_fee(data, 500, u64::MAX)),
        [none, ours, none, Yes, short, short, short, Yes],
        |world| edit_mint(world, |data| set_transfer_fee(data, 0, 0)),
    );
}

#[test]
fn issuer_freezes_new_accounts_by_default() {
    // accounts that exist move on; the token itself refuses others
    event(
        |world| edit_mint(world, |data| set_default_frozen(data, true)),
        [Yes; 8],
        |world| edit_mint(world, |data| set_default_frozen(data, false)),
    );
}

#[test]
pub fn issuer_adds_an_extension() {
    let (none, ours) = (Ours(Error::Unhealthy), Ours(Error::NewExtension));
    let listed = catalogue::nvdax().transfer_fee(0, 0);
    let closable = listed.clone().with(Extension::MintCloseAuthority { authority: keys::address(9) });
    event(
        |world| put_mint(world, closable.account()),
        [none, ours, none, Yes, Yes, ours, ours, Yes],
        |world| put_mint(world, listed.account()),
    );
}

#[test]
pub fn issuer_changes_the_decimals() {
    let (none, ours) = (Ours(Error::Unhealthy), Ours(Error::DecimalsChanged));
    let listed = catalogue::nvdax().transfer_fee(0, 0);
    event(
        |world| edit_mint(world, |data| data[44] = 9),
        [none, ours, none, Token, Token, Token, Token, Yes],
        |world| put_mint(world, listed.account()),
    );
}

#[test]
fn issuer_grows_the_metadata_and_nothing_changes() {
    let listed = catalogue::nvdax().transfer_fee(0, 0);
    let longer = listed.clone().with(Extension::TokenMetadata {
        authority: keys::address(9),
        name: "NVIDIA xStock, as it is called from now on".into(),
        symbol: "NVDAx".into(),
        uri: "https://example.org/a-much-longer-address-than-before.json".into(),
    });
    event(|world| put_mint(world, longer.account()), [Yes; 8], |world| put_mint(world, listed.account()));
}

#[test]
fn issuer_events_add_up() {
    let mut stage = stage();
    stage.when(|world| {
        edit_mint(world, |data| set_paused(data, true));
        edit_mint(world, |data| arm_hook(data, keys::address(9)));
        freeze_vault(world, true);
    });
    let (none, paused) = (Ours(Error::Unhealthy), Ours(Error::MintPaused));
    assert_eq!(stage.meets(), [none, paused, paused, paused, Token, Token, Token, Yes]);
}

/// H11: a debt mint raises its fee between the loan and its return: what arrives is credited, no more.
#[test]
fn threat_h11_a_fee_on_the_debt_mint_credits_what_arrives() {
    let mut dollar = Asset::usdc();
    let listed = catalogue::nvdax().transfer_fee(0, 0).decimals(6).at(keys::address(700));
    (dollar.mint, dollar.mint_account) = (listed.address, listed.account());
    let mut world = World::new(&[dollar, Asset::nvdax()]);
    let (lender, debtor) = staff(&mut world);
    world.borrow(&debtor, USDC, 200 * DOLLAR).expect("borrowed");
    world.chain.edit(&listed.address, |account| set_transfer_fee(&mut account.data, 500, u64::MAX));
    let before = world.record(USDC);
    world.repay(&debtor, USDC, 100 * DOLLAR).expect("repaid");
    let after = world.record(USDC);
    assert_eq!(after.cash() - before.cash(), 95 * DOLLAR);
    assert_eq!(token::amount(&world.chain.data(&world.vault(USDC))), after.cash(), "nothing to socialise");
    assert!(books_hold(&after.assets(), &after.claims()));
    let owed = |world: &World| world.position(&debtor).slot(0, Side::Debt).map(|slot| slot.shares());
    assert!(matches!(owed(&world), Ok(shares) if shares.abs_diff(105 * DOLLAR) <= 1), "{:?}", owed(&world));

    // all of it: what is owed is sent, what arrives is credited, the rest stays owed
    world.fund(&debtor, USDC, 1_000 * DOLLAR);
    world.repay(&debtor, USDC, u64::MAX).expect("repaid");
    assert!(matches!(owed(&world), Ok(shares) if shares.abs_diff(5_250_000) <= 2), "{:?}", owed(&world));
    // in, short, is an error: a deposit would buy shares for what never came
    world.fund(&lender, USDC, DOLLAR);
    let deposit = deposit(&world, &lender, USDC, DOLLAR);
    refuse(&mut world, &deposit, &[&lender.keypair], Error::ArrivedShort);
}
