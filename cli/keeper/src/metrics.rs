//! Numbers for Prometheus. Counters count since the start; gauges are as of the last look.

use prometheus::{Gauge, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

/// Everything that is measured.
pub struct Metrics {
    registry: Registry,
    /// Looks at the market that succeeded.
    pub looks: IntCounter,
    /// Looks that failed, by reason: `network`, `hermes`, `other`.
    pub failures: IntCounterVec,
    /// Transactions that landed, by kind: `post`, `refresh`, `liquidate`, `settle`.
    pub landed: IntCounterVec,
    /// Transactions that were refused, by kind.
    pub refused: IntCounterVec,
    /// Liquidations given up before sending, by reason: `unprofitable`, `no_exit`.
    pub passed_over: IntCounterVec,
    /// Notices of a websocket: `fresh`, or `late` when what they tell of was read already.
    pub notices: IntCounterVec,
    /// Positions known.
    pub positions: IntGauge,
    /// Positions that may be liquidated, or whose order may be executed.
    pub open: IntGauge,
    /// Positions that wait in quarantine.
    pub quarantined: IntGauge,
    /// The oldest board of those that are served, seconds.
    pub oldest_board: IntGauge,
    /// The keeper's balance, lamports.
    pub lamports: IntGauge,
    /// Lamports spent on posting in the last hour.
    pub post_lamports_hour: IntGauge,
    /// Profit of liquidations less their tips, USD, before the chain's fees.
    pub profit_usd: Gauge,
    /// Alerts delivered.
    pub alerts: IntCounter,
    /// Alerts that no receiver has taken.
    pub alerts_failed: IntCounter,
    /// Unix seconds of the last look that succeeded, by the chain's clock.
    pub last_look: IntGauge,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let registry = Registry::new();
        Metrics {
            looks: counter(&registry, "looks_total", "Looks at the market that succeeded"),
            failures: counters(&registry, "failures_total", "Looks that failed", "reason"),
            landed: counters(&registry, "landed_total", "Transactions that landed", "kind"),
            refused: counters(&registry, "refused_total", "Transactions that were refused", "kind"),
            passed_over: counters(&registry, "passed_over_total", "Liquidations given up before sending", "reason"),
            notices: counters(&registry, "notices_total", "Notices of a websocket", "kind"),
            positions: gauge(&registry, "positions", "Positions known"),
            open: gauge(&registry, "open_positions", "Positions that may be liquidated"),
            quarantined: gauge(&registry, "quarantined", "Positions in quarantine"),
            oldest_board: gauge(&registry, "oldest_board_seconds", "Age of the oldest board that is served"),
            lamports: gauge(&registry, "lamports", "The keeper's balance"),
            post_lamports_hour: gauge(&registry, "post_lamports_hour", "Spent on posting in the last hour"),
            profit_usd: float(&registry, "profit_usd", "Profit of liquidations less tips, before the chain's fees"),
            alerts: counter(&registry, "alerts_total", "Alerts delivered"),
            alerts_failed: counter(&registry, "alerts_failed_total", "Alerts that no receiver has taken"),
            last_look: gauge(&registry, "last_look_unix_seconds", "The last look that succeeded"),
            registry,
        }
    }
}

impl Metrics {
    /// The numbers in Prometheus' text format.
    #[must_use]
    pub fn text(&self) -> String {
        // names and labels are ours and well formed; an encoder's failure would leave the page empty
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

const PREFIX: &str = "hypothec_keeper_";

/// Registers a metric whose name is ours and used once. A metric that could not be made would be a mistake in this file,
/// which every test of the keeper would show.
fn register<T: prometheus::core::Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<T>) -> T {
    let metric = made.expect("a name of this file");
    registry.register(Box::new(metric.clone())).expect("a name used once");
    metric
}

fn counter(registry: &Registry, name: &str, help: &str) -> IntCounter {
    register(registry, IntCounter::new(format!("{PREFIX}{name}"), help))
}

fn counters(registry: &Registry, name: &str, help: &str, label: &str) -> IntCounterVec {
    register(registry, IntCounterVec::new(Opts::new(format!("{PREFIX}{name}"), help), &[label]))
}

fn gauge(registry: &Registry, name: &str, help: &str) -> IntGauge {
    register(registry, IntGauge::new(format!("{PREFIX}{name}"), help))
}

fn float(registry: &Registry, name: &str, help: &str) -> Gauge {
    register(registry, Gauge::new(format!("{PREFIX}{name}"), help))
}
