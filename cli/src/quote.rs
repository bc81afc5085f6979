//! What the program itself says of a position, by simulating its Quote.

use crate::amount;
use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::moment;
use crate::position::Which;
use crate::store::Store;
use anyhow::{Context, Result, anyhow};
use hypothec_interface::action::Quotation;
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::session::Session;
use serde_json::json;

#[derive(clap::Args)]
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
    which: Which,
}

pub fn run(it: &Quote, store: &Store) -> Result<Answer> {
    let (desk, payer) = (Desk::open(store)?, store.keys.signer()?);
    let (reading, position) = (desk.reading()?, it.which.address(&desk)?);
    let held = crate::position::held(&desk, &position)?;
    let index = |symbol: &Option<String>| -> Result<u8> {
        symbol.as_deref().map_or(Ok(NO_RESERVE), |own| Ok(desk.listed(own)?.1))
    };
    let args = QuoteArgs {
        borrow: index(&it.borrow)?,
        withdraw: index(&it.withdraw)?,
        repay: index(&it.repay)?,
        seize: index(&it.seize)?,
    };
    let asked = builder::quote(reading.address, position, &args);
    let said = desk.chain.simulate(&[asked], &[&payer]).map_err(|failure| {
        let words = failure.error.map(|error| format!("{}: {}", error.name(), error.message()));
        anyhow!(words.unwrap_or_else(|| failure.err.to_string()))
    })?;
    let mut bytes = said.return_data;
    bytes.resize(size_of::<Quotation>(), 0); // trailing zeros do not travel
    let quotation: Quotation = bytemuck::pod_read_unaligned(&bytes);
    let tokens = |index: u8, atoms: u64| -> Result<String> {
        let reserve = reading.reserve(index)?;
        Ok(format!("{} {}", amount::show(atoms, reserve.decimals()), desk.symbol(&reserve.mint().into())))
    };
    let mut rows = vec![
        vec!["borrow power".into(), format!("{} USD", amount::usd(quotation.power))],
        vec!["debt where risk is taken".into(), format!("{} USD", amount::usd(quotation.debt))],
        vec!["health".into(), if held.has_debt() { bps(quotation.health_bps) } else { "no debt".into() }],
    ];
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
    for (slot, trigger) in held.used().iter().zip(quotation.trigger_bps).filter(|(_, trigger)| *trigger != 0) {
        let symbol = desk.symbol(&reading.reserve(slot.reserve())?.mint().into());
        rows.push(vec![format!("liquidatable when {symbol} is at"), format!("{} of its price", bps(trigger.into()))]);
        triggers.push(json!({ "symbol": symbol, "at_bps": trigger }));
    }
    let session = Session::from_u8(u8::try_from(quotation.session).ok().context("a session")?);
    let until = moment::local(&reading.header().calendar(), quotation.session_until);
    rows.push(vec!["session".into(), format!("{} until {until}", moment::session_name(session))]);
    let json = json!({
        "address": position.to_string(), "power_usd": amount::usd(quotation.power),
        "debt_usd": amount::usd(quotation.debt), "health_bps": held.has_debt().then_some(quotation.health_bps),
        "max_borrow": quotation.max_borrow, "max_withdraw": quotation.max_withdraw, "repay": quotation.repay,
        "receive": quotation.receive, "bonus_bps": quotation.bonus_bps, "triggers": triggers,
        "session": moment::session_name(session), "session_until": quotation.session_until, "cu": said.cu,
    });
    Ok(Answer { json, text: table(&["", ">"], rows) })
}

/// Basis points as a factor.
fn bps(bps: u64) -> String {
    amount::show(bps, 4)
}
