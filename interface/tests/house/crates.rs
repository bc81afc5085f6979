//! Which crate may see which: arrows between the territories point down.

use crate::source::{files, root};
use std::collections::BTreeMap;
use std::fs;

/// Every crate, with those it may depend on: for its own code, and in addition for its tests.
const CRATES: &[(&str, &[&str], &[&str])] = &[
    ("interface", &[], &[]),
    ("interface/client", &["interface"], &["localnet", "testkit"]),
    ("interface/idl", &["interface"], &[]),
    ("interface/js/wasm", &["interface"], &[]),
    ("program", &["interface"], &["client", "example", "localnet", "model", "testkit"]),
    ("program/example", &["interface"], &[]),
    ("program/localnet", &["client", "interface"], &["testkit"]),
    ("program/testkit", &["client", "interface", "localnet"], &[]),
    ("fuzz/model", &["interface"], &["localnet", "testkit"]),
    ("fuzz/search", &["interface"], &["model"]),
    ("fuzz/sequences", &["interface", "localnet", "model", "testkit"], &[]),
    ("fuzz", &["interface", "model", "sequences"], &[]),
    ("cli/keeper", &["client", "interface"], &["example", "localnet", "model", "testkit"]),
    ("cli", &["client", "interface", "keeper", "localnet"], &["model", "testkit"]),
    ("benches", &["client", "interface", "keeper", "localnet", "testkit"], &["example", "sequences"]),
];

/// Crates of the workspace that a manifest's section names.
fn dependencies(manifest: &str, section: &str) -> Vec<String> {
    let (mut inside, mut found) = (false, Vec::new());
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == format!("[{section}]");
        } else if let Some(rest) = line.strip_prefix("hypothec-").filter(|_| inside) {
            found.extend(rest.split(['.', ' ', '=']).next().map(String::from));
        }
    }
    found
}

/// What a manifest sees that it may not; nothing when all arrows point down.
fn upward(home: &str, manifest: &str) -> Vec<String> {
    let Some((_, own, tests)) = CRATES.iter().find(|(crate_, _, _)| *crate_ == home) else {
        return vec![format!("{home} is no crate that this list knows")];
    };
    let own_name = home.rsplit('/').next().unwrap_or_default();
    let sees = |section: &str, may: &[&[&str]]| -> Vec<String> {
        // a crate's tests may see itself, with other features
        let found = dependencies(manifest, section).into_iter().filter(|name| name != own_name);
        let wrong = found.filter(|name| !may.iter().any(|list| list.contains(&name.as_str())));
        wrong.map(|name| format!("{home} may not see {name} in [{section}]")).collect()
    };
    [sees("dependencies", &[own]), sees("build-dependencies", &[own]), sees("dev-dependencies", &[own, tests])].concat()
}

#[test]
fn no_crate_depends_on_one_that_stands_higher() {
    let manifests: Vec<_> = files("", "Cargo.toml").into_iter().filter(|(path, _)| path != "Cargo.toml").collect();
    let wrong: Vec<_> =
        manifests.iter().flat_map(|(path, text)| upward(path.trim_end_matches("/Cargo.toml"), text)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let members = fs::read_to_string(root().join("Cargo.toml")).expect("a workspace");
    for (path, _) in &manifests {
        let home = path.trim_end_matches("/Cargo.toml");
        assert!(members.contains(&format!("\"{home}\"")), "{home} is no member of the workspace");
    }
}

#[test]
fn a_dependency_on_a_higher_crate_is_found() {
    let up = "[package]\nname = \"x\"\n[dependencies]\nserde = \"1\"\nhypothec-testkit.workspace = true\n";
    assert_eq!(upward("program", up), ["program may not see testkit in [dependencies]"]);
    assert_eq!(upward("program", &up.replace("[dep", "[dev-dep")), [""; 0]);
    assert_eq!(upward("program/example", "[dev-dependencies]\nhypothec-benches = { path = \"..\" }").len(), 1);
    assert_eq!(upward("crates/new", up), ["crates/new is no crate that this list knows"]);
}

#[test]
fn the_crates_themselves_make_no_circle() {
    let mut above: BTreeMap<&str, Vec<&str>> =
        CRATES.iter().map(|(home, own, _)| (home.rsplit('/').next().expect("a name"), own.to_vec())).collect();
    while let Some(floor) = above.iter().find(|(_, sees)| sees.is_empty()).map(|(name, _)| *name) {
        above.remove(floor);
        above.values_mut().for_each(|sees| sees.retain(|name| *name != floor));
    }
    assert!(above.is_empty(), "{above:?}");
}
