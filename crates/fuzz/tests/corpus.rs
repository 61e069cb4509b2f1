//! Every file of the corpus through its target, and every target with a corpus.

use payscore_fuzz::TARGETS;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// So that the corpus stays something to look through.
const MOST_FILES: usize = 200;
const MOST_BYTES: u64 = 500 << 10;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(name)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
}

#[test]
fn every_target_has_its_program_and_its_corpus() {
    let known: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder("corpus")), known);
    let programs = names(&folder("fuzz_targets"));
    assert_eq!(programs, known.iter().map(|name| format!("{name}.rs")).collect());
}

#[test]
fn the_corpus_passes() {
    let (mut files, mut bytes) = (0, 0);
    for (name, check) in TARGETS {
        let folder = folder("corpus").join(name);
        let seeds = names(&folder);
        assert!(seeds.len() > 2, "{name} has hardly a corpus");
        for seed in seeds {
            let path = folder.join(seed);
            let data = fs::read(&path).expect("a readable file");
            (files, bytes) = (files + 1, bytes + data.len() as u64);
            // Printed where a check fails.
            println!("{}", path.display());
            check(&data);
        }
    }
    assert!(files <= MOST_FILES && bytes <= MOST_BYTES, "{files} files of {bytes} bytes");
}
