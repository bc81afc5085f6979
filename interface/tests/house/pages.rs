//! The pages that people write: lines that a diff can show, and links that lead somewhere.

use crate::source::{files, root};

/// Every page of the workspace, by its path.
fn pages() -> Vec<(String, String)> {
    files("", ".md").into_iter().filter(|(path, _)| !path.contains("node_modules")).collect()
}

/// Generated pages, or partly generated ones, are as wide as their generators make them.
const GENERATED: &[&str] = &[
    "docs/cli.md",
    "docs/layout.md",
    "docs/risk.md",
    "docs/threats.md",
    "docs/verification.md",
    "benches/compute_units.md",
    "benches/dex.md",
    "benches/host.md",
    "benches/keeper.md",
    "benches/throughput.md",
];

#[test]
fn pages_written_by_hand_are_at_most_120_wide() {
    let mut wide = Vec::new();
    for (path, text) in pages().iter().filter(|(path, _)| !GENERATED.contains(&path.as_str())) {
        let mut code = false;
        for (n, line) in text.lines().enumerate() {
            code ^= line.starts_with("```");
            if !code && !line.starts_with(['|', ' ']) && line.chars().count() > 120 {
                wide.push(format!("{path}:{}", n + 1));
            }
        }
    }
    assert!(wide.is_empty(), "lines past 120 characters: {wide:?}");
}

#[test]
fn links_of_pages_lead_to_files() {
    let mut dead = Vec::new();
    for (path, text) in pages() {
        let home = root().join(&path).parent().expect("a folder").to_path_buf();
        let prose: String = text.lines().filter(|line| !line.starts_with("    ")).collect();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !target.contains("://") && !file.is_empty() && !file.contains(' ') && !home.join(file).exists() {
                dead.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:?}");
}
