//! Our walk against spl-token-2022-interface: mints built by it, sizes computed by it.

#[path = "common/mint.rs"]
mod mint;

use hypothec_interface::token::mint::walk;
use mint::{Mint, T22};
use proptest::prelude::*;
use spl_token_2022_interface::extension::account_len::try_calculate_account_len_from_mint_data;
use spl_token_2022_interface::extension::{
    BaseStateWithExtensions, BaseStateWithExtensionsMut, ExtensionType, PodStateWithExtensions,
    PodStateWithExtensionsMut, confidential_transfer::ConfidentialTransferMint,
    default_account_state::DefaultAccountState, metadata_pointer::MetadataPointer,
    mint_close_authority::MintCloseAuthority, pausable::PausableConfig, permanent_delegate::PermanentDelegate,
    scaled_ui_amount::ScaledUiAmountConfig, transfer_fee::TransferFeeConfig, transfer_hook::TransferHook,
};
use spl_token_2022_interface::pod::{PodCOption, PodMint};

const KINDS: [ExtensionType; 9] = [
    ExtensionType::TransferFeeConfig,
    ExtensionType::MintCloseAuthority,
    ExtensionType::ConfidentialTransferMint,
    ExtensionType::DefaultAccountState,
    ExtensionType::PermanentDelegate,
    ExtensionType::TransferHook,
    ExtensionType::MetadataPointer,
    ExtensionType::ScaledUiAmount,
    ExtensionType::Pausable,
];

fn built(kinds: &[ExtensionType]) -> Vec<u8> {
    let len = ExtensionType::try_calculate_account_len::<spl_token_2022_interface::state::Mint>(kinds).unwrap();
    let mut data = vec![0; len];
    let mut state = PodStateWithExtensionsMut::<PodMint>::unpack_uninitialized(&mut data).unwrap();
    for kind in kinds {
        match kind {
            ExtensionType::TransferFeeConfig => drop(state.init_extension::<TransferFeeConfig>(false).unwrap()),
            ExtensionType::MintCloseAuthority => drop(state.init_extension::<MintCloseAuthority>(false).unwrap()),
            ExtensionType::ConfidentialTransferMint => {
                state.init_extension::<ConfidentialTransferMint>(false).unwrap();
            }
            ExtensionType::DefaultAccountState => {
                state.init_extension::<DefaultAccountState>(false).unwrap().state = 1;
            }
            ExtensionType::PermanentDelegate => drop(state.init_extension::<PermanentDelegate>(false).unwrap()),
            ExtensionType::TransferHook => drop(state.init_extension::<TransferHook>(false).unwrap()),
            ExtensionType::MetadataPointer => drop(state.init_extension::<MetadataPointer>(false).unwrap()),
            ExtensionType::ScaledUiAmount => {
                let scaled = state.init_extension::<ScaledUiAmountConfig>(false).unwrap();
                (scaled.multiplier, scaled.new_multiplier) = (1.25.into(), 2.5.into());
                scaled.new_multiplier_effective_timestamp = 77.into();
            }
            _ => drop(state.init_extension::<PausableConfig>(false).unwrap()),
        }
    }
    *state.base = PodMint {
        mint_authority: PodCOption::none(),
        supply: 5.into(),
        decimals: 6,
        is_initialized: true.into(),
        freeze_authority: PodCOption::none(),
    };
    state.init_account_type().unwrap();
    data
}

#[test]
fn the_crate_reads_our_nvdax() {
    let data = Mint::nvdax().bytes();
    let state = PodStateWithExtensions::<PodMint>::unpack(&data).unwrap();
    assert_eq!(state.base.decimals, 8);
    let kinds: Vec<u16> = state.get_extension_types().unwrap().into_iter().map(u16::from).collect();
    assert_eq!(kinds, [18, 12, 6, 25, 26, 4, 14, 19]);
    let scaled = state.get_extension::<ScaledUiAmountConfig>().unwrap();
    let ours = walk(&data, &T22).unwrap();
    assert_eq!(f64::from(scaled.multiplier).to_bits(), ours.scaled.multiplier);
    assert_eq!(f64::from(scaled.new_multiplier).to_bits(), ours.scaled.new_multiplier);
    assert_eq!(i64::from(scaled.new_multiplier_effective_timestamp), ours.scaled.effective_ts);
    assert_eq!(try_calculate_account_len_from_mint_data(&data, &[]).unwrap(), usize::from(ours.vault_len));
}

proptest! {
    #[test]
    fn we_read_what_the_crate_builds(kinds in prop::sample::subsequence(&KINDS[..], 0..=9).prop_shuffle()) {
        let data = built(&kinds);
        let ours = walk(&data, &T22).unwrap();
        prop_assert_eq!(ours.decimals, 6);
        prop_assert_eq!(ours.offsets.kinds.count_ones() as usize, kinds.len());
        prop_assert_eq!(try_calculate_account_len_from_mint_data(&data, &[]).unwrap(), usize::from(ours.vault_len));
        let has = |kind| kinds.contains(&kind);
        let offsets = ours.offsets;
        prop_assert_eq!(offsets.fee != 0, has(ExtensionType::TransferFeeConfig));
        prop_assert_eq!(offsets.hook != 0, has(ExtensionType::TransferHook));
        prop_assert_eq!(offsets.pausable != 0, has(ExtensionType::Pausable));
        prop_assert_eq!(offsets.default_state != 0, has(ExtensionType::DefaultAccountState));
        if has(ExtensionType::ScaledUiAmount) {
            prop_assert_eq!(ours.scaled.multiplier, 1.25f64.to_bits());
            prop_assert_eq!(ours.scaled.new_multiplier, 2.5f64.to_bits());
            prop_assert_eq!(ours.scaled.effective_ts, 77);
        }
    }
}
