//! Connections, byte by byte: to the forward proxy (first byte `P`), or to the plain door, from another machine.

use payscore_server::fuzzing::{Entrance, House};
use payscore_server::{Config, Door};
use std::net::SocketAddr;
use std::sync::LazyLock;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const HOSTS: [&str; 5] = [
    "api.mch.weixin.qq.com",
    "api2.mch.weixin.qq.com",
    "apihk.mch.weixin.qq.com",
    "api.wechatpay.cn",
    "api2.wechatpay.cn",
];
/// A page of the console, a reference of all operations: what is asked for once is answered once, and not by more.
const LARGEST_ANSWER: usize = 256 << 10;

struct Scene {
    runtime: Runtime,
    house: House,
    _data: TempDir,
}

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut config = Config::new(data.path());
    (config.tls, config.proxy, config.journal) = (Door::Closed, Door::Closed, 4);
    config.control_token = Some("0123456789abcdef".to_owned());
    let house = runtime.block_on(House::open(config)).expect("a house");
    Scene { runtime, house, _data: data }
});

/// What a request line said, for a reader in a hurry.
struct Line<'a> {
    method: &'a str,
    target: &'a str,
}

pub(crate) fn check(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    let entrance = if *first == b'P' { Entrance::Proxy } else { Entrance::Front };
    let peer = SocketAddr::from(([192, 0, 2, 1], 1));
    let answer = SCENE.runtime.block_on(SCENE.house.hear(entrance, peer, bytes));
    let answers = statuses(&answer);
    // What is no request is not answered as one; what is one is answered at most once.
    assert!(answers.len() <= request_lines(bytes) + 1, "{answers:?} for {} requests", request_lines(bytes));
    assert!(answer.len() <= (answers.len() + 1) * LARGEST_ANSWER, "{} bytes", answer.len());
    assert!(answers.iter().all(|status| *status != 500), "{}", String::from_utf8_lossy(&answer));
    // Nobody here has a merchant's key, the token, or this machine's address: what is there to be had without?
    let Some(status) = answers.first() else { return };
    let Some(line) = first_request(bytes) else {
        assert!((400..500).contains(status), "{status} for what is no request");
        return;
    };
    match entrance {
        Entrance::Proxy => by_proxy(&line, *status),
        Entrance::Front => by_front(&line, *status),
    }
}

fn by_proxy(line: &Line<'_>, status: u16) {
    if line.method == "CONNECT" {
        // As many zeros before a port as one likes (RFC 3986, 3.2.3).
        let is_443 = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse() == Ok(443u16);
        let authority = line.target.rsplit_once(':').filter(|(_, port)| is_443(port));
        let is_ours = authority.is_some_and(|(host, _)| is_wechat_pay(host));
        // The rest of the head may be none all the same: a length that is no number.
        assert!(status == 200 || status == 400 || !is_ours, "{status} for CONNECT {}", line.target);
        assert!(is_ours || status != 200, "CONNECT {}", line.target);
        return;
    }
    let host = line.target.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let host = host.map(|host| host.rsplit_once('@').map_or(host, |(_, host)| host));
    let host = host.map(|host| host.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':'));
    if !host.is_some_and(is_wechat_pay) {
        assert!(matches!(status, 400 | 403 | 408 | 414 | 431), "{status} for {}", line.target);
    }
    // The API alone, and all of it signed.
    assert!((400..500).contains(&status), "{status} for {}", line.target);
}

fn by_front(line: &Line<'_>, status: u16) {
    let path = line.target.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    if path.starts_with("/_payscore/") && path != "/_payscore/console/enter" {
        assert!((400..500).contains(&status), "{status} for {}", line.target);
    }
    assert!((400..500).contains(&status), "{status} for {}", line.target);
}

fn is_wechat_pay(host: &str) -> bool {
    HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host))
}

/// The first request, where a strict reader sees one.
fn first_request(bytes: &[u8]) -> Option<Line<'_>> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    request.parse(bytes).ok()?.is_complete().then_some(())?;
    Some(Line { method: request.method?, target: request.path? })
}

/// How many requests there can be at the most: every head has one of these.
fn request_lines(bytes: &[u8]) -> usize {
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).filter(|window| window == &wanted).count();
    has(b" HTTP/1.")
}

/// The statuses of what came back: answers one after another, each as long as it says. What follows a
/// CONNECT's success is TLS.
fn statuses(mut answer: &[u8]) -> Vec<u16> {
    let mut found = Vec::new();
    while !answer.is_empty() {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(answer);
        let Ok(httparse::Status::Complete(head)) = parsed else {
            panic!("{parsed:?} in {:?}", String::from_utf8_lossy(answer))
        };
        let status = response.code.expect("a status");
        // `100 Continue` is no answer yet, and has no body.
        if status == 100 {
            answer = &answer[head..];
            continue;
        }
        found.push(status);
        let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let Some(length) = length else { break };
        let length: usize =
            std::str::from_utf8(length.value).ok().and_then(|text| text.parse().ok()).expect("a length");
        // The answer to HEAD announces what it does not have. No body of ours looks like an answer.
        let body = if answer[head..].starts_with(b"HTTP/1.") { 0 } else { length };
        answer = answer.get(head + body..).unwrap_or_default();
    }
    found
}
