//! The market that most tests start from, and who lends and pledges in it.

use crate::stage::{Stage, next_open};

/// NVDAx, by both of its feeds, and USDC are listed in a market just made, and it is sealed: the admin's commands.
pub const LISTED: [&str; 3] = [
    "market list-asset NVDAx --price 100 --share-feed --set required_sources=[1,1,1,1]",
    "market list-asset USDC --price 1",
    "market seal --yes",
];

/// The admin lends 1,000 USDC, and Boris pledges 5 NVDAx: who runs which command.
pub const LENT: [(&str, &str); 4] = [
    ("admin", "position open"),
    ("admin", "position deposit USDC 1000"),
    ("boris", "position open"),
    ("boris", "position deposit NVDAx 5"),
];

impl Stage {
    /// Makes the market in the next regular session, and says its prices.
    pub fn list(&mut self) {
        let now = self.now();
        self.travel(next_open(now));
        let created = self.json("admin", "market create --reserves 2");
        self.market = created["address"].as_str().map(String::from);
        for line in LISTED {
            self.json("admin", line);
        }
        self.say(100);
    }

    /// Posts what NVDAx costs, and refreshes the boards by it.
    pub fn say(&mut self, dollars: i64) {
        self.post(dollars);
        self.json("admin", "price refresh");
    }

    /// The same market with a lender of 1,000 USDC, and 5 of Boris' 10 NVDAx pledged.
    pub fn lend(&mut self) {
        self.list();
        self.give("admin", "USDC", 1_000_000_000);
        self.give("boris", "NVDAx", 1_000_000_000);
        for (who, line) in LENT {
            self.json(who, line);
        }
    }
}
