//! FlashBorrow: atoms leave the vault, to come back with a fee in the same transaction. In between the reserve's cash is
//! what the vault holds, so everything else goes on as usual, and nobody can mistake the loan for a shortfall.

use super::ALL;
use crate::health::RiskContext;
use crate::instruction::{FlashBorrowArgs, Instruction};
use crate::introspect::{Instructions, Seen};
use crate::policy::{Action, permit};
use crate::state::{Market, SWITCH_FLASH};
use crate::{Error, Key};

/// Moves `args.amount` atoms from cash to flash. One loan of a reserve at a time.
///
/// # Errors
/// `ZeroAmount`, `NoMeaningOfAll`, `NoSuchReserve`, `FlashDisabled`, `FlashNested`, `InsufficientCash`, and the policy's.
pub fn flash_borrow(market: &mut Market<'_>, args: &FlashBorrowArgs, moment: &RiskContext) -> Result<(), Error> {
    let amount = args.amount;
    if amount == 0 {
        return Err(Error::ZeroAmount);
    }
    if amount == ALL {
        return Err(Error::NoMeaningOfAll);
    }
    let reserve = market.reserve_mut(args.reserve)?;
    if reserve.config.switches & SWITCH_FLASH == 0 {
        return Err(Error::FlashDisabled);
    }
    if reserve.flash_out != 0 {
        return Err(Error::FlashNested);
    }
    permit(Action::Flash, reserve.state(moment))?;
    reserve.cash = reserve.cash.checked_sub(amount).ok_or(Error::InsufficientCash)?;
    reserve.flash_out = amount;
    Ok(())
}

/// Whether a later instruction of the transaction repays this loan, before another loan of the reserve starts. What
/// comes closest to it without being it names the error.
///
/// # Errors
/// `WrongInstructionsSysvar`, `FlashNested`, `FlashOtherAmount`, `FlashOtherReserve`, `FlashOtherMarket`,
/// `FlashRepayForged`, `FlashRepayMissing`.
pub fn check_flash_pair(sysvar: &[u8], program: &Key, market: &Key, args: &FlashBorrowArgs) -> Result<(), Error> {
    let instructions = Instructions(sysvar);
    let (Some(current), Some(count)) = (instructions.current(), instructions.count()) else {
        return Err(Error::WrongInstructionsSysvar);
    };
    let mut closest = Error::FlashRepayMissing;
    for n in current.saturating_add(1)..count {
        let seen = instructions.get(n).ok_or(Error::WrongInstructionsSysvar)?;
        let Some(flash) = Flash::read(&seen) else { continue };
        let same = flash.reserve == args.reserve && flash.amount == args.amount;
        if seen.program != *program {
            if flash.repays && same && seen.first_account == Some(*market) {
                closest = Error::FlashRepayForged;
            }
        } else if seen.first_account != Some(*market) {
            if flash.repays && same {
                closest = Error::FlashOtherMarket;
            }
        } else if flash.reserve != args.reserve {
            if flash.repays && flash.amount == args.amount {
                closest = Error::FlashOtherReserve;
            }
        } else if !flash.repays {
            return Err(Error::FlashNested);
        } else {
            return if same { Ok(()) } else { Err(Error::FlashOtherAmount) };
        }
    }
    Err(closest)
}

/// What reads like one of the two flash instructions.
struct Flash {
    repays: bool,
    reserve: u8,
    amount: u64,
}

impl Flash {
    fn read(seen: &Seen<'_>) -> Option<Flash> {
        let [tag, reserve, amount @ ..] = seen.data else { return None };
        let amount = u64::from_le_bytes(amount.try_into().ok()?);
        match Instruction::from_tag(*tag)? {
            Instruction::FlashBorrow => Some(Flash { repays: false, reserve: *reserve, amount }),
            Instruction::FlashRepay => Some(Flash { repays: true, reserve: *reserve, amount }),
            _ => None,
        }
    }
}
