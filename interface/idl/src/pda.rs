//! The derived addresses of `interface/src/pda.rs`, and the values that instructions take where none is given.

use crate::prose::camel;
use crate::tables::number;
use hypothec_interface::accounts::{AccountSlot, Role};
use hypothec_interface::pda;
use serde_json::{Value, json};

/// Every derived address.
#[must_use]
pub fn all() -> Vec<Value> {
    let key = || json!({"kind": "publicKeyTypeNode"});
    let node = |seed: &[u8], docs: &str, seeds: &[(&str, Value)]| {
        let name = String::from_utf8_lossy(seed).into_owned();
        let constant = json!({
            "kind": "constantPdaSeedNode",
            "type": {"kind": "stringTypeNode", "encoding": "utf8"},
            "value": {"kind": "stringValueNode", "string": name},
        });
        let variable = seeds
            .iter()
            .map(|(name, kind)| json!({"kind": "variablePdaSeedNode", "name": name, "docs": [SEEDS.iter().find(|(of, _)| of == name).map_or("", |(_, docs)| *docs)], "type": kind}));
        let seeds: Vec<Value> = std::iter::once(constant).chain(variable).collect();
        json!({"kind": "pdaNode", "name": name, "docs": [docs], "seeds": seeds})
    };
    vec![
        node(pda::AUTHORITY, "Signs for a market's vaults; holds no data.", &[("market", key())]),
        node(pda::VAULT, "The token account of a reserve.", &[("market", key()), ("index", number("u8"))]),
        node(pda::PROPOSAL, "A proposal account.", &[("market", key()), ("nonce", number("u64"))]),
        node(pda::RECEIPT, "The mint of a reserve's receipts.", &[("market", key()), ("index", number("u8"))]),
        node(pda::POSITION, "A position account.", &[("market", key()), ("owner", key()), ("id", number("u16"))]),
    ]
}

const SEEDS: &[(&str, &str)] = &[
    ("market", "The market."),
    ("index", "Index of the reserve in the market."),
    ("nonce", "The proposal's number: the market's nonce when it was made."),
    ("owner", "The position's owner."),
    ("id", "The owner's number for the position."),
];

/// SPL Token: what dollars and receipts belong to. Stocks belong to Token-2022.
const TOKEN_PROGRAM: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const SYSTEM_PROGRAM: &str = "11111111111111111111111111111111";
const INSTRUCTIONS: &str = "Sysvar1nstructions1111111111111111111111111";

/// What a slot holds unless the caller says otherwise; `names` are the instruction's slots, `arguments` its arguments.
#[must_use]
pub fn default(slot: &AccountSlot, names: &[&str], arguments: &[&str]) -> Option<Value> {
    let account = |name: &str| json!({"kind": "accountValueNode", "name": camel(name)});
    let argument = |name: &str| json!({"kind": "argumentValueNode", "name": camel(name)});
    let key = |address: &str| json!({"kind": "publicKeyValueNode", "publicKey": address});
    let derived = |name: &str, seeds: &[(&str, Value)]| {
        let seeds: Vec<Value> = seeds
            .iter()
            .map(|(name, value)| json!({"kind": "pdaSeedValueNode", "name": name, "value": value}))
            .collect();
        json!({"kind": "pdaValueNode", "pda": {"kind": "pdaLinkNode", "name": name}, "seeds": seeds})
    };
    // `seize_vault` belongs to `seize_reserve`, `vault` to `reserve`
    let reserve = format!("{}reserve", slot.name.strip_suffix("vault").unwrap_or_default());
    let of_reserve = |name: &str, argument_name: &str| {
        let known = names.contains(&"market") && arguments.contains(&argument_name);
        known.then(|| derived(name, &[("market", account("market")), ("index", argument(argument_name))]))
    };
    match slot.role {
        Role::Authority => Some(derived("authority", &[("market", account("market"))])),
        Role::Vault | Role::NewVault => of_reserve("vault", &reserve),
        Role::Receipt | Role::NewReceipt => of_reserve("receipt", "reserve"),
        Role::NewPosition => {
            let seeds = [("market", account("market")), ("owner", account("owner")), ("id", argument("id"))];
            Some(derived("position", &seeds))
        }
        Role::TokenProgram => Some(key(TOKEN_PROGRAM)),
        Role::SystemProgram => Some(key(SYSTEM_PROGRAM)),
        Role::Instructions => Some(key(INSTRUCTIONS)),
        Role::Wallet if slot.name == "payer" && names.contains(&"owner") => Some(account("owner")),
        _ => None,
    }
}
