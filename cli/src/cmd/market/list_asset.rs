use super::parameters::Parameters;
use super::preset::{self, Preset};
use super::source;
use crate::context::assets::{AssetInfo, price_account};
use crate::context::{Context, Env};
use crate::output::{Answer, amount, bounds, market};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use hypothec_interface::builder;
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::price::band_around;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY, ReserveConfig, SourceId};
use hypothec_interface::{Key, oracle};
use solana_signer::Signer;

/// List and configure an asset of the chain; only the admin
///
/// In a sealed market the asset is listed without power, and the commands that remain are printed. A price source is a
/// Pyth feed's id, or PROGRAM:ADDRESS of a price account, such as scope:ADDRESS/12, switchboard:ADDRESS or
/// pyth-legacy:ADDRESS; the market must have that program enabled (`market create --adapters`).
#[derive(Args)]
pub struct ListAsset {
    /// Its symbol: USDC, an xStock such as NVDAx, a made-up token; or its mint's address
    symbol: String,
    /// Whether it has the exchange's sessions; for a mint that is not known
    #[arg(long, value_enum)]
    class: Option<Class>,
    /// Where one token's price is read, or `none` [default: the feed of a known asset]
    #[arg(long, value_name = "SOURCE")]
    token_feed: Option<String>,
    /// Also use the share's price feed; both must be fresh while the exchange is open [default source: the known one]
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, require_equals = true, default_missing_value = "known")]
    share_feed: Option<String>,
    /// USD per token that the first price must lie near: from 0.7 to 1.4 times this [default: the posted price]
    #[arg(long, value_name = "USD")]
    price: Option<String>,
    /// The class of assets whose parameters it begins with [default: large-cap for a stock, dollar for USDC]
    #[arg(long, value_enum)]
    preset: Option<Preset>,
    #[command(flatten)]
    parameters: Parameters,
}

/// Longest that an entry of Scope may stay unchanged, by session: it does not say when it was published.
const SCOPE_FREEZE_AGE_S: [u16; 4] = [3_600, 3_600, 3_600, 600];

/// A kind of asset.
#[derive(Clone, Copy, ValueEnum)]
enum Class {
    /// A stock: it has the exchange's sessions
    Equity,
    /// It trades at all hours
    Continuous,
}

impl ListAsset {
    fn asset(&self, ctx: &Context<'_>) -> Result<AssetInfo> {
        let class = self.class.map(|class| match class {
            Class::Equity => CLASS_EQUITY,
            Class::Continuous => CLASS_CONTINUOUS,
        });
        let Ok(mint) = self.symbol.parse() else { return ctx.asset(&self.symbol) };
        let symbol = ctx.symbol(&mint);
        if symbol != self.symbol {
            return ctx.asset(&symbol);
        }
        ctx.asset_of_class(mint, class.context("say whether it has sessions: --class equity, or --class continuous")?)
    }

    /// Token feed and share feed.
    fn sources(&self, asset: &AssetInfo) -> Result<[SourceId; 2]> {
        let token = match self.token_feed.as_deref() {
            Some("none") => SourceId::NONE,
            Some(text) => source::parse(text)?,
            None if asset.token_feed == [0; 32] => {
                bail!("where is the price of {} read? Give --token-feed SOURCE", asset.symbol)
            }
            None => source::pyth(asset.token_feed),
        };
        let share = match self.share_feed.as_deref() {
            None => SourceId::NONE,
            Some("known") => {
                source::pyth(asset.share_feed.with_context(|| format!("{} has no share feed", asset.symbol))?)
            }
            Some(text) => source::parse(text)?,
        };
        Ok([token, share])
    }

    /// The band that a first print must lie in: around the price expected, or else around the one that is posted.
    fn band(&self, ctx: &Context<'_>, asset: &AssetInfo, token: &SourceId) -> Result<[Price; 2]> {
        let (mantissa, exponent) = match &self.price {
            Some(usd) => (amount::parse(usd, 8)?, -8),
            None => {
                let at = price_account(token);
                let posted = at.map(|at| Ok::<_, anyhow::Error>((at, ctx.account(&at)?))).transpose()?;
                let print = posted.and_then(|(at, own)| {
                    let (own, adapters) = (own?, ctx.market().ok()?.header().adapters());
                    oracle::read(token, adapters, &Key::from(at), &Key::from(own.owner), &own.data).ok()
                });
                let print = print.with_context(|| {
                    format!("{0} has no posted price: say what it costs, as in `--price 180.25`", asset.symbol)
                })?;
                (print.price, print.exponent)
            }
        };
        band_around(mantissa, exponent, asset.decimals).context("this price cannot be represented")
    }

    /// The commands that remain in a sealed market.
    fn steps(&self, symbol: &str, preset: Preset) -> [String; 3] {
        let class = preset.to_possible_value().map_or_else(String::new, |value| value.get_name().into());
        let propose = format!("hypothec market propose reserve {symbol} --preset {class}{}", self.parameters.words());
        [format!("{propose} --without-power"), format!("hypothec price refresh {symbol}"), propose]
    }

    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let (asset, market) = (self.asset(&ctx)?, ctx.market()?);
        let preset = preset::of(self.preset, &asset)?;
        let [token_feed, share_feed] = self.sources(&asset)?;
        let mut config = preset.config();
        if share_feed != SourceId::NONE {
            config.required_sources = if token_feed == SourceId::NONE { [2; 4] } else { [3, 3, 1, 1] };
        }
        if [token_feed, share_feed].iter().any(|id| id.adapter == Adapter::Scope as u8) {
            let pairs = config.freeze_age_s.into_iter().zip(SCOPE_FREEZE_AGE_S);
            let freeze: Vec<u16> = pairs.map(|(age_s, most)| if age_s == 0 { most } else { age_s.min(most) }).collect();
            config.freeze_age_s = freeze.try_into().unwrap_or(SCOPE_FREEZE_AGE_S);
        }
        self.parameters.apply(&mut config)?;
        bounds::check(&config)?;
        let index = market.with_market(|market| market.free_index()).context("the market cannot be read")?;
        let index = index.map_err(|error| anyhow!("{}", error.message()))?;
        let (mint, token_program) = (asset.mint, asset.token_program);
        let reserve = builder::ReserveAddresses { market: market.address, index, mint, token_program };
        let band = self.band(&ctx, &asset, &token_feed)?;
        let args = AddReserveArgs { class: asset.class, token_feed, share_feed, band };
        let add = builder::add_reserve(&reserve, admin.pubkey(), admin.pubkey(), &args);
        if market.header().sealed() == 1 {
            let sent = ctx.send(&[add], &[&admin])?;
            let mut answer = market::show(&ctx, Some(&sent))?;
            let (symbol, steps) = (&asset.symbol, self.steps(&asset.symbol, preset));
            answer.text += &format!(
                "\n{symbol} is listed without power, caps or borrowing, for the market is sealed. What remains:\n  1. \
                 {}\n  2. after its delay: hypothec market execute NUMBER, then {}\n  3. {}; after its delay refresh again and execute it",
                steps[0], steps[1], steps[2]
            );
            answer.json["next"] = crate::output::json!(steps);
            return Ok(answer);
        }
        let configuration = ConfigureArgs { reserve: index, mask: ReserveConfig::ALL, config };
        let configure = builder::configure(market.address, admin.pubkey(), &configuration);
        let sent = ctx.send(&[add, configure], &[&admin])?;
        market::show(&ctx, Some(&sent))
    }
}
