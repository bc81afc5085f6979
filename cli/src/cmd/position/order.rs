use crate::cmd::market::price_of_token;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, position, time};
use anyhow::{Context as _, Result, bail};
use bytemuck::Zeroable;
use clap::Args;
use hypothec_interface::action::{ORDER_BONUS_MAX_BPS, ORDER_HEALTH_MAX_BPS};
use hypothec_interface::builder;
use hypothec_interface::instruction::SetOrderArgs;
use hypothec_interface::state::{
    ORDER_KIND_HEALTH_BELOW, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, ORDER_REGULAR_ONLY, ORDER_TARGET_ALL,
    Order as Record,
};
use solana_signer::Signer;

/// Place an order: past a line of health or price anyone may sell collateral for the debt, for at most --bonus-cap
///
/// A price is that of a raw token, as the board has it: a split or a dividend moves none. --below is compared with the
/// higher end of what the board says, --above with the lower one, never while feeds disagree or a price is stale. A
/// position has two orders; the first that may be executed is.
#[derive(Args)]
#[group(id = "when", required = true, multiple = false)]
pub struct Order {
    /// Below this health, such as 1.2; needs --target
    #[arg(long, value_name = "HEALTH", group = "when", requires_all = ["target", "bonus_cap"])]
    line: Option<String>,
    /// Below this price of --sell, USD per token: a stop-loss
    #[arg(long, value_name = "USD", group = "when", requires_all = ["sell", "bonus_cap"])]
    below: Option<String>,
    /// Above this price of --sell, USD per token: a take-profit
    #[arg(long, value_name = "USD", group = "when", requires_all = ["sell", "bonus_cap"])]
    above: Option<String>,
    /// Take the order back
    #[arg(long, group = "when")]
    clear: bool,
    /// Which of the two orders
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    number: u8,
    /// Up to this health, such as 1.3 [default: until nothing is owed]
    #[arg(long, value_name = "HEALTH")]
    target: Option<String>,
    /// For at most this bonus, percent, such as 1.5
    #[arg(long, value_name = "PERCENT")]
    bonus_cap: Option<String>,
    /// Symbol of what is sold [default, with --line: any]
    #[arg(long, value_name = "SYMBOL")]
    sell: Option<String>,
    /// Symbol of the debt that is repaid [default: any]
    #[arg(long, value_name = "SYMBOL")]
    repay: Option<String>,
    /// At most so much of that debt in all; needs --repay
    #[arg(long, value_name = "AMOUNT", requires = "repay")]
    most: Option<String>,
    /// New York time at which it ends, such as 2026-09-18T15:55
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only while the exchange of what is sold is in its Regular session
    #[arg(long)]
    regular_only: bool,
    #[command(flatten)]
    position: PositionSelector,
}

/// Basis points of a decimal number.
fn bps(text: &str, decimals: u8) -> Result<u16> {
    let bps = amount::parse(text, decimals)?;
    u16::try_from(bps)
        .ok()
        .with_context(|| format!("{text} is too large: the most is {}", amount::show(65_535, decimals)))
}

impl Order {
    /// Refuses an argument that the program would, by its name and with its bound; and an order that can never be executed.
    fn check(&self, order: &Record, now: i64) -> Result<()> {
        if self.clear {
            return Ok(());
        }
        let show = |bps: u16| amount::show(bps.into(), 4);
        let (cap, most) = (order.bonus_cap_bps, ORDER_BONUS_MAX_BPS);
        let line = order.line;
        if order.kind == ORDER_KIND_HEALTH_BELOW && !(10_000..=ORDER_HEALTH_MAX_BPS.into()).contains(&line) {
            let line = amount::show(line, 4);
            bail!("--line {line}: the health of a line is from 1 to {}", show(ORDER_HEALTH_MAX_BPS));
        }
        if order.kind == ORDER_KIND_HEALTH_BELOW && order.target_bps > ORDER_HEALTH_MAX_BPS {
            bail!("--target {}: the most is {}", show(order.target_bps), show(ORDER_HEALTH_MAX_BPS));
        }
        if order.kind == ORDER_KIND_HEALTH_BELOW && u64::from(order.target_bps) < line {
            bail!(
                "--target {} is below --line {}: nothing would be sold",
                show(order.target_bps),
                amount::show(line, 4)
            );
        }
        if order.target_bps < 10_000 {
            bail!("--target {}: the least is 1", show(order.target_bps));
        }
        if order.kind != ORDER_KIND_HEALTH_BELOW && line == 0 {
            bail!("a price is above zero: give --below or --above one");
        }
        if cap > most {
            bail!("--bonus-cap {}: the most is {} percent", amount::show(cap.into(), 2), amount::show(most.into(), 2));
        }
        if order.amount == 0 {
            bail!("--most 0: nothing would be repaid");
        }
        if order.sell == order.repay && order.sell != u8::MAX {
            bail!("a position's debt and its collateral are of different assets: --sell and --repay name the same");
        }
        if order.until_ts <= now {
            bail!("--until {} is past: the order would be over", self.until.as_deref().unwrap_or_default());
        }
        Ok(())
    }

    fn record(&self, ctx: &Context<'_>) -> Result<Record> {
        if self.clear {
            return Ok(Record::zeroed());
        }
        let cap = self.bonus_cap.as_deref().map_or(Ok(0), |cap| bps(cap, 2))?;
        let target = self.target.as_deref().map(|target| bps(target, 4)).transpose()?;
        let sold = self.sell.as_deref().map(|symbol| ctx.listed(symbol)).transpose()?;
        let mut order = if let Some(line) = &self.line {
            Record::below_health(bps(line, 4)?, target.unwrap_or(0), cap)
        } else {
            let (asset, reserve) = sold.as_ref().context("which collateral is sold? Name it with --sell")?;
            let (kind, usd) = match (&self.below, &self.above) {
                (Some(usd), _) => (ORDER_KIND_PRICE_BELOW, usd),
                (_, usd) => (ORDER_KIND_PRICE_ABOVE, usd.as_ref().context("name a line: --line, --below or --above")?),
            };
            let price = price_of_token(usd, asset.decimals)?;
            let order = Record::at_price(kind, reserve.index, price, cap);
            Record { target_bps: target.unwrap_or(ORDER_TARGET_ALL), ..order }
        };
        if let Some((_, reserve)) = sold {
            order.sell = reserve.index;
        }
        if let Some(symbol) = &self.repay {
            let (asset, reserve) = ctx.listed(symbol)?;
            order.repay = reserve.index;
            order.amount = self.most.as_deref().map_or(Ok(u64::MAX), |most| amount::parse(most, asset.decimals))?;
        }
        if let Some(until) = &self.until {
            order.until_ts = time::parse_local(&ctx.market()?.header().calendar(), until)?;
        }
        if self.regular_only {
            order.flags = ORDER_REGULAR_ONLY;
        }
        Ok(order)
    }

    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        ctx.position(&address)?;
        let order = self.record(&ctx)?;
        self.check(&order, ctx.now())?;
        let args = SetOrderArgs { index: self.number - 1, order };
        let sent = ctx.send(&[builder::set_order(ctx.owned(address), signer.pubkey(), &args)], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}
