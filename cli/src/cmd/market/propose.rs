use super::parameters::Parameters;
use super::source::{Role, Source};
use crate::context::{Context, Env};
use crate::output::{Answer, amount, proposal};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs};
use hypothec_interface::math::scale::Scale;
use hypothec_interface::session::Calendar;
use hypothec_interface::state::{Kind, MarketParams, SOURCE_COUNT, SourceId};
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
    },
    /// The calendar: its fields by name, as `calendar show --json` prints them under "fields"
    Calendar {
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
    /// Settle a reserve for ever at a price: a merger for cash, a delisting
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
        proposal::list(&ctx, Some(&sent))
    }
}

fn arguments(kind: &ProposalKind, ctx: &Context<'_>) -> Result<ProposeArgs> {
    let market = ctx.market()?;
    let who = |who: &String| -> Result<[u8; 32]> { Ok(ctx.env.keys.address(Some(who))?.to_bytes()) };
    Ok(match kind {
        ProposalKind::Reserve { symbol, parameters } => {
            let index = ctx.listed(symbol)?.1.index;
            let mut config = market.reserve(index)?.config();
            let mask = parameters.apply(&mut config)?;
            ProposeArgs::new(Kind::Reserve, index, mask, bytemuck::bytes_of(&config))
        }
        ProposalKind::Market { parameters } => {
            let mut params = market.header().params();
            let mask = parameters.apply_to(MarketParams::FIELDS, bytemuck::bytes_of_mut(&mut params))?;
            ProposeArgs::new(Kind::Market, NO_RESERVE, mask, bytemuck::bytes_of(&params))
        }
        ProposalKind::Group { number, usd } => {
            let mut caps = [0u64; 16];
            caps[usize::from(*number)] = amount::value_of(usd)?;
            ProposeArgs::new(Kind::Groups, NO_RESERVE, 1 << number, bytemuck::bytes_of(&caps))
        }
        ProposalKind::Guardian { who: to } => ProposeArgs::new(Kind::Guardian, NO_RESERVE, 1, &who(to)?),
        ProposalKind::Admin { who: to } => ProposeArgs::new(Kind::Admin, NO_RESERVE, 1, &who(to)?),
        ProposalKind::Source { symbol, role, source } => {
            let index = ctx.listed(symbol)?.1.index;
            let mut ids = [SourceId::NONE; SOURCE_COUNT];
            ids[role.place()] = source.id()?;
            ProposeArgs::new(Kind::Source, index, 1 << role.place(), bytemuck::bytes_of(&ids))
        }
        ProposalKind::Calendar { parameters } => {
            let mut calendar = market.header().calendar();
            let mask = parameters.apply_to(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut calendar))?;
            ProposeArgs::new(Kind::Calendar, NO_RESERVE, mask.min(1), bytemuck::bytes_of(&calendar))
        }
        ProposalKind::Multiplier { symbol, multiplier } => {
            let index = ctx.listed(symbol)?.1.index;
            let q32 = (u128::from(amount::parse(multiplier, 9)?) << 32) / 1_000_000_000;
            let q32 = u64::try_from(q32).with_context(|| format!("{multiplier} is too much"))?;
            ProposeArgs::new(Kind::Multiplier, index, 1, &q32.to_le_bytes())
        }
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
