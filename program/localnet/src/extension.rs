//! The extensions of a mint, by their fields, and the bytes of their records.

use crate::NONE;
use crate::tlv::kind;
use solana_address::Address;

/// An extension of a mint. An authority of [`NONE`] is absent.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // the fields are the Token-2022 interface's
pub enum Extension {
    TransferFeeConfig {
        authority: Address,
        epoch: u64,
        bps: u16,
        maximum: u64,
    },
    MintCloseAuthority {
        authority: Address,
    },
    ConfidentialTransferMint {
        authority: Address,
        auto_approve: bool,
    },
    DefaultAccountState {
        frozen: bool,
    },
    NonTransferable,
    PermanentDelegate {
        delegate: Address,
    },
    TransferHook {
        authority: Address,
        program: Address,
    },
    MetadataPointer {
        authority: Address,
    },
    TokenMetadata {
        authority: Address,
        name: String,
        symbol: String,
        uri: String,
    },
    ScaledUiAmount {
        authority: Address,
        multiplier: f64,
        effective_ts: i64,
        new_multiplier: f64,
    },
    Pausable {
        authority: Address,
        paused: bool,
    },
    /// A record of any kind with any value, well-formed or not.
    Raw {
        kind: u16,
        value: Vec<u8>,
    },
}

impl Extension {
    /// The kind in the record's header.
    #[must_use]
    pub const fn kind(&self) -> u16 {
        match self {
            Self::TransferFeeConfig { .. } => kind::TRANSFER_FEE_CONFIG,
            Self::MintCloseAuthority { .. } => kind::MINT_CLOSE_AUTHORITY,
            Self::ConfidentialTransferMint { .. } => kind::CONFIDENTIAL_TRANSFER_MINT,
            Self::DefaultAccountState { .. } => kind::DEFAULT_ACCOUNT_STATE,
            Self::NonTransferable => kind::NON_TRANSFERABLE,
            Self::PermanentDelegate { .. } => kind::PERMANENT_DELEGATE,
            Self::TransferHook { .. } => kind::TRANSFER_HOOK,
            Self::MetadataPointer { .. } => kind::METADATA_POINTER,
            Self::TokenMetadata { .. } => kind::TOKEN_METADATA,
            Self::ScaledUiAmount { .. } => kind::SCALED_UI_AMOUNT,
            Self::Pausable { .. } => kind::PAUSABLE,
            Self::Raw { kind, .. } => *kind,
        }
    }

    /// The record's value; metadata and its pointer name the mint they belong to.
    pub(crate) fn value(&self, mint: &Address) -> Vec<u8> {
        match self {
            Self::TransferFeeConfig { authority, epoch, bps, maximum } => {
                // the same fee before and after the epoch
                let fee = [&epoch.to_le_bytes()[..], &maximum.to_le_bytes(), &bps.to_le_bytes()].concat();
                [authority.as_ref(), authority.as_ref(), &0u64.to_le_bytes(), &fee, &fee].concat()
            }
            Self::MintCloseAuthority { authority: key } | Self::PermanentDelegate { delegate: key } => {
                key.to_bytes().to_vec()
            }
            Self::ConfidentialTransferMint { authority, auto_approve } => {
                [authority.as_ref(), &[u8::from(*auto_approve)], NONE.as_ref()].concat()
            }
            Self::DefaultAccountState { frozen } => vec![1 + u8::from(*frozen)],
            Self::NonTransferable => Vec::new(),
            Self::TransferHook { authority, program } => [authority.as_ref(), program.as_ref()].concat(),
            Self::MetadataPointer { authority } => [authority.as_ref(), mint.as_ref()].concat(),
            Self::TokenMetadata { authority, name, symbol, uri } => {
                let mut value = [authority.as_ref(), mint.as_ref()].concat();
                for text in [name, symbol, uri] {
                    value.extend_from_slice(&(text.len() as u32).to_le_bytes());
                    value.extend_from_slice(text.as_bytes());
                }
                value.extend_from_slice(&[0; 4]); // no additional fields
                value
            }
            Self::ScaledUiAmount { authority, multiplier, effective_ts, new_multiplier } => [
                authority.as_ref(),
                &multiplier.to_le_bytes(),
                &effective_ts.to_le_bytes(),
                &new_multiplier.to_le_bytes(),
            ]
            .concat(),
            Self::Pausable { authority, paused } => [authority.as_ref(), &[u8::from(*paused)]].concat(),
            Self::Raw { value, .. } => value.clone(),
        }
    }
}
