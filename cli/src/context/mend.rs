//! What would mend a refusal of the program, as far as the market and the position that it was about say it.

use super::chain::Context;
use super::record::TxRecord;
use crate::output::amount;
use hypothec_client::{MarketSnapshot, snapshot};
use hypothec_interface::action::REDUCE_ONLY_MAX_S;
use hypothec_interface::policy::State;
use hypothec_interface::state::{Position, Reserve};

/// The position that a transaction was about, if it names one.
fn position(ctx: &Context<'_>, record: &TxRecord) -> Option<Position> {
    let accounts = record.instructions.iter().rev().flat_map(|one| &one.accounts);
    accounts.filter_map(|account| account.address.parse().ok()).find_map(|address| {
        let account = ctx.account(&address).ok()?.filter(|account| account.owner == ctx.program())?;
        snapshot::record("position", &address, &account.data).ok()
    })
}

/// The symbols of the position's reserves, or without one of all reserves, that are in one of these states.
fn among(ctx: &Context<'_>, market: &MarketSnapshot, position: Option<&Position>, states: u32) -> String {
    let concerns = |reserve: &&Reserve| {
        position.is_none_or(|position| position.used().iter().any(|slot| slot.reserve() == reserve.index()))
    };
    let moment = market.risk_context();
    let found = market.reserves().filter(concerns).filter(|reserve| reserve.state(&moment).any(states));
    found.map(|reserve| ctx.symbol(&reserve.mint().into())).collect::<Vec<_>>().join(" ")
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
            "StalePrice" | "StaleIssuer" | "Unhealthy" => {
                let held = position(self, record);
                let unpriced = match among(self, &market, held.as_ref(), State::NO_POWER) {
                    // the asset that the transaction named may be none of the position's yet
                    names if names.is_empty() => among(self, &market, None, State::NO_POWER),
                    names => names,
                };
                if unpriced.is_empty() {
                    return None;
                }
                let stated = if name == "Unhealthy" { "these count for nothing now" } else { "not fresh are" };
                format!("{stated}: {unpriced}: when newer prices are posted, run `hypothec price refresh {unpriced}`")
            }
            "DebtBelowFloor" => {
                format!(
                    "a debt is nothing, or at least {} USD: `hypothec market show`",
                    amount::usd(header.debt_floor())
                )
            }
            "MintPaused" => {
                let paused = among(self, &market, None, State::PAUSED);
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
