use super::*;
use crate::catalogue::{NVDAON, nvdax, ondo, stock};
use crate::keys::{address as any, key};
use crate::mint::{StockMint, bare_mint, spl_mint};
use crate::{Chain, SYSTEM_PROGRAM};
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;
use spl_token_2022_interface::extension::{BaseStateWithExtensions, ExtensionType, StateWithExtensions};
use spl_token_2022_interface::instruction::initialize_account3;
use spl_token_2022_interface::state::Account as Parsed;

#[test]
fn lengths_are_mainnets() {
    let mint = nvdax();
    let long = |account: Account| (account.data.len(), account.lamports);
    assert_eq!(long(account(&mint.address, &mint.account(), &any(1), 5)), (175, 2_108_880));
    assert_eq!(long(associated_account(&mint.address, &mint.account(), &any(1), 5)), (179, 2_136_720));
    assert_eq!(account(&any(2), &spl_mint(6, any(3), 0), &any(1), 5).data.len(), 165);
    assert_eq!(associated_account(&any(2), &spl_mint(6, any(3), 0), &any(1), 5).data.len(), 165);
    assert_eq!(account(&any(2), &bare_mint(6, any(3), 0), &any(1), 5).data.len(), 165);
    assert_eq!(associated_account(&any(2), &bare_mint(6, any(3), 0), &any(1), 5).data.len(), 170);
}

/// Creates an account of the mint by `InitializeAccount3` on the chain, and compares it with ours.
#[test]
fn accounts_are_those_the_token_programs_make() {
    let stocks: [StockMint; 5] = [
        nvdax(),
        ondo("NVDAon", NVDAON),
        stock("AAPLx").transfer_fee(10, 10),
        stock("TSLAx").non_transferable(),
        stock("SPYx").default_frozen(),
    ];
    let plain = [(any(1), spl_mint(6, any(3), 0)), (any(2), bare_mint(6, any(3), 0))];
    let mints = stocks.iter().map(|mint| (mint.address, mint.account())).chain(plain);
    for (mint, mint_account) in mints {
        let (mut chain, payer, program) = (Chain::bare(), key(1), mint_account.owner);
        chain.airdrop(&payer.pubkey(), 1_000_000_000);
        chain.put_account(&mint, mint_account.clone());
        let expected = account(&mint, &mint_account, &payer.pubkey(), 0);
        let blank = crate::account(program, vec![0; expected.data.len()]);
        chain.put_account(&any(7), blank);
        let mut initialize = initialize_account3(&TOKEN_2022, &any(7), &mint, &payer.pubkey()).unwrap();
        initialize.program_id = program;
        chain.send(&[initialize], &[&payer]).unwrap();
        assert_eq!(chain.get_account(&any(7)).unwrap().data, expected.data, "{mint}");

        let ours = associated(&payer.pubkey(), &mint, &program);
        let create = Instruction {
            program_id: ASSOCIATED_TOKEN,
            accounts: vec![
                AccountMeta::new(payer.pubkey(), true),
                AccountMeta::new(ours, false),
                AccountMeta::new_readonly(payer.pubkey(), false),
                AccountMeta::new_readonly(mint, false),
                AccountMeta::new_readonly(SYSTEM_PROGRAM, false),
                AccountMeta::new_readonly(program, false),
            ],
            data: vec![0],
        };
        let receipt = chain.send(&[create], &[&payer]).unwrap();
        assert!((1..receipt.cu).contains(&receipt.units.token_cpi), "{:?}", receipt.units);
        assert_eq!(chain.get_account(&ours), Some(associated_account(&mint, &mint_account, &payer.pubkey(), 0)));
    }
}

#[test]
fn fields_are_read_and_written() {
    let mint = nvdax();
    let mut ours = associated_account(&mint.address, &mint.account(), &any(1), 5);
    assert_eq!((amount(&ours.data), state(&ours.data)), (5, State::Initialized));
    set_amount(&mut ours.data, 3);
    set_frozen(&mut ours.data, true);
    set_delegate(&mut ours.data, any(3), 2);
    extend(&mut ours, kind::MEMO_TRANSFER, &[1]);
    assert_eq!((amount(&ours.data), state(&ours.data)), (3, State::Frozen));
    let parsed = StateWithExtensions::<Parsed>::unpack(&ours.data).unwrap();
    assert_eq!((parsed.base.mint, parsed.base.owner, parsed.base.amount), (mint.address, any(1), 3));
    assert_eq!((Option::from(parsed.base.delegate), parsed.base.delegated_amount), (Some(any(3)), 2));
    assert!(parsed.base.is_frozen());
    use ExtensionType::{ImmutableOwner, MemoTransfer, PausableAccount, TransferHookAccount};
    let kinds = [ImmutableOwner, PausableAccount, TransferHookAccount, MemoTransfer];
    assert_eq!(parsed.get_extension_types().unwrap(), kinds);
    assert_eq!(ours.lamports, rent(184));
    set_frozen(&mut ours.data, false);
    set_delegate(&mut ours.data, NONE, 0);
    let parsed = StateWithExtensions::<Parsed>::unpack(&ours.data).unwrap();
    assert!(!parsed.base.is_frozen() && parsed.base.delegate.is_none());
}
