//! F4 and A6: what the issuer of a token without sessions does to its mint and to the vault.

use crate::fixtures::liquidation::{addresses, distressed_in, refresh_after};
use crate::fixtures::market::*;
use crate::instructions::flash_borrow::pair;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_WATCHED};
use hypothec_interface::token::IssuerFlags;
use hypothec_testkit::{Asset, User, World, token};
use hypothec_testkit::{account, catalogue, keys};
use solana_account::Account;
use solana_instruction::Instruction;

/// The mint of NVDAx, which has all that an issuer can ask for, listed as a token without sessions.
fn watched() -> World {
    World::new(&[Asset::usdc(), Asset { class: CLASS_CONTINUOUS, config: risk::DOLLAR, ..Asset::nvdax() }])
}

#[test]
fn attack_f4_collateral_that_was_clawed_back_backs_no_loan() {
    let mut world = watched();
    let (_, borrower) = staff(&mut world);
    let record = world.record(NVDAX);
    assert_eq!(
        (record.class(), record.reads_issuer(), world.record(USDC).reads_issuer()),
        (CLASS_WATCHED, true, false)
    );
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 0));
    let loan = borrow(&world, &borrower, USDC, 900 * DOLLAR);
    world.advance(1);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
    assert_eq!(world.record(NVDAX).recognised_loss(), 1_000_000_000);
}

#[test]
fn attack_f4_a_mint_that_nobody_has_looked_at_gives_no_power() {
    let mut world = watched();
    let (_, borrower) = staff(&mut world);
    let loan = borrow(&world, &borrower, USDC, 900 * DOLLAR);
    world.chain.advance(61);
    // without its mint and vault the refresh is refused; so the price cannot be younger than they are
    let mut blind = world.refresh(&[NVDAX]);
    blind.accounts.truncate(2);
    refuse(&mut world, &blind, &[&borrower.keypair], Error::NotEnoughAccounts);
    refresh_after(&mut world, 0, &[USDC]);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
    refresh_after(&mut world, 0, &[NVDAX]);
    world.send(&borrower, loan).expect("looked at");
}

/// The real PYUSD, whose issuer can close it, lent against NVDAx.
fn closable() -> World {
    World::new(&[Asset::pyusd(), Asset::nvdax()])
}

#[test]
fn a6_the_real_pyusd_and_usdg_are_lent_and_borrowed() {
    let usdg = catalogue::usdg();
    let usdg = Asset { mint: usdg.address, mint_account: usdg.account(), ..Asset::pyusd() };
    for dollar in [Asset::pyusd(), usdg] {
        let mut world = World::new(&[dollar, Asset::nvdax()]);
        let (lender, borrower) = staff(&mut world);
        assert_eq!((world.record(USDC).class(), world.record(USDC).issuer_flags()), (CLASS_WATCHED, 0));
        world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
        world.repay(&borrower, USDC, 900 * DOLLAR).expect("repaid");
        world.withdraw(&lender, USDC, 100 * DOLLAR).expect("withdrawn");
        assert_eq!(world.balance(&lender, USDC), 100 * DOLLAR);
    }
}

/// Everything that would move the dollar, with who signs it.
fn movements<'a>(world: &World, [lender, borrower, liquidator]: [&'a User; 3]) -> Vec<(Vec<Instruction>, &'a User)> {
    let dollars = |user: &User| world.tokens(user, USDC);
    let step = |instruction, amount, limit| BatchEntry {
        instruction,
        reserve: world.reserve(USDC),
        tokens: dollars(lender),
        amount,
        limit,
    };
    let of = addresses(world, liquidator, borrower, USDC, NVDAX);
    let to_tokens = builder::liquidate(&of, world.tokens(liquidator, NVDAX), u64::MAX, 0);
    let to_shares = builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0);
    let batch = |entry| builder::batch(world.market, lender.position, lender.address(), &[entry]);
    let alone = |instruction, user: &'a User| (vec![instruction], user);
    vec![
        alone(deposit(world, lender, USDC, DOLLAR), lender),
        alone(withdraw(world, lender, USDC, DOLLAR), lender),
        alone(borrow(world, borrower, USDC, DOLLAR), borrower),
        alone(repay(world, borrower, USDC, DOLLAR), borrower),
        alone(builder::donate(&world.reserve(USDC), dollars(lender), lender.address(), DOLLAR), lender),
        alone(builder::collect_fees(&world.reserve(USDC), dollars(lender)), lender),
        alone(batch(step(Tag::Deposit, DOLLAR, 0)), lender),
        alone(batch(step(Tag::Withdraw, DOLLAR, 0)), lender),
        alone(to_tokens, liquidator),
        alone(to_shares, liquidator),
        (pair(world, borrower, USDC, DOLLAR, &[]), borrower),
    ]
}

#[test]
pub fn a6_a_mint_that_was_replaced_moves_no_token() {
    let listed = catalogue::pyusd();
    let replacements: [Option<Account>; 5] = [
        None,
        Some(account(keys::address(77), listed.data())),
        Some(listed.clone().decimals(9).account()),
        Some(listed.clone().non_transferable().account()),
        Some(account(hypothec_testkit::mint::TOKEN_2022, vec![0; 10])),
    ];
    for replacement in replacements {
        let distress = distressed_in(closable(), 100);
        let (mut world, lender, borrower, liquidator) =
            (distress.world, distress.lender, distress.borrower, distress.liquidator);
        world.fund(&lender, USDC, 10 * DOLLAR);
        world.fund(&borrower, USDC, 10 * DOLLAR);
        let mint = world.assets[USDC].mint;
        let there = replacement.unwrap_or_default();
        world.chain.put_account(&mint, there.clone());
        // before anybody has refreshed, and after
        for refreshed in [false, true] {
            if refreshed {
                refresh_after(&mut world, 1, &[USDC, NVDAX]);
                assert_eq!(world.record(USDC).issuer_flags(), IssuerFlags::MINT_REPLACED.0, "{there:?}");
            }
            for (instructions, signer) in movements(&world, [&lender, &borrower, &liquidator]) {
                let failure = fail_all(&mut world, &instructions, &[&signer.keypair]);
                assert_eq!(failure.error, Some(Error::MintReplaced), "{refreshed} {instructions:?}: {failure:?}");
            }
        }
        // the listed mint stands there again: the next refresh takes it for what it is
        world.chain.put_account(&mint, listed.account());
        refresh_after(&mut world, 1, &[USDC, NVDAX]);
        assert_eq!(world.record(USDC).issuer_flags(), 0);
        world.repay(&borrower, USDC, 10 * DOLLAR).expect("repaid");
    }
}

#[test]
fn a6_a_mint_that_was_replaced_lends_no_power() {
    // the closable dollar as collateral for the stock's lender
    let mut world = World::new(&[Asset::pyusd(), Asset::nvdax(), Asset::usdc()]);
    let (lender, other) = (world.user(1), world.user(2));
    for (user, index) in [(&lender, USDC), (&other, 2)] {
        world.fund(user, index, 1_000 * DOLLAR);
        world.deposit(user, index, 1_000 * DOLLAR).expect("supplied");
    }
    world.fund(&lender, 2, 0);
    let loan = borrow(&world, &lender, 2, 100 * DOLLAR);
    let mint = world.assets[USDC].mint;
    world.chain.put_account(&mint, Account::default());
    refresh_after(&mut world, 1, &[USDC]);
    refuse(&mut world, &loan, &[&lender.keypair], Error::Unhealthy);
    world.chain.put_account(&mint, catalogue::pyusd().account());
    refresh_after(&mut world, 1, &[USDC]);
    world.send(&lender, loan).expect("the listed mint");
}
