//! Proposals, levers and offices without a runtime. A proposal's account is its record.

use super::state::{Outcome, PureWorld, Rejection};
use crate::action::{Change, Levers, OFFICERS, Signer, USERS};
use bytemuck::Zeroable;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::SetClosureArgs;
use hypothec_interface::oracle::{self, Adapter, PriceUpdate};
use hypothec_interface::state::{Kind, Proposal, SourceId};
use hypothec_interface::{Error, Key};

const NOTHING: Moved = Moved { amount: 0, shares: 0 };

impl PureWorld {
    /// A user's key, or an officer's.
    #[must_use]
    pub fn key(&self, n: usize) -> Key {
        if n < USERS { self.users[n] } else { self.officers[n - USERS] }
    }

    /// Who that is now; the first user where the office is nobody's.
    #[must_use]
    pub fn actor(&self, by: Signer) -> usize {
        let header = self.header();
        let key = match by {
            Signer::Anyone(n) => return n,
            Signer::Admin => header.admin(),
            Signer::Guardian => header.guardian(),
            Signer::Pending => header.pending_admin(),
        };
        self.number(&key).unwrap_or(0)
    }

    /// Whose key this is.
    #[must_use]
    pub fn number(&self, key: &Key) -> Option<usize> {
        (0..USERS + OFFICERS).find(|n| self.key(*n) == *key)
    }

    /// The nonce that a pick means: of the oldest proposal, of any, or of one that is not there.
    #[must_use]
    pub fn nonce(&self, pick: u8) -> u64 {
        let live = self.proposals.len();
        match pick {
            0..=15 => self.header().nonce().saturating_sub(u64::from(pick / 4)),
            _ if live == 0 => self.header().nonce(),
            16..=127 => self.proposals[0].nonce(),
            _ => self.proposals[usize::from(pick) % live].nonce(),
        }
    }

    /// The proposal of this nonce, if it waits.
    #[must_use]
    pub fn proposal(&self, nonce: u64) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.nonce() == nonce)
    }

    /// The feed whose account goes with an execution: that of the source that comes in.
    #[must_use]
    pub fn probe_feed(&self, proposal: &Proposal) -> Option<usize> {
        let ids: &[SourceId] = bytemuck::cast_slice(&proposal.values()[..80]);
        let id = ids.iter().find(|id| id.adapter != 0).filter(|_| proposal.change() == Ok(Kind::Source))?;
        Some(self.prices.iter().position(|posted| posted.feed == id.key).unwrap_or(0))
    }

    fn probe(&self, proposal: &Proposal) -> Result<Option<PriceUpdate>, Error> {
        let Some(feed) = self.probe_feed(proposal) else { return Ok(None) };
        let ids: &[SourceId] = bytemuck::cast_slice(&proposal.values()[..80]);
        let Some(id) = ids.iter().find(|id| id.adapter != 0) else { return Ok(None) };
        let owner = Adapter::PythReceiver.programs().first().ok_or(Error::WrongOracleProgram)?;
        oracle::read(id, self.header().adapters(), &Key::NONE, owner, &self.prices[feed].bytes).map(Some)
    }

    pub(crate) fn propose(&mut self, by: Signer, change: &Change) -> Outcome {
        let signer = self.key(self.actor(by));
        let args = self.propose_args(change);
        let (own, now, mut record) = (self.market_key, self.now, Proposal::zeroed());
        action::propose(&mut PureWorld::market(&mut self.words), &mut record, &args, &signer, own, signer, now)?;
        self.proposals.push(record);
        Ok(NOTHING)
    }

    /// The proposal that an execution or a cancellation names; an account that is not there is not the program's.
    fn named(&self, pick: u8) -> Result<Proposal, Rejection> {
        self.proposal(self.nonce(pick)).copied().ok_or(Rejection::Program(Error::WrongOwner))
    }

    pub(crate) fn execute(&mut self, pick: u8) -> Outcome {
        let record = self.named(pick)?;
        let (probe, now) = (self.probe(&record)?, self.now);
        action::execute(&mut PureWorld::market(&mut self.words), &record, probe.as_ref(), now)?;
        self.proposals.retain(|proposal| proposal.nonce() != record.nonce());
        Ok(NOTHING)
    }

    pub(crate) fn cancel(&mut self, by: Signer, pick: u8) -> Outcome {
        let record = self.named(pick)?;
        action::cancel(Some(self.header()), &record, &self.key(self.actor(by)), &record.rent_payer())?;
        self.proposals.retain(|proposal| proposal.nonce() != record.nonce());
        Ok(NOTHING)
    }

    pub(crate) fn tighten(&mut self, by: Signer, pulled: &Levers) -> Outcome {
        let (args, signer, now) = (self.tighten_args(pulled), self.key(self.actor(by)), self.now);
        action::tighten(&mut PureWorld::market(&mut self.words), &args, &signer, now)?;
        Ok(NOTHING)
    }

    pub(crate) fn accept_admin(&mut self, by: Signer) -> Outcome {
        let signer = self.key(self.actor(by));
        action::accept_admin(PureWorld::market(&mut self.words).header, &signer)?;
        Ok(NOTHING)
    }

    /// The trade date `ahead` days from today's.
    pub(crate) fn closure_args(&self, ahead: u16, minute: u16) -> SetClosureArgs {
        let today = self.header().calendar().trade_day(self.now);
        SetClosureArgs { day: today as u16 + ahead, minute }
    }

    pub(crate) fn set_closure(&mut self, by: Signer, ahead: u16, minute: u16) -> Outcome {
        let (args, signer, now) = (self.closure_args(ahead, minute), self.key(self.actor(by)), self.now);
        action::set_closure(PureWorld::market(&mut self.words).header, &args, &signer, now)?;
        Ok(NOTHING)
    }
}
