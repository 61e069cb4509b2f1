//! Every crate is held to the workspace's lints, `unsafe_code = "forbid"` above all: a manifest that leaves out two lines
//! would be held to none.

use crate::Problems;
use crate::tree::sources;
use std::path::Path;

const ROOT: &str = "Cargo.toml";
/// Outside of the workspace, with lints of their own or none: other people's clients, and libFuzzer's entry points, whose
/// macro writes an `extern` function.
const APART: [&str; 2] = ["conformance/rust/Cargo.toml", "fuzz/Cargo.toml"];

/// Looks through all manifests.
pub fn check(root: &Path) -> Problems {
    sources(root, &["toml"])
        .iter()
        .filter(|source| source.path.ends_with(ROOT) && !APART.contains(&source.path.as_str()))
        .filter_map(|source| check_manifest(&source.path, &source.text))
        .collect()
}

fn check_manifest(path: &str, text: &str) -> Option<String> {
    if path == ROOT {
        let forbids = section(text, "[workspace.lints.rust]").contains(&"unsafe_code = \"forbid\"");
        return (!forbids).then(|| format!("{path}: [workspace.lints.rust] does not forbid unsafe_code"));
    }
    let inherits = section(text, "[lints]").contains(&"workspace = true");
    (!inherits).then(|| format!("{path}: [lints] without `workspace = true`"))
}

/// The lines below a heading.
fn section<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('[')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_without_the_workspaces_lints_is_seen() {
        let fine = |path, text| check_manifest(path, text).is_none();
        assert!(fine("crates/a/Cargo.toml", "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"));
        assert!(!fine(
            "crates/a/Cargo.toml",
            "[package]\nversion.workspace = true\n[lints]\n[dependencies]\nworkspace = true\n"
        ));
        assert!(fine(ROOT, "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
        assert!(!fine(ROOT, "[workspace.lints.rust]\nunsafe_code = \"deny\"\n"));
    }
}
