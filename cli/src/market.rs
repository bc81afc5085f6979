//! The market: create, list, configure, seal, show.

use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::history::Entry;
use crate::listing::{Parameters, defaults};
use crate::reading::Reading;
use crate::store::Store;
use crate::{amount, chain, create, event, fields, governance, moment, reserve, watch};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use hypothec_interface::Key;
use hypothec_interface::builder;
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{MarketHeader, Reserve, ReserveConfig, SourceId};
use serde_json::json;
use solana_address::Address;
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Make a market; the signer becomes its admin and pays its rent
    Create(create::Create),
    /// List and configure an asset of the chain; only the admin
    ListAsset {
        /// Its symbol: USDC, an xStock such as NVDAx, or a made-up token
        symbol: String,
        /// With the share's feed beside the token's, required while the exchange is open
        #[arg(long)]
        share_feed: bool,
        #[command(flatten)]
        parameters: Parameters,
    },
    /// Change parameters of a reserve at once; only the admin, before the market is sealed
    Configure {
        /// The asset's symbol
        symbol: String,
        #[command(flatten)]
        parameters: Parameters,
    },
    /// End immediate configuration, for ever; only the admin
    Seal,
    /// Propose a change, to be executed when its delay is over; only the admin
    #[command(subcommand)]
    Propose(governance::What),
    /// List the proposals that wait
    Proposals,
    /// Execute a proposal whose delay is over; anyone may
    Execute {
        /// The proposal's number
        nonce: u64,
    },
    /// Cancel a proposal; admin or guardian
    Cancel {
        /// The proposal's number
        nonce: u64,
    },
    /// Tighten a reserve or the market at once; admin or guardian
    Tighten(governance::Tighten),
    /// Take over the admin role; only who an executed proposal named
    AcceptAdmin,
    /// Give tokens to a reserve's loss buffer
    Donate {
        /// The asset's symbol
        symbol: String,
        /// How many tokens
        amount: String,
    },
    /// Pay collected interest and fees to the fee recipient; anyone may
    Fees {
        /// The asset's symbol
        symbol: String,
    },
    /// Borrow and give back within one transaction, without collateral: shows what a flash loan costs
    Flash {
        /// The asset's symbol
        symbol: String,
        /// How many tokens
        amount: String,
    },
    /// Recognise what the issuer took from a vault, or restore what came back
    Sync {
        /// The asset's symbol
        symbol: String,
    },
    /// Show the market and its reserves
    Show,
    /// Watch session, boards and the health of all positions
    Watch(watch::Watch),
}

pub fn run(command: &Command, store: &Store, json: bool) -> Result<Answer> {
    match command {
        Command::Create(create) => create::run(create, store),
        Command::ListAsset { symbol, share_feed, parameters } => list_asset(store, symbol, *share_feed, parameters),
        Command::Configure { symbol, parameters } => configure(store, symbol, parameters),
        Command::Seal => {
            let (mut desk, admin) = (Desk::open(store)?, store.keys.signer()?);
            let seal = builder::seal(desk.market_address()?, admin.pubkey());
            let sent = desk.send(&[seal], &[&admin])?;
            show(&desk, Some(&sent))
        }
        Command::Donate { .. } | Command::Fees { .. } | Command::Flash { .. } | Command::Sync { .. } => {
            reserve::run(command, store)
        }
        Command::Propose(what) => governance::propose(what, store),
        Command::Proposals => governance::proposals(store),
        Command::Execute { nonce } => governance::execute(*nonce, store),
        Command::Cancel { nonce } => governance::cancel(*nonce, store),
        Command::Tighten(it) => governance::tighten(it, store),
        Command::AcceptAdmin => governance::accept_admin(store),
        Command::Show => show(&Desk::open(store)?, None),
        Command::Watch(it) => watch::run(it, store, json),
    }
}

fn list_asset(store: &Store, symbol: &str, with_share: bool, parameters: &Parameters) -> Result<Answer> {
    let (mut desk, admin) = (Desk::open(store)?, store.keys.signer()?);
    let (known, reading) = (desk.known(symbol)?, desk.reading()?);
    let mut config = defaults(known.class);
    let share = match with_share {
        true => Some(known.share_feed.with_context(|| format!("{} has no share feed", known.symbol))?),
        false => None,
    };
    if share.is_some() {
        config.required_sources = [3, 3, 1, 1];
    }
    parameters.apply(&mut config)?;
    let index = reading.header().reserve_count();
    let reserve = builder::ReserveAddresses {
        market: reading.address.into(),
        index,
        mint: known.mint,
        token_program: known.token_program,
    };
    let adapter = Adapter::PythReceiver as u8;
    let id = |feed| SourceId { key: Key::from_bytes(feed), index: 0, adapter, reserved: [0; 5] };
    let share_feed = share.map_or(SourceId::NONE, id);
    let args = AddReserveArgs { class: known.class, token_feed: id(known.token_feed), share_feed };
    let add = builder::add_reserve(&reserve, admin.pubkey(), admin.pubkey(), &args);
    let configuration = ConfigureArgs { reserve: index, mask: ReserveConfig::ALL, config };
    let configure = builder::configure(reading.address, admin.pubkey(), &configuration);
    let sent = desk.send(&[add, configure], &[&admin])?;
    show(&desk, Some(&sent))
}

fn configure(store: &Store, symbol: &str, parameters: &Parameters) -> Result<Answer> {
    let (mut desk, admin) = (Desk::open(store)?, store.keys.signer()?);
    let (_, index) = desk.listed(symbol)?;
    let mut config = desk.reading()?.reserve(index)?.config();
    let mask = parameters.apply(&mut config)?;
    if mask == 0 {
        bail!("nothing to change: give --set NAME=VALUE or --config FILE");
    }
    let configure =
        builder::configure(desk.market_address()?, admin.pubkey(), &ConfigureArgs { reserve: index, mask, config });
    let sent = desk.send(&[configure], &[&admin])?;
    show(&desk, Some(&sent))
}

/// One reserve for programs.
fn reserve_json(desk: &Desk<'_>, reading: &Reading, reserve: &Reserve) -> serde_json::Value {
    let config = reserve.config();
    let mint = Address::from(reserve.mint());
    json!({
        "symbol": desk.symbol(&mint), "index": reserve.index(), "mint": mint.to_string(),
        "vault": reading.vault(reserve).to_string(), "vault_atoms": desk.atoms(&reading.vault(reserve)),
        "decimals": reserve.decimals(), "class": reserve.class(),
        "supplied": reserve.supply_assets_down(reserve.supply_shares()), "owed": reserve.total_debt_up(),
        "cash": reserve.cash(), "board_ts": reserve.board_ts(), "recognised_loss": reserve.recognised_loss(),
        "price": amount::price(reserve.settle(), reserve.decimals()),
        "config": fields::read(ReserveConfig::FIELDS, bytemuck::bytes_of(&config), reserve.decimals()),
    })
}

pub fn show(desk: &Desk<'_>, sent: Option<&Entry>) -> Result<Answer> {
    let reading = desk.reading()?;
    let header = reading.header();
    let (moment, authority) = (reading.risk_context(desk.now()), chain::upgrade_authority(desk));
    let rows = reading.reserves().iter().map(|reserve| {
        let tokens = |atoms: Option<u64>| amount::show(atoms.unwrap_or(u64::MAX), reserve.decimals());
        vec![
            reserve.index().to_string(),
            desk.symbol(&reserve.mint().into()),
            tokens(reserve.supply_assets_down(reserve.supply_shares())),
            tokens(reserve.total_debt_up()),
            tokens(Some(reserve.cash())),
            amount::price(reserve.settle(), reserve.decimals()),
            amount::percent(reserve.ltv_bps(&moment)),
            amount::percent(reserve.config().threshold.at(moment.ts)),
        ]
    });
    let heading = ["#", "asset", ">supplied", ">owed", ">cash", ">price", ">LTV now", ">threshold"];
    let text = format!(
        "{}market {} ({}), {} of {} reserves, session {} until {}\n  admin {}, guardian {}\n  the program's upgrade \
         authority outranks both: {authority}\n{}",
        sent.map_or_else(String::new, |sent| event::told(desk, sent)),
        reading.address,
        if header.sealed() == 1 { "sealed" } else { "not sealed" },
        header.reserve_count(),
        header.capacity(),
        moment::session_name(moment.session),
        if header.session_until() == 0 {
            "the first refresh".into()
        } else {
            moment::local(&header.calendar(), header.session_until())
        },
        Address::from(header.admin()),
        Address::from(header.guardian()),
        table(&heading, rows)
    );
    let reserves: Vec<_> = reading.reserves().iter().map(|reserve| reserve_json(desk, &reading, reserve)).collect();
    let json = json!({
        "transaction": sent.map(Entry::summary), "address": reading.address.to_string(), "sealed": header.sealed() == 1,
        "admin": Address::from(header.admin()).to_string(), "guardian": Address::from(header.guardian()).to_string(),
        "session": moment::session_name(moment.session), "session_until": header.session_until(),
        "upgrade_authority": authority, "reserves": reserves,
        "header": fields::read(&MarketHeader::FIELDS[..22], bytemuck::bytes_of(header), 0),
    });
    Ok(Answer { json, text })
}
