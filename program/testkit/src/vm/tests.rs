use super::*;
use crate::catalogue::nvdax;
use crate::keys::{address as any, key};
use crate::mint::{self, spl_mint};
use crate::{Chain, token, wallet};
use solana_signer::Signer;
use spl_token_2022_interface::instruction::transfer_checked;

/// A transfer, and the accounts it is given: source, mint, destination, owner.
fn transfer(mint: Address, mint_account: Account) -> (Instruction, Vec<(Address, Account)>) {
    let owner = key(1).pubkey();
    let (program, decimals) = (mint_account.owner, mint::decimals(&mint_account.data));
    let source = token::account(&mint, &mint_account, &owner, 100);
    let destination = token::account(&mint, &mint_account, &any(3), 0);
    let mut instruction = transfer_checked(&TOKEN_2022, &any(1), &mint, &any(2), &owner, &[], 5, decimals).unwrap();
    instruction.program_id = program;
    let wallet = wallet(1_000_000_000);
    (instruction, vec![(any(1), source), (mint, mint_account), (any(2), destination), (owner, wallet)])
}

#[test]
fn charges_what_the_chain_charges() {
    for (mint, account) in [(nvdax().address, nvdax().account()), (any(8), spl_mint(6, any(9), 1_000))] {
        let (instruction, accounts) = transfer(mint, account);
        let outcome = Vm::bare().run(&instruction, &accounts);
        outcome.assert_ok();
        let mut chain = Chain::bare();
        for (address, account) in &accounts {
            chain.put_account(address, account.clone());
        }
        // Another payer: the one who pays is writable, which some programs spend a unit on.
        chain.airdrop(&key(7).pubkey(), 1_000_000_000);
        assert_eq!(outcome.cu, chain.send(&[instruction], &[&key(7), &key(1)]).unwrap().cu);
        assert_eq!(outcome.account(&any(2)).data, chain.data(&any(2)));
    }
}

#[test]
fn features_are_mainnets() {
    let all = Mollusk::default().feature_set;
    let mainnet = Vm::bare().mollusk.feature_set;
    for (feature, everywhere, here) in [
        ("virtual addresses", all.virtual_address_space_adjustments, mainnet.virtual_address_space_adjustments),
        ("direct mapping", all.account_data_direct_mapping, mainnet.account_data_direct_mapping),
        ("r2", all.direct_account_pointers_in_program_input, mainnet.direct_account_pointers_in_program_input),
        ("deep calls", all.raise_cpi_nesting_limit_to_8, mainnet.raise_cpi_nesting_limit_to_8),
    ] {
        assert!(everywhere && !here, "{feature}");
    }
    assert!(mainnet.enable_sbpf_v3_deployment_and_execution);
}

#[test]
fn only_the_moved_accounts_change() {
    let (instruction, accounts) = transfer(nvdax().address, nvdax().account());
    let names = [("source", any(1)), ("mint", nvdax().address), ("destination", any(2)), ("owner", key(1).pubkey())];
    let outcome = Vm::bare().run(&instruction, &accounts);
    assert_eq!(outcome.accounts.len(), accounts.len());
    let before = snapshot(&accounts, &names);
    before.assert_only_changed(&outcome, &["source", "destination"]);
    before.assert_only_bytes(&outcome, "destination", &[(64, 8)]);
}

#[test]
fn a_refusal_names_its_program_and_changes_nothing() {
    let (instruction, accounts) = transfer(nvdax().address, nvdax().paused().account());
    let outcome = Vm::bare().run(&instruction, &accounts);
    assert_eq!((outcome.program, outcome.code, outcome.error), (Some(TOKEN_2022), Some(67), None));
    assert_eq!(outcome.accounts, accounts);
    assert!(!outcome.logs.is_empty());
}

#[test]
#[should_panic(expected = "expected StalePrice, got None")]
fn another_programs_refusal_is_not_ours() {
    let (instruction, accounts) = transfer(nvdax().address, nvdax().paused().account());
    Vm::bare().run(&instruction, &accounts).assert_error(Error::StalePrice);
}

#[test]
fn logs_do_not_run_over_into_the_next_instruction() {
    let (instruction, accounts) = transfer(nvdax().address, nvdax().account());
    let vm = Vm::bare();
    assert_eq!(vm.run(&instruction, &accounts).logs, vm.run(&instruction, &accounts).logs);
}

#[test]
fn units_run_out() {
    let (instruction, accounts) = transfer(nvdax().address, nvdax().account());
    let mut vm = Vm::bare();
    vm.set_compute_unit_limit(1_000);
    assert!(vm.run(&instruction, &accounts).result.is_err());
}

/// p-token in Hypothec's place: any program there is ours, its codes are our errors.
#[test]
fn the_program_at_our_address_is_ours() {
    let (_, p_token) = &mainnet_programs()[0];
    let vm = Vm::new(p_token);
    let mint = Account { owner: crate::program_id(), ..spl_mint(6, any(9), 1_000) };
    let (instruction, mut accounts) = transfer(any(8), mint);
    let outcome = vm.run(&instruction, &accounts);
    assert_eq!(outcome.assert_ok().units, Units { program: outcome.cu, token_cpi: 0 });
    token::set_frozen(&mut accounts[0].1.data, true);
    vm.run(&instruction, &accounts).assert_error(Error::WrongVersion);

    let mut chain = Chain::new(p_token);
    for (address, account) in &accounts {
        chain.put_account(address, account.clone());
    }
    let failure = chain.send(std::slice::from_ref(&instruction), &[&key(1)]).unwrap_err();
    assert_eq!((failure.error, failure.code), (Some(Error::WrongVersion), Some(17)));
    chain.edit(&any(1), |account| token::set_frozen(&mut account.data, false));
    let receipt = chain.send(&[instruction], &[&key(1)]).unwrap();
    assert_eq!(receipt.units, Units { program: 105, token_cpi: 0 });
}
