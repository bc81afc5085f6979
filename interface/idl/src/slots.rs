//! The accounts of an instruction: those of its table, and what may follow them.

use crate::pda;
use crate::prose::{camel, sentence};
use crate::source::Source;
use hypothec_interface::accounts::{self, AccountSlot, MAX_HOOK_ACCOUNTS, Role};
use hypothec_interface::instruction::Instruction;
use serde_json::{Value, json};

/// Who signs, and who is paid, by the slot's name: their roles say only that it is a wallet or a token account.
const NAMED: &[(&str, &str)] = &[
    ("admin", "The market's admin."),
    ("officer", "The market's admin or guardian."),
    ("owner", "The position's owner; for Withdraw, Borrow, Batch and MintReceipt its delegate may sign instead."),
    ("payer", "Who pays: the rent of an account that is made, or tokens of the source account, which it may move."),
    ("liquidator", "Who liquidates: anyone but the position's owner. May move the source account's tokens."),
    ("pending_admin", "Who an executed proposal named as the next admin."),
    ("source", "The token account that tokens are taken from."),
    ("destination", "The token account that tokens are paid to."),
    ("tokens", "The token account that a step takes from or pays to."),
];

/// An instruction's slots.
///
/// # Errors
/// A role that the sources do not document.
pub fn of(instruction: Instruction, arguments: &[&str], source: &Source) -> Result<Vec<Value>, String> {
    let slots = accounts::of(instruction).slots;
    let names: Vec<&str> = slots.iter().map(|slot| slot.name).collect();
    let mut nodes = Vec::new();
    for slot in slots {
        let mut node = json!({
            "kind": "instructionAccountNode",
            "name": camel(slot.name),
            "isWritable": slot.writable,
            "isSigner": slot.signer,
            "docs": docs(slot, source)?,
        });
        if let (Some(value), Some(node)) = (pda::default(slot, &names, arguments), node.as_object_mut()) {
            node.insert("defaultValue".to_owned(), value);
        }
        nodes.push(node);
    }
    Ok(nodes)
}

fn docs(slot: &AccountSlot, source: &Source) -> Result<Vec<String>, String> {
    let role = format!("{:?}", slot.role);
    let variants = source.variants("Role")?;
    let variant = variants.iter().find(|variant| variant.name == role).ok_or_else(|| format!("no role {role}"))?;
    let named = NAMED.iter().find(|(name, _)| *name == slot.name);
    let mut docs = vec![named.map_or_else(|| sentence(&variant.docs), |(_, docs)| (*docs).to_owned())];
    if slot.role == Role::TokenProgram {
        docs.push("SPL Token unless given; tokenized stocks belong to Token-2022.".to_owned());
    }
    Ok(docs)
}

/// What may follow an instruction's slots.
#[must_use]
pub fn remaining(instruction: Instruction) -> Option<Value> {
    let hook = "Accounts for the transfer hook of the mint that moves, where its issuer has armed one: at most";
    let (name, optional, writable, docs) = match instruction {
        Instruction::RefreshPrices => {
            let docs = "Per reserve, in order: the price account of each source that is posted, token feed first; \
                then, for an equity, its mint and its vault.";
            ("priceAccounts", false, false, docs.to_owned())
        }
        Instruction::Batch => {
            let docs = "Per step, in order: the reserve's vault (writable), its mint, the user's token account \
                (writable), its token program.";
            ("stepAccounts", false, true, docs.to_owned())
        }
        Instruction::SettleBadDebt => (
            "supplyVaults",
            false,
            false,
            "The vault of each supply slot of the position, in the slots' order.".to_owned(),
        ),
        Instruction::Execute => {
            let docs = "The price account of a source that the proposal brings in.";
            ("priceAccounts", true, false, docs.to_owned())
        }
        Instruction::Deposit
        | Instruction::Withdraw
        | Instruction::Repay
        | Instruction::CollectFees
        | Instruction::Liquidate
        | Instruction::LiquidateToShares => ("hookAccounts", true, false, format!("{hook} {MAX_HOOK_ACCOUNTS}.")),
        _ => return None,
    };
    Some(json!({
        "kind": "instructionRemainingAccountsNode",
        "isOptional": optional,
        "isWritable": writable,
        "docs": [docs],
        "value": {"kind": "argumentValueNode", "name": name},
    }))
}
