use crate::context::{Context, Env};
use crate::output::{Answer, amount, market};
use anyhow::{Context as _, Result, bail};
use clap::{ArgGroup, Args};
use hypothec_interface::action;
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, TightenArgs};
use solana_signer::Signer;

/// The levers that need a symbol.
const OF_RESERVE: [&str; 6] = ["ltv", "supply_cap", "borrow_cap", "borrow_off", "deposit_off", "event_hours"];

/// Tighten a reserve or the market at once; admin or guardian
#[derive(Args)]
#[command(group(ArgGroup::new("lever").required(true).multiple(true).args(OF_RESERVE).arg("reduce_only_hours")))]
#[command(group(ArgGroup::new("of_a_reserve").multiple(true).args(OF_RESERVE)))]
pub struct Tighten {
    /// The asset's symbol; not for --reduce-only-hours, which is of the whole market
    #[arg(requires = "of_a_reserve")]
    symbol: Option<String>,
    /// Lower LTV, basis points: one for every session, or four
    #[arg(long, value_name = "BPS", value_delimiter = ',', requires = "symbol")]
    ltv: Option<Vec<u16>>,
    /// Lower supply cap, tokens at a multiplier of 1 (share-equivalents)
    #[arg(long, value_name = "TOKENS", requires = "symbol")]
    supply_cap: Option<String>,
    /// Lower borrow cap, USD
    #[arg(long, value_name = "USD", requires = "symbol")]
    borrow_cap: Option<String>,
    /// Switch borrowing off
    #[arg(long, requires = "symbol")]
    borrow_off: bool,
    /// Switch deposits off
    #[arg(long, requires = "symbol")]
    deposit_off: bool,
    /// An event window of this many hours from now, at most a year, with --event-ltv
    #[arg(long, value_name = "HOURS", requires_all = ["event_ltv", "symbol"],
          value_parser = clap::value_parser!(u32).range(1..=8_784))]
    event_hours: Option<u32>,
    /// LTV during the event window, basis points
    #[arg(long, value_name = "BPS")]
    event_ltv: Option<u16>,
    /// Puts the whole market into reduce-only mode for this many hours, at most 48 in 14 days
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=48))]
    reduce_only_hours: Option<u32>,
}

impl Tighten {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, officer) = (Context::open(env)?, env.keys.signer()?);
        let of = self.symbol.as_deref().map(|symbol| ctx.listed(symbol)).transpose()?;
        let (reserve, decimals) = of.map_or((NO_RESERVE, 0), |(asset, reserve)| (reserve.index, asset.decimals));
        let now = u32::try_from(ctx.now()).unwrap_or(u32::MAX);
        if self.event_hours.is_some() && now == u32::MAX {
            bail!("the program's clock of event windows ends in 2106: tighten with --ltv");
        }
        let mut args = TightenArgs { reserve, ..bytemuck::Zeroable::zeroed() };
        let mut lever = |on: bool, bit: u8| {
            if on {
                args.levers |= bit;
            }
        };
        lever(self.ltv.is_some(), action::TIGHTEN_LTV);
        lever(self.supply_cap.is_some(), action::TIGHTEN_SUPPLY_CAP);
        lever(self.borrow_cap.is_some(), action::TIGHTEN_BORROW_CAP);
        lever(self.borrow_off, action::TIGHTEN_BORROW_OFF);
        lever(self.deposit_off, action::TIGHTEN_DEPOSIT_OFF);
        lever(self.event_hours.is_some(), action::TIGHTEN_EVENT);
        lever(self.reduce_only_hours.is_some(), action::TIGHTEN_REDUCE_ONLY);
        args.ltv_bps = match self.ltv.as_deref() {
            None => [0; 4],
            Some([one]) => [*one; 4],
            Some(four) => {
                four.try_into().ok().context("give one LTV, or four: Regular, Extended, Overnight, Closed")?
            }
        };
        args.supply_cap = self.supply_cap.as_deref().map_or(Ok(0), |tokens| amount::parse(tokens, decimals))?;
        args.borrow_cap = self.borrow_cap.as_deref().map_or(Ok(0), amount::value_of)?;
        args.event_ltv_bps = self.event_ltv.unwrap_or(0);
        args.event_from = now;
        args.event_until = now.saturating_add(self.event_hours.unwrap_or(0) * 3_600);
        args.reduce_only_s = self.reduce_only_hours.unwrap_or(0) * 3_600;
        let tighten = builder::tighten(ctx.market_address()?, officer.pubkey(), &args);
        let sent = ctx.send(&[tighten], &[&officer])?;
        market::show(&ctx, Some(&sent))
    }
}
