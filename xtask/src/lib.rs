//! Checks that keep the workspace in shape; what each refuses stands in its module.

pub mod chain;
pub mod deps;
pub mod docs;
pub mod functions;
pub mod lints;
pub mod reasons;
pub mod sbom;
pub mod tidy;
mod tree;

use std::path::{Path, PathBuf};

/// What a check found: one line a problem, none where all is well.
pub type Problems = Vec<String>;

/// All of them.
const CHECKS: [&str; 6] = ["chain", "deps", "tidy", "docs", "lints", "reasons"];

/// The workspace that this crate belongs to.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Runs the check of this name on the workspace; `None` where there is no such check.
#[must_use]
pub fn run(check: &str) -> Option<Problems> {
    let root = workspace();
    match check {
        "chain" => Some(chain::check(&root)),
        "deps" => Some(deps::check(&root)),
        "tidy" => Some(tidy::check(&root)),
        "docs" => Some(docs::check(&root)),
        "lints" => Some(lints::check(&root)),
        "reasons" => Some(reasons::check(&root)),
        "check" => Some(CHECKS.iter().filter_map(|check| run(check)).flatten().collect()),
        _ => None,
    }
}
