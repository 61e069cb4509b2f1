//! What the documents point at is there: links in any of them, and every file and test that `docs/fidelity.md` names.

use crate::Problems;
use crate::tree::{Source, sources};
use std::fs;
use std::path::Path;

/// The table of rules. Its paths are below `crates/`, and `file.rs::name` is a test in that file.
const FIDELITY: &str = "docs/fidelity.md";

/// Looks through every document.
pub fn check(root: &Path) -> Problems {
    let documents = sources(root, &["md"]);
    let exists = |path: &str| root.join(path).exists();
    let read = |path: &str| fs::read_to_string(root.join(path)).ok();
    let mut problems: Problems = documents.iter().flat_map(|document| check_links(document, &exists)).collect();
    match documents.iter().find(|document| document.path == FIDELITY) {
        Some(document) => problems.extend(check_references(&document.text, &read)),
        None => problems.push(format!("{FIDELITY} is missing")),
    }
    problems
}

/// Links to other files of the repository.
fn check_links(document: &Source, exists: &dyn Fn(&str) -> bool) -> Problems {
    let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut problems = Problems::new();
    for link in document.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let target = link.split('#').next().unwrap_or_default();
        // `crate::…` is for rustdoc to follow, and it does.
        let is_item = target.starts_with("crate::");
        let elsewhere = is_item || target.is_empty() || target.contains("://") || target.contains(['<', ' ', '`', '"']);
        if !elsewhere && !exists(&resolve(folder, target)) {
            problems.push(format!("{}: the link to {link} leads nowhere", document.path));
        }
    }
    problems
}

/// `target` as seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(path.pop()),
            segment => path.push(segment),
        }
    }
    path.join("/")
}

/// Files and tests that the table names in backquotes.
fn check_references(table: &str, read: &dyn Fn(&str) -> Option<String>) -> Problems {
    let mut problems = Problems::new();
    for reference in table.split('`').skip(1).step_by(2) {
        let (file, test) = reference.split_once("::").map_or((reference, None), |(file, test)| (file, Some(test)));
        let is_file = [".rs", ".sql"].iter().any(|suffix| file.ends_with(suffix)) && !file.contains(['*', '<', ' ']);
        if !is_file {
            continue;
        }
        match (read(&format!("crates/{file}")), test) {
            (None, _) => problems.push(format!("{FIDELITY}: there is no crates/{file}")),
            (Some(text), Some(test)) if !text.contains(&format!("fn {test}(")) => {
                problems.push(format!("{FIDELITY}: crates/{file} has no test {test}"));
            }
            _ => {}
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_nowhere_are_seen() {
        let text =
            "[a](fidelity.md#x) [b](../README.md) [c](gone.md) [d](https://example.com/x) [e](#here) [f](crate::Fen)\n";
        let document = Source { path: "docs/ARCHITECTURE.md".to_owned(), text: text.to_owned() };
        let problems = check_links(&document, &|path| ["docs/fidelity.md", "README.md"].contains(&path));
        assert_eq!(problems, ["docs/ARCHITECTURE.md: the link to gone.md leads nowhere"]);
    }

    #[test]
    fn tests_that_are_not_there_are_seen() {
        let read = |path: &str| (path == "crates/a/src/b.rs").then(|| "fn a_rule_holds() {".to_owned());
        let check = |table: &str| check_references(table, &read).join("\n");
        assert_eq!(check("| rule | `a/src/b.rs` | `a/src/b.rs::a_rule_holds` |"), "");
        assert_eq!(check("| `a/src/b.rs::a_rule` |"), "docs/fidelity.md: crates/a/src/b.rs has no test a_rule");
        assert_eq!(check("| `a/src/c.rs` |"), "docs/fidelity.md: there is no crates/a/src/c.rs");
        assert_eq!(check("`--strict` and `Rejection::OrderDone`"), "");
    }
}
