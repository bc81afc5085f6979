use super::change::differing;
use super::parameters::Parameters;
use super::preset::{self, Preset};
use super::source::{Role, Source};
use crate::context::{Context, Env};
use crate::output::{Answer, amount, bounds, fields, json, proposal, time};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs};
use hypothec_interface::math::scale::Scale;
use hypothec_interface::session::Calendar;
use hypothec_interface::state::{Kind, MarketParams, SourceId};
use serde_json::Value;
use solana_signer::Signer;

/// Propose a change, to be executed when its delay is over; only the admin
#[derive(Args)]
pub struct Propose {
    #[command(subcommand)]
    kind: ProposalKind,
}

/// What a proposal changes.
#[derive(Subcommand)]
enum ProposalKind {
    /// Parameters of a reserve
    Reserve {
        /// The asset's symbol
        symbol: String,
        /// Begin with the parameters that the asset would be listed with, instead of its present ones
        #[arg(long)]
        defaults: bool,
        /// Begin with the parameters of this class of assets
        #[arg(long, value_enum)]
        preset: Option<Preset>,
        /// Leave every LTV at 0: the reserve takes prices, but gives no power yet
        #[arg(long)]
        without_power: bool,
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
        #[arg(value_parser = clap::value_parser!(u8).range(1..=15))]
        number: u8,
        /// Most supply, USD; 0 is no cap
        usd: String,
    },
    /// Replace the guardian (the only proposal a guardian cannot cancel)
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
        /// USD per token between which its first price must lie, such as 150,220 [default: near the board's price]
        ///
        /// Whoever names a band waits twice the delay. Name a narrow one, without the board's price: anyone executes, at a
        /// second of their choice.
        #[arg(long, value_name = "LOW,HIGH")]
        band: Option<String>,
    },
    /// The calendar: its fields by name, as `calendar show --json` prints them under "fields"
    Calendar {
        /// Close this trade date, or close it early: 2026-12-24 or "2026-12-24 13:00"; may be repeated
        #[arg(long, value_name = "DATE")]
        close: Vec<String>,
        /// Open this trade date again; may be repeated
        #[arg(long, value_name = "DATE")]
        open: Vec<String>,
        #[command(flatten)]
        parameters: Parameters,
    },
    /// Reset the multiplier that small corporate actions are measured against
    Multiplier {
        /// The asset's symbol
        symbol: String,
        /// Shares per token, such as 10
        multiplier: String,
    },
    /// Have a reserve wind down: nothing is borrowed, only who owes something may add to a deposit, everybody's way out
    /// stays, and once nobody holds or owes anything `market close-reserve` closes it
    Close {
        /// The asset's symbol
        symbol: String,
    },
    /// Settle a reserve permanently at a price: a merger for cash, a delisting
    Terminal {
        /// The asset's symbol
        symbol: String,
        /// USD per token; may be 0
        usd: String,
    },
}

impl Propose {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let args = arguments(&self.kind, &ctx)?;
        if args.mask == 0 {
            bail!("nothing to change: give --set NAME=VALUE or --config FILE");
        }
        let market = ctx.market()?;
        let nonce = market.header().nonce();
        let propose = builder::propose(market.address, admin.pubkey(), admin.pubkey(), nonce, &args);
        let sent = ctx.send(&[propose], &[&admin])?;
        proposal::made(&ctx, nonce, &sent)
    }
}

fn arguments(kind: &ProposalKind, ctx: &Context<'_>) -> Result<ProposeArgs> {
    let market = ctx.market()?;
    let who = |who: &String| -> Result<[u8; 32]> { Ok(ctx.env.keys.address(Some(who))?.to_bytes()) };
    Ok(match kind {
        ProposalKind::Reserve { symbol, defaults, preset, without_power, parameters } => {
            let (asset, reserve) = ctx.listed(symbol)?;
            let index = reserve.index;
            let present = market.reserve(index)?;
            let mut config = present.config();
            if *defaults || preset.is_some() {
                config = preset::of(*preset, &asset)?.config();
                if *present.source_ids()[Role::Share.place()] != SourceId::NONE {
                    config.required_sources = [3, 3, 1, 1];
                }
            }
            if *without_power {
                (config.ltv_bps, config.event_ltv_bps, config.ltv_floor_bps) = ([0; 4], 0, 0);
            }
            let named = parameters.apply(&mut config)?;
            bounds::check(&config)?;
            let mask = named | differing(&present.config(), &config);
            ProposeArgs::new(Kind::Reserve, index, mask, bytemuck::bytes_of(&config))
        }
        ProposalKind::Market { parameters } => {
            let mut params = market.header().params();
            let mask = parameters.apply_to(MarketParams::FIELDS, bytemuck::bytes_of_mut(&mut params))?;
            bounds::check(&params)?;
            ProposeArgs::new(Kind::Market, NO_RESERVE, mask, bytemuck::bytes_of(&params))
        }
        ProposalKind::Group { number, usd } => {
            let mut caps = [0u64; 16];
            caps[usize::from(*number)] = amount::value_of(usd)?;
            ProposeArgs::new(Kind::Groups, NO_RESERVE, 1 << number, bytemuck::bytes_of(&caps))
        }
        ProposalKind::Guardian { who: to } => ProposeArgs::new(Kind::Guardian, NO_RESERVE, 1, &who(to)?),
        ProposalKind::Admin { who: to } => ProposeArgs::new(Kind::Admin, NO_RESERVE, 1, &who(to)?),
        ProposalKind::Source { symbol, role, source, band } => {
            let (index, id) = (ctx.listed(symbol)?.1.index, source.id()?);
            let decimals = market.reserve(index)?.decimals();
            let band = band.as_deref().map(|band| super::source::band(band, decimals)).transpose()?;
            if *market.reserve(index)?.source_ids()[role.place()] == id {
                bail!("nothing to change: {symbol} has this source already");
            }
            ProposeArgs::source(index, role.place(), id, band)
        }
        ProposalKind::Calendar { close, open, parameters } => {
            let mut calendar = market.header().calendar();
            parameters.apply_to(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut calendar))?;
            if !close.is_empty() || !open.is_empty() {
                let closures = closures(&calendar, close, open)?;
                fields::write(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut calendar), "closures", &closures)?;
            }
            let changed = calendar != market.header().calendar();
            if !changed && (!close.is_empty() || !open.is_empty()) {
                bail!("nothing to change: the calendar has these days so already");
            }
            ProposeArgs::new(Kind::Calendar, NO_RESERVE, u64::from(changed), bytemuck::bytes_of(&calendar))
        }
        ProposalKind::Multiplier { symbol, multiplier } => {
            let index = ctx.listed(symbol)?.1.index;
            let q32 = (u128::from(amount::parse(multiplier, 9)?) << 32) / 1_000_000_000;
            let q32 = u64::try_from(q32).with_context(|| format!("{multiplier} is too much"))?;
            if q32 == 0 {
                bail!("{multiplier} shares per token is too little: give more than 0");
            }
            ProposeArgs::new(Kind::Multiplier, index, 1, &q32.to_le_bytes())
        }
        ProposalKind::Close { symbol } => ProposeArgs::new(Kind::Close, ctx.listed(symbol)?.1.index, 1, &[1]),
        ProposalKind::Terminal { symbol, usd } => {
            let (asset, reserve) = ctx.listed(symbol)?;
            let index = reserve.index;
            let mantissa = amount::parse(usd, 8)?;
            let price = Scale::new(-8, asset.decimals, mantissa).and_then(|scale| scale.price_down(mantissa));
            let price = price.with_context(|| format!("{usd} USD per token is too much"))?;
            ProposeArgs::new(Kind::Terminal, index, 1, &price.to_bits().to_le_bytes())
        }
    })
}

/// The calendar's closures with these days closed and those open; what stays stays in its place.
fn closures(calendar: &Calendar, close: &[String], open: &[String]) -> Result<Value> {
    let mut all = calendar.closures().map(|closure| [closure.day, closure.minute]);
    for text in open {
        let day = time::day_of(text)?;
        if !all.iter().any(|[at, _]| *at == day) {
            bail!("{text} is open already");
        }
        all.iter_mut().filter(|[at, _]| *at == day).for_each(|own| *own = [0; 2]);
    }
    for text in close {
        let (date, early) = text.split_once(' ').map_or((text.as_str(), None), |(date, early)| (date, Some(early)));
        let (day, minute) = (time::day_of(date)?, early.map_or(Ok(0), time::minute_of)?);
        let known = all.iter().position(|[at, _]| *at == day);
        let place =
            known.or_else(|| all.iter().position(|[at, _]| *at == 0)).context("the calendar has no place left")?;
        // a day that was closed twice is what is said of it last
        all.iter_mut().filter(|[at, _]| *at == day).for_each(|own| *own = [0; 2]);
        all[place] = [day, minute];
    }
    Ok(json!(all.as_slice()))
}
