//! Governance: the rooms of proposals, levers and offices without a runtime. A proposal's account is its record.

use crate::action::Action;
use crate::change::{Change, Levers};
use crate::input::Input;
use crate::world::{Done, RESERVES, Refusal, USERS, World};
use bytemuck::Zeroable;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::SetClosureArgs;
use hypothec_interface::oracle::{self, Adapter, PriceUpdate};
use hypothec_interface::state::{Kind, Proposal, SourceId};
use hypothec_interface::{Error, Key};

/// Those who hold an office at first: admin and guardian. Everybody is a user, by number, or one of them, after those.
pub const OFFICERS: usize = 2;

/// Who signs: somebody, or who holds the office now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Anyone(usize),
    Admin,
    Guardian,
    /// Who may accept the admin role.
    Pending,
}

impl By {
    /// Mostly this office.
    fn read(office: By, input: &mut Input<'_>) -> By {
        match input.byte() {
            shape @ 0..=15 => By::Anyone(usize::from(shape) % (USERS + OFFICERS)),
            16..=47 if office != By::Pending => By::Guardian,
            _ => office,
        }
    }
}

const NOTHING: Moved = Moved { amount: 0, shares: 0 };

/// One of the six; `pick` says which.
pub(crate) fn read(pick: u8, input: &mut Input<'_>) -> Action {
    match pick % 14 {
        0..=3 => Action::Propose { by: By::read(By::Admin, input), change: Change::read(input) },
        4..=8 => Action::Execute { by: usize::from(input.byte()) % (USERS + OFFICERS), pick: input.byte() },
        9 => Action::Cancel { by: By::read(By::Admin, input), pick: input.byte() },
        10..=11 => {
            let shape = input.byte();
            let levers = if shape >= 224 { input.byte() } else { 1 << (shape / 3 % 7) };
            let pulled = Levers { reserve: shape % RESERVES as u8, levers, value: input.word() };
            Action::Tighten { by: By::read(By::Guardian, input), pulled }
        }
        12 => Action::AcceptAdmin { by: By::read(By::Pending, input) },
        _ => {
            let (ahead, minute) = (u16::from(input.below(35)), input.word());
            let minute = if minute % 2 == 0 { 0 } else { minute % 1_300 };
            Action::SetClosure { by: By::read(By::Guardian, input), ahead, minute }
        }
    }
}

impl World {
    /// A user's key, or an officer's.
    #[must_use]
    pub fn key(&self, n: usize) -> Key {
        if n < USERS { self.users[n] } else { self.officers[n - USERS] }
    }

    /// Who that is now; the first user where the office is nobody's.
    #[must_use]
    pub fn actor(&self, by: By) -> usize {
        let header = self.header();
        let key = match by {
            By::Anyone(n) => return n,
            By::Admin => header.admin(),
            By::Guardian => header.guardian(),
            By::Pending => header.pending_admin(),
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

    pub(crate) fn propose(&mut self, by: By, change: &Change) -> Done {
        let signer = self.key(self.actor(by));
        if self.header().admin() != signer {
            return Err(Error::NotAdmin.into());
        }
        let args = self.propose_args(change);
        let (own, now, mut record) = (self.market_key, self.now, Proposal::zeroed());
        action::propose(&mut World::market(&mut self.words), &mut record, &args, own, signer, now)?;
        self.proposals.push(record);
        Ok(NOTHING)
    }

    /// The proposal that an execution or a cancellation names; an account that is not there is not the program's.
    fn named(&self, pick: u8) -> Result<Proposal, Refusal> {
        self.proposal(self.nonce(pick)).copied().ok_or(Refusal::Own(Error::WrongOwner))
    }

    pub(crate) fn execute(&mut self, pick: u8) -> Done {
        let record = self.named(pick)?;
        let (probe, now) = (self.probe(&record)?, self.now);
        action::execute(&mut World::market(&mut self.words), &record, probe.as_ref(), now)?;
        self.proposals.retain(|proposal| proposal.nonce() != record.nonce());
        Ok(NOTHING)
    }

    pub(crate) fn cancel(&mut self, by: By, pick: u8) -> Done {
        let record = self.named(pick)?;
        action::cancel(self.header(), &record, &self.key(self.actor(by)))?;
        self.proposals.retain(|proposal| proposal.nonce() != record.nonce());
        Ok(NOTHING)
    }

    pub(crate) fn tighten(&mut self, by: By, pulled: &Levers) -> Done {
        let (args, signer, now) = (self.tighten_args(pulled), self.key(self.actor(by)), self.now);
        action::tighten(&mut World::market(&mut self.words), &args, &signer, now)?;
        Ok(NOTHING)
    }

    pub(crate) fn accept_admin(&mut self, by: By) -> Done {
        let signer = self.key(self.actor(by));
        action::accept_admin(World::market(&mut self.words).header, &signer)?;
        Ok(NOTHING)
    }

    /// The trade date `ahead` days from today's.
    pub(crate) fn closure_args(&self, ahead: u16, minute: u16) -> SetClosureArgs {
        let today = self.header().calendar().trade_day(self.now);
        SetClosureArgs { day: today as u16 + ahead, minute }
    }

    pub(crate) fn set_closure(&mut self, by: By, ahead: u16, minute: u16) -> Done {
        let (args, signer, now) = (self.closure_args(ahead, minute), self.key(self.actor(by)), self.now);
        action::set_closure(World::market(&mut self.words).header, &args, &signer, now)?;
        Ok(NOTHING)
    }
}
