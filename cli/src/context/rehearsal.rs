//! A transaction that is not sent: tried by a simulation, or printed for whoever signs it elsewhere.

use super::chain::Context;
use super::early::Early;
use super::fault::NotThere;
use super::record::{TxRecord, When};
use super::sending::Encoding;
use super::wallet::Wallet;
use crate::output::json;
use anyhow::{Context as _, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_client::cluster::wire_bytes;
use hypothec_client::transaction::{self, Nonce, Options, Price, Version};
use hypothec_client::{Error, Executed};
use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use hypothec_localnet::token;
use serde_json::Value;
use solana_account::Account;
use solana_address::Address;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::collections::HashMap;

/// What a transaction would do.
pub struct Rehearsed {
    pub done: Executed,
    /// What it would cost at most, lamports; rent and transfers are not in it.
    pub fee: u64,
    /// Tokens that would move: account, owner, asset, amount with its sign, atoms.
    pub moves: Vec<Value>,
    /// The accounts as it would leave them; one that is not there would not be there.
    pub after: HashMap<Address, Account>,
}

impl Rehearsed {
    /// A line for each token that would move, after a line break.
    pub fn moves_text(&self) -> String {
        let word = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let line = |one| format!("\n  {} {} of {}", word(one, "amount"), word(one, "asset"), word(one, "owner"));
        self.moves.iter().map(line).collect()
    }
}

/// Least length of a token account; a mint is shorter.
const TOKEN_ACCOUNT: usize = 165;

impl Context<'_> {
    /// Simulates, and says what would come of it and what would move.
    pub(super) fn dry_run(&self, instructions: &[Instruction], payer: Address) -> Result<Early> {
        let rehearsed = match self.rehearse(instructions, payer) {
            Err(error) => match error.downcast::<Error>()? {
                Error::Rejected(failure) => {
                    let clock = self.clock();
                    let signers = vec![payer.to_string()];
                    let when = When { slot: clock.slot, unix_timestamp: clock.unix_timestamp, signers };
                    let record = TxRecord::new(when, instructions, &Err(*failure));
                    let refused = self.refused(&record).context("no refusal")?;
                    return Err(refused.rehearsed(record.cu, record.logs).into());
                }
                error => return Err(error.into()),
            },
            Ok(rehearsed) => rehearsed,
        };
        let Rehearsed { done, fee, moves, .. } = &rehearsed;
        let mut text = format!("would succeed: {} CU, fee {fee} lamports", done.cu);
        text += &rehearsed.moves_text();
        text += &format!("\nlogs\n  {}", done.logs.join("\n  "));
        let json = json!({ "dry_run": true, "ok": true, "cu": done.cu, "fee": fee, "moves": moves, "logs": done.logs });
        Ok(Early { json, text })
    }

    /// What a simulation does to the accounts that these instructions name.
    pub fn rehearse(&self, instructions: &[Instruction], payer: Address) -> Result<Rehearsed> {
        let unsigned = transaction::build(self.cluster(), payer, instructions, &self.build_options(Version::Newest)?)?;
        let mut touched: Vec<Address> = Vec::new();
        for meta in instructions.iter().flat_map(|one| &one.accounts) {
            if !touched.contains(&meta.pubkey) {
                touched.push(meta.pubkey); // in the order in which they are named, which is how people are told
            }
        }
        let (done, after) = self.cluster().simulate_reading(&unsigned.transaction(), &touched)?;
        let before = self.accounts(&touched)?;
        let sides = touched.iter().zip(before.iter().zip(&after));
        let moves = sides.filter_map(|(address, (old, new))| self.moved(address, old, new)).collect();
        let after = touched.into_iter().zip(after).filter_map(|(address, account)| Some((address, account?))).collect();
        Ok(Rehearsed { done, fee: unsigned.fee, moves, after })
    }

    /// What an account gains or loses of its token; nothing where it holds none.
    fn moved(&self, address: &Address, before: &Option<Account>, after: &Option<Account>) -> Option<Value> {
        let held = |account: &Option<Account>| {
            account.as_ref().filter(|own| is_token(own)).map(|own| token::amount(&own.data))
        };
        let (old, new) = (held(before), held(after));
        let whole = after.as_ref().filter(|own| is_token(own)).or(before.as_ref().filter(|own| is_token(own)))?;
        let change = i128::from(new.unwrap_or(0)) - i128::from(old.unwrap_or(0));
        let part = |at: usize| whole.data.get(at..at + 32).and_then(|bytes| Address::try_from(bytes).ok());
        let (mint, owner) = (part(0)?, part(32)?);
        let account = self.account(&mint).ok().flatten()?;
        let decimals = hypothec_localnet::mint::decimals(&account.data);
        let sign = if change < 0 { "-" } else { "+" };
        let size = u64::try_from(change.unsigned_abs()).ok()?;
        (change != 0).then(|| {
            json!({
                "account": address.to_string(), "owner": owner.to_string(), "asset": self.symbol(&mint),
                "amount": format!("{sign}{}", crate::output::amount::show(size, decimals)), "atoms": change,
            })
        })
    }

    /// A transaction for a tool that signs elsewhere, such as a Squads vault.
    pub(super) fn unsigned(&self, instructions: &[Instruction], payer: Address, encoding: Encoding) -> Result<Early> {
        // version 0 is what those tools import
        let options = self.build_options(Version::V0)?;
        let unsigned = transaction::build(self.cluster(), payer, instructions, &options)?;
        let signers: Vec<String> = unsigned.signers().iter().map(Address::to_string).collect();
        if let (Some(authority), [_, second, ..]) = (self.env.options.sending.authority, signers.as_slice()) {
            bail!("{second} must sign beside {authority}: a transaction for one authority cannot hold this");
        }
        let text = encoded(&unsigned.transaction(), encoding)?;
        let json = json!({
            "transaction": text, "bytes": wire_bytes(&unsigned.transaction()), "signers": signers,
            "cu": unsigned.simulated.cu, "fee": unsigned.fee,
        });
        Ok(Early { json, text })
    }

    /// Signs with the keys that are here; the others sign elsewhere.
    pub(super) fn sign_only(&self, instructions: &[Instruction], signers: &[&Wallet]) -> Result<Early> {
        let payer = signers.first().context("nobody signs")?.pubkey();
        let unsigned = transaction::build(self.cluster(), payer, instructions, &self.build_options(Version::Newest)?)?;
        let keys: Vec<&dyn Signer> =
            signers.iter().filter(|own| !matches!(own, Wallet::Elsewhere(_))).map(|own| *own as _).collect();
        let signed = unsigned.sign_partly(&keys)?;
        let fee = unsigned.fee;
        let mut early = partly_signed(&signed)?;
        early.json["fee"] = json!(fee);
        Ok(early)
    }

    /// Whether these instructions travel in one transaction.
    pub fn fits(&self, instructions: &[Instruction], signers: &[&Wallet]) -> Result<bool> {
        let fee_payer = self.env.keys.fee_payer()?;
        let payer = fee_payer.as_ref().or(signers.first().copied()).context("nobody signs")?.pubkey();
        let version = match (self.is_embedded(), self.env.options.sending.unsigned) {
            (true, _) => Version::Legacy,
            // what tools that sign elsewhere import
            (false, Some(_)) => Version::V0,
            (false, None) => Version::Newest,
        };
        Ok(transaction::fits(self.cluster(), payer, instructions, &self.build_options(version)?)?)
    }

    /// How transactions are built, with the nonce that is asked for.
    pub(super) fn build_options(&self, or: Version) -> Result<Options> {
        let sending = &self.env.options.sending;
        let nonce = sending.nonce.map(|address| self.nonce(address)).transpose()?;
        let options = Options { nonce, ..sending.options(or) };
        if !self.is_embedded() || sending.unsigned.is_some() || sending.sign_only {
            return Ok(options);
        }
        if sending.with_compute_unit_limit.is_some() || sending.with_compute_unit_price.is_some() {
            bail!(
                "what this sends on the embedded chain has no limit and no priority fee: leave out \
                 --with-compute-unit-limit and --with-compute-unit-price"
            );
        }
        // it takes a fee for signatures alone
        Ok(Options { price: Price::fixed(0), ..options })
    }

    fn nonce(&self, account: Address) -> Result<Nonce> {
        let data = self.account(&account)?.ok_or_else(|| NotThere(format!("no nonce account at {account}")))?.data;
        // version 4, state 4, authority 32, hash 32
        let part = |at: usize| data.get(at..at + 32).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        match (data.get(4..8), part(8), part(40)) {
            (Some([1, 0, 0, 0]), Some(authority), Some(hash)) => {
                Ok(Nonce { account, authority: Address::new_from_array(authority), hash: Hash::new_from_array(hash) })
            }
            _ => bail!("{account} is no nonce account: `solana create-nonce-account` makes one"),
        }
    }
}

/// A transaction as text.
pub fn encoded(transaction: &VersionedTransaction, encoding: Encoding) -> Result<String> {
    let bytes = wincode::serialize(transaction)?;
    Ok(match encoding {
        Encoding::Base58 => bs58::encode(&bytes).into_string(),
        Encoding::Base64 => STANDARD.encode(&bytes),
    })
}

/// A transaction that some have signed, with who has and who has not.
pub fn partly_signed(transaction: &VersionedTransaction) -> Result<Early> {
    let text = encoded(transaction, Encoding::Base64)?;
    let missing = transaction::missing_signatures(transaction);
    let keys = transaction.message.static_account_keys().iter().zip(&transaction.signatures);
    let signatures: Vec<Value> = keys
        .filter(|(key, _)| !missing.contains(key))
        .map(|(key, signature)| json!({ "signer": key.to_string(), "signature": signature.to_string() }))
        .collect();
    let missing: Vec<String> = missing.iter().map(Address::to_string).collect();
    let json = json!({
        "transaction": text, "bytes": wire_bytes(transaction), "signatures": signatures, "missing": missing,
        "blockhash": transaction.message.recent_blockhash().to_string(),
    });
    Ok(Early { json, text })
}

fn is_token(account: &Account) -> bool {
    let owner = hypothec_interface::Key::from(account.owner);
    [TOKEN_PROGRAM, TOKEN_2022_PROGRAM].contains(&owner) && account.data.len() >= TOKEN_ACCOUNT
}
