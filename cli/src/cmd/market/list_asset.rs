use super::parameters::Parameters;
use super::preset::{self, Preset};
use crate::context::assets::AssetInfo;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, bounds, market};
use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use hypothec_interface::Key;
use hypothec_interface::builder;
use hypothec_interface::instruction::{AddReserveArgs, ConfigureArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::{Adapter, pyth_receiver};
use hypothec_interface::price::band_around;
use hypothec_interface::state::{ReserveConfig, SourceId};
use solana_signer::Signer;

/// List and configure an asset of the chain; only the admin
///
/// In a sealed market the asset is listed without power, and the commands that remain are printed.
#[derive(Args)]
pub struct ListAsset {
    /// Its symbol: USDC, an xStock such as NVDAx, or a made-up token
    symbol: String,
    /// Also use the share's price feed; both must be fresh while the exchange is open
    #[arg(long)]
    share_feed: bool,
    /// USD per token that the first price must lie near: from 0.7 to 1.4 times this [default: the posted price]
    #[arg(long, value_name = "USD")]
    price: Option<String>,
    /// The class of assets whose parameters it begins with [default: large-cap for a stock, dollar for USDC]
    #[arg(long, value_enum)]
    preset: Option<Preset>,
    #[command(flatten)]
    parameters: Parameters,
}

/// The band that a first print must lie in: around the price expected, or else around the one that is posted.
fn band(ctx: &Context<'_>, asset: &AssetInfo, expected: Option<&str>) -> Result<[Price; 2]> {
    let (mantissa, exponent) = match expected {
        Some(usd) => (amount::parse(usd, 8)?, -8),
        None => {
            let posted = ctx.account(&asset.price_account())?;
            let feed = Key::from_bytes(asset.token_feed);
            let print = posted.and_then(|own| pyth_receiver::parse(&own.data, &feed).ok());
            let print = print.with_context(|| {
                format!("{0} has no posted price: say what it costs, as in `--price 180.25`", asset.symbol)
            })?;
            (print.price, print.exponent)
        }
    };
    band_around(mantissa, exponent, asset.decimals).context("this price cannot be represented")
}

impl ListAsset {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        let (asset, market) = (ctx.asset(&self.symbol)?, ctx.market()?);
        let preset = preset::of(self.preset, &asset)?;
        let mut config = preset.config();
        let share = match self.share_feed {
            true => Some(asset.share_feed.with_context(|| format!("{} has no share feed", asset.symbol))?),
            false => None,
        };
        if share.is_some() {
            config.required_sources = [3, 3, 1, 1];
        }
        self.parameters.apply(&mut config)?;
        bounds::check(&config)?;
        let index = market.header().reserve_count();
        let (mint, token_program) = (asset.mint, asset.token_program);
        let reserve = builder::ReserveAddresses { market: market.address, index, mint, token_program };
        let adapter = Adapter::PythReceiver as u8;
        let id = |feed| SourceId { key: Key::from_bytes(feed), index: 0, adapter, reserved: [0; 5] };
        let share_feed = share.map_or(SourceId::NONE, id);
        let band = band(&ctx, &asset, self.price.as_deref())?;
        let args = AddReserveArgs { class: asset.class, token_feed: id(asset.token_feed), share_feed, band };
        let add = builder::add_reserve(&reserve, admin.pubkey(), admin.pubkey(), &args);
        if market.header().sealed() == 1 {
            let sent = ctx.send(&[add], &[&admin])?;
            let mut answer = market::show(&ctx, Some(&sent))?;
            let symbol = &asset.symbol;
            let class = preset.to_possible_value().map_or_else(String::new, |value| value.get_name().into());
            let steps = [
                format!("hypothec market propose reserve {symbol} --preset {class} --without-power"),
                format!("hypothec price refresh {symbol}"),
                format!("hypothec market propose reserve {symbol} --preset {class}"),
            ];
            answer.text += &format!(
                "\n{symbol} is listed without power, caps or borrowing, for the market is sealed. What remains:\n  1. \
                 {}\n  2. after its delay: hypothec market execute NUMBER, then {}\n  3. {}; after its delay refresh again and execute it",
                steps[0], steps[1], steps[2]
            );
            answer.json["next"] = serde_json::json!(steps);
            return Ok(answer);
        }
        let configuration = ConfigureArgs { reserve: index, mask: ReserveConfig::ALL, config };
        let configure = builder::configure(market.address, admin.pubkey(), &configuration);
        let sent = ctx.send(&[add, configure], &[&admin])?;
        market::show(&ctx, Some(&sent))
    }
}
