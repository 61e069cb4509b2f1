//! Attempts to be let in, or to be heard, without the right: each is refused as `docs/security-attempts.md` says, and
//! changes nothing. `PAYSCORE_REWRITE=1 cargo test -p payscore-server --test http bypass` writes the page anew.

mod altered;
mod control;
mod header;
mod identity;
mod replay;
mod shape;
mod signature;
mod sweep;
mod target;

use crate::client::{Client, Request};
use crate::shop::{SERVICE_ORDERS, Shop, successful};
use payscore_server::Wall;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The order that every attempt is after: it waits for its user, and a cancellation would be granted.
const VICTIM: &str = "victim";
const PAGE: &str = "../../docs/security-attempts.md";

/// What the 401s of a wrong signature, merchant, time or nonce are; and of a header that cannot be read.
const REFUSED: &str = "401 SIGN_ERROR";

/// A server with an order on it, its merchant, and another merchant.
struct Scene {
    shop: Shop,
    other: Client,
}

/// Bytes that must not be granted, sent when the wall has moved on by so many seconds, and what they are answered with.
struct Attempt {
    name: &'static str,
    after: i64,
    bytes: Vec<u8>,
    /// Nothing follows, though more was promised.
    breaks_off: bool,
    answer: &'static str,
}

impl Attempt {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>, answer: &'static str) -> Self {
        Self { name, after: 0, bytes: bytes.into(), breaks_off: false, answer }
    }

    /// Of a request that was made wrong somewhere.
    fn refused(name: &'static str, request: &Request<'_>) -> Self {
        Self::new(name, request.bytes(), REFUSED)
    }

    fn breaking_off(self) -> Self {
        Self { breaks_off: true, ..self }
    }

    fn after(self, after: i64) -> Self {
        Self { after, ..self }
    }
}

impl Scene {
    async fn open() -> Self {
        let shop = Shop::open_with(|config| config.control_token = Some(control::TOKEN.to_owned())).await;
        shop.create(VICTIM).await;
        let other = shop.client_of("partner");
        Self { shop, other }
    }

    fn client(&self) -> &Client {
        &self.shop.client
    }

    fn now(&self) -> i64 {
        self.shop.wall.now()
    }

    fn path(&self) -> String {
        format!("{SERVICE_ORDERS}/{VICTIM}/cancel")
    }

    fn body(&self) -> String {
        self.shop.cancellation("not by its merchant").to_string()
    }

    /// The cancellation as its merchant would ask for it. Unchanged it is granted.
    fn right(&self) -> Request<'_> {
        self.client().request("POST", self.path()).body(self.body())
    }

    /// All that a caller could have changed.
    async fn everything(&self) -> Value {
        let mut all = json!({ VICTIM: self.shop.record(VICTIM).await });
        for list in [
            "orders",
            "notifications",
            "merchants",
            "permissions",
            "plans",
            "sign-plans",
            "service-account-applications",
            "media",
            "faults",
            "platform",
            "notifications/holding",
        ] {
            let answer = self.shop.server.get(list).await;
            assert_eq!(answer.status, 200, "{list}");
            all[list] = answer.body;
        }
        all
    }

    /// `401 SIGN_ERROR`, and so on for each answer that comes; `closed` where none does.
    async fn send(&self, bytes: &[u8], breaks_off: bool) -> String {
        let mut stream = TcpStream::connect(&self.client().address).await.expect("a connection");
        // An answer may come, and the connection end, before all is written.
        let _ = stream.write_all(bytes).await;
        if breaks_off {
            let _ = stream.shutdown().await;
        }
        let mut raw = Vec::new();
        let _ = stream.read_to_end(&mut raw).await;
        outcome(&raw)
    }

    /// Makes every attempt, one after the other; those that went otherwise.
    async fn try_all(&self, attempts: Vec<Attempt>, page: &mut String) -> Vec<String> {
        let before = self.everything().await;
        let mut surprises = Vec::new();
        for Attempt { name, after, bytes, breaks_off, answer } in attempts {
            self.shop.wall.advance(after);
            let got = self.send(&bytes, breaks_off).await;
            if got != answer {
                surprises.push(format!("{name}: {got}, not {answer}"));
            }
            assert!(self.everything().await == before, "{name} changed something");
            let _ = writeln!(page, "| {name} | {answer} |");
        }
        surprises
    }
}

/// Status and code of each answer in a row.
fn outcome(mut raw: &[u8]) -> String {
    let mut seen = Vec::new();
    while let Some(end) = raw.windows(4).position(|window| window == b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&raw[..end]).to_ascii_lowercase();
        let status = head.get(9..12).unwrap_or_default().to_owned();
        let signed = head.contains("wechatpay-signature:");
        assert!(status != "401" || !signed, "upstream signs no 401");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        let rest = &raw[end + 4..];
        let (body, after) = rest.split_at(rest.len().min(length.unwrap_or(0)));
        let code = serde_json::from_slice::<Value>(body).ok().and_then(|body| Some(body["code"].as_str()?.to_owned()));
        seen.push(code.map_or(status.clone(), |code| format!("{status} {code}")));
        raw = after;
    }
    if seen.is_empty() { "closed".to_owned() } else { seen.join(", ") }
}

/// Bytes with every `from` in them replaced.
fn swap(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("a request in UTF-8");
    assert!(text.contains(from), "{from:?} is not in {text}");
    text.replace(from, to).into_bytes()
}

const HEAD: &str = "# Attempts

Each is made in a test (`crates/server/tests/http/bypass/`), answered as it says here, and leaves everything as it was: the
order that it is after, all lists of the control API. `cargo test -p payscore-server --test http bypass` fails where this page is not
what happens; with `PAYSCORE_REWRITE=1` it writes it anew. What is protected, and from whom: [security.md](security.md).

`closed` is a connection that ends without an answer. Two answers are those to what was sent as one request and read as two.
";

#[tokio::test]
async fn every_attempt_is_refused_and_changes_nothing() {
    let scene = Scene::open().await;
    let (mut page, mut surprises) = (HEAD.to_owned(), Vec::new());
    for (family, attempts) in [
        ("Altered after signing", altered::attempts(&scene)),
        ("Another target than the signed one", target::attempts(&scene)),
        ("The signature", signature::attempts(&scene)),
        ("Who it is from", identity::attempts(&scene)),
        ("The Authorization header", header::attempts(&scene)),
        ("Shapes of HTTP", shape::attempts(&scene)),
        ("The control API and the console", control::attempts(&scene)),
        ("Again, too late, too early", replay::attempts(&scene).await),
    ] {
        let names: BTreeSet<_> = attempts.iter().map(|attempt| attempt.name).collect();
        assert_eq!(names.len(), attempts.len(), "{family}: two attempts of one name");
        let _ = write!(page, "\n## {family}\n\n| attempt | answer |\n| --- | --- |\n");
        surprises.extend(scene.try_all(attempts, &mut page).await);
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
    successful(scene.right().send().await);
    check_page(&page);
}

fn check_page(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("PAYSCORE_REWRITE").is_some() {
        std::fs::write(&path, page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "{PAGE} is not what happens; PAYSCORE_REWRITE=1 writes it anew");
}
