//! Making a market.

use crate::answer::Answer;
use crate::desk::Desk;
use crate::market;
use crate::store::Store;
use crate::{amount, wallet};
use anyhow::{Result, bail};
use hypothec_interface::Key;
use hypothec_interface::builder::{self, PROGRAM_ID};
use hypothec_interface::instruction::InitMarketArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::state::market_size;
use hypothec_localnet::rent;
use solana_keypair::Keypair;
use solana_signer::Signer;

#[derive(clap::Args)]
pub struct Create {
    /// Reserves there is room for
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
    /// Seconds after risk was taken before a liquidation
    #[arg(long, default_value_t = 15, value_name = "SECONDS")]
    cool_off: u16,
    /// Smallest debt, USD
    #[arg(long, default_value = "10", value_name = "USD")]
    debt_floor: String,
}

pub fn run(create: &Create, store: &Store) -> Result<Answer> {
    let (mut desk, admin) = (Desk::open(store)?, store.keys.signer()?);
    if let Some(market) = &desk.book.market {
        bail!("the chain has a market already, {market}: `hypothec market show` shows it");
    }
    let market = Keypair::new();
    let who = |who: &Option<String>| -> Result<Key> {
        Ok(match who {
            Some(who) => Key::from(wallet::address(store, Some(who))?),
            None => Key::from(admin.pubkey()),
        })
    };
    // six decimals of a dollar are finer than a Value's unit
    let micro = amount::parse(&create.debt_floor, 6)?;
    let args = InitMarketArgs {
        admin: Key::from(admin.pubkey()),
        guardian: who(&create.guardian)?,
        fee_recipient: who(&create.fee_recipient)?,
        delay_s: create.delay,
        target_health_bps: create.target_health,
        cool_off_s: create.cool_off,
        debt_floor: u64::try_from((u128::from(micro) << 16) / 1_000_000)?,
        adapters: Adapter::PythReceiver.bit(),
        calendar: nyse::calendar(),
    };
    let size = market_size(create.reserves);
    let allocate = solana_system_interface::instruction::create_account(
        &admin.pubkey(),
        &market.pubkey(),
        rent(size),
        size as u64,
        &PROGRAM_ID,
    );
    let init = builder::init_market(market.pubkey(), &args);
    let sent = desk.send(&[allocate, init], &[&admin, &market])?;
    desk.book.market = Some(market.pubkey().to_string());
    desk.keep()?;
    market::show(&desk, Some(&sent))
}
