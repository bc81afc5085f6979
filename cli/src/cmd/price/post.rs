use crate::context::{Context, Env};
use crate::output::{Answer, amount, json};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_localnet::price::PythUpdate;

/// Post a Pyth price update, as of now, under the asset's real feed id
///
/// On the embedded chain the account is put where Pyth's push program keeps it, owned by Pyth's receiver; nobody signs
/// for it. A refresh takes a price only when it is newer than the one before: let time pass between two posts.
#[derive(Args)]
pub struct Post {
    /// The asset's symbol
    symbol: String,
    /// USD per token, at most 8 decimals
    usd: String,
    /// Half-width of the confidence interval, USD [default: 5 basis points of the price]
    #[arg(long, value_name = "USD")]
    conf: Option<String>,
    /// The price is that of one share, under the share's feed, instead of one token's
    #[arg(long)]
    share: bool,
    /// How many seconds ago it was published
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    age: u32,
}

/// A price in 10^-8 USD.
fn price_e8(text: &str) -> Result<i64> {
    let price = amount::parse(text, 8)?;
    let price = i64::try_from(price).ok().with_context(|| format!("{text} USD is too large for Pyth's price"))?;
    Some(price).filter(|price| *price > 0).context("a price must be above zero")
}

impl Post {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        let asset = ctx.asset(&self.symbol)?;
        let price = price_e8(&self.usd)?;
        let none = || format!("{} has no share feed", asset.symbol);
        let (feed, account) = match self.share {
            true => (asset.share_feed.with_context(none)?, asset.share_account().with_context(none)?),
            false => (asset.token_feed, asset.price_account()),
        };
        let mut update = PythUpdate::new(feed, price, -8, ctx.now() - i64::from(self.age));
        if let Some(conf) = &self.conf {
            update.conf = amount::parse(conf, 8)?;
            if i64::try_from(update.conf).is_ok_and(|half| half >= price) || update.conf > i64::MAX as u64 {
                bail!("{conf} USD is no confidence in {} USD: half the interval is less than the price", self.usd);
            }
        }
        update.posted_slot = ctx.clock().slot;
        ctx.localnet()?.put_account(&account, update.account());
        ctx.save()?;
        let of = if self.share { "a share of " } else { "" };
        let text = format!("{of}{} {} USD posted at {account}", asset.symbol, self.usd);
        let json = json!({
            "symbol": asset.symbol, "share": self.share, "price_e8": price, "account": account.to_string(),
        });
        Ok(Answer { json, text })
    }
}
