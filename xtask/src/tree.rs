//! The workspace's own files: without what is built, installed or made by running.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const FOREIGN: [&str; 7] = ["target", ".git", "node_modules", ".venv", "__pycache__", "payscore-data", "fixtures"];

/// A file, by its path from the root with slashes, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All text files with one of these extensions; a script without one counts as `sh`. Sorted by path.
pub(crate) fn sources(root: &Path, extensions: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(root, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).ok()?;
        let extension = match path.extension() {
            Some(extension) => extension.to_string_lossy().into_owned(),
            None if text.starts_with("#!") => "sh".to_owned(),
            None => return None,
        };
        let relative = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        extensions.contains(&extension.as_str()).then_some(Source { path: relative, text })
    };
    paths.iter().filter_map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_symlink() || FOREIGN.iter().any(|foreign| name == *foreign) {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
