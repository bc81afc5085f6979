//! One reserve in full: what it pays and costs, how much room there is, what stands against losses.

use super::answer::Answer;
use super::{amount, json, terms, time};
use crate::context::Context;
use anyhow::Result;
use hypothec_interface::preset::risk::UNCAPPED;
use hypothec_interface::state::{SWITCH_BORROW, SWITCH_DEPOSIT, SWITCH_FLASH};

/// A reserve now, with interest since it was last touched.
pub fn show(ctx: &Context<'_>, symbol: &str) -> Result<Answer> {
    let (asset, addresses) = ctx.listed(symbol)?;
    let market = ctx.market()?;
    let reserve = market.accrued(market.reserve(addresses.index)?);
    let (config, moment) = (reserve.config(), market.risk_context());
    let supplied = reserve.supply_assets_down(reserve.supply_shares()).unwrap_or(u64::MAX);
    let owed = reserve.total_debt_up().unwrap_or(u64::MAX);
    let utilisation = u32::try_from(reserve.utilisation_bps_up(owed))?;
    let [borrow_apr, supply_apr] = terms::apr_bps(&reserve);
    let [_, buffer] = reserve.buffer().0; // whole atoms
    let tokens = |atoms: u64| format!("{} {}", amount::show(atoms, asset.decimals), asset.symbol);
    let bps = |number: u32| format!("{}.{:02} %", number / 100, number % 100);
    let room = if config.supply_cap() >= UNCAPPED { None } else { Some(config.supply_cap()) };
    let value = reserve.high().value_up_saturating(owed);
    let (winds_down, lends) = (reserve.closing() == 1, config.switches() & SWITCH_BORROW != 0);
    // the least of what the cap, the cash and the utilisation ceiling leave
    let most_owed = (u128::from(owed) + u128::from(reserve.cash_and_flash()))
        * u128::from(config.utilisation_ceiling_bps())
        / 10_000;
    let by_ceiling = u64::try_from(most_owed).unwrap_or(u64::MAX).saturating_sub(owed);
    let by_books = reserve.high().value_down_saturating(reserve.cash().min(by_ceiling));
    let borrow_room = if lends { config.borrow_cap().saturating_sub(value).min(by_books) } else { 0 };
    let vault = ctx.atoms(&market.vault(&reserve))?;
    let missing = reserve.cash().saturating_sub(vault);
    let switches = [(SWITCH_DEPOSIT, "deposit"), (SWITCH_BORROW, "borrow"), (SWITCH_FLASH, "flash loan")];
    let switches: Vec<&str> =
        switches.iter().filter(|(bit, _)| config.switches() & bit != 0).map(|own| own.1).collect();
    let window = (config.event_until() != 0).then(|| [config.event_from(), config.event_until()]);
    let json = json!({
        "symbol": asset.symbol, "index": addresses.index, "mint": asset.mint.to_string(), "supplied": supplied,
        "owed": owed, "cash": reserve.cash(), "vault_atoms": vault, "utilisation_bps": utilisation, "borrow_apr_bps": borrow_apr,
        "supply_apr_bps": supply_apr, "supply_cap": room,
        "borrow_room_usd": amount::usd(borrow_room), "buffer": buffer, "recognised_loss": reserve.recognised_loss(),
        "winds_down": winds_down, "switches": switches, "ltv_now_bps": reserve.ltv_bps(&moment), "event_window": window,
    });
    let words = window.map_or_else(
        || "none".into(),
        |ends| {
            let [from, until] = ends.map(|ts| time::local(&market.header().calendar(), i64::from(ts)));
            format!("{from} to {until}, LTV at most {}", amount::percent(config.event_ltv_bps()))
        },
    );
    let allowed = match switches.as_slice() {
        _ if winds_down => {
            "the reserve winds down: nothing can be borrowed; debts are repaid and supplies withdrawn".into()
        }
        [] => "nothing".into(),
        all => all.join(", "),
    };
    let short = if missing == 0 {
        String::new()
    } else {
        format!(": the vault holds {} less, `hypothec market sync {}` recognises it", tokens(missing), asset.symbol)
    };
    let rows: [(&str, String); 13] = [
        ("supplied", tokens(supplied)),
        ("owed", tokens(owed)),
        ("cash by the books", tokens(reserve.cash()) + &short),
        ("utilisation", bps(utilisation)),
        ("borrowers pay", format!("{} a year", bps(borrow_apr))),
        ("suppliers get", format!("{} a year", bps(supply_apr))),
        (
            "supply cap",
            room.map_or_else(
                || "none".into(),
                |cap| format!("{} share-equivalents", amount::show(cap, asset.decimals)),
            ),
        ),
        ("room to borrow", format!("{} USD", amount::usd(borrow_room))),
        ("loss buffer", tokens(buffer)),
        ("recognised loss", tokens(reserve.recognised_loss())),
        ("allowed", allowed),
        ("LTV now", amount::percent(reserve.ltv_bps(&moment))),
        ("event window", words),
    ];
    let lines = rows.iter().map(|(name, text)| format!("\n  {name:17} {text}")).collect::<String>();
    let text = format!("{}, reserve {} of market {}{lines}", asset.symbol, addresses.index, *market.address);
    Ok(Answer { json, text })
}
