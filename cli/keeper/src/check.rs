//! `hypothec keeper check`: whether everything that a keeper needs is there, asked one by one, without sending anything.

use crate::alert::{Alert, Severity};
use crate::chain::{self, Draft};
use crate::keeper::Keeper;
use crate::liquidate::exchange::exchanges;
use hypothec_client::Cluster;
use hypothec_client::transaction::transfer;

/// One thing that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// Whether it is as it must be.
    pub ok: bool,
    /// What was found; when it is not well, what would mend it.
    pub text: String,
}

impl Keeper {
    /// Asks for everything; with `tell`, sends a test alert too. Nothing is sent to the chain.
    pub fn check(&mut self, cluster: &mut dyn Cluster, tell: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut find = |what, result: Result<String, String>| {
            let ok = result.is_ok();
            findings.push(Finding { what, ok, text: result.unwrap_or_else(|why| why) });
        };
        let clock = cluster.clock().map_err(|why| why.to_string());
        let now = clock.as_ref().map_or(0, |clock| clock.unix_timestamp);
        find("cluster", clock.map(|clock| format!("{}, slot {}", cluster.name(), clock.slot)));
        let read = self.read(cluster, now).map_err(|why| why.to_string());
        let size = (self.book().reserves().count(), self.book().positions().len());
        find("market", read.map(|()| format!("{} reserves, {} positions", size.0, size.1)));
        let least = self.config().least_lamports;
        // read by itself: where the market cannot be read, the wallet still can
        let balance = cluster.account(&self.address()).map_err(|why| why.to_string());
        let balance = balance.map(|own| own.map_or(0, |own| own.lamports)).and_then(|lamports| {
            let held = format!("{} holds {lamports} lamports", self.address());
            if lamports < least { Err(format!("{held}: send it at least {least}")) } else { Ok(held) }
        });
        find("balance", balance);
        find("hermes", self.check_hermes());
        find("exits", self.check_exits());
        find("simulation", self.check_simulation(cluster, now));
        if tell {
            find("alerts", self.check_alerts(now));
        }
        findings
    }

    fn check_alerts(&mut self, now: i64) -> Result<String, String> {
        let alert = Alert {
            subject: format!("test:{now}"),
            severity: Severity::Critical,
            title: "a test of the keeper's alerts".into(),
            text: "Nothing has happened.".into(),
            unix_timestamp: now,
        };
        let (told, errors) = self.alerts_mut().tell(&alert);
        match errors.first() {
            Some(why) => Err(why.to_string()),
            None => Ok(format!("{told} receivers have taken a test alert")),
        }
    }

    /// The wallet can sign, and the cluster simulates: an empty transfer to itself, never sent.
    fn check_simulation(&self, cluster: &dyn Cluster, now: i64) -> Result<String, String> {
        let transfer = transfer(&self.address(), &self.address(), 0);
        let draft = Draft::new(vec![transfer], vec![self.wallet()]);
        chain::simulate(cluster, &draft, &[]).map_err(|why| why.to_string())?;
        let evaluated = self.book().evaluate(now).unwrap_or_default();
        let open = evaluated.iter().filter(|one| one.is_open);
        let gainful = open.clone().filter(|one| {
            exchanges(self.book(), &one.address, &self.address(), now).first().is_some_and(|best| best.gain > 0)
        });
        Ok(format!(
            "{} positions are open, {} of them with a gain at the last prints",
            open.clone().count(),
            gainful.count()
        ))
    }
}
