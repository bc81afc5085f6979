//! What the embedded chain is born with: USDC and every xStock.

use crate::context::assets::USDC;
use hypothec_interface::preset::xstocks::XSTOCKS;
use hypothec_localnet::Chain;
use hypothec_localnet::catalogue::{self, backed};
use hypothec_localnet::mint::{self, Extension, StockMint};
use solana_address::Address;

/// Puts the mints that the embedded chain is born with in place. NVDAx is byte-identical to mainnet; the issuer of the
/// other stocks, and of USDC, is `issuer`.
pub fn put_mints(chain: &mut Chain, issuer: &Address) {
    chain.put_account(&USDC, mint::spl_mint(6, *issuer, 0));
    for row in XSTOCKS {
        let account = match row.symbol {
            "NVDAx" => catalogue::nvdax().account(),
            symbol => issued_by(catalogue::stock(symbol), issuer).account(),
        };
        chain.put_account(&row.mint, account);
    }
}

/// The mint with each of Backed's keys replaced.
pub fn issued_by(mut stock: StockMint, issuer: &Address) -> StockMint {
    let known = [backed::MINT, backed::FREEZE, backed::DELEGATE, backed::MULTIPLIER];
    let replace = |key: &mut Address| {
        if known.contains(key) {
            *key = *issuer;
        }
    };
    replace(&mut stock.mint_authority);
    replace(&mut stock.freeze_authority);
    for extension in &mut stock.extensions {
        match extension {
            Extension::MetadataPointer { authority }
            | Extension::ScaledUiAmount { authority, .. }
            | Extension::Pausable { authority, .. }
            | Extension::ConfidentialTransferMint { authority, .. }
            | Extension::TransferHook { authority, .. }
            | Extension::TokenMetadata { authority, .. } => replace(authority),
            Extension::PermanentDelegate { delegate } => replace(delegate),
            _ => {}
        }
    }
    stock
}
