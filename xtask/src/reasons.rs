//! The SDK's dependencies are justified line by line in its README, and no more crates come with them than it says.

use crate::Problems;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const README: &str = "crates/sdk/README.md";
const MANIFEST: &str = "crates/sdk/Cargo.toml";
const HEADING: &str = "## Dependencies";
/// What the count is of: the default features, on the platform of CI.
const TREE: [&str; 9] =
    ["tree", "--package", "payscore", "--edges", "normal", "--prefix", "none", "--target", "x86_64-unknown-linux-gnu"];

/// Holds the README against the manifest and `cargo tree`.
pub fn check(root: &Path) -> Problems {
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let readme = read(README);
    let mut problems = check_names(&readme, &read(MANIFEST));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    match Command::new(cargo).args(TREE).current_dir(root).output() {
        Ok(output) if output.status.success() => {
            problems.extend(check_count(&readme, &String::from_utf8_lossy(&output.stdout)));
        }
        Ok(output) => {
            problems.push(format!("reasons: cargo tree failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        Err(error) => problems.push(format!("reasons: cargo cannot be run: {error}")),
    }
    problems
}

/// The first word in backquotes of each row has to be a dependency, and each dependency such a word.
fn check_names(readme: &str, manifest: &str) -> Problems {
    let justified: Vec<&str> =
        section(readme).iter().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let declared: Vec<&str> = lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split([' ', '.', '=']).next().filter(|name| !name.is_empty()))
        .collect();
    let mut problems = Problems::new();
    for name in declared.iter().filter(|name| !justified.contains(name)) {
        problems.push(format!("{README}: `{HEADING}` does not say what {name} is for"));
    }
    for name in justified.iter().filter(|name| !declared.contains(name)) {
        problems.push(format!("{README}: `{HEADING}` justifies {name}, which is not in {MANIFEST}"));
    }
    if declared.is_empty() {
        problems.push(format!("{MANIFEST}: no dependencies are found"));
    }
    problems
}

/// The section has to say `**N crates**`, the SDK itself not counted.
fn check_count(readme: &str, tree: &str) -> Problems {
    let crates: BTreeSet<&str> = tree.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    let count = format!("**{} crates**", crates.len().saturating_sub(1));
    if section(readme).iter().any(|line| line.contains(&count)) {
        return Problems::new();
    }
    vec![format!("{README}: `{HEADING}` has to say that {count} come with the default features")]
}

fn section(readme: &str) -> Vec<&str> {
    let lines = readme.lines().skip_while(|line| *line != HEADING).skip(1);
    lines.take_while(|line| !line.starts_with("##")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST_TEXT: &str = "[package]\nname = \"payscore\"\n\n[dependencies]\n# Why not.\nbon.workspace = true\n\
        p12-keystore = { version = \"0.4\", optional = true }\n\n[dev-dependencies]\nproptest.workspace = true\n";

    fn readme(rows: &str) -> String {
        format!("# payscore\n\n| `http` | elsewhere |\n\n## Dependencies\n\nWith **2 crates**.\n\n{rows}\n## Next\n")
    }

    #[test]
    fn each_dependency_needs_a_reason_and_each_reason_a_dependency() {
        let check = |rows: &str| check_names(&readme(rows), MANIFEST_TEXT).join("\n");
        assert_eq!(check("| `bon` | builders |\n| `p12-keystore` (feature `pkcs12`) | keys |\n"), "");
        assert!(check("| `bon` | builders |\n").ends_with("does not say what p12-keystore is for"));
        let one_more = "| `bon` | builders |\n| `p12-keystore` | keys |\n| `proptest` | luck |\n";
        assert!(check(one_more).contains("justifies proptest"));
        assert!(check_names(&readme(""), "").join("\n").contains("no dependencies are found"));
    }

    #[test]
    fn the_number_of_crates_is_held_against_the_tree() {
        let tree = "payscore v0.1.0 (/here)\nbon v3.10.3\nhttp v1.5.0\nbon v3.10.3 (*)\n";
        assert!(check_count(&readme(""), tree).is_empty());
        assert!(check_count(&readme(""), &format!("{tree}rand v0.1.0\n"))[0].contains("**3 crates**"));
    }
}
