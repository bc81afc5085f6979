//! The embedded chain: fees, signatures, features, clock and rollback are mainnet's.

mod clock;

use hypothec_interface::budget;
use hypothec_interface::builder::{self, RefreshEntry};
use hypothec_interface::instruction::NO_RESERVE;
use hypothec_testkit::catalogue::nvdax;
use hypothec_testkit::keys::{address as any, key};
use hypothec_testkit::mint::{self, StockMint, TOKEN, TOKEN_2022, spl_mint};
use hypothec_testkit::{Chain, Executed, Failure, Snapshots, token};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;
use spl_token_2022_interface::instruction::transfer_checked;

/// Codes of Token-2022.
const ACCOUNT_FROZEN: u32 = 17;
const MINT_PAUSED: u32 = 67;

struct Transfer {
    chain: Chain,
    owner: Keypair,
    source: Address,
    destination: Address,
    instruction: Instruction,
}

/// A transfer of 5 atoms from an account of 175 bytes to an associated one, of 179 where the mint is an xStock.
fn transfer(mint: Address, mint_account: Account) -> Transfer {
    let mut chain = Chain::bare();
    let (owner, program, source) = (key(1), mint_account.owner, any(1));
    let destination = token::associated(&key(2).pubkey(), &mint, &program);
    chain.airdrop(&owner.pubkey(), 1_000_000_000);
    chain.put_account(&source, token::account(&mint, &mint_account, &owner.pubkey(), 100));
    chain.put_account(&destination, token::associated_account(&mint, &mint_account, &key(2).pubkey(), 1));
    let decimals = mint::decimals(&mint_account.data);
    chain.put_account(&mint, mint_account);
    let mut instruction =
        transfer_checked(&TOKEN_2022, &source, &mint, &destination, &owner.pubkey(), &[], 5, decimals).unwrap();
    instruction.program_id = program;
    Transfer { chain, owner, source, destination, instruction }
}

fn of_stock(stock: &StockMint) -> Transfer {
    transfer(stock.address, stock.account())
}

impl Transfer {
    fn send(&mut self) -> Result<Executed, Failure> {
        self.chain.send(std::slice::from_ref(&self.instruction), &[&self.owner])
    }

    fn amounts(&self) -> (u64, u64) {
        (token::amount(&self.chain.data(&self.source)), token::amount(&self.chain.data(&self.destination)))
    }
}

#[test]
fn real_nvdax_moves() {
    let mut world = of_stock(&nvdax());
    assert_eq!((world.chain.data(&world.source).len(), world.chain.data(&world.destination).len()), (175, 179));
    let before = world.chain.snapshot(&[("source", world.source), ("destination", world.destination)]);
    let receipt = world.send().unwrap();
    assert_eq!(world.amounts(), (95, 6));
    before.assert_only_changed(&world.chain, &["source", "destination"]);
    before.assert_only_bytes(&world.chain, "source", &[(64, 8)]);
    assert!((3_000..4_000).contains(&receipt.cu), "{}", receipt.cu);
    assert_eq!(receipt.units, Default::default(), "neither our program nor a CPI ran");
}

#[test]
fn a_paused_mint_does_not_move() {
    let mut world = of_stock(&nvdax());
    world.chain.edit(&nvdax().address, |mint| mint::set_paused(&mut mint.data, true));
    let before = world.chain.snapshot(&[("source", world.source), ("destination", world.destination)]);
    let failure = world.send().unwrap_err();
    assert_eq!((failure.code, failure.program, failure.index), (Some(MINT_PAUSED), Some(TOKEN_2022), Some(0)));
    assert_eq!(failure.error, None, "it is Token-2022's error, not ours");
    before.assert_unchanged(&world.chain);
    world.chain.edit(&nvdax().address, |mint| mint::set_paused(&mut mint.data, false));
    world.send().unwrap();
}

#[test]
fn a_frozen_account_neither_gives_nor_takes() {
    for which in [0, 1] {
        let mut world = of_stock(&nvdax());
        let frozen = [world.source, world.destination][which];
        world.chain.edit(&frozen, |account| token::set_frozen(&mut account.data, true));
        assert_eq!(world.send().unwrap_err().code, Some(ACCOUNT_FROZEN));
        assert_eq!(world.amounts(), (100, 1));
    }
}

#[test]
fn an_armed_hook_stops_transfers_that_do_not_know_it() {
    let mut world = of_stock(&nvdax().hooked(any(9)));
    let failure = world.send().unwrap_err();
    assert!(failure.code.is_none() && failure.index == Some(0), "{failure:?}");
}

#[test]
fn a_fee_makes_less_arrive() {
    let mut world = of_stock(&nvdax().transfer_fee(5_000, 2));
    world.send().unwrap();
    assert_eq!(world.amounts(), (95, 4));
}

#[test]
fn p_token_is_active() {
    let mut world = transfer(any(5), spl_mint(6, any(3), 1_000));
    assert_eq!(world.instruction.program_id, TOKEN);
    assert_eq!(world.send().unwrap().cu, 105);
}

#[test]
fn the_same_transaction_can_be_sent_again() {
    let mut world = of_stock(&nvdax());
    let (one, two) = (world.send().unwrap(), world.send().unwrap());
    assert_ne!(one.signature, two.signature);
    assert_eq!(world.amounts(), (90, 11));
}

#[test]
fn simulating_changes_nothing() {
    let world = of_stock(&nvdax());
    let receipt = world.chain.simulate(std::slice::from_ref(&world.instruction), &[&world.owner]).unwrap();
    assert_eq!(world.amounts(), (100, 1));
    assert_eq!(receipt.cu, world.chain.clone().send(&[world.instruction], &[&world.owner]).unwrap().cu);
}

#[test]
fn a_transaction_is_measured() {
    let mut world = of_stock(&nvdax());
    let plain = world.send().unwrap();
    // source, mint, destination, owner and the program, in a message of one instruction with ten bytes
    assert_eq!((plain.accounts, plain.tx_bytes), (5, 1 + 64 + 3 + 1 + 5 * 32 + 32 + 1 + (1 + 1 + 4 + 1 + 10)));
    let limited = budget::limited(10_000, 700_000, std::slice::from_ref(&world.instruction));
    let limited = world.chain.send(&limited, &[&world.owner]).unwrap();
    assert_eq!((limited.accounts, limited.tx_bytes), (6, plain.tx_bytes + budget::TX_BYTES));
    assert_eq!(limited.cu, plain.cu + 2 * budget::COST);
    let signed_apart = builder::sync_vault(any(1), 0);
    let fixed = 1 + 64 + 3 + 1 + 32 + 32 + 1 + (1 + 1 + 2 + 1 + signed_apart.data.len());
    assert_eq!(budget::legacy_bytes(&signed_apart), fixed + 3 * 32 + budget::TX_BYTES);
}

#[test]
fn refreshes_fit_their_transactions() {
    let entry = |index| RefreshEntry {
        index,
        prices: [500, 600].map(|n| Some(any(n + u64::from(index)))),
        issuer_mint: Some(any(700 + u64::from(index))),
    };
    let entries: Vec<RefreshEntry> = (0..30).map(entry).collect();
    let all = budget::refreshes(any(1), &entries);
    let sizes: Vec<usize> = all.iter().map(budget::legacy_bytes).collect();
    assert!(sizes.iter().all(|size| *size <= budget::PACKET_BYTES), "{sizes:?}");
    let named = all.iter().flat_map(|one| one.data[1..17].iter().copied().take_while(|index| *index != NO_RESERVE));
    assert!(named.eq(0..30), "each once, in order");
    assert_eq!(all.iter().map(|one| one.accounts.len() - 1).collect::<Vec<_>>(), [28, 28, 28, 28, 8], "as many as fit");
    // nine with one feed each, as docs/operations.md says
    let alone: Vec<RefreshEntry> =
        entries.iter().map(|entry| RefreshEntry { prices: [entry.prices[0], None], ..*entry }).collect();
    let one_feed = budget::refreshes(any(1), &alone);
    assert_eq!(one_feed.iter().map(|one| one.accounts.len() - 1).collect::<Vec<_>>(), [27, 27, 27, 9]);
    assert!(budget::refreshes(any(1), &[]).is_empty());
}

#[test]
fn the_compute_budget_program_is_the_one_everybody_names() {
    assert_eq!(budget::COMPUTE_BUDGET.to_string(), "ComputeBudget111111111111111111111111111111");
}

#[test]
fn limits_are_enforced() {
    let mut world = of_stock(&nvdax());
    let mut fails = |units, bytes| {
        let limited = budget::limited(units, bytes, std::slice::from_ref(&world.instruction));
        world.chain.send(&limited, &[&world.owner]).unwrap_err()
    };
    assert_eq!(fails(10_000, 1_000).err, TransactionError::MaxLoadedAccountsDataSizeExceeded);
    let short = fails(2_000, 700_000);
    assert_eq!((short.index, short.program), (Some(2), Some(TOKEN_2022)), "{short:?}");
}

#[test]
fn loaded_bytes_count_the_programs_code() {
    let mut world = of_stock(&nvdax());
    let accounts = [64, 64 + 175, 64 + 679, 64 + 179].iter().sum::<usize>();
    let program = 64 + 36 + 64 + 45 + 615_936;
    assert_eq!(world.send().unwrap().loaded_bytes, accounts + program);
}

#[test]
fn a_clone_is_a_fork() {
    let mut world = of_stock(&nvdax());
    let fork = world.chain.clone();
    world.send().unwrap();
    assert_eq!(token::amount(&fork.data(&world.source)), 100);
}

#[test]
#[should_panic(expected = "the signers are not those the instructions ask for")]
fn a_missing_key_is_said_at_once() {
    let world = of_stock(&nvdax());
    let mut chain = world.chain;
    chain.airdrop(&key(5).pubkey(), 1_000_000_000);
    let _ = chain.send(&[world.instruction], &[&key(5)]);
}
