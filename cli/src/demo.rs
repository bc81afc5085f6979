//! The main job as a person would do it: this binary, run once per step on a fresh state directory, and every balance
//! compared with what exact arithmetic on the typed amounts says.

use crate::amount;
use crate::answer::{Answer, table};
use crate::story::Story;
use anyhow::{Result, bail};
use serde_json::json;

const STEPS: &[&str] = &[
    "chain start",
    "wallet new operator",
    "wallet new lender",
    "wallet new borrower",
    "wallet airdrop 10 --to operator",
    "wallet airdrop 10 --to lender",
    "wallet airdrop 10 --to borrower",
    "wallet mint USDC 50000 --to lender",
    "wallet mint NVDAx 3.14159265 --to borrower",
    "market create -w operator",
    "market list-asset USDC -w operator",
    "market list-asset NVDAx -w operator",
    "market seal -w operator",
    "price post USDC 1",
    "price post NVDAx 180.25",
    "price refresh -w operator",
    "position open -w lender",
    "position deposit USDC 50000 -w lender",
    "position open -w borrower",
    "position deposit NVDAx 3.14159265 -w borrower",
    "position borrow USDC 300.123456 -w borrower",
    "position repay USDC 100 -w borrower",
    "position withdraw NVDAx 0.00000001 -w borrower",
    "position show -w borrower",
    "market show",
];

pub fn run(quiet: bool) -> Result<Answer> {
    let mut story = Story::new("demo", STEPS.len() + 2, quiet)?;
    for step in STEPS {
        story.step(step)?;
        if step.starts_with("position borrow") {
            story.refused("position borrow USDC 20 -w borrower", "Unhealthy")?;
        }
    }
    let usdc = |text| amount::parse(text, 6);
    let nvdax = |text| amount::parse(text, 8);
    let (lent, pledged, borrowed) = (usdc("50000")?, nvdax("3.14159265")?, usdc("300.123456")?);
    let (repaid, withdrawn) = (usdc("100")?, nvdax("0.00000001")?);
    // no time passes on the embedded chain between the steps, so no interest is due
    let owed = borrowed - repaid;
    let (borrower, lender) = (story.json("wallet show borrower")?, story.json("wallet show lender")?);
    let (position, market) = (story.json("position show -w borrower")?, story.json("market show")?);
    let supply = story.json("position show -w lender")?;
    let [usdc_reserve, nvdax_reserve] = [&market["reserves"][0], &market["reserves"][1]];
    let checks = [
        ("borrower's USDC", &borrower["atoms"]["USDC"], owed),
        ("borrower's NVDAx", &borrower["atoms"]["NVDAx"], withdrawn),
        ("lender's USDC", &lender["atoms"]["USDC"], 0),
        ("borrower's pledged NVDAx", &position["slots"][0]["atoms"], pledged - withdrawn),
        ("borrower's debt", &position["slots"][1]["atoms"], owed),
        ("lender's supply", &supply["slots"][0]["atoms"], lent),
        ("USDC vault", &usdc_reserve["vault_atoms"], lent - owed),
        ("NVDAx vault", &nvdax_reserve["vault_atoms"], pledged - withdrawn),
        ("USDC cash", &usdc_reserve["cash"], lent - owed),
        ("NVDAx cash", &nvdax_reserve["cash"], pledged - withdrawn),
        ("USDC owed", &usdc_reserve["owed"], owed),
        ("USDC supplied", &usdc_reserve["supplied"], lent),
    ];
    for (what, got, expected) in checks {
        if *got != json!(expected) {
            bail!("{what}: expected {expected} atoms, got {got}");
        }
    }
    let rows = checks.iter().map(|(what, got, expected)| vec![(*what).into(), got.to_string(), expected.to_string()]);
    story.step("chain history --last 100")?;
    let text = format!(
        "{}\n\nall {} balances are exact",
        table(&["what", ">the chain has, atoms", ">exact model, atoms"], rows),
        checks.len()
    );
    let transactions = story.json("chain history --last 100")?;
    Ok(Answer { json: json!({ "exact": checks.len(), "transactions": transactions }), text })
}
