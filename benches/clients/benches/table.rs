//! The table, and the documents that it is written into.

use crate::peers::{Cost, root};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

/// One program's costs, a value a round.
pub(crate) struct Measured {
    name: String,
    one: Vec<Cost>,
    many: Vec<Cost>,
    opening: Vec<Cost>,
}

impl Measured {
    pub(crate) fn new(name: String) -> Self {
        Self { name, one: Vec::new(), many: Vec::new(), opening: Vec::new() }
    }

    pub(crate) fn add(&mut self, one: Cost, many: Cost, opening: Cost) {
        self.one.push(one);
        self.many.push(many);
        self.opening.push(opening);
    }
}

/// The columns' names.
pub(crate) const ENGLISH: &str = "| | µs CPU a call, one at a time | of the floor | calls a second | µs CPU a call, \
     16 at a time | of the floor | calls a second | µs CPU to open a notification | of the floor |";
const CHINESE: &str = "| | 每次调用的 CPU 微秒数（逐个） | 与下限之比 | 每秒调用数 | 每次调用的 CPU 微秒数（16 个并发） \
     | 与下限之比 | 每秒调用数 | 打开一个通知的 CPU 微秒数 | 与下限之比 |";

const BEGIN: &str = "<!-- generated: cargo bench -p payscore-bench-clients -- --write -->\n";
const END: &str = "<!-- end -->\n";

/// The table, as Markdown.
pub(crate) fn print(measured: &[Measured], head: &str) -> String {
    let mut text = format!("{head}\n| --- |{}\n", " ---: |".repeat(8));
    // The first program is the floor.
    let Some(floor) = measured.first() else { return text };
    let columns: [fn(&Measured) -> &[Cost]; 3] = [|m| &m.one, |m| &m.many, |m| &m.opening];
    for program in measured {
        let _ = write!(text, "| {} |", program.name);
        for (at, costs) in columns.iter().enumerate() {
            let costs_of = costs(program);
            let cpu = median(costs_of.iter().map(|cost| cost.cpu));
            let ratio = of_floor(costs_of, costs(floor));
            let _ = write!(text, " {cpu:.*} | {ratio:.2} |", usize::from(at == 2));
            if at < 2 {
                let _ = write!(text, " {:.0} |", median(costs_of.iter().map(|cost| cost.rate)));
            }
        }
        text.push('\n');
    }
    text
}

/// The median of the rounds' ratios.
fn of_floor(costs: &[Cost], floor: &[Cost]) -> f64 {
    median(costs.iter().zip(floor).map(|(cost, floor)| cost.cpu / floor.cpu))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Puts the table, and how it came about, into `docs/performance.md` and its translation.
pub(crate) fn write(measured: &[Measured], rounds: usize) {
    let (machine, date, commit) = (machine(), output("date", &["-u", "+%F"]), commit());
    let tools = format!(
        "{}, Node.js {}, {}",
        output("rustc", &["--version"]).split(" (").next().unwrap_or_default(),
        output("node", &["--version"]),
        output("python3", &["--version"])
    );
    let english = format!(
        "{}\nMedians of {rounds} rounds, {date}, commit {commit}; {machine}; {tools}.\n",
        print(measured, ENGLISH)
    );
    let chinese =
        format!("{}\n{rounds} 轮的中位数，{date}，提交 {commit}；{machine}；{tools}。\n", print(measured, CHINESE));
    for (name, table) in [("docs/performance.md", english), ("docs/performance.zh-CN.md", chinese)] {
        let path = root().join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{name} has no place for the table"));
        let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{name}: the table does not end"));
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// What it ran on.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} × {}, {}", count, model.map_or("CPU", |(_, name)| name), output("uname", &["-sr"]))
}

fn commit() -> String {
    let changed = !output("git", &["status", "--porcelain", "--", "crates", "benches", "Cargo.lock"]).is_empty();
    format!("{}{}", output("git", &["rev-parse", "--short=10", "HEAD"]), if changed { " with changes" } else { "" })
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output();
    output.map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
