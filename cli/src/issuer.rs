//! What an issuer can do to its mint, by Token-2022's own instructions, signed by the embedded chain's `issuer` wallet.

use crate::amount;
use crate::answer::Answer;
use crate::asset::Known;
use crate::desk::Desk;
use crate::keys::ISSUER;
use crate::store::Store;
use crate::wallet;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use hypothec_localnet::catalogue::backed;
use hypothec_localnet::tlv::{self, kind};
use hypothec_localnet::{SYSTEM_PROGRAM, mint, token};
use serde_json::json;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use spl_token_2022_interface::extension::{pausable, scaled_ui_amount, transfer_hook};
use spl_token_2022_interface::instruction as token_2022;

#[derive(Subcommand)]
pub enum Command {
    /// Pay a dividend: every token comes to stand for more shares
    Dividend {
        /// The stock's symbol
        symbol: String,
        /// By how much, such as 1.004 for 0.4 %
        factor: f64,
        #[command(flatten)]
        when: When,
    },
    /// Split the stock: every token comes to stand for a multiple of its shares
    Split {
        /// The stock's symbol
        symbol: String,
        /// New shares for old ones, such as 10:1 or 1:2
        ratio: String,
        #[command(flatten)]
        when: When,
    },
    /// Stop every transfer of the token
    Pause {
        /// The stock's symbol
        symbol: String,
    },
    /// Allow transfers again
    Unpause {
        /// The stock's symbol
        symbol: String,
    },
    /// Freeze a token account: the market's vault, or a holder's with --holder
    Freeze(Account),
    /// Thaw a frozen token account
    Thaw(Account),
    /// Take tokens from the market's vault, or from a holder with --holder, as the mint's permanent delegate
    Clawback {
        #[command(flatten)]
        account: Account,
        /// How many tokens
        amount: String,
    },
    /// Give tokens that were clawed back to the market's vault, or to a holder with --holder
    GiveBack {
        #[command(flatten)]
        account: Account,
        /// How many tokens
        amount: String,
    },
    /// Name a transfer hook's program, which then takes part in every transfer
    ArmHook {
        /// The stock's symbol
        symbol: String,
        /// The hook's program [default: the system program's next of kin, an address without a program]
        program: Option<String>,
    },
    /// Take the transfer hook's program away
    DisarmHook {
        /// The stock's symbol
        symbol: String,
    },
    /// Hand the keys of a stock whose mint is as on mainnet (NVDAx) to this chain's issuer
    ///
    /// The mint's account is edited in place, as nobody could on a real chain.
    Adopt {
        /// The stock's symbol
        symbol: String,
    },
}

/// From when on a multiplier is in force.
#[derive(Args)]
pub struct When {
    /// In force so many seconds from now
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    delay: u32,
}

/// Whose token account.
#[derive(Args)]
pub struct Account {
    /// The stock's symbol
    symbol: String,
    /// A holder's instead of the market's vault: a wallet's name or an address
    #[arg(long, value_name = "WHO")]
    holder: Option<String>,
}

impl Account {
    fn address(&self, desk: &Desk<'_>, known: &Known) -> Result<Address> {
        match &self.holder {
            Some(who) => {
                let owner = wallet::address(desk.store, Some(who))?;
                Ok(token::associated(&owner, &known.mint, &known.token_program))
            }
            None => {
                let (_, index) = desk.listed(&self.symbol)?;
                let reading = desk.reading()?;
                Ok(reading.vault(reading.reserve(index)?))
            }
        }
    }
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    let known = desk.known(symbol(command))?;
    if known.token_program != mint::TOKEN_2022 {
        bail!("{} is an SPL Token without extensions: its issuer can do none of this", known.symbol);
    }
    let issuer = store.keys.named(ISSUER)?;
    if let Command::Adopt { .. } = command {
        desk.chain.edit(&known.mint, |account| adopt(&mut account.data, &issuer.pubkey()));
        desk.keep()?;
        let text = format!("{} is issued by {} now", known.symbol, issuer.pubkey());
        return Ok(Answer { json: json!({ "symbol": known.symbol, "issuer": issuer.pubkey().to_string() }), text });
    }
    if !holds_keys(&desk, &known, &issuer.pubkey())? {
        bail!("{0} is issued by keys this chain does not have: run `hypothec issuer adopt {0}`", known.symbol);
    }
    let instructions = instructions(command, &desk, &known, &issuer.pubkey())?;
    let sent = desk.send(&instructions, &[&issuer])?;
    let data = desk.mint_account(&known)?.data;
    let paused = tlv::find(&data, kind::PAUSABLE).is_some_and(|at| data[at][32] != 0);
    let json = json!({
        "transaction": sent.summary(), "symbol": known.symbol, "mint": known.mint.to_string(), "paused": paused,
    });
    let text = format!("{}: {}\n  `hypothec inspect {}` shows the mint", known.symbol, says(command), known.mint);
    Ok(Answer { json, text })
}

fn symbol(command: &Command) -> &str {
    match command {
        Command::Dividend { symbol, .. }
        | Command::Split { symbol, .. }
        | Command::Pause { symbol }
        | Command::Unpause { symbol }
        | Command::ArmHook { symbol, .. }
        | Command::DisarmHook { symbol }
        | Command::Adopt { symbol } => symbol,
        Command::Freeze(account)
        | Command::Thaw(account)
        | Command::Clawback { account, .. }
        | Command::GiveBack { account, .. } => &account.symbol,
    }
}

fn says(command: &Command) -> String {
    match command {
        Command::Dividend { factor, when, .. } => format!("multiplier times {factor} in {} s", when.delay),
        Command::Split { ratio, when, .. } => format!("split {ratio} in {} s", when.delay),
        Command::Pause { .. } => "paused".into(),
        Command::Unpause { .. } => "transfers go on".into(),
        Command::Freeze(_) => "account frozen".into(),
        Command::Thaw(_) => "account thawed".into(),
        Command::Clawback { amount, .. } => format!("{amount} tokens taken"),
        Command::GiveBack { amount, .. } => format!("{amount} tokens given back"),
        Command::ArmHook { .. } => "transfer hook armed".into(),
        Command::DisarmHook { .. } => "transfer hook disarmed".into(),
        Command::Adopt { .. } => "adopted".into(),
    }
}

fn instructions(command: &Command, desk: &Desk<'_>, known: &Known, issuer: &Address) -> Result<Vec<Instruction>> {
    let (program, mint) = (&known.token_program, &known.mint);
    let own = token::associated(issuer, mint, program);
    let transfer = |from: &Address, to: &Address, text: &str| -> Result<Instruction> {
        let atoms = amount::parse(text, known.decimals)?;
        Ok(token_2022::transfer_checked(program, from, mint, to, issuer, &[], atoms, known.decimals)?)
    };
    let one = match command {
        Command::Dividend { factor, when, .. } => multiply(desk, known, issuer, *factor, when)?,
        Command::Split { ratio, when, .. } => multiply(desk, known, issuer, factor_of(ratio)?, when)?,
        Command::Pause { .. } => pausable::instruction::pause(program, mint, issuer, &[])?,
        Command::Unpause { .. } => pausable::instruction::resume(program, mint, issuer, &[])?,
        Command::Freeze(it) => token_2022::freeze_account(program, &it.address(desk, known)?, mint, issuer, &[])?,
        Command::Thaw(it) => token_2022::thaw_account(program, &it.address(desk, known)?, mint, issuer, &[])?,
        Command::Clawback { account, amount } => {
            let mut all: Vec<_> = desk.missing_tokens(issuer, issuer, mint, program).into_iter().collect();
            all.push(transfer(&account.address(desk, known)?, &own, amount)?);
            return Ok(all);
        }
        Command::GiveBack { account, amount } => transfer(&own, &account.address(desk, known)?, amount)?,
        Command::ArmHook { program: hook, .. } => {
            let hook = match hook {
                Some(text) => text.parse().ok().with_context(|| format!("{text} is not an address"))?,
                None => hypothec_localnet::keys::address(9_000),
            };
            transfer_hook::instruction::update(program, mint, issuer, &[], Some(hook))?
        }
        Command::DisarmHook { .. } => transfer_hook::instruction::update(program, mint, issuer, &[], None)?,
        Command::Adopt { .. } => bail!("adopting is no instruction"),
    };
    Ok(vec![one])
}

/// Sets a multiplier: the one in force times a factor. Multipliers are floating point in the mint itself.
fn multiply(desk: &Desk<'_>, known: &Known, issuer: &Address, factor: f64, when: &When) -> Result<Instruction> {
    let data = desk.mint_account(known)?.data;
    let at = tlv::find(&data, kind::SCALED_UI_AMOUNT).with_context(|| format!("{} has no multiplier", known.symbol))?;
    let value = &data[at];
    let effective = value[40..48].try_into().map_or(0, i64::from_le_bytes);
    let place = if desk.now() >= effective { 48 } else { 32 };
    let now = value[place..place + 8].try_into().map_or(1.0, f64::from_le_bytes);
    if !(factor.is_finite() && factor > 0.0) {
        bail!("{factor}: a factor is above zero");
    }
    let from = desk.now() + i64::from(when.delay);
    Ok(scaled_ui_amount::instruction::update_multiplier(
        &known.token_program,
        &known.mint,
        issuer,
        &[],
        now * factor,
        from,
    )?)
}

fn factor_of(ratio: &str) -> Result<f64> {
    let parts = ratio.split_once(':').and_then(|(new, old)| Some((new.parse::<u16>().ok()?, old.parse::<u16>().ok()?)));
    match parts {
        Some((new, old)) if new > 0 && old > 0 => Ok(f64::from(new) / f64::from(old)),
        _ => bail!("{ratio:?} is not a split: write 10:1 or 1:2"),
    }
}

fn holds_keys(desk: &Desk<'_>, known: &Known, issuer: &Address) -> Result<bool> {
    let data = desk.mint_account(known)?.data;
    Ok(data.get(50..82) == Some(issuer.as_ref()) && *issuer != SYSTEM_PROGRAM)
}

/// Replaces each of Backed's keys where it lies.
fn adopt(data: &mut [u8], issuer: &Address) {
    let known = [backed::MINT, backed::FREEZE, backed::DELEGATE, backed::MULTIPLIER];
    for at in 0..data.len().saturating_sub(31) {
        if known.iter().any(|key| data[at..at + 32] == key.as_ref()[..]) {
            data[at..at + 32].copy_from_slice(issuer.as_ref());
        }
    }
}
