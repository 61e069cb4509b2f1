//! `payscore merchant …`

use crate::support::{Server, fail, payscore, succeed};
use payscore::Config;
use payscore::blocking::Client;
use payscore_wire::issue::serial_from;
use payscore_wire::{Certificate, Issuer, PrivateKey, Subject, Validity};
use serde_json::{Value, json};
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const MCHID: &str = "1490000001";
const APIV3_KEY: &str = "abcdefghijklmnopqrstuvwxyz012345";
const DAY: i64 = 24 * 3600;

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs()
        .try_into()
        .expect("before the year 292e9")
}

struct Own {
    key: PrivateKey,
    other_key: PrivateKey,
    issuer: Issuer,
}

/// What WeChat Pay's own authority would have issued.
static OWN: LazyLock<Own> = LazyLock::new(|| Own {
    key: PrivateKey::generate().expect("a key"),
    other_key: PrivateKey::generate().expect("a key"),
    issuer: Issuer::generate("Tenpay.com Root CA", Validity { not_before: 0, not_after: now() + 100 * DAY })
        .expect("a CA"),
});

fn certificate(not_after: i64) -> Certificate {
    let subject = Subject { common_name: MCHID, ..Subject::default() };
    let validity = Validity { not_before: now() - 90 * DAY, not_after };
    OWN.issuer.issue_to(&OWN.key.public_key(), subject, validity, serial_from([7; 20])).expect("a certificate")
}

/// A team's files.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().expect("a folder"));
        files.write("cert.pem", certificate(now() + 90 * DAY).pem());
        files.write("key.pem", OWN.key.to_pkcs8_pem().as_bytes());
        files.write("apiv3", format!("{APIV3_KEY}\n"));
        files
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.0.path().join(name);
        fs::write(&path, contents).expect("a file");
        fs::set_permissions(path, Permissions::from_mode(0o600)).expect("a mode");
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("UTF-8").to_owned()
    }
}

/// The SDK with the merchant's own files is answered.
fn works(server: &Server, folder: &Path) {
    let config = Config::from_merchant_dir(folder).and_then(|config| config.with_base_url(&server.url));
    let client = Client::new(config.expect("a configuration"));
    client.download_certificates().expect("an answer that verifies");
}

#[test]
fn shows_all_but_the_keys_unless_they_are_asked_for() {
    let server = Server::start(&[]);
    let merchant = server.merchant("default");
    let text = server.text(&["merchant", "show"]);
    for field in ["mchid", "serial_no", "appid", "wechatpay_public_key_id", "platform_serial_no"] {
        assert!(text.contains(merchant.text(field)), "{field}: {text}");
    }
    let folder = server.data().join("merchants/1230000109");
    for file in ["apiclient_cert.pem", "apiclient_key.pem", "wechatpay_public_key.pem", "platform_cert.pem"] {
        assert!(text.contains(folder.join(file).to_str().expect("UTF-8")), "{file}: {text}");
    }
    assert!(text.contains("certificate_expires") && text.contains("platform_identity"), "{text}");
    let keys = ["apiv2_key", "apiv3_key"].map(|name| merchant.text(name));
    assert!(keys.iter().all(|key| !text.contains(key)), "{text}");
    let told = server.json(&["merchant", "show", "1230000109", "--secrets"]);
    assert_eq!([&told["apiv2_key"], &told["apiv3_key"]], keys);
    assert_eq!(server.json(&["merchant", "show", "partner"])["sub_mchid"], "1900000109");
    let text = server.refused(&["merchant", "show", "nobody"]);
    assert_eq!(text, "payscore: no merchant nobody. `payscore merchant list` shows the merchants there are\n");
    let text = server.refused(&["merchant", "show", "--secrets", "--data", "/nowhere"]);
    assert!(text.contains("/nowhere/merchants/1230000109/merchant.json") && text.contains("--data"), "{text}");
}

#[test]
fn sets_what_a_running_server_lets_one_change() {
    let server = Server::start(&[]);
    let url = "http://127.0.0.1:1/mine";
    let args = ["merchant", "set", "partner", "--notify-url", url, "--platform-identity", "public_key"];
    assert!(
        server.text(&args).starts_with("1900000100  notify_url http://127.0.0.1:1/mine  platform_identity public_key")
    );
    let server = server.restart(&[]);
    let shown = server.json(&["merchant", "show", "partner"]);
    assert_eq!([&shown["notify_url"], &shown["platform_identity"]], [url, "public_key"]);
    assert_eq!(server.json(&["merchant", "set", "partner", "--notify-url", ""])["notify_url"], json!(null));
    assert!(
        server.refused(&["merchant", "set", "partner", "--notify-url", "x"]).contains("notify_url: not an http://")
    );
}

#[test]
fn an_added_merchant_is_usable_at_once() {
    let server = Server::start(&[]);
    let added = server.json(&["merchant", "add", "--kind", "partner", "--notify-url", "http://127.0.0.1:1/n"]);
    let mchid = added["mchid"].as_str().expect("a number");
    assert!(added["sub_mchid"].is_string() && added["notify_url"] == "http://127.0.0.1:1/n", "{added}");
    works(&server, &server.data().join("merchants").join(mchid));
    let text = server.text(&["env", "--for", "curl", "--merchant", mchid]);
    assert!(text.contains(mchid), "{text}");
    let text = server.refused(&["merchant", "add", mchid]);
    assert!(text.contains("409 ALREADY_EXISTS") && text.contains("--replace"), "{text}");
    server.text(&["merchant", "add", mchid, "--replace"]);
    works(&server, &server.data().join("merchants").join(mchid));
}

/// Runs with these variables and this stdin.
fn run_with(args: &[&str], variables: &[(&str, &str)], stdin: &str) -> (bool, String, String) {
    let mut command = payscore();
    command.args(args).envs(variables.iter().copied());
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the binary runs");
    let written = child.stdin.take().expect("a piped stdin").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("an end");
    // Whoever does not read stdin is gone before all is written.
    drop(written);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn own_keys_come_from_files_stdin_or_the_environment() {
    let server = Server::start(&[]);
    let files = Files::new();
    let (cert, key, apiv3) = (files.path("cert.pem"), files.path("key.pem"), files.path("apiv3"));
    let common = ["merchant", "import", "--json", "--server", &server.url, "--replace", "--cert", &cert, "--key", &key];
    let v2 = "0123456789abcdefghijklmnopqrstuv";
    for (args, variables, stdin) in [
        (vec!["--apiv3-key-file", &apiv3], vec![], String::new()),
        (vec!["--apiv3-key-file", "-", "--apiv2-key-file", "-"], vec![], format!("{APIV3_KEY}\n{v2}\n")),
        (vec![], vec![("PAYSCORE_APIV3_KEY", APIV3_KEY)], String::new()),
        // A file that is named counts over the environment.
        (vec!["--apiv3-key-file", &apiv3], vec![("PAYSCORE_APIV3_KEY", "short")], String::new()),
        (vec!["--apiv3-key", APIV3_KEY], vec![], String::new()),
    ] {
        let (done, stdout, stderr) = run_with(&[&common[..], &args].concat(), &variables, &stdin);
        assert!(done && stderr.is_empty(), "{args:?}: {stderr}");
        let imported: Value = serde_json::from_str(&stdout).expect("JSON");
        assert_eq!([&imported["mchid"], &imported["serial_no"]], [MCHID, certificate(0).serial_no()]);
        let folder = PathBuf::from(imported["folder"].as_str().expect("a folder"));
        let mode = fs::metadata(folder.join("apiclient_key.pem")).expect("a key").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        works(&server, &folder);
    }
    assert_eq!(server.json(&["merchant", "show", MCHID, "--secrets"])["apiv2_key"], v2, "what is left out stays");
}

/// Of openssl's making: with the ciphers of WeChat Pay's own files, and with today's.
const P12: [&[u8]; 2] =
    [include_bytes!("../../../sdk/fixtures/legacy.p12"), include_bytes!("../../../sdk/fixtures/modern.p12")];
/// Merchant number and password of these.
const P12_MCHID: &str = "1900000109";

#[test]
fn a_p12_file_brings_certificate_and_key_along() {
    let files = Files::new();
    let (p12, apiv3) = (files.path("cert.p12"), files.path("apiv3"));
    files.write("password", format!("{P12_MCHID}\n"));
    files.write("wrong", "1900000108");
    let password = files.path("password");
    for (bytes, args) in P12.into_iter().zip([["--mchid", P12_MCHID], ["--p12-password-file", &password]]) {
        files.write("cert.p12", bytes);
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let into = data.to_str().expect("UTF-8");
        let import = ["merchant", "import", "--p12", &p12, "--apiv3-key-file", &apiv3, "--into", into];
        succeed(&[&import[..], &args].concat());
        works(&Server::start_in(folder, &[]), &data.join("merchants").join(P12_MCHID));
        for (args, reason) in [
            (vec!["--p12-password-file", &files.path("wrong")], "it does not open: the password is wrong"),
            (vec!["--mchid", "1900000108"], "it does not open: the password is wrong"),
            (vec![], "its password is not known: --mchid names the merchant"),
            (vec!["--p12-password-file", &password, "--mchid", "1900000108"], P12_MCHID),
        ] {
            let text = fail(1, &[&import[..], &args].concat());
            assert!(text.contains(&p12) && text.contains(reason) && text.contains("--p12 wants"), "{args:?}: {text}");
        }
    }
    fail(2, &["merchant", "import", "--p12", &p12, "--cert", &files.path("cert.pem")]);
    fail(2, &["merchant", "import", "--p12-password-file", &password]);
}

#[test]
fn imports_into_the_folder_of_a_server_that_does_not_run() {
    let files = Files::new();
    let (cert, key, apiv3) = (files.path("cert.pem"), files.path("key.pem"), files.path("apiv3"));
    let import = ["merchant", "import", "--cert", &cert, "--key", &key, "--apiv3-key-file", &apiv3, "--into"];
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let into = data.to_str().expect("UTF-8").to_owned();
    let text = succeed(&[&import[..], &[&into]].concat());
    assert!(text.contains(MCHID) && text.contains("no APIv2 key"), "{text}");
    let server = Server::start_in(folder, &[]);
    works(&server, &data.join("merchants").join(MCHID));
    let text = fail(1, &[&import[..], &[&into, "--replace"]].concat());
    assert!(text.contains("another payscore server uses this data folder"), "{text}");
}

#[test]
fn a_file_that_is_no_good_is_named_in_one_line() {
    let server = Server::start(&[]);
    let files = Files::new();
    let pem = certificate(now() + 90 * DAY).pem().to_owned();
    let key = OWN.key.to_pkcs8_pem();
    for (file, contents, reason) in [
        ("cert.pem", b"".to_vec(), "it is empty"),
        ("cert.pem", b"\xff\xfe\x30".to_vec(), "it is not text; of a .p12 file"),
        ("cert.pem", pem.replacen("MII", "AAA", 1).into_bytes(), "the certificate's bytes are damaged"),
        ("cert.pem", pem.as_bytes()[..pem.len() / 2].to_vec(), "not PEM: the block starts"),
        (
            "cert.pem",
            key.as_bytes().to_vec(),
            "expected a certificate (such as apiclient_cert.pem), but this is a private key",
        ),
        ("cert.pem", certificate(now() - DAY).pem().as_bytes().to_vec(), "it expired on 20"),
        ("key.pem", pem.as_bytes().to_vec(), "expected a private key (apiclient_key.pem), but this is a certificate"),
        (
            "key.pem",
            key.replace("PRIVATE", "ENCRYPTED PRIVATE").into_bytes(),
            "the private key is encrypted; remove its passphrase",
        ),
        ("key.pem", OWN.other_key.to_pkcs8_pem().as_bytes().to_vec(), "it is not the key of the certificate"),
        ("apiv3", APIV3_KEY.as_bytes()[1..].to_vec(), "an APIv3 key has 32 characters, this one has 31"),
    ] {
        let wrong = Files::new();
        wrong.write(file, contents);
        let text = import(&server, &wrong);
        assert!(text.contains(&wrong.path(file)) && text.contains(reason), "{file}, {reason}: {text}");
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        assert!(!text.contains(&APIV3_KEY[1..]), "{text}");
    }
    fs::remove_file(files.path("cert.pem")).expect("a file to remove");
    let text = import(&server, &files);
    let expected = format!("payscore: {} is not usable: it cannot be read: No such file", files.path("cert.pem"));
    assert!(text.starts_with(&expected) && text.contains("--cert wants"), "{text}");
    assert!(server.refused(&["merchant", "show", MCHID]).contains("no merchant 1490000001"), "nothing came of it");
}

fn import(server: &Server, files: &Files) -> String {
    let (cert, key, apiv3) = (files.path("cert.pem"), files.path("key.pem"), files.path("apiv3"));
    server.refused(&["merchant", "import", "--cert", &cert, "--key", &key, "--apiv3-key-file", &apiv3])
}

#[test]
fn a_key_that_others_can_read_is_said_in_one_line() {
    let server = Server::start(&[]);
    let files = Files::new();
    fs::set_permissions(files.path("key.pem"), Permissions::from_mode(0o644)).expect("a mode");
    let (cert, key, apiv3) = (files.path("cert.pem"), files.path("key.pem"), files.path("apiv3"));
    let args =
        ["merchant", "import", "--server", &server.url, "--cert", &cert, "--key", &key, "--apiv3-key-file", &apiv3];
    let (done, _, stderr) = run_with(&args, &[], "");
    assert!(done, "{stderr}");
    assert_eq!(stderr, format!("payscore: {key} can be used by others on this machine (mode 644): chmod 600 {key}\n"));
}

#[test]
fn so_is_one_of_the_data_folder_at_start() {
    let server = Server::start(&[]);
    let key = server.data().join("merchants/1230000109/apiclient_key.pem");
    fs::set_permissions(&key, Permissions::from_mode(0o640)).expect("a mode");
    let mut server = server.restart(&[]);
    server.signal("TERM");
    let (_, stderr, _) = server.wait();
    let key = key.display();
    let line = format!("{key} can be used by others on this machine (mode 640): chmod 600 {key}");
    assert_eq!(stderr.lines().filter(|said| said.ends_with(&line)).count(), 1, "{stderr}");
}

#[test]
fn launch_parameters_are_checked_from_a_file_or_stdin() {
    let server = Server::start(&[]);
    let merchant = server.merchant("default");
    merchant.create("launched");
    let order = server.json(&["order", "show", "launched"]);
    let package = order["order"]["package"].as_str();
    let files = Files::new();
    // A queried order shows no package: what opens an order's page by number is signed.
    assert_eq!(package, None);
    let key = payscore_wire::ApiV2Key::new(merchant.text("apiv2_key")).expect("a key");
    let timestamp = now().to_string();
    let mut given = json!({
        "mch_id": merchant.text("mchid"), "service_id": merchant.service("smartretail"), "out_order_no": "launched",
        "timestamp": timestamp, "nonce_str": "abc", "sign_type": "HMAC-SHA256",
    });
    let pairs: Vec<(&str, &str)> = given
        .as_object()
        .expect("fields")
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().expect("a text")))
        .collect();
    let sign = key.sign(pairs);
    given["sign"] = sign.clone().into();
    let launch = json!({ "businessType": "wxpayScoreDetail", "extraData": given });
    files.write("launch.json", launch.to_string());
    let text = server.text(&["launch", "check", &files.path("launch.json")]);
    assert_eq!(text, "opens order_detail of merchant 1230000109\n  /_payscore/orders/1230000109/launched\n");
    let args = ["launch", "check", "--server", &server.url];
    let (done, _, stderr) = run_with(&args, &[], &launch.to_string());
    assert!(done, "{stderr}");
    let wrong = launch.to_string().replace(&sign, &sign.to_lowercase());
    let (done, stdout, stderr) = run_with(&args, &[], &wrong);
    assert!(!done && stdout.contains("it is in lower case"), "{stdout}");
    assert_eq!(stderr, "payscore: the page would not open: 1 mistake\n");
    assert!(server.refused(&["launch", "check", "/nowhere"]).contains("cannot read launch parameters from /nowhere"));
}
