//! Numbers of a story: what the chain says against what the exact model says. The first that differs ends the story.

use crate::model::{Lending, part};
use anyhow::{Result, bail};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::Value;

/// What was found against what was expected.
pub struct Checks(pub Vec<[String; 3]>);

impl Checks {
    pub fn equal(&mut self, what: &str, got: &Value, expected: Value) -> Result<()> {
        if *got != expected {
            bail!("{what}: expected {expected}, got {got}");
        }
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
        self.0.push([what.into(), text(got), text(&expected)]);
        Ok(())
    }

    pub fn debt(&mut self, what: &str, position: &Value, model: &Lending) -> Result<u64> {
        let owed = position["slots"][1]["atoms"].as_u64().unwrap_or(0);
        if !model.owes(owed, 1) {
            bail!("{what}: the chain says {owed} atoms, the exact model {}", model.debt.ceil());
        }
        self.0.push([what.into(), owed.to_string(), format!("{}", model.debt.ceil().to_integer())]);
        Ok(owed)
    }

    /// Atoms that may differ by what Values, of 2^-16 USD, cannot tell.
    pub fn near(&mut self, what: &str, got: i64, exact: BigInt, slack: i64) -> Result<()> {
        let apart = exact.clone() - got;
        if apart > slack.into() || apart < (-slack).into() {
            bail!("{what}: the chain says {got}, the exact model {exact}");
        }
        self.0.push([what.into(), got.to_string(), format!("{exact} +- {slack}")]);
        Ok(())
    }

    /// A health with four decimals, rounded down, that may be short of the exact one by prices rounded against the
    /// borrower: 2^-31 of each.
    pub fn health(&mut self, what: &str, got: &Value, exact: &BigRational) -> Result<()> {
        let text = got.as_str().unwrap_or_default();
        let digits: i64 = text.replace('.', "").parse().unwrap_or(-1);
        let exact = (exact * part(10_000, 1)).floor().to_integer();
        if exact != digits.into() && exact != (digits + 1).into() {
            bail!("{what}: the chain says {text}, the exact model {exact} ten-thousandths");
        }
        self.0.push([what.into(), text.into(), format!("{exact} / 10000")]);
        Ok(())
    }
}
