//! The SDK's pure chain is written from the list of operations, and checked against it: `crates/sdk/v3-operations.tsv`
//! (method, path, title, and what is odd about it) and `crates/sdk/v3-domains.tsv` (first segment, English, Chinese).
//!
//! What is written: one file a domain in `crates/sdk/src/chain/v3/`, the features in `crates/sdk/Cargo.toml`, and in
//! `crates/sdk/tests/by_path/pure/` one call of each operation.

mod list;
mod names;
mod print;
mod test_calls;
mod tree;

use crate::Problems;
use list::Lists;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tree::Node;

const OPERATIONS: &str = "crates/sdk/v3-operations.tsv";
const DOMAINS: &str = "crates/sdk/v3-domains.tsv";
const MANIFEST: &str = "crates/sdk/Cargo.toml";
const CHAIN: &str = "crates/sdk/src/chain/v3";
const TEST_CALLS: &str = "crates/sdk/tests/by_path/pure";

/// How to mend it.
const REMEDY: &str = "`cargo xtask chain --write`";

/// Says which files are not what the lists ask for.
pub fn check(root: &Path) -> Problems {
    let written = match written(root) {
        Ok(written) => written,
        Err(problems) => return problems,
    };
    let mut problems = differing(&written, &|path| fs::read_to_string(root.join(path)).ok());
    problems.extend(strays(root, &written).iter().map(|path| format!("{path}: nobody asks for it; {REMEDY}")));
    problems
}

/// Files that read otherwise than written.
fn differing(written: &BTreeMap<String, String>, read: &dyn Fn(&str) -> Option<String>) -> Problems {
    let differs = written.iter().filter(|(path, text)| read(path).as_ref() != Some(text));
    differs.map(|(path, _)| format!("{path}: not what {OPERATIONS} asks for; {REMEDY}")).collect()
}

/// Writes what differs, and deletes what nobody asks for any more.
pub fn write(root: &Path) -> Problems {
    let written = match written(root) {
        Ok(written) => written,
        Err(problems) => return problems,
    };
    let mut problems = Problems::new();
    for (path, text) in &written {
        let file = root.join(path);
        if fs::read_to_string(&file).ok().as_ref() == Some(text) {
            continue;
        }
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(error) = folder.and_then(|()| fs::write(&file, text)) {
            problems.push(format!("{path}: {error}"));
        }
    }
    for path in strays(root, &written) {
        if let Err(error) = fs::remove_file(root.join(&path)) {
            problems.push(format!("{path}: {error}"));
        }
    }
    problems
}

/// Every file that is written, by its path.
fn written(root: &Path) -> Result<BTreeMap<String, String>, Problems> {
    let read = |path: &str| fs::read_to_string(root.join(path)).map_err(|error| vec![format!("{path}: {error}")]);
    let lists = Lists::parse(&read(OPERATIONS)?, &read(DOMAINS)?)?;
    let manifest = read(MANIFEST)?;
    files(&lists, &manifest)
}

fn files(lists: &Lists, manifest: &str) -> Result<BTreeMap<String, String>, Problems> {
    let root = Node::tree(&lists.operations);
    let problems = names::check(&root);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut files = BTreeMap::new();
    files.insert(format!("{CHAIN}/mod.rs"), print::root(&root, lists));
    for node in root.children.iter().filter(|node| !node.children.is_empty()) {
        if let Some(domain) = lists.domain(&node.segment) {
            files.insert(format!("{CHAIN}/{}.rs", node.method()), print::domain(node, domain));
        }
    }
    files.insert(MANIFEST.to_owned(), print::manifest(manifest, lists)?);
    files.extend(
        test_calls::files(&lists.operations).into_iter().map(|(name, text)| (format!("{TEST_CALLS}/{name}"), text)),
    );
    Ok(files)
}

/// Files in the written folders that are not written.
fn strays(root: &Path, written: &BTreeMap<String, String>) -> Vec<String> {
    let mut strays = Vec::new();
    for folder in [CHAIN, TEST_CALLS] {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if !written.contains_key(&path) {
                strays.push(path);
            }
        }
    }
    strays.sort();
    strays
}

#[cfg(test)]
mod tests;
