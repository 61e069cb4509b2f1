//! A few rounds of what runs for hours otherwise: the tools still work, and so does the server.

use std::process::Command;

fn torture(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payscore-torture"));
    // Started by cargo, it has cargo build the server. `cargo test --workspace` has done that a moment ago, and a build
    // of the server alone has other features. Where only this crate is tested, the server is as old as its last build.
    let output = command.args(args).env_remove("CARGO").output().expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{args:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// What a line of the report says.
fn count(report: &str, what: &str) -> u64 {
    let line = report.lines().find(|line| line.starts_with(what)).unwrap_or_else(|| panic!("no {what}: {report}"));
    line[what.len()..].trim().parse().unwrap_or_else(|_| panic!("no number: {line}"))
}

#[test]
fn what_was_acknowledged_survives_kills() {
    let report = torture(&["kill", "--rounds", "6", "--seed", "1"]);
    assert_eq!((count(&report, "rounds of kill -9"), count(&report, "violations")), (6, 0), "{report}");
    assert!(count(&report, "calls acknowledged") > 20, "{report}");
    assert!(count(&report, "notifications delivered") > 5, "{report}");
}

#[test]
fn a_torn_log_ends_before_the_tear() {
    let report = torture(&["torn-wal", "--tears", "4", "--seed", "1"]);
    assert_eq!((count(&report, "tears of one log"), count(&report, "violations")), (4, 0), "{report}");
    assert!(count(&report, "acknowledged calls in it") >= 100, "{report}");
}

#[test]
fn the_service_clock_survives_kills() {
    let report = torture(&["clock", "--moves", "4", "--seed", "1"]);
    assert_eq!(count(&report, "violations"), 0, "{report}");
}
