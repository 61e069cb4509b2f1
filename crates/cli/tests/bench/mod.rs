//! `payscore bench`: short loads, and what is told of them.

use crate::support::{Server, fail, payscore, run, signal};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

/// A load small enough for every test run.
const SMALL: [&str; 6] = ["--requests", "40", "--connections", "4", "--warm-up", "8"];

/// A bench with `--json`, whatever its exit code.
fn bench(server: &Server, args: &[&str]) -> (Value, Output) {
    let output = run(&[&["bench", "--json", "--server", &server.url], args].concat());
    let figures = serde_json::from_slice(&output.stdout);
    (figures.unwrap_or_else(|_| panic!("{}", said(&output))), output)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What each operation was answered, in the order of the plan.
fn answers(figures: &Value) -> Vec<(&str, u64, u64)> {
    let operations = figures["operations"].as_array().expect("a list");
    let row =
        |operation: &'_ Value| (operation["answers"].as_u64().expect("n"), operation["errors"].as_u64().expect("n"));
    operations.iter().map(|one| (one["operation"].as_str().expect("a name"), row(one).0, row(one).1)).collect()
}

/// Owed and delivered notifications, by event.
fn notices(figures: &Value) -> Vec<(&str, u64, u64)> {
    let events = figures["notifications"]["events"].as_array().expect("a list");
    let number = |event: &Value, name: &str| event[name].as_u64().expect("a number");
    let row = |event| (number(event, "owed"), number(event, "delivered"));
    events.iter().map(|event| (event["event_type"].as_str().expect("a name"), row(event).0, row(event).1)).collect()
}

/// A page whose elements all end, and that loads nothing.
fn check_page(path: &Path) -> String {
    let page = std::fs::read_to_string(path).expect("a page");
    let mut open = Vec::new();
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().expect("the rest of a tag");
        let name = tag.trim_start_matches('/').split_whitespace().next().expect("a name").trim_end_matches('/');
        match tag {
            _ if tag.starts_with('!') || tag.ends_with('/') || name == "meta" => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "</{name}>"),
            _ => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "all elements end");
    for outside in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let charts = page.matches(r#"role="img""#).count();
    assert!(charts >= 3 && page.matches("</desc>").count() == charts, "{charts} charts");
    page
}

#[test]
fn each_plan_is_run_and_counted() {
    let server = Server::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let (confirm, paid) = ("PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID");
    let lives = vec![("create", 40, 0), ("confirm", 40, 0), ("complete", 40, 0)];
    for (plan, expected, notified) in [
        ("create", vec![("create", 40, 0)], vec![]),
        ("query", vec![("query", 40, 0)], vec![]),
        ("complete", vec![("complete", 40, 0)], vec![(paid, 40, 40)]),
        ("lives", lives, vec![(confirm, 40, 40), (paid, 40, 40)]),
    ] {
        let path = folder.path().join(format!("{plan}.html"));
        let report = ["--plan", plan, "--report", path.to_str().expect("a name")];
        let (figures, output) = bench(&server, &[&SMALL[..], &report].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!((answers(&figures), notices(&figures)), (expected.clone(), notified), "{figures:#}");
        let all: u64 = expected.iter().map(|(_, answers, _)| answers).sum();
        let seconds = figures["seconds"].as_array().expect("a list").iter();
        // A last second of which little was measured is left out.
        assert!(seconds.map(|second| second["answers"].as_u64().expect("n")).sum::<u64>() <= all);
        assert_eq!((&figures["answers"], &figures["turns"], &figures["plan"]), (&json!(all), &json!(40), &json!(plan)));
        let latency = &figures["operations"][0]["latency_ms"];
        let of = |name: &str| latency[name].as_f64().expect("milliseconds");
        assert!(0.0 < of("min") && of("min") <= of("p50") && of("p50") <= of("p99.9") && of("p99.9") <= of("max"));
        let page = check_page(&path);
        assert!(page.contains(&format!("<dd>{plan}: ")) && page.contains(&server.url), "{plan}");
    }
}

#[test]
fn a_rate_is_kept_and_people_see_a_table() {
    let server = Server::start(&[]);
    let text = server.text(&["bench", "--plan", "query", "--rate", "50", "--requests", "20", "--warm-up", "0"]);
    assert!(text.starts_with("query: service orders are queried\n"), "{text}");
    assert!(text.contains("load: open: 50 requests a second\n") && text.contains("\nOPERATION  ANSWERS "), "{text}");
    let (figures, _) = bench(&server, &["--plan", "query", "--rate", "50", "--requests", "20", "--warm-up", "0"]);
    // The 20th is due 0.38 s after the first.
    assert!(figures["measured_seconds"].as_f64().expect("seconds") >= 0.38, "{figures:#}");
    let args = ["bench", "--requests", "1", "--server", &server.url];
    let chinese = payscore().args(args).env("LC_ALL", "zh_CN.UTF-8").output().expect("it runs");
    assert!(String::from_utf8_lossy(&chinese.stdout).contains("支付、通知"));
}

#[test]
fn answers_that_were_not_expected_are_counted_and_fail_it() {
    let server = Server::start(&[]);
    let broken = ["fault", "add", "system-error", "--operation", "QueryServiceOrder", "--count", "7"];
    server.text(&broken);
    let (figures, output) = bench(&server, &["--plan", "query", "--requests", "40", "--warm-up", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).ends_with("payscore: 7 of 40 answers were not as expected\n"), "{}", said(&output));
    assert_eq!(answers(&figures), [("query", 33, 7)]);
    let by_code = json!([{ "operation": "query", "status": 500, "code": "SYSTEM_ERROR", "count": 7 }]);
    assert_eq!(figures["errors"]["by_code"], by_code);
    let first = figures["errors"]["first"].as_array().expect("a list");
    assert!(first.len() == 5 && first[0]["message"].as_str().is_some_and(|message| !message.is_empty()), "{first:?}");
}

/// An endpoint that says this to every fourth notification, and takes the others.
fn endpoint(refusal: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/notify", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for (count, mut stream) in listener.incoming().flatten().enumerate() {
            let mut reader = BufReader::new(&stream);
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
                line.clear();
            }
            reader.read_exact(&mut vec![0; length]).expect("a body");
            let status = if count % 4 == 3 { refusal } else { "200 OK" };
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("answered");
        }
    });
    url
}

#[test]
fn the_users_own_endpoint_bears_the_load() {
    let server = Server::start(&[]);
    let well = ["--requests", "10", "--warm-up", "0", "--notify-url", &endpoint("200 OK")];
    let (figures, output) = bench(&server, &well);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(notices(&figures), [("PAYSCORE.USER_CONFIRM", 10, 10), ("PAYSCORE.USER_PAID", 10, 10)]);
    let told = &figures["notifications"];
    assert_eq!((&told["received_by_bench"], &told["not_taken"]), (&json!(false), &json!({})));
    assert!(told["endpoint_ms"]["max"].is_number(), "{told}");

    let badly = ["--requests", "4", "--warm-up", "0", "--notify-url", &endpoint("503 Not Today")];
    let (figures, output) = bench(&server, &badly);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("2 notifications did not come"), "{}", said(&output));
    let told = &figures["notifications"];
    assert_eq!((&told["missing"], &told["not_taken"]), (&json!(2), &json!({ "503": 2 })), "{told}");
}

#[test]
fn ctrl_c_ends_it_and_the_figures_are_shown() {
    let server = Server::start(&[]);
    let mut child = payscore()
        .args(["bench", "--json", "--plan", "create", "--duration", "5m", "--rate", "100", "--warm-up", "0"])
        .args(["--server", &server.url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("a piped stderr")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "measuring"));
    let deadline = Instant::now() + Duration::from_secs(20);
    // The first is created before anything is measured.
    while server.json(&["order", "list"])["orders"].as_array().expect("a list").len() < 5 {
        assert!(Instant::now() < deadline, "no order within 20 s");
    }
    signal(&child, "INT");
    let mut text = String::new();
    child.stdout.take().expect("a piped stdout").read_to_string(&mut text).expect("UTF-8");
    assert_eq!(child.wait().expect("an ended process").code(), Some(0), "{:?}", lines.collect::<Vec<_>>());
    let figures: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(figures["interrupted"], true);
    assert!(figures["answers"].as_u64().is_some_and(|answers| answers > 0), "{figures:#}");
    assert!(figures["measured_seconds"].as_f64().is_some_and(|seconds| seconds < 60.0), "{figures:#}");
}

#[test]
fn only_this_machine_is_loaded() {
    for host in ["https://api.mch.weixin.qq.com", "http://api2.wechatpay.cn", "http://me@apihk.mch.weixin.qq.com:80"] {
        let said = fail(1, &["bench", "--allow-remote", "--server", host]);
        assert!(said.contains("real money: no load is ever sent there"), "{said}");
        let said = fail(1, &["bench", "--allow-remote", "--notify-url", host]);
        assert!(said.contains("real money"), "{said}");
    }
    let said = fail(1, &["bench", "--server", "http://192.0.2.1:9080"]);
    assert!(said.contains("--server 192.0.2.1 is not this machine") && said.contains("--allow-remote"), "{said}");
    let said = fail(1, &["bench", "--notify-url", "http://192.0.2.1/notify"]);
    assert!(said.contains("--notify-url 192.0.2.1 is not this machine"), "{said}");
    assert!(fail(1, &["bench", "--server", "https://127.0.0.1:9443"]).contains("plain http"));
}

#[test]
fn what_keeps_it_from_running_is_told_once() {
    let (server, other) = (Server::start(&[]), Server::start(&[]));
    let data = other.data();
    let said = server.refused(&["bench", "--data", data.to_str().expect("a name")]);
    assert!(said.contains("SIGN_ERROR") && said.contains("do the credentials belong to this server?"), "{said}");
    let said = server.refused(&["bench", "--data", "/nowhere"]);
    assert!(said.contains("/nowhere/merchants/default") && said.contains("--data"), "{said}");
    assert!(server.refused(&["bench", "--merchant", "partner"]).contains("is a service provider"));
    assert!(server.refused(&["bench", "--merchant", "nope"]).contains("payscore merchant list"));
    let said = server.refused(&["bench", "--report", "/nowhere/report.html"]);
    assert!(said.contains("--report /nowhere/report.html"), "{said}");
    let said = fail(1, &["bench", "--server", "http://127.0.0.1:9"]);
    assert!(said.contains("payscore serve"), "{said}");
    for wrong in [["--requests", "1000001"], ["--duration", "11m"], ["--connections", "0"], ["--report", "Cargo.toml"]]
    {
        fail(2, &[&["bench"][..], &wrong].concat());
    }
}
