//! A mint whose transfer hook its issuer arms: tokens leave and debts are repaid through it, and it gets no power here.

use crate::fixtures::liquidation::{distressed, told};
use crate::fixtures::market::*;
use crate::scenarios::example::{example, install};
use hypothec_example::hook::{EXECUTE, PASS, REENTER, REFUSE, REFUSED};
use hypothec_interface::Error;
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_WATCHED, SWITCH_BORROW, SWITCH_DEPOSIT};
use hypothec_testkit::mint::{TOKEN_2022, arm_hook};
use hypothec_testkit::{Asset, User, World, account, keys};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// Where the hook counts.
fn counter() -> Address {
    keys::address(901)
}

fn counted(world: &World) -> u8 {
    world.chain.data(&counter())[0]
}

/// The hook's list of extra accounts, where Token-2022 looks for it.
fn list() -> Address {
    Address::find_program_address(&[b"extra-account-metas", Asset::nvdax().mint.as_ref()], &example()).0
}

/// Arms the stock's hook; `extra` are the accounts that its list demands beside the counter.
fn arm(world: &mut World, mode: u8, extra: &[AccountMeta]) -> Vec<AccountMeta> {
    install(world);
    let extra = [&[AccountMeta::new(counter(), false)], extra].concat();
    let entries: Vec<u8> = extra
        .iter()
        .flat_map(|meta| [&[0], meta.pubkey.as_ref(), &[u8::from(meta.is_signer), u8::from(meta.is_writable)]].concat())
        .collect();
    let count = extra.len() as u32;
    let lengths = [(4 + entries.len() as u32).to_le_bytes(), count.to_le_bytes()].concat();
    world.chain.put_account(&list(), account(example(), [&EXECUTE, &lengths[..], &entries].concat()));
    world.chain.put_account(&counter(), account(example(), vec![0, mode]));
    world.chain.edit(&Asset::nvdax().mint, |mint| arm_hook(&mut mint.data, example()));
    world.advance(1);
    let head = [AccountMeta::new_readonly(example(), false), AccountMeta::new_readonly(list(), false)];
    let unsigned = |meta: &AccountMeta| AccountMeta { is_signer: false, ..meta.clone() };
    head.into_iter().chain(extra.iter().map(unsigned)).collect()
}

fn with(mut instruction: Instruction, past: &[AccountMeta]) -> Instruction {
    instruction.accounts.extend_from_slice(past);
    instruction
}

/// [`staff`] where the stock is lent too; the lender owes 1 NVDAx.
fn lent() -> (World, User, User) {
    let mut world = world_with(|_, nvdax| (nvdax.switches, nvdax.span_bps) = (SWITCH_DEPOSIT | SWITCH_BORROW, 300));
    let (lender, borrower) = staff(&mut world);
    world.borrow(&lender, NVDAX, 100_000_000).expect("borrowed");
    (world, lender, borrower)
}

#[test]
fn threat_s6_tokens_leave_through_an_armed_hook() {
    let (mut world, _, borrower) = staffed();
    let past = arm(&mut world, PASS, &[]);
    let bare = withdraw(&world, &borrower, NVDAX, 1_000);
    let failure = fail(&mut world, &bare, &[&borrower.keypair]);
    assert_eq!(failure.program, Some(TOKEN_2022), "it cannot call its hook: {failure:?}");
    let hooked = with(bare, &past);
    world.send(&borrower, hooked).expect("out");
    assert_eq!((world.balance(&borrower, NVDAX), counted(&world)), (1_000, 1));
    let all = with(withdraw(&world, &borrower, NVDAX, u64::MAX), &past);
    world.send(&borrower, all).expect("out");
    assert_eq!((world.balance(&borrower, NVDAX), counted(&world)), (1_000_000_000, 2));
}

#[test]
fn hook_accounts_are_ignored_without_a_hook() {
    let (mut world, _, borrower) = staffed();
    let past = arm(&mut world, PASS, &[]);
    world.chain.edit(&Asset::nvdax().mint, |mint| arm_hook(&mut mint.data, hypothec_testkit::NONE));
    let seen_armed = with(withdraw(&world, &borrower, NVDAX, 1_000), &past);
    world.send(&borrower, seen_armed.clone()).expect("disarmed since the last refresh");
    world.advance(1);
    world.send(&borrower, seen_armed).expect("seen disarmed");
    assert_eq!((world.balance(&borrower, NVDAX), counted(&world)), (2_000, 0));
}

#[test]
fn hook_armed_still_lets_debts_be_repaid_and_topped_up() {
    let (mut world, lender, borrower) = lent();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let past = arm(&mut world, PASS, &[]);
    let back = with(repay(&world, &lender, NVDAX, u64::MAX), &past);
    world.send(&lender, back).expect("repaid");
    assert!(!world.position(&lender).has_debt());
    world.fund(&borrower, NVDAX, 500);
    let top_up = with(deposit(&world, &borrower, NVDAX, 500), &past);
    world.send(&borrower, top_up).expect("topped up");
    assert_eq!(counted(&world), 2);
    world.fund(&lender, NVDAX, 500);
    let new = with(deposit(&world, &lender, NVDAX, 500), &past);
    refuse(&mut world, &new, &[&lender.keypair], Error::HookArmed);
}

/// The seized stock leaves through its hook; without what that needs, or with another's, nothing moves.
#[test]
fn threat_s6_a_seized_token_leaves_through_an_armed_hook() {
    let mut distress = distressed(135);
    let past = arm(&mut distress.world, PASS, &[]);
    let bare = distress.liquidate(u64::MAX);
    let (liquidator, key) = (distress.liquidator.address(), [&distress.liquidator.keypair]);

    let failure = fail(&mut distress.world, &bare, &key);
    assert_eq!(failure.program, Some(TOKEN_2022), "it cannot call its hook: {failure:?}");
    let stranger = keys::address(902);
    distress.world.chain.put_account(&stranger, account(example(), vec![0, PASS]));
    // hook, list and counter: without its list Token-2022 calls the hook all the same, which then misses its counter
    for (n, by) in [TOKEN_2022, example(), TOKEN_2022].into_iter().enumerate() {
        let mut forged = past.clone();
        forged[n].pubkey = stranger;
        let failure = fail(&mut distress.world, &with(bare.clone(), &forged), &key);
        assert_eq!((failure.program, failure.error), (Some(by), None), "forged {n}: {failure:?}");
        forged.remove(n);
        let failure = fail(&mut distress.world, &with(bare.clone(), &forged), &key);
        assert_eq!((failure.program, failure.error), (Some(by), None), "without {n}: {failure:?}");
    }
    assert_eq!(counted(&distress.world), 0);

    // who signed for us may be on the hook's list: it gets no signature there
    let past = arm(&mut distress.world, PASS, &[AccountMeta::new(liquidator, false)]);
    let hooked = with(distress.liquidate(u64::MAX), &past);
    let done = distress.send(hooked);
    let [repaid, _, received, seized] = told(&done)[..] else { panic!("four words") };
    assert_eq!(distress.world.balance(&distress.liquidator, NVDAX), received);
    assert_eq!(distress.world.balance(&distress.liquidator, USDC), 10_000 * DOLLAR - repaid);
    assert!(repaid > 0 && received > 0 && received < seized);
    assert_eq!(counted(&distress.world), 1, "once for the token that has a hook, not for the dollar");
}

/// A hook may refuse the seizure of tokens; the same liquidation as shares moves none, and goes on.
#[test]
fn hook_that_refuses_a_seizure_leaves_shares_to_the_liquidator() {
    let mut distress = distressed(135);
    let past = arm(&mut distress.world, REFUSE, &[]);
    let hooked = with(distress.liquidate(u64::MAX), &past);
    let failure = fail(&mut distress.world, &hooked, &[&distress.liquidator.keypair]);
    assert_eq!((failure.program, failure.code), (Some(example()), Some(REFUSED)));
    let shares = distress.to_shares(u64::MAX);
    distress.send(shares);
    assert_eq!(counted(&distress.world), 0);
}

#[test]
fn hook_that_refuses_stops_the_transfer() {
    let (mut world, _, borrower) = staffed();
    let past = arm(&mut world, REFUSE, &[]);
    let withdraw = with(withdraw(&world, &borrower, NVDAX, 1_000), &past);
    let failure = fail(&mut world, &withdraw, &[&borrower.keypair]);
    assert_eq!((failure.program, failure.code), (Some(example()), Some(REFUSED)));
}

#[test]
fn threat_s6_a_hook_that_calls_us_in_the_middle() {
    let (mut world, _, borrower) = staffed();
    let ours = [
        AccountMeta::new(world.market, false),
        AccountMeta::new_readonly(world.vault(NVDAX), false),
        AccountMeta::new_readonly(PROGRAM_ID, false),
    ];
    let past = arm(&mut world, REENTER, &ours);
    let withdraw = with(withdraw(&world, &borrower, NVDAX, 1_000), &past);
    let failure = fail(&mut world, &withdraw, &[&borrower.keypair]);
    assert!(failure.logs.iter().any(|line| line.contains("reentrancy not allowed")), "{failure:?}");
    // the same accounts do no harm while the hook keeps still
    world.chain.edit(&counter(), |account| account.data[1] = PASS);
    world.send(&borrower, withdraw).expect("out");
    assert_eq!(world.record(NVDAX).cash(), 999_999_000);
}

#[test]
fn threat_s6_a_hook_gets_no_signature() {
    for demanded in [false, true] {
        let (mut world, _, borrower) = staffed();
        let past = arm(&mut world, PASS, &[AccountMeta::new(borrower.address(), demanded)]);
        let withdraw = with(withdraw(&world, &borrower, NVDAX, 1_000), &past);
        // the hook refuses when anything it gets has signed; its list may ask, the owner did sign, and still none has
        world.send(&borrower, withdraw).expect("out");
        assert_eq!(counted(&world), 1);
    }
}

/// A dollar whose issuer arms its hook: the refresh sees it, whatever the class, and a debt is repaid through it.
#[test]
fn attack_f4_a_hook_on_a_watched_dollar_bricks_no_repayment() {
    let dollar = Asset { class: CLASS_CONTINUOUS, config: risk::DOLLAR, ..Asset::nvdax() };
    let mut world = World::new(&[Asset::usdc(), dollar]);
    assert_eq!(world.record(NVDAX).class(), CLASS_WATCHED);
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, NVDAX, 100_000_000_000);
    world.fund(&borrower, USDC, 10_000 * DOLLAR);
    world.fund(&borrower, NVDAX, 0);
    world.deposit(&lender, NVDAX, u64::MAX).expect("lent");
    world.deposit(&borrower, USDC, u64::MAX).expect("pledged");
    world.borrow(&borrower, NVDAX, 1_000_000_000).expect("borrowed");
    let past = arm(&mut world, PASS, &[]);
    assert_ne!(world.record(NVDAX).issuer_flags(), 0, "the refresh has read the mint");
    world.fund(&borrower, NVDAX, 1_100_000_000);
    let back = with(repay(&world, &borrower, NVDAX, u64::MAX), &past);
    world.send(&borrower, back).expect("repaid");
    assert!(!world.position(&borrower).has_debt());
}
