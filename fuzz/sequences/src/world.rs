//! A market, its positions, everybody's tokens, mints and price accounts, in memory; and what is done to them from
//! outside the program.

use crate::action::Action;
use crate::feeds::{FEEDS, Posted, SHARE, STOCK};
use crate::genesis::PRICES;
use crate::governance::OFFICERS;
use crate::stock::Due;
use hypothec_interface::action::Moved;
use hypothec_interface::state::{HEADER_SIZE, Market, MarketHeader, Position, Proposal, Reserve};
use hypothec_interface::token::{Offsets, issuer};
use hypothec_interface::{Error, Key};

/// Users with a position each.
pub const USERS: usize = 3;
/// Reserves: two dollars around a stock.
pub const RESERVES: usize = 3;
/// The first moment: a Tuesday, 11:00 in New York.
pub const START_TS: i64 = 1_789_484_400;
/// No sequence runs past the calendar.
pub(crate) const END_TS: i64 = START_TS + 2 * 365 * 86_400;

/// Who refused: our program with a name, or the token's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Own(Error),
    Token,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Own(error)
    }
}

/// What came of an instruction.
pub type Done = Result<Moved, Refusal>;

/// A vault's token account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vault {
    pub amount: u64,
    pub frozen: bool,
}

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) words: Vec<u64>,
    pub positions: [Position; USERS],
    pub users: [Key; USERS],
    /// Who is admin and guardian at first.
    pub officers: [Key; OFFICERS],
    pub market_key: Key,
    /// Those that wait, oldest first.
    pub proposals: Vec<Proposal>,
    pub wallets: [[u64; RESERVES]; USERS],
    /// Receipts in wallets.
    pub receipts: [[u64; RESERVES]; USERS],
    pub receipt_mints: [Key; RESERVES],
    pub vaults: [Vault; RESERVES],
    pub mints: [Vec<u8>; RESERVES],
    pub prices: [Posted; FEEDS],
    /// What the share will do.
    pub due: Option<Due>,
    pub now: i64,
}

impl World {
    /// The market account's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.words)
    }

    pub(crate) fn market(words: &mut [u64]) -> Market<'_> {
        Market::load(bytemuck::cast_slice_mut(words)).expect("an initialised market")
    }

    #[must_use]
    pub fn header(&self) -> &MarketHeader {
        bytemuck::from_bytes(&self.bytes()[..HEADER_SIZE])
    }

    #[must_use]
    pub fn reserve(&self, index: usize) -> &Reserve {
        let at = HEADER_SIZE + index * size_of::<Reserve>();
        bytemuck::from_bytes(&self.bytes()[at..at + size_of::<Reserve>()])
    }

    /// Whether the token program moves this token in or out of its vault.
    #[must_use]
    pub fn token_moves(&self, index: usize) -> bool {
        let issuer = issuer::read(&self.mints[index], &self.reserve(index).offsets()).expect("a mint");
        let stopped = issuer::IssuerFlags::PAUSED | issuer::IssuerFlags::HOOK_ARMED;
        !self.vaults[index].frozen && !issuer.flags.has_any(stopped)
    }

    /// Runs an action; what is refused changes nothing.
    pub fn step(&mut self, action: &Action) -> Done {
        let saved = self.clone();
        let done = self.run(action);
        if done.is_err() {
            *self = saved;
        }
        done
    }

    fn run(&mut self, action: &Action) -> Done {
        let nothing = Moved { amount: 0, shares: 0 };
        match *action {
            Action::Deposit(what) => return self.deposit(&what),
            Action::Withdraw(what) => return self.withdraw(&what),
            Action::Borrow(what) => return self.borrow(&what),
            Action::Repay(what) => return self.repay(&what),
            Action::Donate(what) => return self.donate(&what),
            Action::Batch(what) => return self.batch(&what, |_, _| {}),
            Action::OpenReceipt { reserve, .. } => return self.open_receipt(reserve),
            Action::MintReceipt(what) => return self.mint_receipt(&what),
            Action::RedeemReceipt(what) => return self.redeem_receipt(&what),
            Action::Propose { by, change } => return self.propose(by, &change),
            Action::Execute { pick, .. } => return self.execute(pick),
            Action::Cancel { by, pick } => return self.cancel(by, pick),
            Action::Tighten { by, pulled } => return self.tighten(by, &pulled),
            Action::AcceptAdmin { by } => return self.accept_admin(by),
            Action::SetClosure { by, ahead, minute } => return self.set_closure(by, ahead, minute),
            Action::SetCollateral { by, of, reserve, on } => return self.set_collateral(by, of, reserve, on),
            Action::SetDelegate { by, of, to } => return self.set_delegate(by, of, to),
            Action::SyncVault { reserve } => return self.sync_vault(usize::from(reserve)),
            Action::RefreshPrices { reserves, posted } => return self.refresh_prices(reserves, posted),
            Action::Liquidate(what) => return self.liquidate(&what),
            Action::FlashLoan(what) => return self.flash_loan(&what),
            Action::CollectFees { reserve } => return self.collect_fees(reserve),
            Action::SettleBadDebt { of } => return self.settle_bad_debt(of),
            Action::SetOrder { by, of, line_bps, target_bps, bonus_cap_bps } => {
                return self.set_order(by, of, line_bps, target_bps, bonus_cap_bps);
            }
            Action::Drift { reserve, bps } => {
                self.drift(usize::from(reserve), bps);
                if usize::from(reserve) == STOCK {
                    // the share with it, but for a little
                    self.drift(SHARE, bps + bps.rem_euclid(7) - 3);
                }
            }
            Action::Advance { seconds } => self.advance(seconds),
            Action::Post { reserve, bps, conf_bps, age_s } => {
                self.pass(1);
                let index = usize::from(reserve);
                self.post(index, PRICES[index] / 10_000 * i64::from(bps), conf_bps, age_s);
            }
            Action::Stock(what) => self.happen(&what),
            Action::Multiply { reserve, bps, in_s } => self.set_multiplier(reserve, f64::from(bps) / 1e4, in_s),
            Action::Pause { reserve, on } => {
                self.edit_mint(reserve, |offsets| offsets.pausable, 32, &[u8::from(on)]);
            }
            Action::ArmHook { reserve, on } => {
                self.edit_mint(reserve, |offsets| offsets.hook, 32, &[9 * u8::from(on); 32]);
            }
            Action::Freeze { reserve, on } => self.vaults[usize::from(reserve)].frozen = on,
            Action::ClawBack { reserve, bps } => {
                let vault = &mut self.vaults[usize::from(reserve)];
                vault.amount -= (u128::from(vault.amount) * u128::from(bps) / 10_000) as u64;
            }
            Action::Return { reserve, atoms } => {
                let vault = &mut self.vaults[usize::from(reserve)];
                vault.amount = vault.amount.saturating_add(atoms).min(1 << 60);
            }
        }
        Ok(nothing)
    }

    /// Writes into the value of a mint's extension, where the mint has it.
    pub(crate) fn edit_mint(&mut self, reserve: u8, entry: fn(&Offsets) -> u16, at: usize, bytes: &[u8]) {
        let index = usize::from(reserve);
        let offset = usize::from(entry(&self.reserve(index).offsets()));
        if offset != 0 {
            let from = offset + 4 + at;
            self.mints[index][from..from + bytes.len()].copy_from_slice(bytes);
        }
    }
}
