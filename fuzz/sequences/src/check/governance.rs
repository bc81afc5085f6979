//! Governance: nothing that a proposal can name changes but by its execution, after its delay, or by the closed list of
//! levers that only take away; and whatever governance does touches nobody's position and no token.

use crate::action::{Action, Levers, RESERVES};
use crate::world::{Outcome, PureWorld};
use bytemuck::bytes_of;
use hypothec_interface::Key;
use hypothec_interface::instruction::NO_RESERVE;
use hypothec_interface::invariant::spans_cover;
use hypothec_interface::state::{Kind, Proposal, ReserveConfig, Span};

/// The delay that markets here begin with: it never shrinks.
const FIRST_DELAY_S: i64 = 86_400;

/// What an action may change of what proposals name.
enum May {
    Nothing,
    /// The fields that this names.
    What(Box<Proposal>),
    /// What levers take away.
    Levers(u8),
    /// One kind alone.
    Kind(Kind),
    /// Everything of one reserve, which ends or begins.
    Reserve(u8),
}

pub(super) fn check(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
    proposals(before, action, done, after);
    let may = if done.is_err() { May::Nothing } else { may(before, action) };
    for (kind, reserve) in named() {
        for (n, span) in (0..64).filter_map(|n| kind.span(n).map(|span| (n, span))) {
            let (was, is) = (bytes(before, kind, reserve, span), bytes(after, kind, reserve, span));
            let allowed = match &may {
                May::Nothing => false,
                May::What(what) if follows(what, kind, reserve, n, is) => continue,
                May::What(what) => what.change() == Ok(kind) && what.reserve() == reserve && what.mask() >> n & 1 == 1,
                May::Reserve(one) => kind.is_of_reserve() && reserve == *one,
                May::Levers(of) => kind == Kind::Reserve && reserve == *of && is_lever(n),
                May::Kind(one) => kind == *one,
            };
            assert!(was == is || allowed, "field {n} of {kind:?}, reserve {reserve}, changed in {action:?}");
            let May::What(what) = &may else { continue };
            if allowed {
                let words = what.before();
                let then: &[u8] = bytemuck::cast_slice(&words);
                let then = &then[span.values..][..span.size];
                assert!(was == then, "{kind:?} {n} is not what it was when {action:?} was proposed");
            }
            if allowed && !moves_by_itself(kind, n) {
                assert!(
                    is == &what.values()[span.values..][..span.size],
                    "{kind:?} {n} is not as proposed: {action:?}"
                );
            }
        }
    }
    assert_eq!(before.header().sealed(), after.header().sealed());
    roles(before, action, done, after);
    if is_governance(action) {
        assert!(before.positions == after.positions, "a position after {action:?}");
        assert!((before.wallets, before.receipts) == (after.wallets, after.receipts), "tokens after {action:?}");
        assert_eq!(before.vaults, after.vaults, "{action:?}");
        let books = |world: &PureWorld, n| {
            (world.reserve(n).cash(), world.reserve(n).supply_shares(), world.reserve(n).debt_shares())
        };
        assert!((0..RESERVES).all(|n| books(before, n) == books(after, n)), "books after {action:?}");
    }
    if done.is_ok() {
        match action {
            Action::Execute { .. } => ramps(before, action, after),
            Action::Tighten { pulled, .. } => tightened(before, pulled, after),
            _ => {}
        }
    }
    let mut words = after.words.clone();
    let market = PureWorld::market(&mut words);
    assert!(market.header.groups_add_up(market.reserves), "groups after {action:?}");
    assert!(spans_cover(market.reserves), "spans after {action:?}");
}

fn is_governance(action: &Action) -> bool {
    let of_proposals = matches!(action, Action::Propose { .. } | Action::Execute { .. } | Action::Cancel { .. });
    let at_once = matches!(action, Action::Tighten { .. } | Action::AcceptAdmin { .. } | Action::SetClosure { .. });
    of_proposals || at_once
}

/// Kinds with each reserve they are of.
fn named() -> impl Iterator<Item = (Kind, u8)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        let of_reserves = (0..RESERVES as u8).filter(move |_| kind.is_of_reserve());
        of_reserves.chain((!kind.is_of_reserve()).then_some(NO_RESERVE)).map(move |reserve| (kind, reserve))
    })
}

fn bytes(world: &PureWorld, kind: Kind, reserve: u8, span: Span) -> &[u8] {
    let record =
        if kind.is_of_reserve() { bytes_of(world.reserve(usize::from(reserve))) } else { bytes_of(world.header()) };
    &record[span.record..][..span.size]
}

fn may(before: &PureWorld, action: &Action) -> May {
    match action {
        Action::Execute { pick, .. } => {
            May::What(Box::new(*before.proposal(before.nonce(*pick)).expect("what is executed was proposed")))
        }
        Action::Tighten { pulled, .. } => May::Levers(pulled.reserve),
        Action::CloseReserve { reserve, .. } | Action::Relist { reserve, .. } => May::Reserve(*reserve),
        Action::AcceptAdmin { .. } => May::Kind(Kind::Admin),
        Action::SetClosure { .. } => May::Kind(Kind::Calendar),
        // a split carries the base along
        Action::RefreshPrices { .. } => May::Kind(Kind::Multiplier),
        _ => May::Nothing,
    }
}

/// What changes because of what a proposal names: the switches of a reserve that winds down, which ends with one of them.
fn follows(what: &Proposal, kind: Kind, reserve: u8, n: usize, is: &[u8]) -> bool {
    let off = is.iter().all(|byte| *byte == 0);
    let switches = kind == Kind::Reserve && field(n) == "switches" && what.change() == Ok(Kind::Close);
    let goes_on = kind == Kind::Close && what.change() == Ok(Kind::Reserve);
    what.reserve() == reserve && off && (switches || goes_on)
}

fn field(n: usize) -> &'static str {
    ReserveConfig::FIELDS[n].name
}

fn is_lever(n: usize) -> bool {
    let levers = ["ltv_bps", "event_ltv_bps", "event_from", "event_until", "supply_cap", "borrow_cap", "switches"];
    levers.contains(&field(n))
}

/// Ramps start where they are now; a calendar keeps its count of closures set at once.
fn moves_by_itself(kind: Kind, n: usize) -> bool {
    kind == Kind::Calendar || kind == Kind::Reserve && ["threshold", "liq_borrow_factor"].contains(&field(n))
}

/// A proposal never changes; it comes by Propose alone, and goes by Execute or Cancel alone.
fn proposals(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
    let gone = match (action, done) {
        (Action::Execute { pick, .. } | Action::Cancel { pick, .. }, Ok(_)) => Some(before.nonce(*pick)),
        _ => None,
    };
    let mut kept = before.proposals.clone();
    kept.retain(|proposal| Some(proposal.nonce()) != gone);
    if let (Action::Propose { by, .. }, Ok(_)) = (action, done) {
        let new = *after.proposals.last().expect("a proposal");
        assert_eq!(new.nonce(), before.header().nonce());
        assert_eq!((new.created_ts(), new.rent_payer()), (after.now, before.key(before.actor(*by))));
        let delays = if new.has_band() { 2 } else { 1 };
        assert_eq!(new.eta_ts(), after.now + delays * i64::from(before.header().delay_s()), "{action:?}");
        kept.push(new);
    }
    assert_eq!(kept, after.proposals, "proposals after {action:?}");
    if let (Action::Execute { .. }, Some(nonce)) = (action, gone) {
        let what = before.proposal(nonce).expect("it was there");
        assert!(
            after.now >= what.created_ts() + FIRST_DELAY_S,
            "executed {} s after it was made",
            after.now - what.created_ts()
        );
        assert!(after.now >= what.eta_ts(), "before its time");
    }
}

/// Offices are taken and used by whom they are for.
fn roles(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
    let (was, is) = (before.header(), after.header());
    let signer = |by| before.key(before.actor(by));
    match action {
        Action::AcceptAdmin { by } if done.is_ok() => {
            assert!(!was.pending_admin().is_none() && signer(*by) == was.pending_admin(), "{action:?}");
            assert_eq!((is.admin(), is.pending_admin()), (was.pending_admin(), Key::NONE));
        }
        Action::Propose { by, .. } if done.is_ok() => assert_eq!(signer(*by), was.admin(), "{action:?}"),
        Action::Cancel { by, pick } if done.is_ok() => {
            let kind = before.proposal(before.nonce(*pick)).expect("it was there").change();
            let may = signer(*by) == was.guardian() && kind != Ok(Kind::Guardian);
            assert!(may || signer(*by) == was.admin(), "{action:?}");
        }
        Action::Tighten { by, .. } | Action::SetClosure { by, .. } if done.is_ok() => {
            assert!([was.admin(), was.guardian()].contains(&signer(*by)), "{action:?}");
        }
        _ => {}
    }
    assert!(is.admin() == was.admin() || matches!(action, Action::AcceptAdmin { .. }), "admin after {action:?}");
    let reduce_only = |world: &PureWorld| (world.header().reduce_only_until_ts(), world.header().reduce_only_used_s());
    assert!(
        reduce_only(before) == reduce_only(after) || matches!(action, Action::Tighten { .. }),
        "reduce-only mode after {action:?}"
    );
}

/// What the liquidation test uses is the same right after as right before, and gets where it is sent in a day at least.
fn ramps(before: &PureWorld, action: &Action, after: &PureWorld) {
    for index in 0..RESERVES {
        let (was, is) = (before.reserve(index).config(), after.reserve(index).config());
        for (was, is) in [(was.threshold, is.threshold), (was.liq_borrow_factor, is.liq_borrow_factor)] {
            assert_eq!(was.at(after.now), is.at(after.now), "a ramp of {index} jumps in {action:?}");
            let slow = is.from_bps == is.to_bps || i64::from(is.duration_s) >= 86_400;
            assert!(was == is || slow, "a ramp of {index} is too short in {action:?}");
        }
    }
}

/// Levers take away.
fn tightened(before: &PureWorld, pulled: &Levers, after: &PureWorld) {
    let index = usize::from(pulled.reserve);
    let (was, is) = (before.reserve(index).config(), after.reserve(index).config());
    assert!(is.ltv_bps.iter().zip(&was.ltv_bps).all(|(is, was)| is <= was), "{pulled:?}");
    assert!(is.event_ltv_bps <= was.event_ltv_bps && is.switches & !was.switches == 0, "{pulled:?}");
    assert!(is.supply_cap <= was.supply_cap && is.borrow_cap <= was.borrow_cap, "{pulled:?}");
    assert!(after.header().reduce_only_until_ts() >= before.header().reduce_only_until_ts(), "{pulled:?}");
}
