use super::*;
use crate::catalogue::{self, nvdax, ondo, stock};
use crate::keys::address as any;
use crate::tlv::kind;
use sha2::{Digest, Sha256};
use spl_token_2022_interface::extension::metadata_pointer::MetadataPointer;
use spl_token_2022_interface::extension::mint_close_authority::MintCloseAuthority;
use spl_token_2022_interface::extension::pausable::PausableConfig;
use spl_token_2022_interface::extension::permanent_delegate::PermanentDelegate;
use spl_token_2022_interface::extension::scaled_ui_amount::ScaledUiAmountConfig;
use spl_token_2022_interface::extension::transfer_fee::TransferFeeConfig;
use spl_token_2022_interface::extension::transfer_hook::TransferHook;
use spl_token_2022_interface::extension::{BaseStateWithExtensions, ExtensionType, StateWithExtensions};
use spl_token_2022_interface::state::Mint;

fn parse(data: &[u8]) -> StateWithExtensions<'_, Mint> {
    StateWithExtensions::unpack(data).expect("Token-2022 accepts the mint")
}

fn kinds(mint: &StockMint) -> Vec<u16> {
    tlv::records(&mint.data()).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn nvdax_is_mainnets_byte_for_byte() {
    let account = nvdax().account();
    assert_eq!(account.data.len(), 679);
    let hash: [u8; 32] = Sha256::digest(&account.data).into();
    assert_eq!(
        hash,
        hypothec_interface::preset::xstocks::feed("1480658d427aeb978a789e04439313f2bb71eacb7ef615e25ef592e0c5e0c208")
    );
    assert_eq!(nvdax().address.to_string(), "Xsc9qvGR1efVDFGLrVsmkzv3qi45LTBjeUKSPmx9qEh");
    assert_eq!((account.lamports, account.owner), (617_943_468, TOKEN_2022));
}

#[test]
fn token_2022_reads_every_field_back() {
    let mint = stock("AAPLx").supply(5).multiplier(1.0, 4.0, 77).hooked(any(1)).paused();
    let mint = mint.transfer_fee(50, 9_000).closable_by(any(2)).default_frozen();
    let data = mint.data();
    let parsed = parse(&data);
    assert_eq!((parsed.base.supply, parsed.base.decimals, parsed.base.is_initialized), (5, 8, true));
    assert_eq!(Option::from(parsed.base.mint_authority), Some(mint.mint_authority));
    assert_eq!(Option::from(parsed.base.freeze_authority), Some(mint.freeze_authority));
    let scaled = parsed.get_extension::<ScaledUiAmountConfig>().unwrap();
    assert_eq!((f64::from(scaled.multiplier), f64::from(scaled.new_multiplier)), (1.0, 4.0));
    assert_eq!(i64::from(scaled.new_multiplier_effective_timestamp), 77);
    assert_eq!(parsed.get_extension::<TransferHook>().unwrap().program_id, Some(any(1)).try_into().unwrap());
    assert!(bool::from(parsed.get_extension::<PausableConfig>().unwrap().paused));
    let fee = parsed.get_extension::<TransferFeeConfig>().unwrap();
    assert_eq!(fee.calculate_epoch_fee(0, 1_000_000), Some(5_000));
    assert_eq!(fee.calculate_epoch_fee(900, u64::MAX), Some(9_000));
    assert_eq!(parsed.get_extension::<MintCloseAuthority>().unwrap().close_authority, Some(any(2)).try_into().unwrap());
    let pointer = parsed.get_extension::<MetadataPointer>().unwrap();
    assert_eq!(pointer.metadata_address, Some(mint.address).try_into().unwrap());
    let delegate = parsed.get_extension::<PermanentDelegate>().unwrap();
    assert_eq!(delegate.delegate, Some(catalogue::backed::DELEGATE).try_into().unwrap());
}

#[test]
fn setters_keep_the_issuers_order() {
    let plain = kinds(&nvdax());
    assert_eq!(plain, [18, 12, 6, 25, 26, 4, 14, 19]);
    assert_eq!(kinds(&nvdax().paused().hooked(any(1)).default_frozen()), plain);
    assert_eq!(kinds(&nvdax().non_transferable().without(kind::PERMANENT_DELEGATE)), [18, 6, 25, 26, 4, 14, 19, 9]);
    assert_eq!(kinds(&nvdax().with(Extension::Raw { kind: 28, value: vec![3; 32] })).last(), Some(&28));
}

#[test]
fn ondos_shape_differs() {
    let data = ondo("NVDAon", catalogue::NVDAON).data();
    let kinds: Vec<u16> = tlv::records(&data).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [25, 18, 26, 6, 4, 14, 19]);
    assert_eq!(parse(&data).base.decimals, 9);
    assert!(parse(&data).get_extension::<PermanentDelegate>().is_err());
}

#[test]
fn a_moved_mint_takes_its_metadata_along() {
    let data = nvdax().at(any(9)).data();
    assert_eq!(data[202..234], any(9).to_bytes());
    assert_eq!(data[545..577], any(9).to_bytes());
}

#[test]
#[should_panic(expected = "no such extension")]
fn pausing_what_cannot_be_paused_is_refused() {
    let _ = nvdax().without(kind::PAUSABLE).paused();
}

#[test]
fn mutators_write_what_the_setters_do() {
    let mut data = nvdax().data();
    set_paused(&mut data, true);
    set_multiplier(&mut data, 2.0, 3.0, 4);
    arm_hook(&mut data, any(1));
    set_default_frozen(&mut data, true);
    let same = nvdax().paused().multiplier(2.0, 3.0, 4).hooked(any(1)).default_frozen();
    assert_eq!(data, same.data());
    set_paused(&mut data, false);
    arm_hook(&mut data, NONE);
    set_default_frozen(&mut data, false);
    assert_eq!(data, nvdax().multiplier(2.0, 3.0, 4).data());
}

#[test]
fn plain_mints_parse() {
    for (account, owner) in [(spl_mint(6, any(1), 7), TOKEN), (bare_mint(6, any(1), 7), TOKEN_2022)] {
        assert_eq!((account.data.len(), account.owner, account.lamports), (82, owner, 1_461_600));
        let mint = parse(&account.data);
        assert_eq!((mint.base.decimals, mint.base.supply, mint.base.is_initialized), (6, 7, true));
        assert_eq!(Option::from(mint.base.mint_authority), Some(any(1)));
        assert!(mint.base.freeze_authority.is_none());
        assert!(mint.get_extension_types().unwrap().is_empty());
    }
    assert_eq!(parse(&nvdax().data()).get_extension_types().unwrap()[3], ExtensionType::ScaledUiAmount);
}
