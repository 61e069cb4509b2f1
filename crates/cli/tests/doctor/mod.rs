//! `payscore doctor`: mistakes are made through real HTTP, and the doctor names them.

use crate::support::{Server, fail, payscore};
use payscore_wire::{Authorization, Certificate, PrivateKey};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Output;
use std::time::{SystemTime, UNIX_EPOCH};

const ORDERS: &str = "/v3/payscore/serviceorder";
const QUERY: &str = "/v3/payscore/serviceorder?service_id=5&out_order_no=a%7C1&appid=wx";
const BODY: &str = r#"{"out_order_no":"a|1","service_introduction":"充电宝"}"#;

/// A merchant who signs by hand.
struct Signer {
    key: PrivateKey,
    mchid: String,
    serial_no: String,
    timestamp: i64,
}

/// A request as it goes out.
#[derive(Clone)]
struct Sent {
    method: &'static str,
    target: String,
    authorization: String,
    body: String,
}

impl Signer {
    fn of(server: &Server, merchant: &str) -> Self {
        let folder = server.data().join("merchants").join(merchant);
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
        let file: Value = serde_json::from_str(&read("merchant.json")).expect("JSON");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
        Self {
            key: PrivateKey::from_pem(&read("apiclient_key.pem")).expect("a key"),
            mchid: file["mchid"].as_str().expect("a number").to_owned(),
            serial_no: file["serial_no"].as_str().expect("a number").to_owned(),
            timestamp: i64::try_from(now).expect("a time"),
        }
    }

    /// The header, over this message.
    fn header(&self, nonce: &str, message: &str) -> String {
        Authorization {
            algorithm: self.key.algorithm(),
            mchid: self.mchid.clone(),
            nonce_str: nonce.to_owned(),
            signature: self.key.sign(message.as_bytes()),
            timestamp: self.timestamp,
            serial_no: self.serial_no.clone(),
        }
        .format()
    }

    /// A POST for which `message` was signed; `{t}` in it is the time.
    fn post(&self, message: &str) -> Sent {
        let message = message.replace("{t}", &self.timestamp.to_string());
        let authorization = self.header("N0nce", &message);
        Sent { method: "POST", target: ORDERS.to_owned(), authorization, body: BODY.to_owned() }
    }

    fn get(&self, message: &str) -> Sent {
        let authorization = self.post(message).authorization;
        Sent { method: "GET", target: QUERY.to_owned(), authorization, body: String::new() }
    }
}

fn right() -> String {
    format!("POST\n{ORDERS}\n{{t}}\nN0nce\n{BODY}\n")
}

impl Sent {
    /// Sends it: the answer's status, `Request-ID` and body.
    fn exchange(&self, server: &Server) -> (u16, String, Value) {
        let address = server.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("a connection");
        let Self { method, target, authorization, body } = self;
        let length = body.len();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let id = head.lines().find_map(|line| line.strip_prefix("Request-ID: ")).expect("a Request-ID");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, id.to_owned(), serde_json::from_str(body).expect("JSON"))
    }

    fn curl(&self, server: &Server) -> String {
        let Self { method, target, authorization, body } = self;
        let data = if body.is_empty() { String::new() } else { format!(" --data-raw '{body}'") };
        format!("curl -X {method} '{}{target}' -H 'Authorization: {authorization}'{data}", server.url)
    }
}

fn doctor(server: &Server, args: &[&str]) -> Output {
    payscore().args(["doctor", "--server", &server.url]).args(args).output().expect("the binary runs")
}

/// What the doctor found: the causes, and the exit code that goes with it.
fn causes(output: &Output) -> Vec<String> {
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let diagnosis = &answer["diagnosis"];
    assert_eq!(output.status.code(), Some(i32::from(!diagnosis.is_null())));
    let also = diagnosis["also"].as_array().into_iter().flatten();
    let all = std::iter::once(diagnosis).filter(|found| !found.is_null()).chain(also);
    all.map(|found| found["cause"].as_str().expect("a name").to_owned()).collect()
}

/// Through HTTP, by its `Request-ID`, as a curl command line, and by its parts: the same cause.
fn assert_cause(server: &Server, sent: &Sent, cause: &str) {
    let (status, id, body) = sent.exchange(server);
    assert_eq!((status, body["_payscore"]["cause"].as_str()), (401, Some(cause)), "{body}");
    assert_eq!(causes(&doctor(server, &["--json", "--request", &id])), [cause]);
    assert_eq!(causes(&doctor(server, &["--json", "--curl", &sent.curl(server)])), [cause]);
    let url = format!("{}{}", server.url, sent.target);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &sent.body).expect("written");
    let parts = ["--json", "--method", sent.method, "--url", &url, "--authorization", &sent.authorization, "--body"];
    let parts = [&parts[..], &[file.path().to_str().expect("a path")]].concat();
    assert_eq!(causes(&doctor(server, &parts)), [cause]);
}

#[test]
fn messages_signed_wrongly() {
    let server = Server::start(&["--no-tls"]);
    let signer = Signer::of(&server, "default");
    let spaced = r#"{"out_order_no": "a|1", "service_introduction": "充电宝"}"#;
    let escaped = r#"{"out_order_no":"a|1","service_introduction":"\u5145\u7535\u5b9d"}"#;
    for (message, cause) in [
        (right().replace(BODY, spaced), "body_reserialized"),
        (right().replace(BODY, escaped), "body_reserialized"),
        (right().replace(BODY, ""), "body_not_signed"),
        (right().trim_end().to_owned(), "final_newline_missing"),
        (right().replace('\n', "\r\n"), "crlf"),
        (right().replace('\n', "\\n"), "newlines_escaped"),
        (right().replace("POST", "post"), "method_differs"),
        (right().replace(ORDERS, &format!("{}{ORDERS}", server.url)), "url_signed_whole"),
        (right().replace("{t}", "{t}000"), "timestamp_differs"),
        (right().replace("N0nce", "n0nce"), "nonce_differs"),
        (format!("{{t}}\nN0nce\n{BODY}\n"), "response_message_signed"),
        (right().replace("N0nce", "other"), "message_differs"),
    ] {
        assert_cause(&server, &signer.post(&message), cause);
    }
    for (target, cause) in [(ORDERS, "query_not_signed"), (&QUERY.replace("%7C", "|"), "target_encoding")] {
        assert_cause(&server, &signer.get(&format!("GET\n{target}\n{{t}}\nN0nce\n\n")), cause);
    }
}

#[test]
fn keys_serials_and_times() {
    let server = Server::start(&["--no-tls"]);
    let partner = Signer::of(&server, "partner");
    let signer = || Signer::of(&server, "default");
    let platform =
        std::fs::read_to_string(server.data().join("merchants/default/platform_cert.pem")).expect("a certificate");
    let platform = Certificate::from_pem(&platform).expect("a certificate").serial_no().to_owned();
    let stranger = PrivateKey::generate().expect("a key");
    for (signer, cause) in [
        (Signer { key: partner.key.clone(), ..signer() }, "key_of_another_merchant"),
        (Signer { key: stranger.clone(), ..signer() }, "key_unknown"),
        (Signer { serial_no: partner.serial_no.clone(), ..signer() }, "serial_of_another_merchant"),
        (Signer { serial_no: platform, ..signer() }, "serial_of_platform"),
        (Signer { mchid: "1900000000".to_owned(), key: stranger, ..signer() }, "merchant_unknown"),
        (Signer { mchid: signer().mchid, ..partner }, "credentials_of_another_merchant"),
        (Signer { timestamp: signer().timestamp + 8 * 3600, ..signer() }, "time_zone"),
        (Signer { timestamp: signer().timestamp - 1000, ..signer() }, "clock_skew"),
        (Signer { timestamp: signer().timestamp * 1000, ..signer() }, "timestamp_in_milliseconds"),
    ] {
        assert_cause(&server, &signer.post(&right()), cause);
    }
    let mut sent = signer().post(&right());
    sent.authorization = sent.authorization.replace("RSA2048", "RSA1024");
    assert_cause(&server, &sent, "scheme_wrong");
}

#[test]
fn a_right_request_has_no_fault() {
    let server = Server::start(&["--no-tls"]);
    let sent = Signer::of(&server, "default").post(&right());
    let output = doctor(&server, &["--curl", &sent.curl(&server)]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.starts_with("ok let in") && text.contains("MESSAGE TO SIGN"), "{text}");
    // A copy of it is what `nonce_replayed` is about: the first was let in.
    let (status, _, _) = sent.exchange(&server);
    assert_eq!(status, 400, "let in, and incomplete");
    let (status, id, _) = sent.exchange(&server);
    assert_eq!(status, 401);
    assert_eq!(causes(&doctor(&server, &["--json", "--request", &id])), ["nonce_replayed"]);
}

#[test]
fn a_signed_message_is_compared_byte_for_byte() {
    let server = Server::start(&["--no-tls"]);
    let signer = Signer::of(&server, "default");
    let message = right().replace("N0nce", "N1nce");
    let (_, id, _) = signer.post(&message).exchange(&server);
    let file = tempfile::NamedTempFile::new().expect("a file");
    let message = message.replace("{t}", &signer.timestamp.to_string());
    std::fs::write(file.path(), &message).expect("written");
    let path = file.path().to_str().expect("a path");
    let output = doctor(&server, &["--request", &id, "--signed-message", path]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let at = message.find("1nce").expect("the nonce");
    assert!(text.contains(&format!("differs at byte {at}, in the nonce_str:")), "{text}");
    assert!(text.contains("\\nN1nce\\n") && text.contains("\\nN0nce\\n"), "{text}");
    assert!(text.contains("the signature was made over it"), "{text}");
    let text = fail(1, &["doctor", "--server", &server.url, "--signed-message", path]);
    assert!(text.contains("--request"), "{text}");
}

#[test]
fn without_arguments_the_set_up_and_the_latest_refusals_are_told() {
    let server = Server::start(&[]);
    let output = doctor(&server, &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for words in [
        "answers at",
        "clocks agree",
        "proxy for WeChat Pay's hosts at",
        "merchant 1230000109: credentials",
        "no request was refused",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let sent = Signer::of(&server, "default").post(&right().replace(BODY, ""));
    sent.exchange(&server);
    let output = doctor(&server, &[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("body_not_signed") && text.contains("CreateServiceOrder"), "{text}");
    assert!(text.contains("签名时漏了请求体"), "{text}");
    let report: Value = serde_json::from_slice(&doctor(&server, &["--json"]).stdout).expect("JSON");
    assert_eq!(
        (&report["wrong"], &report["requests"][0]["diagnosis"]["cause"]),
        (&true.into(), &"body_not_signed".into())
    );
}

#[test]
fn a_broken_set_up_is_told() {
    let server = Server::start(&["--no-tls", "--journal", "0"]);
    let key = server.data().join("merchants/default/apiclient_key.pem");
    std::fs::write(&key, "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n").expect("written");
    let mut command = payscore();
    command.args(["doctor", "--server", &server.url]).env("HTTP_PROXY", "http://192.0.2.1:3128");
    let output = command.output().expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for words in ["credentials of merchant 1230000109 cannot be used", "no proxy for", "the proxy 192.0.2.1:3128"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let output = payscore().args(["doctor", "--server", &format!("http://{free}")]).output().expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && text.contains("no payscore server at"), "{text}");
}
