//! The documents that the table is written into.

use crate::table::Language;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const NAMES: [&str; 2] = ["docs/performance.md", "docs/performance.zh-CN.md"];
const COMMAND: &str = "cargo bench -p payscore-benches --bench table -- --write";
const END: &str = "<!-- end -->\n";

/// Replaces what stands between the markers: the table, and the model that is computed from it.
pub(crate) fn write(language: Language, table: &str, capacity: &str) {
    let path = root().join(NAMES[language]);
    let mut text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for (part, content) in [("", table), (" (capacity)", capacity)] {
        let begin = format!("<!-- generated: {COMMAND}{part} -->\n");
        let place = |missing: &str| panic!("{} has no {missing:?}", path.display());
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| place(&begin));
        let (_, after) = rest.split_once(END).unwrap_or_else(|| place(END));
        text = format!("{before}{begin}{content}{END}{after}");
    }
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    println!("written: {}", path.display());
}

/// How many rounds, when, of what, on which machine.
pub(crate) fn origin(rounds: usize, language: Language) -> String {
    let (date, rustc) = (output("date", &["-u", "+%F"]), output("rustc", &["--version"]));
    let tools = format!("{}, Node.js {}", rustc.split(" (").next().unwrap_or_default(), output("node", &["--version"]));
    match language {
        0 => format!("\nMedians of {rounds} rounds, {date}, commit {}; {}; {tools}.\n", commit(), machine()),
        _ => format!("\n{rounds} 轮的中位数，{date}，提交 {}；{}；{tools}。\n", commit(), machine()),
    }
}

fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = cpus.lines().filter(|line| line.starts_with("processor")).count();
    format!("{count} × {}, {}", model.map_or("CPU", |(_, name)| name), output("uname", &["-sr"]))
}

fn commit() -> String {
    let changed = !output("git", &["status", "--porcelain", "--", "crates", "benches", "Cargo.lock"]).is_empty();
    format!("{}{}", output("git", &["rev-parse", "--short=10", "HEAD"]), if changed { " with changes" } else { "" })
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output();
    output.map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
