//! Batch: up to four user actions on one position; each moves its tokens at once, the position is checked at the end.

use super::{event_of, moved_event};
use crate::runtime;
use crate::token::Transfer;
use crate::view::{self, Vault};
use hypothec_interface::action::{self, DeferredHealth, Moved, Repayment};
use hypothec_interface::event::EVENT_BATCHED;
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::{
    BATCH_STEPS, BatchArgs, BatchStep, BorrowArgs, DepositArgs, Instruction, WithdrawArgs,
};
use hypothec_interface::policy::State;
use hypothec_interface::state::{Market, Position};
use hypothec_interface::token::account::{self, TokenAccount};
use hypothec_interface::{Error, Key, accounts};
use pinocchio::{AccountView, Address};

/// A step's accounts: vault, mint, the user's tokens, token program. [`prove`] looks at them before the first step.
type Leg = [AccountView; 4];

/// What every step works on.
struct Batch<'a> {
    market: Market<'a>,
    position: &'a mut Position,
    owner: &'a AccountView,
    authority: &'a AccountView,
    signer: &'a Key,
    market_key: &'a Key,
    moment: RiskContext,
    deferred: DeferredHealth,
}

#[inline(never)]
pub fn process_batch(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &BatchArgs = view::args(data)?;
    let steps = args.steps()?;
    let ([market, position, authority, owner], rest) = view::open_with_rest(accounts, &accounts::BATCH)?;
    let (legs, _) = rest.as_chunks();
    let legs = legs.get(..steps.len()).ok_or(Error::NotEnoughAccounts)?;
    let (market_key, position_key, signer) = (view::address(market), view::address(position), view::address(owner));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    view::authority(authority, &market)?;

    // every vault is compared with its books before the first action moves anything
    let mut events = [event_of(Instruction::Batch, *position_key); BATCH_STEPS];
    for ((leg, step), event) in legs.iter().zip(steps).zip(&mut events) {
        event.extra = prove(leg, &mut market, step.reserve)?;
    }
    let moment = market.header.risk_context(runtime::now());
    let deferred = DeferredHealth::default();
    let mut batch = Batch { market, position, owner, authority, signer, market_key, moment, deferred };
    for ((leg, step), event) in legs.iter().zip(steps).zip(&mut events) {
        let instruction = step.instruction()?;
        let moved = match instruction {
            Instruction::Deposit => batch.deposit(leg, step)?,
            Instruction::Withdraw => batch.withdraw(leg, step)?,
            Instruction::Borrow => batch.borrow(leg, step)?,
            _ => batch.repay(leg, step)?,
        };
        *event = moved_event(instruction, step.reserve, *position_key, &moved, event.extra, EVENT_BATCHED);
        event.integrator = args.integrator;
    }
    batch.deferred.check(&batch.market, batch.position, &batch.moment)?;
    runtime::give_back(events.get(..steps.len()).unwrap_or_default());
    Ok(())
}

/// Proves a step's accounts and syncs its vault; returns the signed change of cash.
#[inline(always)]
fn prove(leg: &Leg, market: &mut Market<'_>, reserve: u8) -> Result<i64, Error> {
    view::check(leg, &accounts::BATCH_LEG)?;
    let [vault, mint, tokens, token_program] = leg;
    let reserve = market.reserve_mut(reserve)?;
    let vault = Vault::with_mint(vault, mint, token_program, reserve)?;
    view::token_account(tokens, reserve)?;
    if State(reserve.issuer_flags().into()).any(State::HOOK_ARMED) {
        return Err(Error::HookArmed);
    }
    Ok(reserve.sync(vault.amount()?))
}

/// Of a token account that [`prove`] has looked at.
#[inline(always)]
fn held(tokens: &AccountView) -> Result<u64, Error> {
    account::amount(view::data(tokens))
}

impl Batch<'_> {
    #[inline(never)]
    fn deposit(&mut self, leg: &Leg, step: &BatchStep) -> Result<Moved, Error> {
        let args = DepositArgs { reserve: step.reserve, amount: step.amount, min_shares: step.limit, integrator: 0 };
        let [_, _, tokens, _] = leg;
        let amount = action::amount_in(args.amount, held(tokens)?)?;
        let arrived = self.pay_in(leg, step.reserve, amount)?;
        if arrived != amount {
            return Err(Error::ArrivedShort);
        }
        self.deferred.deposit(&mut self.market, self.position, &args, arrived, self.signer, &self.moment)
    }

    #[inline(never)]
    fn withdraw(&mut self, leg: &Leg, step: &BatchStep) -> Result<Moved, Error> {
        let args = WithdrawArgs { reserve: step.reserve, amount: step.amount, min_amount: step.limit, integrator: 0 };
        let payee = payee(leg)?;
        let (market, position) = (&mut self.market, &mut *self.position);
        let moved = self.deferred.withdraw(market, position, &args, self.signer, &payee, &self.moment)?;
        self.pay_out(leg, step.reserve, moved.amount)?;
        Ok(moved)
    }

    #[inline(never)]
    fn borrow(&mut self, leg: &Leg, step: &BatchStep) -> Result<Moved, Error> {
        let args = BorrowArgs { reserve: step.reserve, amount: step.amount, max_shares: step.limit, integrator: 0 };
        let payee = payee(leg)?;
        let (market, position) = (&mut self.market, &mut *self.position);
        let moved = self.deferred.borrow(market, position, &args, self.signer, &payee, &self.moment)?;
        self.pay_out(leg, step.reserve, moved.amount)?;
        Ok(moved)
    }

    #[inline(never)]
    fn repay(&mut self, leg: &Leg, step: &BatchStep) -> Result<Moved, Error> {
        let owed = action::owed_up(&mut self.market, self.position, step.reserve, &self.moment)?;
        let [_, _, tokens, _] = leg;
        let amount = action::amount_in(owed.min(step.amount), held(tokens)?)?;
        let arrived = self.pay_in(leg, step.reserve, amount)?;
        let repayment = Repayment { reserve: step.reserve, arrived, owed };
        self.deferred.repay(&mut self.market, self.position, &repayment, self.signer, &self.moment)
    }

    /// Returns what has arrived.
    #[inline(always)]
    fn pay_in(&self, leg: &Leg, reserve: u8, amount: u64) -> Result<u64, Error> {
        let [to, mint, from, token_program] = leg;
        let decimals = self.market.reserve(reserve)?.decimals();
        let before = held(to)?;
        Transfer { token_program, from, mint, to, authority: self.owner, amount, decimals, hook: &[] }.pay_in();
        Ok(held(to)?.saturating_sub(before))
    }

    #[inline(always)]
    fn pay_out(&self, leg: &Leg, reserve: u8, amount: u64) -> Result<(), Error> {
        let [from, mint, to, token_program] = leg;
        let decimals = self.market.reserve(reserve)?.decimals();
        Transfer { token_program, from, mint, to, authority: self.authority, amount, decimals, hook: &[] }
            .pay_out(self.market_key, self.market.header.authority_bump());
        Ok(())
    }
}

/// Who owns the token account of a step.
#[inline(always)]
fn payee(leg: &Leg) -> Result<Key, Error> {
    let [_, _, tokens, _] = leg;
    Ok(TokenAccount::parse(view::data(tokens))?.owner())
}
