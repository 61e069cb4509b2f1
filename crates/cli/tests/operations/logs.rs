//! `serve --log-format json`

use crate::support::{Server, payscore};
use serde_json::Value;

fn parsed(lines: &str) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    lines.lines().map(parse).collect()
}

#[test]
fn each_line_is_json_with_the_fields_that_are_documented() {
    let mut server = Server::start(&["-vv", "--log-format", "json"]);
    let merchant = server.merchant("default");
    merchant.create("json-log");
    server.text(&["order", "confirm", "json-log"]);
    let again = server.refused(&["order", "confirm", "nowhere"]);
    assert!(again.contains("nowhere"), "{again}");
    server.signal("TERM");
    let (_, stderr, status) = server.wait();
    assert_eq!(status.code(), Some(0));

    let lines = parsed(&stderr);
    for line in &lines {
        for field in ["timestamp", "level", "target", "message"] {
            assert!(line[field].is_string(), "{field}: {line}");
        }
    }
    let created = lines.iter().find(|line| line["target"] == "payscore_server::request").expect("a request");
    assert_eq!(created["level"], "DEBUG");
    assert_eq!(created["message"], "answered");
    assert_eq!(created["method"], "POST");
    assert_eq!(created["operation"], "CreateSmartRetailOrder");
    assert_eq!(created["mchid"], merchant.text("mchid"));
    assert_eq!(created["status"], 200);
    assert!(created["duration_ms"].is_number() && created["request_id"].is_string(), "{created}");
    assert!(lines.iter().any(|line| line["message"] == "stopping"), "{stderr}");
}

#[test]
fn no_secret_and_no_user_is_in_any_line() {
    // Without a journal there is a line for each request all the same.
    let args = ["-vv", "--log-format", "json", "--control-token", "t0ps3cret-token", "--journal", "0"];
    let mut server = Server::start(&args);
    let merchant = server.merchant("default");
    merchant.create("secrets");
    server.text(&["order", "confirm", "secrets"]);
    merchant.complete("secrets");
    let openid = merchant.user("pays_at_once").to_owned();
    let path = format!("/v3/payscore/permissions/openid/{openid}?service_id=1&appid=2");
    let refused = ureq::get(format!("{}{path}", server.url)).config().http_status_as_error(false).build().call();
    assert_eq!(refused.expect("an answer").status(), 401);
    server.signal("TERM");
    let (_, stderr, _) = server.wait();

    let lines = parsed(&stderr);
    assert!(lines.iter().any(|line| line["status"] == 401 && line["code"] == "SIGN_ERROR"), "{stderr}");
    let key = std::fs::read_to_string(server.data().join("merchants/default/apiclient_key.pem")).expect("a key");
    let inside = key.lines().nth(1).expect("a line of base64");
    let secrets =
        ["t0ps3cret-token", merchant.text("apiv3_key"), merchant.text("apiv2_key"), &openid, inside, "signature="];
    for secret in secrets {
        assert!(!stderr.contains(secret), "{secret} in {stderr}");
    }
}

#[test]
fn a_server_that_does_not_start_says_so_in_json() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let output = payscore()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(file.path())
        .env("PAYSCORE_LOG_FORMAT", "json")
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    let [line] = parsed(&stderr).try_into().unwrap_or_else(|lines| panic!("not one line: {lines:?}"));
    assert_eq!(line["level"], "ERROR");
    assert!(line["error"].as_str().is_some_and(|error| error.contains("it is a file")), "{line}");
}
