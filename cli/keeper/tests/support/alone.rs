//! A test in a process of its own, since resident memory is the whole process's and other tests grow beside it.

const ALONE: &str = "HYPOTHEC_TEST_ALONE";

/// Runs the body of the test of this name, in another run of this binary.
pub fn alone(name: &str, body: fn()) {
    if std::env::var_os(ALONE).is_some() {
        return body();
    }
    let this = std::env::current_exe().expect("a path");
    let output = std::process::Command::new(this).args(["--exact", name, "--nocapture"]).env(ALONE, "").output();
    let output = output.expect("this binary runs");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{name} failed: see above");
}

/// Memory that the process holds now, KiB.
pub fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
