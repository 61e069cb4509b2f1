//! What many orders a day would take, computed from what this run has measured. `docs/performance.md` explains it.

use crate::measured::Measured;
use crate::table::Language;
use std::fmt::Write as _;

/// What is assumed, in one place.
const PEAK: f64 = 5.0;
const UTILISATION: f64 = 0.5;
const CORES_A_NODE: f64 = 64.0;
const REQUESTS_AN_ORDER: f64 = 4.0;
/// Created, completed, its notification's attempt recorded.
const CHANGES_AN_ORDER: f64 = 3.0;
const DAYS_KEPT: f64 = 90.0;
const DAILY: [(f64, &str); 3] = [(1e6, "1 M"), (1e7, "10 M"), (1e8, "100 M")];

const HEAD: [&str; 2] = [
    "| orders a day | orders a second, at peak | cores | writers' time a second | nodes | notifications out, Mbit/s | \
     database, GB | of it a node |",
    "| 每日订单 | 峰值每秒订单 | 核数 | 写线程每秒占用 | 节点数 | 通知出口，Mbit/s | 数据库，GB | 其中每节点 |",
];

/// The model's table, and its inputs before it.
pub(crate) fn print(measured: &Measured, language: Language) -> String {
    let input = |name: &str| measured.median(name).unwrap_or(f64::NAN);
    let order_cpu = input("life cpu") * REQUESTS_AN_ORDER;
    let (writer, bytes, stored) = (input("writer"), input("notification bytes"), input("stored"));
    let ceiling = 1e6 / writer;
    let mut text = match language {
        0 => format!(
            "Inputs of this run: an order's life {order_cpu:.0} µs of CPU; the writer {writer:.0} µs a change, so at most \
             {ceiling:.0} changes a second; a notification {bytes:.0} bytes; {stored:.0} bytes stored an order.\n\n"
        ),
        _ => format!(
            "本次测得的输入：一个订单的生命周期 {order_cpu:.0} µs CPU；写线程每次变更 {writer:.0} µs，即每秒至多 {ceiling:.0} 次变更；\
             一个通知 {bytes:.0} 字节；每个订单存储 {stored:.0} 字节。\n\n"
        ),
    };
    let _ = writeln!(text, "{}\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", HEAD[language]);
    for (orders, name) in DAILY {
        let peak = orders * PEAK / 86_400.0;
        let cores = (peak * order_cpu / 1e6 / UTILISATION).ceil();
        let writing = peak * CHANGES_AN_ORDER * writer / 1e6;
        let nodes = (cores / CORES_A_NODE).max(writing / UTILISATION).ceil().max(1.0);
        let egress = peak * bytes * 8.0 / 1e6;
        let database = orders * DAYS_KEPT * stored / 1e9;
        let _ = writeln!(
            text,
            "| {name} | {peak:.0} | {cores:.0} | {writing:.2} s | {nodes:.0} | {egress:.1} | {database:.0} | {:.0} |",
            database / nodes
        );
    }
    text
}
