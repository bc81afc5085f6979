//! Calls any of Hypothec's instructions with the accounts given, in table order; a wallet's smart account does as much.

use bytemuck::Pod;
use hypothec_interface::cpi;
use hypothec_interface::instruction::*;
use pinocchio::cpi::Signer;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};

/// `data` is Hypothec's: tag and arguments. `accounts` are Hypothec's, the program itself last.
///
/// # Errors
/// `InvalidInstructionData`, `NotEnoughAccountKeys`, and those of the call.
pub fn forward(accounts: &[AccountView], data: &[u8], signers: &[Signer]) -> ProgramResult {
    let (tag, args) = data.split_first().ok_or(ProgramError::InvalidInstructionData)?;
    let [accounts @ .., _program] = accounts else { return Err(ProgramError::NotEnoughAccountKeys) };
    let first = accounts.first().ok_or(ProgramError::NotEnoughAccountKeys)?;
    let mut views = [first; cpi::MAX_ACCOUNTS];
    for (view, account) in views.iter_mut().zip(accounts) {
        *view = account;
    }
    let views = views.get(..accounts.len()).ok_or(ProgramError::NotEnoughAccountKeys)?;
    macro_rules! dispatch {
        ($($name:ident($args:ident))*) => {
            match Instruction::from_tag(*tag) {
                $(Some(Instruction::$name) => cpi::call::<$args>(views, read(args)?, signers),)*
                None => Err(ProgramError::InvalidInstructionData),
            }
        };
    }
    // exhaustive: an instruction that is missing here does not compile
    dispatch! {
        InitMarket(InitMarketArgs) Seal(SealArgs) AddReserve(AddReserveArgs) Configure(ConfigureArgs)
        CollectFees(CollectFeesArgs) Donate(DonateArgs) RefreshPrices(RefreshPricesArgs)
        OpenPosition(OpenPositionArgs) ClosePosition(ClosePositionArgs) SetDelegate(SetDelegateArgs)
        SetCollateral(SetCollateralArgs) Deposit(DepositArgs) Withdraw(WithdrawArgs) Borrow(BorrowArgs)
        Repay(RepayArgs) Batch(BatchArgs) SyncVault(SyncVaultArgs) FlashBorrow(FlashBorrowArgs)
        FlashRepay(FlashRepayArgs) MintReceipt(MintReceiptArgs) RedeemReceipt(RedeemReceiptArgs)
        OpenReceipt(OpenReceiptArgs) SetOrder(SetOrderArgs) OfferPosition(OfferPositionArgs) AcceptPosition(AcceptPositionArgs) Liquidate(LiquidateArgs) SettleBadDebt(SettleBadDebtArgs)
        LiquidateToShares(LiquidateToSharesArgs) Quote(QuoteArgs) Propose(ProposeArgs) Execute(ExecuteArgs) Cancel(CancelArgs)
        Tighten(TightenArgs) SetClosure(SetClosureArgs) AcceptAdmin(AcceptAdminArgs)
        CloseReserve(CloseReserveArgs) CloseMarket(CloseMarketArgs)
    }
}

fn read<A: Pod>(args: &[u8]) -> Result<&A, ProgramError> {
    bytemuck::try_from_bytes(args).map_err(|_| ProgramError::InvalidInstructionData)
}
