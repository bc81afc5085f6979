//! What changes a sealed market: proposals that wait, and what admin and guardian may tighten at once.

use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::event;
use crate::fields;
use crate::history::Entry;
use crate::listing::Parameters;
use crate::market;
use crate::reading;
use crate::source::{self, Role, Source};
use crate::store::Store;
use crate::{amount, moment, wallet};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use hypothec_interface::action;
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs, TightenArgs};
use hypothec_interface::math::scale::Scale;
use hypothec_interface::session::Calendar;
use hypothec_interface::state::{Kind, MarketParams, Proposal, ReserveConfig, SOURCE_COUNT, SourceId};
use serde_json::{Map, Value, json};
use solana_address::Address;
use solana_signer::Signer;

/// What a proposal changes.
#[derive(Subcommand)]
pub enum What {
    /// Parameters of a reserve
    Reserve {
        /// The asset's symbol
        symbol: String,
        #[command(flatten)]
        parameters: Parameters,
    },
    /// Parameters of the market
    Market {
        #[command(flatten)]
        parameters: Parameters,
    },
    /// Cap of a group of reserves
    Group {
        /// The group's number
        #[arg(value_parser = clap::value_parser!(u8).range(1..16))]
        number: u8,
        /// Most supply, USD; 0 is no cap
        usd: String,
    },
    /// The guardian: the one change the guardian cannot cancel
    Guardian {
        /// A wallet's name or an address
        who: String,
    },
    /// Who may accept the admin role
    Admin {
        /// A wallet's name or an address
        who: String,
    },
    /// A price source of a reserve
    Source {
        /// The asset's symbol
        symbol: String,
        /// What it quotes
        role: Role,
        #[command(flatten)]
        source: Source,
    },
    /// The calendar: its fields by name, as `calendar show --json` prints them under "fields"
    Calendar {
        #[command(flatten)]
        parameters: Parameters,
    },
    /// The multiplier from which a reserve's small steps are counted
    Multiplier {
        /// The asset's symbol
        symbol: String,
        /// Shares per token, such as 10
        multiplier: String,
    },
    /// Settle a reserve for ever at a price: a merger for cash, a delisting
    Terminal {
        /// The asset's symbol
        symbol: String,
        /// USD per token; may be 0
        usd: String,
    },
}

/// What admin and guardian may tighten at once.
#[derive(Args)]
pub struct Tighten {
    /// The asset's symbol
    symbol: String,
    /// Lower LTV, basis points: one for every session, or four
    #[arg(long, value_name = "BPS", value_delimiter = ',')]
    ltv: Option<Vec<u16>>,
    /// Lower supply cap, share-equivalents in atoms
    #[arg(long, value_name = "ATOMS")]
    supply_cap: Option<u64>,
    /// Lower borrow cap, USD
    #[arg(long, value_name = "USD")]
    borrow_cap: Option<String>,
    /// Switch borrowing off
    #[arg(long)]
    borrow_off: bool,
    /// Switch deposits off
    #[arg(long)]
    deposit_off: bool,
    /// An event window of so many hours from now, with this LTV
    #[arg(long, value_name = "HOURS", requires = "event_ltv")]
    event_hours: Option<u32>,
    /// LTV during the event window, basis points
    #[arg(long, value_name = "BPS")]
    event_ltv: Option<u16>,
    /// Tight mode of the whole market for so many hours, at most 48 in 14 days
    #[arg(long, value_name = "HOURS")]
    tight_hours: Option<u32>,
}

/// Values of a Value, from USD.
fn value_of(usd: &str) -> Result<u64> {
    let value = (u128::from(amount::parse(usd, 6)?) << 16) / 1_000_000;
    u64::try_from(value).ok().filter(|value| *value < 1 << 48).with_context(|| format!("{usd} USD is too much"))
}

fn arguments(what: &What, desk: &Desk<'_>) -> Result<ProposeArgs> {
    let reading = desk.reading()?;
    let who = |who: &String| -> Result<[u8; 32]> { Ok(wallet::address(desk.store, Some(who))?.to_bytes()) };
    Ok(match what {
        What::Reserve { symbol, parameters } => {
            let (_, index) = desk.listed(symbol)?;
            let mut config = reading.reserve(index)?.config();
            let mask = parameters.apply(&mut config)?;
            ProposeArgs::new(Kind::Reserve, index, mask, bytemuck::bytes_of(&config))
        }
        What::Market { parameters } => {
            let mut params = reading.header().params();
            let mask = parameters.apply_to(MarketParams::FIELDS, bytemuck::bytes_of_mut(&mut params))?;
            ProposeArgs::new(Kind::Market, NO_RESERVE, mask, bytemuck::bytes_of(&params))
        }
        What::Group { number, usd } => {
            let mut caps = [0u64; 16];
            caps[usize::from(*number)] = value_of(usd)?;
            ProposeArgs::new(Kind::Groups, NO_RESERVE, 1 << number, bytemuck::bytes_of(&caps))
        }
        What::Guardian { who: to } => ProposeArgs::new(Kind::Guardian, NO_RESERVE, 1, &who(to)?),
        What::Admin { who: to } => ProposeArgs::new(Kind::Admin, NO_RESERVE, 1, &who(to)?),
        What::Source { symbol, role, source } => {
            let (_, index) = desk.listed(symbol)?;
            let mut ids = [SourceId::NONE; SOURCE_COUNT];
            ids[role.place()] = source.id()?;
            ProposeArgs::new(Kind::Source, index, 1 << role.place(), bytemuck::bytes_of(&ids))
        }
        What::Calendar { parameters } => {
            let mut calendar = reading.header().calendar();
            let mask = parameters.apply_to(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut calendar))?;
            ProposeArgs::new(Kind::Calendar, NO_RESERVE, mask.min(1), bytemuck::bytes_of(&calendar))
        }
        What::Multiplier { symbol, multiplier } => {
            let (_, index) = desk.listed(symbol)?;
            let q32 = (u128::from(amount::parse(multiplier, 9)?) << 32) / 1_000_000_000;
            let q32 = u64::try_from(q32).with_context(|| format!("{multiplier} is too much"))?;
            ProposeArgs::new(Kind::Multiplier, index, 1, &q32.to_le_bytes())
        }
        What::Terminal { symbol, usd } => {
            let (known, index) = desk.listed(symbol)?;
            let mantissa = amount::parse(usd, 8)?;
            let price = Scale::new(-8, known.decimals, mantissa).and_then(|scale| scale.price_down(mantissa));
            let price = price.with_context(|| format!("{usd} USD per token is too much"))?;
            ProposeArgs::new(Kind::Terminal, index, 1, &price.to_bits().to_le_bytes())
        }
    })
}

pub fn propose(what: &What, store: &Store) -> Result<Answer> {
    let (mut desk, admin) = (Desk::open(store)?, store.keys.signer()?);
    let args = arguments(what, &desk)?;
    if args.mask == 0 {
        bail!("nothing to change: give --set NAME=VALUE or --config FILE");
    }
    let reading = desk.reading()?;
    let nonce = reading.header().nonce();
    let propose = builder::propose(reading.address, admin.pubkey(), admin.pubkey(), nonce, &args);
    let sent = desk.send(&[propose], &[&admin])?;
    list(&desk, Some(&sent))
}

/// Proposals by number, as they are on the chain.
fn all(desk: &Desk<'_>) -> Result<Vec<Proposal>> {
    let market = desk.market_address()?;
    let accounts = desk.chain.program_accounts(&PROGRAM_ID).into_iter();
    let proposals = accounts.filter_map(|(address, account)| reading::record::<Proposal>(&address, &account.data).ok());
    let mut found: Vec<Proposal> = proposals.filter(|own| Address::from(own.market()) == market).collect();
    found.sort_by_key(Proposal::nonce);
    Ok(found)
}

fn of_nonce(desk: &Desk<'_>, nonce: u64) -> Result<Proposal> {
    let found = all(desk)?.into_iter().find(|own| own.nonce() == nonce);
    found.with_context(|| format!("no proposal {nonce} is waiting: `hypothec market proposals` lists them"))
}

pub fn execute(nonce: u64, store: &Store) -> Result<Answer> {
    let (mut desk, payer) = (Desk::open(store)?, store.keys.signer()?);
    let proposal = of_nonce(&desk, nonce)?;
    let price = match proposal.change() {
        // a source that comes in must say what the board says
        Ok(Kind::Source) => {
            let ids: [SourceId; SOURCE_COUNT] =
                bytemuck::pod_read_unaligned(&proposal.values()[..size_of::<[SourceId; SOURCE_COUNT]>()]);
            ids.iter().find_map(source::account)
        }
        _ => None,
    };
    let execute = builder::execute(desk.market_address()?, nonce, proposal.rent_payer().into(), price);
    let sent = desk.send(&[execute], &[&payer])?;
    market::show(&desk, Some(&sent))
}

pub fn cancel(nonce: u64, store: &Store) -> Result<Answer> {
    let (mut desk, officer) = (Desk::open(store)?, store.keys.signer()?);
    let proposal = of_nonce(&desk, nonce)?;
    let cancel = builder::cancel(desk.market_address()?, officer.pubkey(), nonce, proposal.rent_payer().into());
    let sent = desk.send(&[cancel], &[&officer])?;
    list(&desk, Some(&sent))
}

pub fn accept_admin(store: &Store) -> Result<Answer> {
    let (mut desk, signer) = (Desk::open(store)?, store.keys.signer()?);
    let accept = builder::accept_admin(desk.market_address()?, signer.pubkey());
    let sent = desk.send(&[accept], &[&signer])?;
    market::show(&desk, Some(&sent))
}

pub fn tighten(it: &Tighten, store: &Store) -> Result<Answer> {
    let (mut desk, officer) = (Desk::open(store)?, store.keys.signer()?);
    let (_, reserve) = desk.listed(&it.symbol)?;
    let now = u32::try_from(desk.now())?;
    let mut args = TightenArgs { reserve, ..bytemuck::Zeroable::zeroed() };
    let mut lever = |on: bool, bit: u8| {
        if on {
            args.levers |= bit;
        }
    };
    lever(it.ltv.is_some(), action::TIGHTEN_LTV);
    lever(it.supply_cap.is_some(), action::TIGHTEN_SUPPLY_CAP);
    lever(it.borrow_cap.is_some(), action::TIGHTEN_BORROW_CAP);
    lever(it.borrow_off, action::TIGHTEN_BORROW_OFF);
    lever(it.deposit_off, action::TIGHTEN_DEPOSIT_OFF);
    lever(it.event_hours.is_some(), action::TIGHTEN_EVENT);
    lever(it.tight_hours.is_some(), action::TIGHTEN_REDUCE_ONLY);
    if args.levers == 0 {
        bail!("nothing to tighten: see `hypothec market tighten --help`");
    }
    args.ltv_bps = match it.ltv.as_deref() {
        None => [0; 4],
        Some([one]) => [*one; 4],
        Some(four) => four.try_into().ok().context("give one LTV, or four: Regular, Extended, Overnight, Closed")?,
    };
    args.supply_cap = it.supply_cap.unwrap_or(0);
    args.borrow_cap = it.borrow_cap.as_deref().map_or(Ok(0), value_of)?;
    args.event_ltv_bps = it.event_ltv.unwrap_or(0);
    args.event_from = now;
    args.event_until = now.saturating_add(it.event_hours.unwrap_or(0).saturating_mul(3_600));
    args.reduce_only_s = it.tight_hours.unwrap_or(0).saturating_mul(3_600);
    let tighten = builder::tighten(desk.market_address()?, officer.pubkey(), &args);
    let sent = desk.send(&[tighten], &[&officer])?;
    market::show(&desk, Some(&sent))
}

/// What a proposal names: field, before, after.
pub fn changes(proposal: &Proposal) -> Value {
    let Ok(kind) = proposal.change() else { return Value::Null };
    let (before, after) = (proposal.before(), proposal.after());
    let (before, after): (&[u8], &[u8]) = (bytemuck::cast_slice(&before), bytemuck::cast_slice(&after));
    let mut map = Map::new();
    for n in (0..64).filter(|n| proposal.mask() & (1 << n) != 0) {
        let Some(span) = kind.span(n) else { continue };
        let (name, form) = match kind {
            Kind::Reserve => (ReserveConfig::FIELDS[n].name.to_string(), ReserveConfig::FIELDS[n].kind),
            Kind::Market => (MarketParams::FIELDS[n].name.to_string(), MarketParams::FIELDS[n].kind),
            Kind::Groups => (format!("cap of group {n}"), "u64"),
            Kind::Guardian => ("guardian".into(), "Key"),
            Kind::Admin => ("pending admin".into(), "Key"),
            Kind::Source => (format!("source {n}"), "SourceId"),
            Kind::Terminal => ("terminal price bits".into(), "u64"),
            Kind::Multiplier => ("multiplier base, 2^-32".into(), "u64"),
            Kind::Calendar => ("calendar".into(), "Calendar"),
        };
        let shown = |bytes: &[u8]| {
            bytes.get(span.values..span.values + span.size).map_or(Value::Null, |bytes| fields::decode(form, bytes, 0))
        };
        map.insert(name, json!({ "before": shown(before), "after": shown(after) }));
    }
    Value::Object(map)
}

fn described(desk: &Desk<'_>, proposal: &Proposal) -> Value {
    let kind = proposal.change().map_or_else(|_| "unknown".into(), |kind| format!("{kind:?}"));
    let reserve = desk.reading().ok().and_then(|reading| reading.reserve(proposal.reserve()).copied().ok());
    json!({
        "nonce": proposal.nonce(), "kind": kind, "symbol": reserve.map(|own| desk.symbol(&own.mint().into())),
        "created_ts": proposal.created_ts(), "eta_ts": proposal.eta_ts(), "changes": changes(proposal),
        "executable": desk.now() >= proposal.eta_ts(),
    })
}

pub fn proposals(store: &Store) -> Result<Answer> {
    list(&Desk::open(store)?, None)
}

fn list(desk: &Desk<'_>, sent: Option<&Entry>) -> Result<Answer> {
    let calendar = desk.reading()?.header().calendar();
    let found: Vec<Value> = all(desk)?.iter().map(|proposal| described(desk, proposal)).collect();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let rows = found.iter().map(|row| {
        let changes = row["changes"].as_object().into_iter().flatten();
        let changes = changes.map(|(name, to)| format!("{name}: {} -> {}", text(&to["before"]), text(&to["after"])));
        vec![
            row["nonce"].to_string(),
            text(&row["kind"]),
            row["symbol"].as_str().unwrap_or_default().into(),
            moment::local(&calendar, row["eta_ts"].as_i64().unwrap_or(0)),
            changes.collect::<Vec<_>>().join("\n"),
        ]
    });
    let told = sent.map_or_else(String::new, |sent| event::told(desk, sent));
    let text = format!("{told}{}", table(&[">#", "kind", "reserve", "may be executed from", "changes"], rows));
    Ok(Answer { json: json!({ "transaction": sent.map(Entry::summary), "proposals": found }), text })
}
