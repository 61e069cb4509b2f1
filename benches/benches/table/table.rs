//! The rows, in English and in Chinese.

use crate::measured::Measured;
use std::fmt::Write as _;

/// Which of two texts is taken.
pub(crate) type Language = usize;
pub(crate) const ENGLISH: Language = 0;
pub(crate) const CHINESE: Language = 1;

const HEAD: [&str; 2] = [
    "| | | of the RSA limit | µs CPU a request | of it besides RSA | wanted |",
    "| | | 与 RSA 极限之比 | 每个请求的 CPU 微秒数 | 其中 RSA 以外 | 目标 |",
];

/// What was asked under load: its name in [`Measured`], its names here, what is wanted of its ratio.
const LOADS: [(&str, [&str; 2], &str); 11] = [
    ("limit", ["RSA limit: one signature, one verification", "RSA 极限：一次签名，一次验签"], ""),
    ("floor", ["bare floor", "裸服务器（下限）"], ""),
    ("query", ["**payscore**, query", "**payscore**，查询"], "≥ 0.87"),
    ("create", ["**payscore**, durable create", "**payscore**，持久化创建"], "≥ 0.80"),
    ("complete", ["**payscore**, complete, and its notification", "**payscore**，完结及其通知"], ""),
    ("life", ["**payscore**, whole lives", "**payscore**，完整生命周期"], ""),
    ("notification", ["**payscore**, notifications delivered", "**payscore**，通知投递"], "≥ 0.80"),
    (
        "two cores",
        ["**payscore**, durable create, two cores with the load", "**payscore**，持久化创建，双核含压测端"],
        "≥ 1.45",
    ),
    ("Prism", ["Prism 5.16.0, unsigned, nothing stored", "Prism 5.16.0，无签名、无存储"], ""),
    ("Mockoon", ["Mockoon 9.9.0, unsigned, nothing stored", "Mockoon 9.9.0，无签名、无存储"], ""),
    ("WireMock", ["WireMock 3.13.2, unsigned, nothing stored", "WireMock 3.13.2，无签名、无存储"], ""),
];

/// Times in microseconds, with a ratio each.
const TIMES: [(&str, [&str; 2], &str); 6] = [
    ("p50 disk", ["the disk alone at half load, evenly spaced, median", "半载，仅磁盘，均匀到达，中位数"], ""),
    ("p99 disk", ["the disk alone at half load, evenly spaced, p99", "半载，仅磁盘，均匀到达，p99"], ""),
    ("p50 even", ["create at half load, evenly spaced, median", "半载创建，均匀到达，中位数"], ""),
    ("p99 even", ["create at half load, evenly spaced, p99", "半载创建，均匀到达，p99"], "≤ 5"),
    ("p50 random", ["create at half load, at random, median", "半载创建，随机到达，中位数"], ""),
    ("p99 random", ["create at half load, at random, p99", "半载创建，随机到达，p99"], ""),
];

/// Quotients: of what, by what.
const QUOTIENTS: [(&str, &str, [&str; 2], &str); 4] = [
    (
        "create besides",
        "Prism cpu",
        ["create's CPU besides RSA, of Prism's whole request", "创建在 RSA 以外的 CPU，与 Prism 整个请求之比"],
        "≤ 0.35",
    ),
    (
        "backlog rate",
        "create rate",
        [
            "creates a second with a million notifications owed to a receiver that refuses, of those without",
            "有一百万条通知欠着一个拒绝连接的接收方时，每秒创建数与平时之比",
        ],
        "",
    ),
    ("create rate", "Mockoon rate", ["creates a second, of Mockoon's", "每秒创建数，与 Mockoon 之比"], "> 1"),
    ("create rate", "WireMock rate", ["creates a second, of WireMock's", "每秒创建数，与 WireMock 之比"], "≥ 1"),
];

/// Plain numbers.
const NUMBERS: [(&str, [&str; 2], &str, &str); 8] = [
    ("ours start", ["**payscore**, start to first answer", "**payscore**，从启动到首个应答"], "ms", "< 25"),
    ("floor start", ["bare floor, start to first answer", "裸服务器，从启动到首个应答"], "ms", ""),
    ("Prism start", ["Prism, start to first answer", "Prism，从启动到首个应答"], "ms", ""),
    ("ours memory", ["**payscore**, idle memory", "**payscore**，空闲内存"], "MB", "< 15"),
    ("floor memory", ["bare floor, idle memory", "裸服务器，空闲内存"], "MB", ""),
    ("Prism memory", ["Prism, idle memory", "Prism，空闲内存"], "MB", ""),
    ("binary", ["**payscore**, the binary", "**payscore**，二进制文件"], "MB", "< 30"),
    ("stored", ["**payscore**, disk an order", "**payscore**，每个订单占用磁盘"], "B", ""),
];

/// The table, as Markdown. What was not measured has no row.
pub(crate) fn print(measured: &Measured, language: Language) -> String {
    let mut text = format!("{}\n| --- | ---: | ---: | ---: | ---: | ---: |\n", HEAD[language]);
    let per_second = ["/s", "/秒"][language];
    for (name, title, wanted) in LOADS {
        let of = |part: &str| measured.median(&format!("{name} {part}"));
        let Some(rate) = of("rate") else { continue };
        let (ratio, cpu) = (of("ratio").unwrap_or(1.0), of("cpu").unwrap_or_default());
        let besides = of("besides").unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {rate:.0} {per_second} | {} | {cpu:.0} | {besides:.0} | {wanted} |",
            title[language],
            if ["Prism", "Mockoon", "WireMock"].contains(&name) { String::new() } else { format!("{ratio:.2}") },
        );
    }
    if let Some(writer) = measured.median("writer") {
        let title = ["of a create's CPU: the thread that writes", "创建的 CPU 中写线程所占"][language];
        let _ = writeln!(text, "| {title} | | | | {writer:.0} | |");
    }
    for (name, title, wanted) in TIMES {
        let (Some(time), Some(ratio)) = (measured.median(name), measured.median(&format!("{name} ratio"))) else {
            continue;
        };
        let _ = writeln!(text, "| {} | {time:.0} µs | {ratio:.2} × | | | {wanted} |", title[language]);
    }
    for (of, by, title, wanted) in QUOTIENTS {
        if let Some(quotient) = measured.quotient(of, by) {
            let _ = writeln!(text, "| {} | {quotient:.2} | | | | {wanted} |", title[language]);
        }
    }
    for (name, title, unit, wanted) in NUMBERS {
        if let Some(number) = measured.median(name) {
            let digits = usize::from(unit != "B");
            let _ = writeln!(text, "| {} | {number:.digits$} {unit} | | | | {wanted} |", title[language]);
        }
    }
    text
}
