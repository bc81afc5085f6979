//! Which errors an instruction can answer, gathered from its documentation and from all that this refers to.

use crate::source::Source;
use hypothec_interface::Error;
use hypothec_interface::policy::{Action, State, permit};
use std::collections::BTreeSet;

/// What the lists leave out, since it says nothing about the instruction.
pub const EVERYWHERE: &str = "Every instruction also answers UnknownInstruction, ArgsLength, NotEnoughAccounts, \
    MissingSigner, NotWritable, DuplicateAccount, WrongOwner, WrongLength, WrongTag and WrongVersion where they apply.";

/// The names of an instruction's errors, in order of their codes.
#[must_use]
pub fn of(instruction: &str, text: &str, source: &Source) -> Vec<&'static str> {
    let mut found = Found { instruction, source, codes: BTreeSet::new(), seen: BTreeSet::new() };
    found.take(text);
    found.codes.into_iter().filter_map(Error::from_code).map(Error::name).collect()
}

struct Found<'a> {
    instruction: &'a str,
    source: &'a Source,
    codes: BTreeSet<u32>,
    seen: BTreeSet<String>,
}

impl Found<'_> {
    fn take(&mut self, text: &str) {
        for (n, part) in text.split('`').enumerate() {
            if n % 2 == 0 {
                self.take_ranges(part);
            } else {
                self.take_name(part);
            }
        }
        if text.contains("policy") {
            self.take_policy();
        }
        if text.contains("As `Liquidate`") || text.contains("as `Liquidate`") {
            self.take("[`plan_liquidation`] [`liquidate`]");
        }
        if text.contains("those of the steps") {
            self.take("[`deposit`] [`withdraw`] [`borrow`] [`owed_up`] [`repay`] `InsufficientFunds` `ArrivedShort`");
        }
    }

    /// An error by its name, or a function by its path: then those of its own `# Errors` section.
    fn take_name(&mut self, code: &str) {
        let path = code.trim_end_matches("()");
        let last = path.rsplit("::").next().unwrap_or(path);
        if let Some(error) = Error::ALL.iter().find(|error| error.name() == last) {
            self.codes.insert(*error as u32);
            return;
        }
        if last == "parse" {
            // of whichever adapter: every parser of price accounts
            let parsers = self.source.errors.values().filter(|errors| errors.contains("NotAPriceAccount")).cloned();
            let all = parsers.collect::<Vec<_>>().join(" ").replace("`parse`", "");
            return self.take(&all);
        }
        // `Type::method` or `module::function`; a bare name is an action's
        let full = path.rmatch_indices("::").nth(1).map_or(path, |(at, _)| path.get(at + 2..).unwrap_or(path));
        let errors = self.source.errors.get(full).or_else(|| self.source.errors.get(&format!("action::{last}")));
        if let Some(errors) = errors.cloned().filter(|_| self.seen.insert(path.to_owned())) {
            self.take(&errors);
        }
    }

    /// `(90 to 109)`: every error with such a code.
    fn take_ranges(&mut self, prose: &str) {
        for part in prose.split('(').skip(1) {
            let bounds = part.split(')').next().and_then(|range| range.split_once(" to "));
            let Some((Ok(from), Ok(to))) = bounds.map(|(from, to)| (from.parse::<u32>(), to.parse::<u32>())) else {
                continue;
            };
            self.codes.extend(Error::ALL.iter().map(|error| *error as u32).filter(|code| (from..=to).contains(code)));
        }
    }

    /// What the policy's rows for this instruction answer in any state.
    fn take_policy(&mut self) {
        let rows: &[&str] = match self.instruction {
            "Deposit" | "RedeemReceipt" => &["Deposit", "TopUp"],
            "MintReceipt" => &["Withdraw", "MintReceipt"],
            "Batch" => &["Deposit", "TopUp", "Withdraw", "Borrow", "Repay"],
            "FlashBorrow" | "FlashRepay" => &["Flash"],
            "Liquidate" => &["Repay", "Liquidate"],
            "LiquidateToShares" => &["Repay", "LiquidateToShares"],
            other => &[other],
        };
        for action in Action::ALL {
            if rows.iter().any(|row| format!("{action:?}").starts_with(row)) {
                let refused = State::NAMES.iter().filter_map(|(bit, _)| permit(action, State(*bit)).err());
                self.codes.extend(refused.map(|error| error as u32));
            }
        }
    }
}
