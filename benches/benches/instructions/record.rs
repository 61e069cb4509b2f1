//! `instructions.tsv`: what a request took when somebody last looked.

use crate::Count;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// How far a count may be from the record, in per cent. Runs of one binary differ by less than one; another compiler by
/// a few.
const TOLERANCE: f64 = 5.0;

const WRITE: &str = "cargo bench -p payscore-benches --bench instructions -- --write";

/// What is recorded, and where it was counted.
struct Record {
    arch: String,
    rustc: String,
    counts: Vec<(String, f64)>,
}

/// The counts, as they are.
pub(crate) fn print(counts: &[Count]) {
    println!("| | instructions besides RSA | in RSA |\n| --- | ---: | ---: |");
    for count in counts {
        println!("| {} | {:.0} | {:.0} |", count.operation, count.instructions, count.rsa);
    }
}

/// Makes them the record.
pub(crate) fn write(counts: &[Count]) {
    let mut text = format!(
        "# Instructions of a request besides RSA. Written by: {WRITE}\n\
         arch\t{}\nrustc\t{}\n",
        std::env::consts::ARCH,
        rustc()
    );
    for count in counts {
        text.push_str(&format!("{}\t{:.0}\n", count.operation, count.instructions));
    }
    fs::write(path(), text).expect("a writable record");
    println!("written: {}", path().display());
}

/// Holds them against the record.
pub(crate) fn compare(counts: &[Count]) -> ExitCode {
    let record = read();
    if record.arch != std::env::consts::ARCH {
        print(counts);
        println!("NOT COMPARED: the record is of {}, and instructions are another currency here", record.arch);
        return ExitCode::SUCCESS;
    }
    println!("| | instructions besides RSA | recorded | change |\n| --- | ---: | ---: | ---: |");
    let mut outcome = ExitCode::SUCCESS;
    let mut advice = Vec::new();
    for count in counts {
        let recorded = record.counts.iter().find(|(operation, _)| operation == count.operation);
        let Some((_, recorded)) = recorded else { panic!("{} is not in the record: {WRITE}", count.operation) };
        let change = (count.instructions / recorded - 1.0) * 100.0;
        println!("| {} | {:.0} | {recorded:.0} | {change:+.1} % |", count.operation, count.instructions);
        if change.abs() > TOLERANCE {
            outcome = ExitCode::FAILURE;
            advice.push(if change > 0.0 {
                format!("{} takes {change:.1} % more instructions than recorded: find out why", count.operation)
            } else {
                format!(
                    "{} takes {:.1} % fewer instructions than recorded: write that down, so that they cannot come back \
                     unseen: {WRITE}",
                    count.operation, -change
                )
            });
        }
    }
    let rustc = rustc();
    if record.rustc != rustc {
        println!(
            "the record was made by rustc {}, this is {rustc}: up to a few per cent are the compiler's",
            record.rustc
        );
    }
    for line in advice {
        eprintln!("{line}");
    }
    outcome
}

fn read() -> Record {
    let text = fs::read_to_string(path()).unwrap_or_else(|error| panic!("instructions.tsv: {error}; {WRITE}"));
    let mut record = Record { arch: String::new(), rustc: String::new(), counts: Vec::new() };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once('\t').unwrap_or_else(|| panic!("instructions.tsv: no tab in {line:?}")) {
            ("arch", arch) => record.arch = arch.to_owned(),
            ("rustc", rustc) => record.rustc = rustc.to_owned(),
            (operation, count) => record.counts.push((operation.to_owned(), count.parse().expect("a count"))),
        }
    }
    record
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.tsv")
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.split(' ').nth(1).unwrap_or_default().to_owned()
}
