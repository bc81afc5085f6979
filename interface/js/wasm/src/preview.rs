//! An action before it is sent: the program's own transition, on the copies in the buffers. What follows, a quotation
//! for instance, sees the market and the position as the action leaves them.

use crate::with_position;
use hypothec_interface::Error;
use hypothec_interface::action::{self, Repayment};
use hypothec_interface::instruction::{BorrowArgs, DepositArgs, Instruction, WithdrawArgs};

/// Deposit, Withdraw, Borrow or Repay (by tag) by the position's owner, of `amount` atoms that arrive in full; answers the
/// atoms and the shares that move. A deposit or repayment of `u64::MAX` is not known here: it is all of an account.
#[unsafe(no_mangle)]
pub extern "C" fn action_preview(len: usize, now: i64, tag: u8, reserve: u8, amount: u64) -> u32 {
    with_position(len, |market, position| {
        let context = market.header.risk_context(now);
        let owner = position.owner();
        let moved = match Instruction::from_tag(tag) {
            Some(Instruction::Deposit) => {
                let args = DepositArgs { reserve, amount, min_shares: 0, integrator: 0 };
                action::deposit(market, position, &args, amount, &owner, &context)?
            }
            Some(Instruction::Withdraw) => {
                let args = WithdrawArgs { reserve, amount, min_amount: 0, integrator: 0 };
                action::withdraw(market, position, &args, &owner, &owner, &context)?
            }
            Some(Instruction::Borrow) => {
                let args = BorrowArgs { reserve, amount, max_shares: u64::MAX, integrator: 0 };
                action::borrow(market, position, &args, &owner, &owner, &context)?
            }
            Some(Instruction::Repay) => {
                let owed = action::owed_up(market, position, reserve, &context)?;
                let repayment = Repayment { reserve, arrived: amount.min(owed), owed };
                action::repay(market, position, &repayment, &owner, &context)?
            }
            _ => return Err(Error::UnknownInstruction),
        };
        Ok([moved.amount, moved.shares])
    })
}
