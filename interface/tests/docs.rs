//! `docs/layout.md` and the matrix in `docs/risk.md` are what the code says. `UPDATE_DOCS=1 cargo test` writes them.

use hypothec_interface::Error;
use hypothec_interface::policy::{Action, State, permit};
use hypothec_interface::session::Calendar;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{
    ClosedMarket, MarketHeader, MarketParams, MultiplierMemory, Order, PendingMultiplier, Position, PriceSource,
    Proposal, Reserve, ReserveConfig,
};
use std::fmt::Write;
use std::path::Path;

fn agree(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, text).expect("docs/ is writable");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, text, "docs/{file} is not what the code says: UPDATE_DOCS=1 cargo test writes it");
}

fn table(text: &mut String, title: &str, size: usize, fields: &[Field]) {
    let _ = writeln!(
        text,
        "\n## {title}: {size} bytes\n\n| offset | size | field | type | content |\n|--:|--:|---|---|---|"
    );
    for Field { name, offset, size, kind, doc } in fields {
        let _ = writeln!(text, "| {offset} | {size} | `{name}` | `{kind}` | {doc} |");
    }
}

#[test]
fn layout_page_is_what_the_code_says() {
    let mut text = String::from(
        "# Account layouts\n\nGenerated from `interface/src` by `interface/tests/docs.rs`. Little-endian, no padding, every bit \
         pattern valid. A market account is one header and up to 128 reserves; a position is an account of its own, and so is a proposal.\n",
    );
    table(&mut text, "Market header", size_of::<MarketHeader>(), MarketHeader::FIELDS);
    table(&mut text, "Closed market", size_of::<ClosedMarket>(), ClosedMarket::FIELDS);
    table(&mut text, "Calendar (in the header)", size_of::<Calendar>(), Calendar::FIELDS);
    table(&mut text, "Reserve", size_of::<Reserve>(), Reserve::FIELDS);
    table(&mut text, "ReserveConfig (in the reserve)", size_of::<ReserveConfig>(), ReserveConfig::FIELDS);
    table(&mut text, "PriceSource (in the reserve)", size_of::<PriceSource>(), PriceSource::FIELDS);
    table(&mut text, "MultiplierMemory (in the reserve)", size_of::<MultiplierMemory>(), MultiplierMemory::FIELDS);
    table(&mut text, "PendingMultiplier (in the reserve)", size_of::<PendingMultiplier>(), PendingMultiplier::FIELDS);
    table(&mut text, "Position", size_of::<Position>(), Position::FIELDS);
    table(&mut text, "Order (in the position)", size_of::<Order>(), Order::FIELDS);
    table(&mut text, "Proposal", size_of::<Proposal>(), Proposal::FIELDS);
    table(&mut text, "MarketParams (in a proposal)", size_of::<MarketParams>(), MarketParams::FIELDS);
    agree("layout.md", &text);
}

#[test]
fn risk_page_is_what_the_policy_says() {
    let mut text = String::from(
        "# The policy matrix\n\nGenerated from `interface/src/policy.rs`. A cell is what the action meets when only this state \
         holds; with several states every cell must allow it. In the states under \"counts nothing\" collateral has no \
         borrow power. DefaultFrozen refuses nothing here: it concerns token accounts that are yet to be made, and a frozen \
         one is refused by the token program itself. What real events then come to, and the same ten on klend, side by side: \
         [events.md](events.md), which is written by hand.\n\n| state | counts nothing |",
    );
    for action in Action::ALL {
        let _ = write!(text, " {action:?} |");
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---|".repeat(Action::ALL.len()));
    for (bit, name) in State::NAMES {
        let counts = if State(bit).any(State::NO_POWER) { "yes" } else { "" };
        let _ = write!(text, "\n| {name} | {counts} |");
        for action in Action::ALL {
            let cell = match permit(action, State(bit)) {
                Ok(()) => "yes".into(),
                Err(error) => format!("`{error:?}`"),
            };
            let _ = write!(text, " {cell} |");
        }
    }
    text.push('\n');
    agree("risk.md", &text);
}

#[test]
fn several_states_are_the_and_of_their_cells() {
    for action in Action::ALL {
        for bits in 0..1 << State::NAMES.len() {
            let each = State::NAMES.iter().filter(|(bit, _)| bits & bit != 0);
            let all_allow = each.clone().all(|(bit, _)| permit(action, State(*bit)).is_ok());
            assert_eq!(permit(action, State(bits)).is_ok(), all_allow, "{action:?} {bits:#x}");
        }
    }
}

#[test]
fn repay_and_top_up_are_never_stopped_by_session_price_or_mode() {
    let market = State::REDUCE_ONLY | State::PARTIAL | State::TERMINAL;
    let free = State::UNPRICED | State::ISSUER_STALE | State::OFF_HOURS | State::CLOSED | market;
    for action in [Action::Repay, Action::TopUp, Action::TopUpIndebted, Action::Withdraw] {
        assert_eq!(permit(action, State(free)), Ok(()), "{action:?}");
    }
}

#[test]
fn error_codes_are_unique_and_found() {
    for (n, error) in Error::ALL.iter().enumerate() {
        assert_eq!(Error::from_code(*error as u32), Some(*error));
        assert!(!error.message().is_empty());
        assert!(n == 0 || (Error::ALL[n - 1] as u32) < (*error as u32), "{error:?} is out of order");
    }
    assert_eq!(Error::from_code(0), None);
}

#[test]
fn every_invariant_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::fs::read_dir(root.join("src/invariant")).expect("its folder");
    let files = folder.map(|entry| entry.expect("readable").path()).filter(|path| path.is_file());
    let files = files.chain([root.join("src/invariant.rs")]);
    let sources = files.map(|file| std::fs::read_to_string(file).expect("readable"));
    let code: String =
        sources.map(|text| text.split("#[cfg(test)]").next().map_or_else(String::new, Into::into)).collect();
    let text = std::fs::read_to_string(root.join("../docs/invariants.md")).expect("its page");
    let names = code.lines().filter_map(|line| {
        let rest = line.strip_prefix("pub const fn ").or_else(|| line.strip_prefix("pub fn "))?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    });
    let names =
        names.filter(|name| name.strip_prefix('i').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
    let mut seen = 0;
    for name in names {
        assert!(text.contains(&format!("`{name}`")), "docs/invariants.md does not name {name}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
    for n in 1..=12 {
        assert!(text.contains(&format!("\n| I{n} |")), "docs/invariants.md has no row I{n}");
    }
}
