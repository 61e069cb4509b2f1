//! Which crate may depend on which: the arrows of `docs/ARCHITECTURE.md`, as data.

use crate::Problems;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What a crate of ours may depend on.
struct Rule {
    name: &'static str,
    /// The crates of ours that it may use.
    ours: Ours,
    /// Crates of others that it may not use, not even in its tests.
    never: &'static [&'static str],
    /// Crates of others that only its tests may use.
    tests_only: &'static [&'static str],
    /// Whether its tests are held to `ours`, too.
    strict_tests: bool,
}

/// Which crates of ours.
enum Ours {
    Any,
    Only(&'static [&'static str]),
}

/// Whatever opens sockets or files, runs tasks or speaks HTTP or SQL.
const IO: &[&str] =
    &["axum", "diesel", "http", "hyper", "hyper-util", "libsqlite3-sys", "reqwest", "tokio", "tokio-postgres", "ureq"];

const RULES: &[Rule] = &[
    pure("payscore-domain", &[], &["serde_json"]),
    pure("payscore-api", &["payscore-domain"], &[]),
    pure("payscore-wire", &[], &[]),
    outer("payscore-store", &["payscore-domain"]),
    outer("payscore-scratch-postgres", &[]),
    outer("payscore-server", &["payscore-domain", "payscore-api", "payscore-wire", "payscore-store"]),
    outer("payscore", &["payscore-domain", "payscore-api", "payscore-wire"]),
    outer("payscore-testkit", &["payscore-server", "payscore", "payscore-wire"]),
    outer("payscore-cli", &["payscore-server", "payscore", "payscore-api", "payscore-wire"]),
    Rule { ours: Ours::Any, ..outer("payscore-fuzz", &[]) },
    outer("payscore-simulation", &["payscore-server", "payscore-store", "payscore-domain", "payscore-wire"]),
    outer("xtask", &[]),
    Rule { ours: Ours::Any, ..outer("payscore-benches", &[]) },
    outer("payscore-bench-clients", &["payscore", "payscore-wire"]),
    Rule { ours: Ours::Any, ..outer("payscore-examples", &[]) },
    // It knows the server by its binary and the wire only: what judges the rules must not share them.
    outer("payscore-torture", &["payscore", "payscore-wire"]),
];

/// A crate without IO; its tests do without it, too.
const fn pure(name: &'static str, ours: &'static [&'static str], tests_only: &'static [&'static str]) -> Rule {
    Rule { name, ours: Ours::Only(ours), never: IO, tests_only, strict_tests: true }
}

/// Any other crate; what its tests use is its own affair.
const fn outer(name: &'static str, ours: &'static [&'static str]) -> Rule {
    Rule { name, ours: Ours::Only(ours), never: &[], tests_only: &[], strict_tests: false }
}

/// Holds the workspace against the arrows.
pub fn check(root: &Path) -> Problems {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output =
        Command::new(cargo).args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(root).output();
    match output {
        Ok(output) if output.status.success() => match serde_json::from_slice(&output.stdout) {
            Ok(metadata) => check_metadata(&metadata),
            Err(error) => vec![format!("deps: cargo metadata cannot be read: {error}")],
        },
        Ok(output) => vec![format!("deps: cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim())],
        Err(error) => vec![format!("deps: cargo cannot be run: {error}")],
    }
}

/// Holds what `cargo metadata` prints against the arrows.
#[must_use]
pub fn check_metadata(metadata: &Value) -> Problems {
    let packages: Vec<&Value> = metadata["packages"].as_array().into_iter().flatten().collect();
    let ours: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    if ours.is_empty() {
        return vec!["deps: cargo metadata lists no packages".to_owned()];
    }
    packages.iter().flat_map(|package| check_package(package, &ours)).collect()
}

fn check_package(package: &Value, ours: &[&str]) -> Problems {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
        return vec![format!("deps: {name} has no rule: say in xtask/src/deps.rs what it may depend on")];
    };
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    dependencies.filter_map(|dependency| forbidden(rule, dependency, ours)).collect()
}

fn forbidden(rule: &Rule, dependency: &Value, ours: &[&str]) -> Option<String> {
    let target = dependency["name"].as_str().unwrap_or_default();
    let in_tests = dependency["kind"] == "dev";
    let problem = |why: &str| Some(format!("deps: {} must not depend on {target}: {why}", rule.name));
    if ours.contains(&target) {
        let allowed = match rule.ours {
            Ours::Any => true,
            Ours::Only(allowed) => allowed.contains(&target) || (in_tests && !rule.strict_tests),
        };
        // A crate's tests may name the crate itself, to switch features on.
        return if allowed || target == rule.name { None } else { problem("the arrow points the wrong way") };
    }
    if rule.never.contains(&target) {
        return problem("it does no IO");
    }
    if rule.tests_only.contains(&target) && !in_tests {
        return problem("only its tests may");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DOMAIN: &str = "payscore-domain";

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Value {
        let list: Vec<Value> = dependencies.iter().map(|(name, kind)| json!({ "name": name, "kind": kind })).collect();
        json!({ "name": name, "dependencies": list })
    }

    /// The workspace with one more dependency.
    fn with(name: &str, dependency: &str, kind: Option<&str>) -> Problems {
        let more = [(dependency, kind)];
        let dependencies = |rule: &Rule| if rule.name == name { more.as_slice() } else { &[] };
        let packages: Vec<Value> = RULES.iter().map(|rule| package(rule.name, dependencies(rule))).collect();
        check_metadata(&json!({ "packages": packages }))
    }

    fn is_refused(name: &str, dependency: &str, kind: Option<&str>) -> bool {
        let problems = with(name, dependency, kind);
        assert!(problems.iter().all(|problem| problem.contains(name) && problem.contains(dependency)), "{problems:?}");
        !problems.is_empty()
    }

    #[test]
    fn every_arrow_against_the_direction_is_caught() {
        let against = [
            (DOMAIN, "payscore-wire"),
            (DOMAIN, "payscore-api"),
            ("payscore-api", "payscore-wire"),
            ("payscore-wire", DOMAIN),
            ("payscore-store", "payscore-wire"),
            ("payscore-store", "payscore-server"),
            ("payscore-server", "payscore"),
            ("payscore-server", "payscore-testkit"),
            ("payscore", "payscore-store"),
            ("payscore", "payscore-server"),
            ("payscore-testkit", "payscore-store"),
            ("payscore-cli", "payscore-store"),
            ("xtask", DOMAIN),
        ];
        for (from, to) in against {
            assert!(is_refused(from, to, None), "{from} -> {to}");
            assert!(is_refused(from, to, Some("build")), "{from} -> {to}, building");
        }
    }

    #[test]
    fn the_arrows_of_the_drawing_are_allowed() {
        let along = [
            ("payscore-api", DOMAIN),
            ("payscore-store", DOMAIN),
            ("payscore-server", "payscore-store"),
            ("payscore", "payscore-api"),
            ("payscore-testkit", "payscore-server"),
            ("payscore-cli", "payscore-server"),
            ("payscore-benches", "payscore-store"),
            ("payscore-examples", "payscore-testkit"),
        ];
        for (from, to) in along {
            assert!(!is_refused(from, to, None), "{from} -> {to}");
        }
    }

    #[test]
    fn the_middle_does_no_io() {
        for io in IO {
            for name in [DOMAIN, "payscore-api", "payscore-wire"] {
                assert!(is_refused(name, io, None), "{name} -> {io}");
                assert!(is_refused(name, io, Some("dev")), "the tests of {name} -> {io}");
            }
        }
        assert!(!is_refused("payscore-server", "tokio", None));
    }

    #[test]
    fn json_is_for_the_tests_of_the_rules_only() {
        assert!(is_refused(DOMAIN, "serde_json", None));
        assert!(!is_refused(DOMAIN, "serde_json", Some("dev")));
        assert!(!is_refused("payscore-api", "serde_json", None));
    }

    #[test]
    fn tests_may_use_what_they_need_except_in_the_middle() {
        assert!(!is_refused("payscore-server", "payscore-testkit", Some("dev")));
        assert!(!is_refused("payscore", "payscore-testkit", Some("dev")));
        assert!(is_refused("payscore-api", "payscore-testkit", Some("dev")));
        assert!(is_refused("payscore-wire", "payscore-server", Some("dev")));
    }

    #[test]
    fn a_crate_nobody_has_thought_about_is_caught() {
        let problems = check_metadata(&json!({ "packages": [package("payscore-novelty", &[])] }));
        assert!(problems[0].contains("payscore-novelty has no rule"), "{problems:?}");
        assert!(!check_metadata(&json!({})).is_empty(), "no packages is no proof");
    }
}
