use crate::context::wallet::Wallet;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, bounds, market};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use hypothec_interface::Key;
use hypothec_interface::builder;
use hypothec_interface::instruction::InitMarketArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{MarketParams, market_size};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Create a market; the signer becomes its admin and pays its rent
#[derive(Args)]
pub struct Create {
    /// Maximum number of reserves, 1-128; cannot change later
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u8).range(1..=128))]
    reserves: u8,
    /// Who may tighten and cancel: a wallet's name or an address [default: the signer]
    #[arg(long, value_name = "WHO")]
    guardian: Option<String>,
    /// Who owns the token accounts that fees are paid to [default: the signer]
    #[arg(long, value_name = "WHO")]
    fee_recipient: Option<String>,
    /// Timelock, seconds
    #[arg(long, default_value_t = 86_400, value_name = "SECONDS")]
    delay: u32,
    /// Health a liquidation aims at, basis points
    #[arg(long, default_value_t = 10_500, value_name = "BPS")]
    target_health: u16,
    /// Seconds a position cannot be liquidated after it borrows or withdraws
    #[arg(long, default_value_t = 15, value_name = "SECONDS")]
    cool_off: u16,
    /// Smallest debt, USD
    #[arg(long, default_value = "10", value_name = "USD")]
    debt_floor: String,
    /// The programs whose price accounts it may read
    #[arg(long, value_enum, value_name = "PROGRAM", value_delimiter = ',', default_value = "pyth")]
    adapters: Vec<Oracle>,
}

/// A program of prices that a market may read.
#[derive(Clone, Copy, ValueEnum)]
enum Oracle {
    /// Pyth's price updates, by feed id
    Pyth,
    /// Pyth's older price accounts
    PythLegacy,
    /// Kamino's Scope
    Scope,
    /// Switchboard On-Demand
    Switchboard,
}

impl Oracle {
    fn bit(self) -> u8 {
        match self {
            Oracle::Pyth => Adapter::PythReceiver.bit(),
            Oracle::PythLegacy => Adapter::PythLegacy.bit(),
            Oracle::Scope => Adapter::Scope.bit(),
            Oracle::Switchboard => Adapter::Switchboard.bit(),
        }
    }
}

impl Create {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        if let Some(named) = env.options.named.market.as_ref().filter(|_| ctx.is_embedded()) {
            bail!("a new market gets an address of its own, and {named} was named: leave out --market");
        }
        let is_closed = ctx.own_market_is_closed()?;
        if let Some(market) = ctx.state.market.as_ref().filter(|_| ctx.is_embedded() && !is_closed) {
            bail!("the chain has a market already, {market}: `hypothec market show` shows it");
        }
        let market = Wallet::from(Keypair::new());
        let who = |who: &Option<String>| -> Result<Key> { Ok(Key::from(env.keys.address(who.as_deref())?)) };
        let args = InitMarketArgs {
            admin: Key::from(admin.pubkey()),
            guardian: who(&self.guardian)?,
            fee_recipient: who(&self.fee_recipient)?,
            delay_s: self.delay,
            target_health_bps: self.target_health,
            cool_off_s: self.cool_off,
            debt_floor: amount::value_of(&self.debt_floor)?,
            adapters: self.adapters.iter().fold(0, |bits, oracle| bits | oracle.bit()),
            calendar: nyse::CALENDAR,
        };
        bounds::check(&MarketParams {
            debt_floor: args.debt_floor,
            fee_recipient: args.fee_recipient,
            delay_s: args.delay_s,
            target_health_bps: args.target_health_bps,
            cool_off_s: args.cool_off_s,
            adapters: args.adapters,
            ..bytemuck::Zeroable::zeroed()
        })?;
        let size = market_size(self.reserves);
        let (payer, space) = (admin.pubkey(), size as u64);
        let allocate = solana_system_interface::instruction::create_account(
            &payer,
            &market.pubkey(),
            ctx.cluster().minimum_rent(size)?,
            space,
            &ctx.program(),
        );
        let init = builder::init_market(ctx.owned(market.pubkey()), &args);
        let sent = ctx.send_unsaved(&[allocate, init], &[&admin, &market]);
        if sent.is_ok() {
            ctx.state.market = Some(market.pubkey().to_string());
        }
        ctx.save()?;
        market::show(&ctx, Some(&sent?))
    }
}
