//! The main job on a node, from an empty cluster on, told as a person would do it: `make demo-cluster` prints it.

use crate::numbers::whole;
use crate::setup::{LENT, LISTED};
use crate::stage::{Stage, address_of, next_open, program_file};
use serde_json::{Value, json};

/// Runs commands and prints them with what they say.
struct Teller {
    stage: Stage,
}

impl Teller {
    fn tell(&self, text: &str) {
        println!("\n# {text}");
    }

    #[track_caller]
    fn run(&self, who: &str, line: &str) -> Value {
        let said = self.stage.json(who, line);
        println!("$ hypothec {line} -k {who}.json");
        // what has changed the chain is not done again to be printed
        let reads = ["show", "scan"].iter().any(|verb| line.contains(verb));
        let shown = match said["transaction"]["signature"].as_str() {
            _ if reads => {
                let mut command = self.stage.command();
                command.arg("--keypair").arg(self.stage.key_file(who)).args(line.split(' '));
                String::from_utf8_lossy(&command.output().expect("it runs").stdout).into_owned()
            }
            Some(signature) => format!("  landed: {signature}"),
            None => format!("  {}", said.to_string().chars().take(200).collect::<String>()),
        };
        println!("{}", shown.trim_end());
        said
    }
}

/// A keeper that seizes with its own dollars and keeps what it gets.
fn keeper_file(stage: &Stage) -> String {
    let file = stage.dir.path().join("keeper.toml");
    let market = stage.market.as_deref().expect("a market");
    let what = "roles = [\"liquidate\", \"watch\"]\n[liquidate]\ncapital = \"hold\"\nmin_profit_usd = 0.01\n";
    std::fs::write(&file, format!("market = \"{market}\"\n{what}")).expect("written");
    file.display().to_string()
}

#[test]
fn the_main_job_is_done_on_a_cluster_from_an_empty_one_on() {
    let mut teller = Teller { stage: Stage::bare_node() };
    teller.tell("A cluster on loopback, with the mints of USDC and NVDAx. The program is deployed by transactions.");
    let deploy = format!("program deploy --program {} --transaction-version v1", program_file().display());
    let deployed = teller.run("admin", &deploy);
    teller.stage.program = deployed["program"].as_str().and_then(|text| text.parse().ok()).expect("an address");
    let now = teller.stage.now();
    teller.stage.travel(next_open(now));

    teller.tell("A market. NVDAx is listed by both of its feeds, USDC by one, and the market is sealed.");
    let created = teller.run("admin", "market create --reserves 4");
    teller.stage.market = created["address"].as_str().map(String::from);
    for line in LISTED {
        teller.run("admin", line);
    }
    teller.stage.post(100);
    teller.run("admin", "price refresh");
    teller.stage.give("admin", "USDC", 1_500_000_000);
    teller.stage.give("boris", "NVDAx", 1_000_000_000);

    teller.tell("One lends dollars, the other pledges stock and borrows.");
    let borrowed = [("boris", "position borrow USDC 250"), ("boris", "position repay USDC 20")];
    for (who, line) in LENT.into_iter().chain(borrowed) {
        teller.run(who, line);
    }
    let position = teller.run("boris", "position show")["address"].as_str().expect("an address").to_string();

    teller.tell("The stock falls to 70. A keeper looks once, and liquidates with its own dollars.");
    let then = teller.stage.now() + 60;
    teller.stage.travel(then);
    teller.stage.post(70);
    teller.run("admin", "price refresh");
    assert_eq!(teller.run("admin", "liquidate scan --ready")[0]["position"], json!(position));
    let keeper = format!("keeper run --config-file {} --looks 1", keeper_file(&teller.stage));
    assert_eq!(teller.run("admin", &keeper)["liquidated"], 1);

    teller.tell("What is left.");
    let left = teller.run("boris", "position show");
    let health: f64 = left["risk"]["health"].as_str().and_then(|text| text.parse().ok()).expect("a health");
    assert!(health >= 1.0, "{left}");
    let held = whole(&teller.run("admin", "wallet show")["atoms"]["NVDAx"]);
    assert!(held > 0, "what was seized is in {}'s wallet", address_of("admin"));
    teller.run("admin", "market show");
}
