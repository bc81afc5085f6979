//! Arguments of every instruction, by name.

use crate::context::hex::hex;
use crate::output::{fields, json};
use hypothec_interface::Key;
use hypothec_interface::instruction::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Calendar;
use hypothec_interface::state::{Order, ReserveConfig, SourceId};
use serde_json::{Map, Value};
use solana_address::Address;

/// An argument as JSON.
trait Shown {
    fn shown(&self) -> Value;
}

macro_rules! as_in_every_answer {
    ($($kind:ty)*) => {
        $(impl Shown for $kind {
            fn shown(&self) -> Value {
                json!(self)
            }
        })*
    };
}
as_in_every_answer! { u8 u16 u32 u64 i64 [u16; 4] }

impl<const N: usize> Shown for [u8; N] {
    fn shown(&self) -> Value {
        if N > 32 {
            // a proposal's values: what they mean is told by the proposal's account
            let end = self.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            return json!(hex(&self[..end]));
        }
        json!(self.iter().take_while(|byte| **byte != NO_RESERVE).collect::<Vec<_>>())
    }
}

impl Shown for [BatchStep; 4] {
    fn shown(&self) -> Value {
        let used = self.iter().take_while(|step| step.kind != 0);
        let shown = used.map(|step| {
            let BatchStep { kind, reserve, amount, limit } = *step;
            let name = Instruction::from_tag(kind).map_or("Unknown", Instruction::name);
            json!({ "step": name, "reserve": reserve, "amount": amount, "limit": limit })
        });
        json!(shown.collect::<Vec<_>>())
    }
}

impl Shown for [SlotTerms; 16] {
    fn shown(&self) -> Value {
        let used = self.iter().take_while(|term| term.reserve != NO_RESERVE);
        let shown = used.map(|term| {
            let SlotTerms { reserve, is_debt, shares } = *term;
            json!({ "reserve": reserve, "side": if is_debt == 0 { "supply" } else { "debt" }, "shares": shares })
        });
        json!(shown.collect::<Vec<_>>())
    }
}

impl Shown for Key {
    fn shown(&self) -> Value {
        json!(Address::from(*self).to_string())
    }
}

impl Shown for SourceId {
    fn shown(&self) -> Value {
        json!({ "adapter": self.adapter, "key": hex(&self.key.to_bytes()), "index": self.index })
    }
}

impl Shown for [Price; 2] {
    fn shown(&self) -> Value {
        json!(self.map(Price::to_bits))
    }
}

impl Shown for ReserveConfig {
    fn shown(&self) -> Value {
        Value::Object(fields::read(ReserveConfig::FIELDS, bytemuck::bytes_of(self), 0))
    }
}

impl Shown for Order {
    fn shown(&self) -> Value {
        Value::Object(fields::read(Order::FIELDS, bytemuck::bytes_of(self), 0))
    }
}

impl Shown for Calendar {
    fn shown(&self) -> Value {
        Value::Object(fields::read(Calendar::FIELDS, bytemuck::bytes_of(self), 0))
    }
}

macro_rules! arguments {
    ($($name:ident($args:ident) { $($field:ident),* })*) => {
        /// The arguments of an instruction; their bytes where they do not fit it.
        pub fn decode(instruction: Instruction, bytes: &[u8]) -> Value {
            match instruction {
                $(Instruction::$name => {
                    let Ok(args) = bytemuck::try_pod_read_unaligned::<$args>(bytes) else { return json!(hex(bytes)) };
                    let $args { $($field),* } = args;
                    #[allow(unused_mut)]
                    let mut map = Map::new();
                    $(map.insert(stringify!($field).into(), $field.shown());)*
                    Value::Object(map)
                })*
                #[allow(unreachable_patterns)]
                _ => json!(hex(bytes)),
            }
        }

        /// The instructions whose arguments are known here.
        #[cfg(test)]
        const KNOWN: &[Instruction] = &[$(Instruction::$name),*];
    };
}

arguments! {
    InitMarket(InitMarketArgs) {
        admin, guardian, fee_recipient, delay_s, target_health_bps, cool_off_s, debt_floor, adapters, calendar
    }
    Seal(SealArgs) {}
    AddReserve(AddReserveArgs) { class, token_feed, share_feed, band }
    Configure(ConfigureArgs) { reserve, mask, config }
    Propose(ProposeArgs) { kind, reserve, mask, values }
    Execute(ExecuteArgs) {}
    Cancel(CancelArgs) {}
    Tighten(TightenArgs) {
        reserve, levers, ltv_bps, event_ltv_bps, event_from, event_until, supply_cap, borrow_cap, reduce_only_s
    }
    SetClosure(SetClosureArgs) { day, minute }
    AcceptAdmin(AcceptAdminArgs) {}
    CollectFees(CollectFeesArgs) { reserve }
    Donate(DonateArgs) { reserve, amount }
    CloseReserve(CloseReserveArgs) { reserve }
    CloseMarket(CloseMarketArgs) {}
    RefreshPrices(RefreshPricesArgs) { reserves, posted }
    OpenPosition(OpenPositionArgs) { id }
    ClosePosition(ClosePositionArgs) {}
    SetDelegate(SetDelegateArgs) { delegate }
    SetCollateral(SetCollateralArgs) { reserve, on }
    SetOrder(SetOrderArgs) { index, order }
    OfferPosition(OfferPositionArgs) { to }
    AcceptPosition(AcceptPositionArgs) { terms }
    Deposit(DepositArgs) { reserve, amount, min_shares, integrator }
    Withdraw(WithdrawArgs) { reserve, amount, min_amount, integrator }
    Borrow(BorrowArgs) { reserve, amount, max_shares, integrator }
    Repay(RepayArgs) { reserve, amount, integrator }
    Batch(BatchArgs) { count, steps, integrator }
    Liquidate(LiquidateArgs) { repay_reserve, seize_reserve, amount, min_received }
    SettleBadDebt(SettleBadDebtArgs) {}
    SyncVault(SyncVaultArgs) { reserve }
    LiquidateToShares(LiquidateToSharesArgs) { repay_reserve, seize_reserve, amount, min_shares }
    Quote(QuoteArgs) { borrow, withdraw, repay, seize }
    FlashBorrow(FlashBorrowArgs) { reserve, amount }
    FlashRepay(FlashRepayArgs) { reserve, amount }
    MintReceipt(MintReceiptArgs) { reserve, shares }
    RedeemReceipt(RedeemReceiptArgs) { reserve, shares }
    OpenReceipt(OpenReceiptArgs) { reserve }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_is_decoded() {
        for instruction in Instruction::ALL {
            assert!(KNOWN.contains(instruction), "{} is not decoded: add it to the list here", instruction.name());
        }
        let args = DepositArgs { reserve: 1, amount: 2, min_shares: 3, integrator: 4 };
        let shown = decode(Instruction::Deposit, bytemuck::bytes_of(&args));
        assert_eq!(shown, json!({ "reserve": 1, "amount": "2", "min_shares": "3", "integrator": 4 }));
        assert_eq!(decode(Instruction::Deposit, &[1]), json!("01"));
    }
}
