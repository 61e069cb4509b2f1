//! What a reviewer should not have to say: length, white space, leftovers, and whose machine a path is on.

use crate::Problems;
use crate::functions::functions;
use crate::tree::sources;
use std::path::Path;

/// A file longer than this is two files.
const FILE_LINES: usize = 500;
/// A function longer than this is two functions.
const FUNCTION_LINES: usize = 70;

/// What is written by hand. Recorded answers (`.snap`) and lock files are not.
const TEXTS: &[&str] = &["rs", "toml", "md", "sh", "sql", "js", "py", "html"];

/// Marks of unfinished work. Put together here, so that this file does not trip over itself.
const LEFTOVERS: [&str; 3] = [concat!("todo", "!"), concat!("dbg", "!"), concat!("unimplemented", "!")];
/// Where only somebody's machine has anything.
const MACHINE_PATHS: [&str; 2] = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Looks through the workspace.
pub fn check(root: &Path) -> Problems {
    let mut problems: Problems =
        sources(root, TEXTS).iter().flat_map(|source| check_text(&source.path, &source.text)).collect();
    problems.extend(sources(root, &["snap"]).iter().flat_map(|source| check_paths(&source.path, &source.text)));
    problems.extend(check_readmes(root));
    problems
}

/// Looks through one file.
#[must_use]
pub fn check_text(path: &str, text: &str) -> Problems {
    let mut problems = check_paths(path, text);
    for (number, line) in numbered(text) {
        if line.contains('\t') {
            problems.push(format!("{path}:{number}: a tab"));
        }
        if line.ends_with(' ') {
            problems.push(format!("{path}:{number}: a space at the end"));
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        problems.push(format!("{path}: no newline at the end"));
    }
    if path.ends_with(".rs") {
        problems.extend(check_rust(path, text));
    }
    problems
}

fn check_rust(path: &str, text: &str) -> Problems {
    let mut problems = Problems::new();
    let lines = text.lines().count();
    if lines > FILE_LINES {
        problems.push(format!("{path}: {lines} lines, at most {FILE_LINES}"));
    }
    for function in functions(text).iter().filter(|function| function.lines > FUNCTION_LINES) {
        let (name, line, lines) = (&function.name, function.line, function.lines);
        problems.push(format!("{path}:{line}: fn {name} takes {lines} lines, at most {FUNCTION_LINES}"));
    }
    for (number, line) in numbered(text) {
        let code = line.split("//").next().unwrap_or_default();
        for leftover in LEFTOVERS.iter().filter(|leftover| code.contains(**leftover)) {
            problems.push(format!("{path}:{number}: {leftover}"));
        }
    }
    problems
}

fn check_paths(path: &str, text: &str) -> Problems {
    let found = |(number, line): (usize, &str)| {
        let machine = MACHINE_PATHS.iter().find(|machine| names(line, machine))?;
        Some(format!("{path}:{number}: {machine} is on one machine only"))
    };
    numbered(text).filter_map(found).collect()
}

/// Whether the line has this absolute path: not as a part of an address or of a longer path.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')'))
    })
}

fn check_readmes(root: &Path) -> Problems {
    let manifests = sources(root, &["toml"]);
    let folders = manifests.iter().filter_map(|source| source.path.strip_suffix("/Cargo.toml"));
    folders
        .filter(|folder| !root.join(folder).join("README.md").is_file())
        .map(|folder| format!("{folder}: a crate without a README.md"))
        .collect()
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> String {
        check_text(path, text).join("\n")
    }

    #[test]
    fn white_space_is_seen() {
        assert_eq!(problems("a.md", "one\n\ttwo\nthree \n"), "a.md:2: a tab\na.md:3: a space at the end");
        assert_eq!(problems("a.md", "one"), "a.md: no newline at the end");
        assert_eq!(problems("a.md", "one\n"), "");
        assert_eq!(problems("a.md", ""), "");
    }

    #[test]
    fn leftovers_are_seen_in_code_but_not_in_comments() {
        let line = format!("    {}(x);\n", LEFTOVERS[1]);
        assert_eq!(problems("a.rs", &line), format!("a.rs:1: {}", LEFTOVERS[1]));
        assert_eq!(problems("a.rs", &format!("// {line}")), "");
        assert_eq!(problems("a.md", &line), "");
    }

    #[test]
    fn paths_of_one_machine_are_seen_but_addresses_and_longer_paths_are_not() {
        let path = MACHINE_PATHS[0];
        assert_eq!(
            problems("a.toml", &format!("x = \"{path}x\"\n")),
            format!("a.toml:1: {path} is on one machine only")
        );
        assert_eq!(problems("a.md", &format!("https://example.com{path}x\n")), "");
        assert_eq!(problems("a.sh", &format!("\"${{here}}{path}\"\n")), "");
    }

    #[test]
    fn a_long_function_and_a_long_file_are_seen() {
        let function = |lines: usize| format!("fn long() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
        assert_eq!(problems("a.rs", &function(FUNCTION_LINES)), "");
        let over = FUNCTION_LINES + 1;
        assert_eq!(problems("a.rs", &function(over)), format!("a.rs:1: fn long takes {over} lines, at most 70"));
        assert_eq!(problems("a.rs", &"// x\n".repeat(FILE_LINES)), "");
        assert_eq!(problems("a.rs", &"// x\n".repeat(FILE_LINES + 1)), "a.rs: 501 lines, at most 500");
        assert_eq!(problems("a.md", &"x\n".repeat(FILE_LINES + 1)), "");
    }
}
