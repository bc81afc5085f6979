//! Mints with their extensions, and what the issuer has switched on.

use crate::context::Context;
use crate::context::hex::hex;
use crate::output::{amount, health, json};
use hypothec_interface::Key;
use hypothec_interface::token::{self, issuer};
use hypothec_localnet::tlv::{self, kind};
use serde_json::{Map, Value};
use solana_account::Account;
use solana_address::Address;

const KINDS: &[(u16, &str)] = &[
    (kind::TRANSFER_FEE_CONFIG, "TransferFeeConfig"),
    (kind::TRANSFER_FEE_AMOUNT, "TransferFeeAmount"),
    (kind::MINT_CLOSE_AUTHORITY, "MintCloseAuthority"),
    (kind::CONFIDENTIAL_TRANSFER_MINT, "ConfidentialTransferMint"),
    (kind::DEFAULT_ACCOUNT_STATE, "DefaultAccountState"),
    (kind::IMMUTABLE_OWNER, "ImmutableOwner"),
    (kind::MEMO_TRANSFER, "MemoTransfer"),
    (kind::NON_TRANSFERABLE, "NonTransferable"),
    (kind::INTEREST_BEARING_CONFIG, "InterestBearingConfig"),
    (kind::CPI_GUARD, "CpiGuard"),
    (kind::PERMANENT_DELEGATE, "PermanentDelegate"),
    (kind::NON_TRANSFERABLE_ACCOUNT, "NonTransferableAccount"),
    (kind::TRANSFER_HOOK, "TransferHook"),
    (kind::TRANSFER_HOOK_ACCOUNT, "TransferHookAccount"),
    (kind::METADATA_POINTER, "MetadataPointer"),
    (kind::TOKEN_METADATA, "TokenMetadata"),
    (kind::CONFIDENTIAL_MINT_BURN, "ConfidentialMintBurn"),
    (kind::SCALED_UI_AMOUNT, "ScaledUiAmount"),
    (kind::PAUSABLE, "Pausable"),
    (kind::PAUSABLE_ACCOUNT, "PausableAccount"),
    (kind::PERMISSIONED_BURN, "PermissionedBurn"),
];

fn name(kind: u16) -> String {
    KINDS.iter().find(|(own, _)| *own == kind).map_or_else(|| format!("kind {kind}"), |(_, name)| (*name).into())
}

/// The names of an account's extensions.
pub fn kinds(data: &[u8]) -> Vec<String> {
    tlv::records(data).into_iter().map(|(kind, _)| name(kind)).collect()
}

fn key(bytes: &[u8]) -> Value {
    match Address::try_from(bytes) {
        Ok(key) if key != hypothec_localnet::NONE => json!(key.to_string()),
        _ => Value::Null,
    }
}

fn extension(kind: u16, value: &[u8], now: i64) -> Value {
    let float = |at: usize| value[at..at + 8].try_into().map_or(0.0, f64::from_le_bytes);
    match (kind, value.len()) {
        (kind::PAUSABLE, 33) => json!({ "authority": key(&value[..32]), "paused": value[32] != 0 }),
        (kind::SCALED_UI_AMOUNT, 56) => {
            let effective = value[40..48].try_into().map_or(0, i64::from_le_bytes);
            // shown as Token-2022 keeps them, in floating point; the program reads the bits by integers
            json!({
                "authority": key(&value[..32]), "multiplier": float(32), "effective_ts": effective,
                "new_multiplier": float(48), "in_force": if now >= effective { float(48) } else { float(32) },
            })
        }
        (kind::PERMANENT_DELEGATE | kind::MINT_CLOSE_AUTHORITY, 32) => json!({ "authority": key(value) }),
        (kind::TRANSFER_HOOK, 64) => json!({ "authority": key(&value[..32]), "program": key(&value[32..]) }),
        (kind::DEFAULT_ACCOUNT_STATE, 1) => json!({ "frozen": value[0] == 2 }),
        (kind::METADATA_POINTER, 64) => json!({ "authority": key(&value[..32]), "address": key(&value[32..]) }),
        (kind::TOKEN_METADATA, 76..) => metadata(value),
        (kind::CONFIDENTIAL_TRANSFER_MINT, 65) => {
            json!({ "authority": key(&value[..32]), "auto_approve": value[32] != 0 })
        }
        _ => json!({ "bytes": hex(value) }),
    }
}

fn metadata(value: &[u8]) -> Value {
    let mut rest = &value[64..];
    let mut texts = Vec::new();
    for _ in 0..3 {
        let Some((len, after)) = rest.split_first_chunk::<4>() else { break };
        let Some((text, after)) = after.split_at_checked(u32::from_le_bytes(*len) as usize) else { break };
        texts.push(String::from_utf8_lossy(text).into_owned());
        rest = after;
    }
    json!({ "authority": key(&value[..32]), "name": texts.first(), "symbol": texts.get(1), "uri": texts.get(2) })
}

/// A mint.
pub fn decode(ctx: &Context<'_>, address: &Address, account: &Account) -> Value {
    let data = &account.data;
    let decimals = hypothec_localnet::mint::decimals(data);
    let supply = hypothec_localnet::mint::supply(data);
    let option = |at: usize| if data[at] == 0 { Value::Null } else { key(&data[at + 4..at + 36]) };
    let extensions: Map<String, Value> = tlv::records(data)
        .into_iter()
        .map(|(kind, value)| (name(kind), extension(kind, &data[value], ctx.now())))
        .collect();
    let listable = token::mint::walk(data, &Key::from(account.owner));
    let flags = listable.as_ref().ok().and_then(|mint| issuer::read(data, &mint.offsets).ok());
    let refusal = listable.err().map(|error| format!("{}: {}", error.name(), error.message()));
    json!({
        "symbol": ctx.symbol(address), "decimals": decimals, "supply": supply,
        "supply_tokens": amount::show(supply, decimals), "mint_authority": option(0), "freeze_authority": option(46),
        "extensions": extensions, "may_be_listed": refusal.is_none(), "why_not": refusal,
        "issuer_flags": flags.map(|issuer| health::state_names(hypothec_interface::policy::State(issuer.flags.0.into()))),
    })
}
