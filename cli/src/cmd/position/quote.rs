use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::table::table;
use crate::output::{Answer, amount, json, time};
use anyhow::{Context as _, Result};
use clap::Args;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::session::Session;

/// Ask the program what the position may do, and when it would be liquidated
#[derive(Args)]
pub struct Quote {
    /// How much of this asset may be borrowed
    #[arg(long, value_name = "SYMBOL")]
    borrow: Option<String>,
    /// How much of this asset may be withdrawn
    #[arg(long, value_name = "SYMBOL")]
    withdraw: Option<String>,
    /// What a liquidation would repay of this debt; with --seize
    #[arg(long, value_name = "SYMBOL", requires = "seize")]
    repay: Option<String>,
    /// What a liquidation would seize of this collateral; with --repay
    #[arg(long, value_name = "SYMBOL", requires = "repay")]
    seize: Option<String>,
    #[command(flatten)]
    position: PositionSelector,
}

impl Quote {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let (market, position) = (ctx.market()?, self.position.address(&ctx)?);
        let held = ctx.position(&position)?;
        let index = |symbol: &Option<String>| -> Result<u8> {
            symbol.as_deref().map_or(Ok(NO_RESERVE), |own| Ok(ctx.listed(own)?.1.index))
        };
        let args = QuoteArgs {
            borrow: index(&self.borrow)?,
            withdraw: index(&self.withdraw)?,
            repay: index(&self.repay)?,
            seize: index(&self.seize)?,
        };
        // nobody signs and nobody pays: the owner stands for a payer
        let owner = held.owner().into();
        let quotation = hypothec_client::quote(ctx.cluster(), owner, market.address.address, position, &args)?;
        let tokens = |index: u8, atoms: u64| -> Result<String> {
            let reserve = market.reserve(index)?;
            Ok(format!("{} {}", amount::show(atoms, reserve.decimals()), ctx.symbol(&reserve.mint().into())))
        };
        let health = PositionHealth::of(&ctx, &market, &held)?;
        let unknown = health.unknown();
        let usd = |value: u64| unknown.clone().unwrap_or_else(|| format!("{} USD", amount::usd(value)));
        let by = if health.unpriced.is_empty() { "" } else { ", at the last prices" };
        let health_text = if held.has_debt() { bps(quotation.health_bps) + by } else { "none (no debt)".into() };
        let mut rows = vec![
            vec!["borrow limit".into(), usd(quotation.power)],
            vec!["debt against the borrow limit".into(), usd(quotation.debt)],
            vec!["health".into(), health_text],
        ];
        let newer = |names: &str| format!("{names} not fresh: run `hypothec price refresh {names}`");
        rows.extend(health.why_unpriced.parts(newer).into_iter().map(|why| vec!["counts for nothing".into(), why]));
        if args.borrow != NO_RESERVE {
            rows.push(vec!["may borrow".into(), tokens(args.borrow, quotation.max_borrow)?]);
        }
        if args.withdraw != NO_RESERVE {
            rows.push(vec!["may withdraw".into(), tokens(args.withdraw, quotation.max_withdraw)?]);
        }
        if args.repay != NO_RESERVE {
            rows.push(vec!["a liquidation repays".into(), tokens(args.repay, quotation.repay)?]);
            rows.push(vec!["and receives".into(), tokens(args.seize, quotation.receive)?]);
        }
        let mut triggers = Vec::new();
        let last = if health.unpriced.is_empty() { "" } else { "last " };
        for (slot, trigger) in held.used().iter().zip(quotation.trigger_bps).filter(|(_, trigger)| *trigger != 0) {
            let symbol = ctx.symbol(&market.reserve(slot.reserve())?.mint().into());
            rows.push(vec![
                format!("liquidatable when {symbol} is at"),
                format!("{} of its {last}price", bps(trigger.into())),
            ]);
            triggers.push(json!({ "symbol": symbol, "at_bps": trigger }));
        }
        let session = Session::from_u8(u8::try_from(quotation.session).ok().context("a session")?);
        let until = time::local(&market.header().calendar(), quotation.session_until);
        rows.push(vec!["session".into(), format!("{} until {until}", time::session_name(session))]);
        let known = |value: u64| unknown.is_none().then(|| amount::usd(value));
        let asked = |index: u8, atoms: u64| (index != NO_RESERVE).then_some(atoms);
        let json = json!({
            "address": position.to_string(), "power_usd": known(quotation.power), "debt_usd": known(quotation.debt),
            "unpriced": health.unpriced, "health_bps": held.has_debt().then_some(quotation.health_bps),
            "max_borrow": asked(args.borrow, quotation.max_borrow),
            "max_withdraw": asked(args.withdraw, quotation.max_withdraw), "repay": asked(args.repay, quotation.repay),
            "receive": asked(args.seize, quotation.receive),
            "bonus_bps": asked(args.seize, quotation.bonus_bps).map(u32::try_from).transpose()?, "triggers": triggers,
            "session": time::session_name(session), "session_until": quotation.session_until,
        });
        Ok(Answer { json, text: table(&["", ">"], rows) })
    }
}

/// Basis points as a factor.
fn bps(bps: u64) -> String {
    amount::show(bps, 4)
}
