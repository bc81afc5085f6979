//! Changes of the market itself: sessions, boards, issuers, multipliers, proposals, limits.

use crate::alert::{Alert, Severity};
use crate::book::Book;
use hypothec_interface::policy::State;
use hypothec_interface::session::Session;
use hypothec_interface::state::Reserve;
use solana_address::Address;
use std::collections::BTreeMap;

/// A market as it was seen.
pub struct Seen {
    session: Session,
    nonce: u64,
    reduce_only: bool,
    reserves: BTreeMap<u8, Board>,
}

struct Board {
    mint: Address,
    is_stale: bool,
    issuer_flags: u32,
    multiplier_q32: u64,
    pending_q32: u64,
    is_spent: bool,
    is_terminal: bool,
    loss: u64,
}

impl Seen {
    pub(super) fn of(book: &Book, now: i64) -> Option<Seen> {
        let header = book.header()?;
        let moment = header.risk_context(now);
        let board = |reserve: &Reserve| Board {
            mint: Address::from(reserve.mint()),
            is_stale: reserve.board_ts() != 0 && reserve.is_stale(&moment),
            issuer_flags: reserve.issuer_flags().into(),
            multiplier_q32: reserve.multiplier().accepted_q32(),
            pending_q32: reserve.pending().multiplier_q32(),
            is_spent: reserve.cash() != 0 && reserve.outflow_left(now) == 0,
            is_terminal: reserve.terminal_ts() != 0,
            loss: reserve.recognised_loss(),
        };
        Some(Seen {
            session: header.calendar().session_at(now).0,
            nonce: header.nonce(),
            reduce_only: now < header.reduce_only_until_ts(),
            reserves: book.reserves().map(|reserve| (reserve.index(), board(reserve))).collect(),
        })
    }

    pub(super) fn tell(&self, before: &Seen, now: i64, alerts: &mut Vec<Alert>) {
        let mut say = |subject: String, severity, title: String, text: String| {
            alerts.push(Alert { subject, severity, title, text, unix_timestamp: now });
        };
        if self.session != before.session {
            let (to, from) = (self.session, before.session);
            let text = "Loan-to-value ratios and the ages at which boards are stale follow the session.";
            say(format!("session:{to:?}"), Severity::Info, format!("session {to:?}, after {from:?}"), text.into());
        }
        if self.nonce != before.nonce {
            let text = format!("Proposals made so far: {}. `hypothec market proposals` shows what waits.", self.nonce);
            say(format!("proposal:{}", self.nonce), Severity::Warning, "a proposal was made".into(), text);
        }
        if self.reduce_only && !before.reduce_only {
            let text = "Nobody can take new risk until it ends.";
            say("reduce-only".into(), Severity::Warning, "the market is in reduce-only mode".into(), text.into());
        }
        for (index, board) in &self.reserves {
            match before.reserves.get(index) {
                Some(old) => board.tell(old, *index, &mut say),
                None => say(
                    format!("listed:{index}"),
                    Severity::Info,
                    format!("reserve {index} was listed"),
                    format!("Its mint is {}.", board.mint),
                ),
            }
        }
    }
}

impl Board {
    fn tell(&self, old: &Board, index: u8, say: &mut impl FnMut(String, Severity, String, String)) {
        let of = format!("reserve {index} (mint {})", self.mint);
        let gained = self.issuer_flags & !old.issuer_flags;
        for (bit, name) in State::NAMES.iter().filter(|(bit, _)| gained & bit != 0) {
            let text = format!("The issuer has changed the mint or the vault of {of}: {name}.");
            say(format!("issuer:{index}:{bit}"), Severity::Critical, format!("{name}: {of}"), text);
        }
        if old.issuer_flags & !self.issuer_flags != 0 {
            let text = format!("An issuer event of {of} is over.");
            say(format!("issuer-over:{index}"), Severity::Info, format!("issuer event over: {of}"), text);
        }
        if self.is_stale && !old.is_stale {
            let text = format!("Nobody has posted a price of {of} in time: nothing can be borrowed against it.");
            say(format!("stale:{index}"), Severity::Warning, format!("the board of {of} is stale"), text);
        }
        if self.pending_q32 != old.pending_q32 && self.pending_q32 != 0 {
            let text = format!("The mint of {of} names the multiplier {}, which is pending.", q32(self.pending_q32));
            say(
                format!("pending:{index}:{}", self.pending_q32),
                Severity::Warning,
                format!("a split or a large dividend: {of}"),
                text,
            );
        }
        if self.multiplier_q32 != old.multiplier_q32 {
            let text = format!("From {} to {}.", q32(old.multiplier_q32), q32(self.multiplier_q32));
            say(
                format!("multiplier:{index}:{}", self.multiplier_q32),
                Severity::Info,
                format!("the multiplier of {of} changed"),
                text,
            );
        }
        if self.is_spent && !old.is_spent {
            let text = format!("No more tokens of {of} can be taken out in the present window.");
            say(format!("limiter:{index}"), Severity::Warning, format!("the outflow limit of {of} is used up"), text);
        }
        if self.is_terminal && !old.is_terminal {
            let text = format!("The price of {of} is fixed, and its debts and supplies are settled at it.");
            say(format!("terminal:{index}"), Severity::Critical, format!("terminal settlement of {of}"), text);
        }
        if self.loss > old.loss {
            let text = format!("The vault of {of} holds {} atoms less than was booked.", self.loss);
            say(
                format!("loss:{index}:{}", self.loss),
                Severity::Critical,
                format!("tokens are missing from {of}"),
                text,
            );
        }
    }
}

fn q32(multiplier: u64) -> String {
    format!("{:.8}", multiplier as f64 / 2f64.powi(32))
}
