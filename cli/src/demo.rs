//! The main job as a person would do it: this binary, run once per step on a fresh state directory, and every balance
//! compared with what exact arithmetic on the typed amounts says.

use crate::{Answer, amount};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const STEPS: &[&str] = &[
    "chain start",
    "wallet new lender",
    "wallet airdrop lender 10",
    "wallet mint lender USDC 50000",
    "wallet new borrower",
    "wallet airdrop borrower 10",
    "wallet mint borrower NVDAx 3.14159265",
    "market create",
    "market list-asset USDC",
    "market list-asset NVDAx",
    "market seal",
    "price post USDC 1",
    "price post NVDAx 180.25",
    "price refresh",
    "position open lender",
    "position deposit lender USDC 50000",
    "position open borrower",
    "position deposit borrower NVDAx 3.14159265",
    "position borrow borrower USDC 300.123456",
    "position repay borrower USDC 100",
    "position withdraw borrower NVDAx 0.00000001",
    "position show borrower",
    "market show",
];

pub fn run() -> Result<Answer> {
    let dir = std::env::temp_dir().join(format!("hypothec-demo-{}", std::process::id()));
    let outcome = story(&dir);
    let _ = std::fs::remove_dir_all(&dir);
    outcome
}

fn story(dir: &Path) -> Result<Answer> {
    for (n, step) in STEPS.iter().enumerate() {
        println!("[{}/{}] hypothec {step}", n + 1, STEPS.len());
        println!("{}\n", call(dir, step, false)?);
    }
    let usdc = |text| amount::parse(text, 6);
    let nvdax = |text| amount::parse(text, 8);
    let (lent, pledged, borrowed) = (usdc("50000")?, nvdax("3.14159265")?, usdc("300.123456")?);
    let (repaid, withdrawn) = (usdc("100")?, nvdax("0.00000001")?);
    // no time passes on the embedded chain between the steps, so no interest is due
    let owed = borrowed - repaid;
    let (borrower, lender) = (json_of(dir, "wallet show borrower")?, json_of(dir, "wallet show lender")?);
    let (position, market) = (json_of(dir, "position show borrower")?, json_of(dir, "market show")?);
    let supply = json_of(dir, "position show lender")?;
    let checks = [
        ("borrower's USDC", &borrower["atoms"]["USDC"], owed),
        ("borrower's NVDAx", &borrower["atoms"]["NVDAx"], withdrawn),
        ("lender's USDC", &lender["atoms"]["USDC"], 0),
        ("borrower's pledged NVDAx", &position["slots"][0]["atoms"], pledged - withdrawn),
        ("borrower's debt", &position["slots"][1]["atoms"], owed),
        ("lender's supply", &supply["slots"][0]["atoms"], lent),
        ("USDC vault", &position["vaults"][0], lent - owed),
        ("NVDAx vault", &position["vaults"][1], pledged - withdrawn),
        ("USDC cash", &market["reserves"][0]["cash"], lent - owed),
        ("NVDAx cash", &market["reserves"][1]["cash"], pledged - withdrawn),
    ];
    for (what, got, expected) in checks {
        if *got != json!(expected) {
            bail!("{what}: expected {expected} atoms, got {got}");
        }
    }
    let text = format!("all {} balances are exact", checks.len());
    Ok(Answer { json: json!({ "exact": checks.len() }), text })
}

fn json_of(dir: &Path, step: &str) -> Result<Value> {
    serde_json::from_str(&call(dir, step, true)?).with_context(|| format!("`{step}` printed no JSON"))
}

fn call(dir: &Path, step: &str, json: bool) -> Result<String> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--state").arg(dir).args(step.split(' '));
    if json {
        command.arg("--json");
    }
    let output = command.output()?;
    if !output.status.success() {
        bail!("`{step}`: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().into())
}
