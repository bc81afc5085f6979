//! A weekend of a tokenized stock, from Friday 15:55 to Monday 10:05 in New York: the sessions close, a dividend is paid
//! on Saturday, the token moves while the exchange sleeps, the issuer claws back on Sunday, Monday opens with a gap. The
//! token and the share have a feed each; the share's is silent while the exchange is closed.

use crate::answer::{Answer, table};
use crate::checks::Checks;
use crate::model::{Lending, part};
use crate::story::Story;
use anyhow::{Result, bail};
use num_rational::BigRational;
use serde_json::{Value, json};

const SETTING: &[&str] = &[
    "chain start",
    "wallet new operator",
    "wallet new lender",
    "wallet new borrower",
    "wallet new saver",
    "wallet new liquidator",
    "wallet airdrop 10 --to operator",
    "wallet airdrop 10 --to lender",
    "wallet airdrop 10 --to borrower",
    "wallet airdrop 10 --to saver",
    "wallet airdrop 10 --to liquidator",
    "wallet mint USDC 50000 --to lender",
    "wallet mint USDC 10000 --to liquidator",
    "wallet mint AAPLx 10 --to borrower",
    "wallet mint AAPLx 90 --to saver",
    "market create -w operator",
    "market list-asset AAPLx --share-feed -w operator",
    "market list-asset USDC -w operator",
    "market seal -w operator",
    "position open -w lender",
    "position open -w borrower",
    "position open -w saver",
    "position deposit USDC 50000 -w lender",
    "position deposit AAPLx 10 -w borrower",
    "position deposit AAPLx 90 -w saver",
];

/// Commands told after the setting.
const TOLD: usize = 63;

struct Week {
    story: Story,
    checks: Checks,
    lending: Lending,
}

impl Week {
    /// Goes on to a local time, posts the token's price and, while the exchange has one, the share's, and refreshes the
    /// boards.
    fn at(&mut self, time: &str, stock: &str, share: Option<&str>) -> Result<()> {
        let clock = self.story.json(&format!("chain warp --to {time}"))?;
        self.story.step(&format!("price post AAPLx {stock}"))?;
        if let Some(share) = share {
            self.story.step(&format!("price post AAPLx {share} --share"))?;
        }
        for line in ["price post USDC 1", "price refresh -w operator"] {
            self.story.step(line)?;
        }
        self.lending.accrue(clock["unix_timestamp"].as_i64().unwrap_or(0));
        Ok(())
    }

    fn now(&self) -> Result<i64> {
        Ok(self.story.json("chain status")?["unix_timestamp"].as_i64().unwrap_or(0))
    }

    fn say(&self, text: &str) {
        self.story.tell(&format!("== {text}\n"));
    }

    fn position(&mut self, who: &str) -> Result<Value> {
        self.story.step(&format!("position show -w {who}"))?;
        self.story.json(&format!("position show -w {who}"))
    }

    /// Health of so many hundred-millionths of the stock at a price of so many cents against the model's debt: both
    /// prices widened by 5 basis points to the borrower's favour, as nobody is liquidated on the width of a price.
    fn health(&self, atoms: i64, cents: i64) -> BigRational {
        let supply = part(atoms, 100_000_000) * part(cents, 100) * part(10_005, 10_000) * part(6_500, 10_000);
        let debt = &self.lending.debt * part(1, 1_000_000) * part(9_995, 10_000);
        supply / debt
    }
}

pub fn run(quiet: bool) -> Result<Answer> {
    let mut story = Story::new("week", SETTING.len() + TOLD, quiet)?;
    for line in SETTING {
        story.step(line)?;
    }
    let market = story.json("market show")?;
    let curve = market["reserves"][1]["config"]["curve"].as_array().cloned().unwrap_or_default();
    let curve = curve.iter().filter_map(|point| Some((point[0].as_i64()?, point[1].as_i64()?))).collect();
    let lending = Lending::new(50_000_000_000, curve, 0);
    let mut week = Week { story, checks: Checks(Vec::new()), lending };
    friday(&mut week)?;
    saturday(&mut week)?;
    sunday(&mut week)?;
    monday(&mut week)?;
    week.story.step("chain history --last 100")?;
    let Checks(rows) = &week.checks;
    let text = format!(
        "{}\n\nall {} numbers are what the exact model says",
        table(&["what", ">the chain", ">exact model"], rows.iter().map(|row| row.to_vec())),
        rows.len()
    );
    let rows: Vec<Value> = rows.iter().map(|[what, got, exact]| json!([what, got, exact])).collect();
    Ok(Answer { json: json!({ "checked": rows.len(), "numbers": rows }), text })
}

fn friday(week: &mut Week) -> Result<()> {
    week.say("Friday 15:55. The exchange is open. AAPLx is at 200 USD; the borrower pledges 10 and takes 900 USDC.");
    week.at("2026-09-18T15:55", "200", Some("200"))?;
    week.story.step("position borrow USDC 900 -w borrower")?;
    let now = week.now()?;
    week.lending.borrow(900_000_000, now);
    let held = week.position("borrower")?;
    week.checks.equal("Friday 15:55, LTV, bps", &held["slots"][0]["ltv_bps"], json!(5_500))?;
    week.checks.equal("Friday 15:55, power, USD", &held["risk"]["power_usd"], json!("1099.4499"))?;
    let exact = week.health(1_000_000_000, 20_000);
    week.checks.health("Friday 15:55, health", &held["risk"]["health"], &exact)?;

    week.say("Friday 16:05. Extended hours: the same stock at 200.01 carries less new debt.");
    week.at("2026-09-18T16:05", "200.01", Some("200"))?;
    let held = week.position("borrower")?;
    week.checks.equal("Friday 16:05, LTV, bps", &held["slots"][0]["ltv_bps"], json!(5_000))?;
    week.checks.equal("Friday 16:05, states", &held["slots"][0]["states"], json!(["OffHours"]))?;

    week.say(
        "Friday 20:30. No venue is open until Sunday evening. Five hours since the last regular print: 40 % less 1 %.",
    );
    week.at("2026-09-18T20:30", "200.02", None)?;
    let held = week.position("borrower")?;
    week.checks.equal("Friday 20:30, LTV, bps", &held["slots"][0]["ltv_bps"], json!(3_900))?;
    week.checks.equal("Friday 20:30, states", &held["slots"][0]["states"], json!(["Closed"]))?;
    week.story.refused("position borrow USDC 20 -w borrower", "Unhealthy")?;
    week.story.refused("position withdraw AAPLx 0.5 -w borrower", "Unhealthy")?;
    week.say("But the clock liquidates nobody: health is judged by a threshold that does not move with it.");
    let exact = week.health(1_000_000_000, 20_002);
    week.checks.health("Friday 20:30, health", &held["risk"]["health"], &exact)
}

fn saturday(week: &mut Week) -> Result<()> {
    week.say("Saturday 12:00. The issuer pays a dividend of 0.4 %: a token stands for 1.004 shares. Nothing halts.");
    week.story.step("issuer dividend AAPLx 1.004")?;
    week.at("2026-09-19T12:00", "200.03", None)?;
    let held = week.position("borrower")?;
    week.checks.equal("Saturday 12:00, AAPLx pledged, atoms", &held["slots"][0]["atoms"], json!(1_000_000_000))?;
    week.checks.equal("Saturday 12:00, states", &held["slots"][0]["states"], json!(["Closed"]))?;
    week.checks.debt("Saturday 12:00, owed, atoms", &held, &week.lending)?;
    let address = week.story.json("market show")?["address"].as_str().unwrap_or_default().to_string();
    let market = week.story.json(&format!("inspect {address}"))?;
    let accepted = &market["fields"]["reserves"][0]["multiplier"]["accepted_q32"];
    // floor(1.004 * 2^32): the double nearest to 1.004 lies within 2^-53 of it
    week.checks.equal("Saturday 12:00, multiplier accepted, 2^-32", accepted, json!(4_312_147_165_u64))?;

    week.say("Saturday 15:00. The token trades on: 6 % down, while the share has no price. Health follows.");
    week.at("2026-09-19T15:00", "188", None)?;
    let held = week.position("borrower")?;
    let exact = week.health(1_000_000_000, 18_800);
    week.checks.health("Saturday 15:00, health", &held["risk"]["health"], &exact)?;

    week.say(
        "Saturday 18:00. The token rises to 210 with no exchange behind it. Debt is judged by that, power is not: the share's \
         last price, 200 less its confidence, caps what may be borrowed, at 40 % less 26 hours of decay.",
    );
    week.at("2026-09-19T18:00", "210", None)?;
    let held = week.position("borrower")?;
    week.checks.equal("Saturday 18:00, LTV, bps", &held["slots"][0]["ltv_bps"], json!(3_350))?;
    week.checks.equal("Saturday 18:00, power, USD", &held["risk"]["power_usd"], json!("669.6649"))?;
    let exact = week.health(1_000_000_000, 21_000);
    week.checks.health("Saturday 18:00, health", &held["risk"]["health"], &exact)
}

fn sunday(week: &mut Week) -> Result<()> {
    week.say(
        "Sunday 11:00. The issuer takes 10 of the vault's 100 AAPLx. The next refresh recognises it, once, pro rata.",
    );
    week.story.step("issuer clawback AAPLx 10")?;
    week.at("2026-09-20T11:00", "188.01", None)?;
    let market = week.story.json("market show")?;
    week.checks.equal(
        "Sunday 11:00, recognised loss, atoms",
        &market["reserves"][0]["recognised_loss"],
        json!(1_000_000_000),
    )?;
    week.checks.equal("Sunday 11:00, vault, atoms", &market["reserves"][0]["vault_atoms"], json!(9_000_000_000_u64))?;
    // 9/10 is no binary fraction: the supply index rounds down, and the reserve keeps the atom
    let saver = week.position("saver")?;
    week.checks.equal("Sunday 11:00, saver's AAPLx, atoms", &saver["slots"][0]["atoms"], json!(8_099_999_999_u64))?;
    let held = week.position("borrower")?;
    week.checks.equal("Sunday 11:00, borrower's AAPLx, atoms", &held["slots"][0]["atoms"], json!(899_999_999))?;
    let exact = week.health(899_999_999, 18_801);
    week.checks.health("Sunday 11:00, health", &held["risk"]["health"], &exact)?;
    week.story.step("market watch --once")?;

    week.say("Sunday 20:30. The overnight venue opens; the saver, who owes nothing, leaves with all that is there.");
    week.at("2026-09-20T20:30", "187.5", None)?;
    week.story.step("position withdraw AAPLx all -w saver")?;
    let saver = week.story.json("wallet show saver")?;
    week.checks.equal("Sunday 20:30, saver's AAPLx, atoms", &saver["atoms"]["AAPLx"], json!(8_099_999_999_u64))
}

fn monday(week: &mut Week) -> Result<()> {
    week.say(
        "Monday 9:31. The stock opens 18.4 % lower, as the token knew by half. The share feed's first price after the \
         weekend starts a grace of half an hour: the borrower's health is below 1, and not below 0.9.",
    );
    week.at("2026-09-21T09:31", "153", Some("152.39043824"))?;
    let held = week.position("borrower")?;
    week.checks.equal("Monday 9:31, states", &held["slots"][0]["states"], json!([]))?;
    let exact = week.health(899_999_999, 15_300);
    week.checks.health("Monday 9:31, health", &held["risk"]["health"], &exact)?;
    let position = held["address"].as_str().unwrap_or_default().to_string();
    week.story.refused(&format!("liquidate run {position} -w liquidator"), "ReopenGrace")?;

    week.say("Monday 10:01. The grace is over, the price has not come back, and a liquidator mends the position.");
    week.at("2026-09-21T10:01", "153", Some("152.39043824"))?;
    let held = week.position("borrower")?;
    week.checks.equal("Monday 10:01, states", &held["slots"][0]["states"], json!([]))?;
    let exact = week.health(899_999_999, 15_300);
    week.checks.health("Monday 10:01, health", &held["risk"]["health"], &exact)?;
    let owed = week.checks.debt("Monday 10:01, owed, atoms", &held, &week.lending)?;
    week.story.step("liquidate scan --below 1.1")?;
    week.story.step(&format!("liquidate run {position} -w liquidator"))?;
    let bought = week.story.json("wallet show liquidator")?;
    let atoms = |token: &str| bought["atoms"][token].as_u64().and_then(|atoms| i64::try_from(atoms).ok()).unwrap_or(0);
    let (paid, got) = (10_000_000_000 - atoms("USDC"), atoms("AAPLx"));
    let now = week.now()?;
    week.lending.repay(paid, now);
    let held = week.position("borrower")?;
    let left = week.checks.debt("Monday 10:01, still owed, atoms", &held, &week.lending)?;
    // a rounding up on either side of a payment may cost the payer an atom
    week.checks.near("Monday 10:01, repaid, atoms", i64::try_from(owed - left)?, paid.into(), 1)?;
    let kept = held["slots"][0]["atoms"].as_i64().unwrap_or(0);
    // a bonus of 1 %, of which a tenth is the protocol's: the liquidator gets 100.9 % of what it pays, at 153 USD
    let fair = (part(paid, 1_000_000) * part(1_009, 1_000) / part(153, 1) * part(100_000_000, 1)).to_integer();
    week.checks.near("Monday 10:01, AAPLx bought, atoms", got, fair, 20)?;
    let fair = part(899_999_999, 1) - part(paid, 1_000_000) * part(101, 100) / part(153, 1) * part(100_000_000, 1);
    week.checks.near("Monday 10:01, AAPLx left, atoms", kept, fair.to_integer(), 20)?;
    let exact = week.health(kept, 15_300);
    week.checks.health("Monday 10:01, health then", &held["risk"]["health"], &exact)?;
    if exact < part(10_500, 10_000) || exact > part(10_520, 10_000) {
        bail!("the liquidation aims at 1.05, and left {exact}");
    }

    week.say("Monday 10:05. Power is back at 55 %, and the borrower, who owes more than that, repays 500.");
    week.at("2026-09-21T10:05", "155", Some("154.38247011"))?;
    let held = week.position("borrower")?;
    week.checks.equal("Monday 10:05, LTV, bps", &held["slots"][0]["ltv_bps"], json!(5_500))?;
    week.checks.equal("Monday 10:05, may take risk", &held["risk"]["healthy"], json!(false))?;
    let before = week.checks.debt("Monday 10:05, owed, atoms", &held, &week.lending)?;
    week.story.step("position repay USDC 500 -w borrower")?;
    let now = week.now()?;
    week.lending.repay(500_000_000, now);
    let held = week.position("borrower")?;
    let after = week.checks.debt("Monday 10:05, still owed, atoms", &held, &week.lending)?;
    week.checks.near("Monday 10:05, repaid, atoms", i64::try_from(before - after)?, 500_000_000.into(), 1)?;
    week.checks.equal("Monday 10:05, may take risk again", &held["risk"]["healthy"], json!(true))?;
    let exact = week.health(kept, 15_500);
    week.checks.health("Monday 10:05, health", &held["risk"]["health"], &exact)
}
