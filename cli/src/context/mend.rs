//! What would mend a refusal of the program, as far as the market and the position that it was about say it.

use super::chain::Context;
use super::record::{Account, Sent, TxRecord};
use crate::output::amount;
use crate::output::health::{PositionHealth, Unpriced};
use hypothec_client::{MarketSnapshot, snapshot};
use hypothec_interface::action::REDUCE_ONLY_MAX_S;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::policy::State;
use hypothec_interface::state::{Position, Reserve, Side, Slot};

/// The position that a transaction was about, if it names one.
fn position(ctx: &Context<'_>, record: &TxRecord) -> Option<Position> {
    let accounts = record.instructions.iter().rev().flat_map(|one| &one.accounts);
    accounts.filter_map(|account| account.address.parse().ok()).find_map(|address| {
        let account = ctx.account(&address).ok()?.filter(|account| account.owner == ctx.program())?;
        snapshot::record("position", &address, &account.data).ok()
    })
}

/// The reserves whose vault a transaction named.
fn named(market: &MarketSnapshot, record: &TxRecord) -> Vec<u8> {
    let accounts: Vec<&str> =
        record.instructions.iter().flat_map(|one| &one.accounts).map(|own| own.address.as_str()).collect();
    let is_named = |reserve: &&Reserve| accounts.contains(&market.vault(reserve).to_string().as_str());
    market.reserves().filter(is_named).map(Reserve::index).collect()
}

/// Those of these reserves that count for nothing where risk is taken.
fn unpriced(ctx: &Context<'_>, market: &MarketSnapshot, of: &[u8]) -> Unpriced {
    let (moment, mut found) = (market.risk_context(), Unpriced::default());
    for reserve in market.reserves().filter(|reserve| of.contains(&reserve.index())) {
        found.add(&ctx.symbol(&reserve.mint().into()), reserve.state(&moment));
    }
    found
}

/// The symbols of those of these reserves that are in one of these states.
fn among(ctx: &Context<'_>, market: &MarketSnapshot, of: &[u8], states: u32) -> String {
    let moment = market.risk_context();
    let concerned = market.reserves().filter(|reserve| of.contains(&reserve.index()));
    let found = concerned.filter(|reserve| reserve.state(&moment).any(states));
    found.map(|reserve| ctx.symbol(&reserve.mint().into())).collect::<Vec<_>>().join(" ")
}

/// The instruction that was refused; where the runtime does not say which, the last of ours.
fn refused(record: &TxRecord) -> Option<&Sent> {
    let told = record.refusal.as_ref()?.index.and_then(|index| record.instructions.get(usize::from(index)));
    told.or_else(|| record.instructions.iter().rev().find(|one| one.instruction().is_some()))
}

/// The flag of `position quote` that shows the most, with the asset that an instruction takes out last: what it takes out
/// moves through a vault that it names, and of what is supplied no debt can be.
fn taken_out(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position, sent: &Sent) -> Option<String> {
    let of = |account: &Account| market.reserves().find(|own| market.vault(own).to_string() == account.address);
    let reserve = sent.accounts.iter().rev().find_map(of)?;
    let holds = |slot: &Slot| slot.reserve() == reserve.index() && slot.side() == Side::Supply;
    let is_out_of_supply = match sent.instruction()? {
        Instruction::Withdraw => true,
        Instruction::Borrow => false,
        _ => position.used().iter().any(holds),
    };
    let flag = if is_out_of_supply { "withdraw" } else { "borrow" };
    Some(format!("--{flag} {}", ctx.symbol(&reserve.mint().into())))
}

/// What a position has available by the prices that the market has taken, and where the most is told. Prices that the
/// refused transaction took decided it and were given back with it.
fn available(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position, record: &TxRecord) -> Option<String> {
    let weights = PositionHealth::of(ctx, market, position).ok()?.weights.ok()?;
    let usd = amount::usd_bps(weights.power.saturating_sub(weights.debt));
    let asked = taken_out(ctx, market, position, refused(record)?).unwrap_or_else(|| "--borrow SYMBOL".into());
    let most = format!("`hypothec position quote {asked}` shows the most");
    if record.instructions.iter().any(|one| one.instruction() == Some(Instruction::RefreshPrices)) {
        let before = format!("by the prices before this transaction {usd} USD are available, newer ones decided it");
        return Some(format!("{before}: run `hypothec price refresh`, then {most}"));
    }
    Some(format!("{usd} USD are available: {most}"))
}

/// The reserves of a position.
fn reserves_of(position: &Position) -> Vec<u8> {
    position.used().iter().map(Slot::reserve).collect()
}

/// The reserves that a transaction named, and those of its position.
fn concerned(ctx: &Context<'_>, market: &MarketSnapshot, record: &TxRecord) -> Vec<u8> {
    let mut of = named(market, record);
    of.extend(position(ctx, record).iter().flat_map(reserves_of));
    of
}

/// These assets, and how they are refreshed.
fn newer(symbols: &str) -> String {
    format!("{symbols}: when newer prices are posted, run `hypothec price refresh {symbols}`")
}

impl Context<'_> {
    /// What would mend it; nothing where the error says all that is known.
    pub(super) fn mend(&self, record: &TxRecord) -> Option<String> {
        let refusal = record.refusal.as_ref()?;
        if refusal.name.is_none() && refusal.runtime.contains("required by the instruction is missing") {
            let hook = "a token whose issuer has armed a transfer hook cannot be moved without the hook's own accounts";
            return Some(format!("{hook}: a liquidation takes shares meanwhile, `liquidate run --shares`"));
        }
        let name = refusal.name.as_deref()?;
        let market = self.market().ok()?;
        let header = market.header();
        Some(match name {
            "Unhealthy" => {
                let held = position(self, record)?;
                let why = unpriced(self, &market, &reserves_of(&held)).parts(newer).join("; ");
                let for_nothing = (!why.is_empty()).then(|| format!("these count for nothing now: {why}"));
                let parts = available(self, &market, &held, record).into_iter().chain(for_nothing);
                parts.reduce(|one, other| format!("{one}; {other}"))?
            }
            "StalePrice" | "StaleIssuer" => {
                let why = unpriced(self, &market, &concerned(self, &market, record)).parts(newer).join("; ");
                if why.is_empty() {
                    return None;
                }
                format!("not fresh are: {why}")
            }
            "DebtBelowFloor" => {
                format!(
                    "a debt is nothing, or at least {} USD: `hypothec market show`",
                    amount::usd(header.debt_floor())
                )
            }
            "MintPaused" => {
                let paused = among(self, &market, &concerned(self, &market, record), State::PAUSED);
                format!(
                    "paused as of the last refresh is {paused}: since then the issuer may have resumed it, `hypothec price \
                 refresh {paused}` looks; a liquidation takes shares meanwhile, `liquidate run --shares`"
                )
            }
            "ReduceOnlyUsedUp" => {
                let left = REDUCE_ONLY_MAX_S.saturating_sub(header.reduce_only_used_s());
                let hours = amount::show(u64::from(left) * 100 / 3_600, 2);
                format!("{hours} of the {} hours are left", REDUCE_ONLY_MAX_S / 3_600)
            }
            _ => return None,
        })
    }
}
