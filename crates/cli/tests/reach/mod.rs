//! `ca`, `env` and `run`: how programs whose host is fixed come to the server.

use crate::support::{Server, fail, payscore, succeed};
use payscore::Config;
use payscore::blocking::Client;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

const SDKS: [&str; 7] = ["php", "go", "java", "node", "python", "rust", "curl"];

/// `payscore run`, in an environment with these variables.
fn run(server: &Server, given: &[(&str, &str)], program: &[&str]) -> Output {
    let mut command = payscore();
    command.args(["run", "--server", &server.url, "--"]).args(program).envs(given.iter().copied());
    command.output().expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a shell has in a variable after it has evaluated what `env` printed.
fn evaluated(printed: &str, name: &str) -> String {
    let script = format!("eval \"$1\"; printf %s \"${name}\"");
    let output = Command::new("sh").args(["-euc", &script, "sh", printed]).env_clear().output().expect("sh runs");
    assert!(output.status.success(), "{printed}: {}", String::from_utf8_lossy(&output.stderr));
    stdout(&output)
}

#[test]
fn the_environment_is_for_a_shell_to_evaluate() {
    let server = Server::start(&[]);
    let told = server.json(&["env"]);
    let text = server.text(&["env"]);
    let variables = told["variables"].as_object().expect("variables");
    assert_eq!(text.lines().count(), variables.len());
    for (name, value) in variables {
        assert_eq!(evaluated(&text, name), value.as_str().expect("a text"), "{name}");
    }
    assert!(variables["HTTPS_PROXY"].as_str().is_some_and(|proxy| proxy.starts_with("http://127.0.0.1:")));
    assert_eq!(told["base_url"], server.url.as_str());
    assert_eq!(told["merchant"], server.data().join("merchants/default").to_str().expect("UTF-8"));
}

#[test]
fn each_sdk_is_told_what_it_needs_and_where_the_credentials_are() {
    let server = Server::start(&[]);
    for sdk in SDKS {
        let text = server.text(&["env", "--for", sdk]);
        let folder = evaluated(&text, "PAYSCORE_MERCHANT_DIR");
        assert!(Path::new(&folder).join("apiclient_key.pem").is_file(), "{sdk}: {folder}");
        let wanted: &[&str] = match sdk {
            "php" => &["'base_uri' => '"],
            "node" => &["baseURL: '", "export NODE_EXTRA_CA_CERTS="],
            "java" => &["-Dhttps.proxyPort=", "-Djavax.net.ssl.trustStore=", "keytool -importcert"],
            "python" => &["export REQUESTS_CA_BUNDLE=", "export SSL_CERT_FILE=", "export HTTPS_PROXY="],
            "rust" => &["with_base_url", "export SSL_CERT_FILE=", "export HTTPS_PROXY="],
            "curl" => &["export CURL_CA_BUNDLE=", "export HTTPS_PROXY="],
            _ => &["export SSL_CERT_FILE=", "export HTTPS_PROXY="],
        };
        for part in wanted {
            assert!(text.contains(part), "{sdk} lacks {part}: {text}");
        }
    }
    let partner = server.text(&["env", "--for", "go", "--merchant", "partner"]);
    assert!(evaluated(&partner, "PAYSCORE_MERCHANT_DIR").ends_with("/merchants/partner"));
    let text = server.refused(&["env", "--merchant", "nobody"]);
    assert!(text.contains("no merchant nobody in "), "{text}");
    let text = server.refused(&["env", "--data", "/nowhere"]);
    assert!(text.contains("no merchant default in /nowhere/merchants"), "{text}");
}

/// What replaces the system's certificates holds them, too.
#[test]
fn the_bundle_is_the_systems_and_ours() {
    let server = Server::start(&[]);
    let told = server.json(&["env"]);
    let bundle = std::fs::read_to_string(told["bundle"].as_str().expect("a path")).expect("a bundle");
    let ca = std::fs::read_to_string(told["ca"].as_str().expect("a path")).expect("a certificate");
    assert!(bundle.starts_with(&ca));
    let count = bundle.matches("BEGIN CERTIFICATE").count();
    // Evaluated once more inside itself, it is the same: nothing is added twice.
    let again = run(&server, &[], &[env!("CARGO_BIN_EXE_payscore"), "env", "--json"]);
    assert!(again.status.success(), "{again:?}");
    let bundle = std::fs::read_to_string(told["bundle"].as_str().expect("a path")).expect("a bundle");
    assert_eq!(bundle.matches("BEGIN CERTIFICATE").count(), count);
    let system = Path::new("/etc/ssl/certs/ca-certificates.crt");
    if let Ok(system) = std::fs::read_to_string(system) {
        assert!(count > system.matches("BEGIN CERTIFICATE").count() / 2, "{count}");
    }
}

#[test]
fn a_program_that_is_run_keeps_its_words_and_its_end() {
    let server = Server::start(&[]);
    assert_eq!(run(&server, &[], &["sh", "-c", "exit 7"]).status.code(), Some(7));
    assert_eq!(run(&server, &[], &["sh", "-c", "kill -TERM $$"]).status.signal(), Some(15));
    // Options behind the program are the program's.
    assert_eq!(stdout(&run(&server, &[], &["printf", "%s", "--json"])), "--json");
    let given = [("NO_PROXY", "*,example.com"), ("JAVA_TOOL_OPTIONS", "-Xmx1g"), ("OTHER", "kept")];
    let output = run(&server, &given, &["sh", "-c", "echo $NO_PROXY; echo $JAVA_TOOL_OPTIONS; echo $OTHER"]);
    let lines = stdout(&output);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!((lines[0], lines[2]), ("example.com,localhost,127.0.0.1,::1", "kept"));
    assert!(lines[1].starts_with("-Xmx1g -Dhttps.proxyHost=127.0.0.1 "), "{}", lines[1]);
}

#[test]
fn what_cannot_be_run_is_told() {
    let server = Server::start(&[]);
    let output = run(&server, &[], &["/no/such/program"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("payscore: cannot run /no/such/program: "));
    let none = run(&server, &[], &[]);
    assert_eq!(none.status.code(), Some(2));
}

/// The SDK with its production host, as a program of its own.
#[test]
fn an_unmodified_client_takes_the_server_for_wechat_pay() {
    let server = Server::start(&[]);
    let myself = std::env::current_exe().expect("a path");
    let inner = ["--exact", "reach::client_of_the_production_host", "--ignored", "--nocapture"];
    let program: Vec<&str> = std::iter::once(myself.to_str().expect("UTF-8")).chain(inner).collect();
    let output = run(&server, &[], &program);
    assert!(output.status.success(), "{} {}", stdout(&output), String::from_utf8_lossy(&output.stderr));
    assert!(stdout(&output).contains("1 passed"), "{}", stdout(&output));
}

#[test]
#[ignore = "run by the test above, in the environment that `payscore run` makes"]
fn client_of_the_production_host() {
    let folder = std::env::var("PAYSCORE_MERCHANT_DIR").expect("a folder");
    let client = Client::new(Config::from_merchant_dir(&folder).expect("a configuration"));
    let answer = client.download_certificates().expect("a verified answer");
    assert_eq!(answer.status, 200);
}

#[test]
fn the_authority_is_shown_and_its_installation_explained() {
    let server = Server::start(&[]);
    let data = server.data();
    let data = data.to_str().expect("UTF-8");
    let path = succeed(&["ca", "path", "--data", data]);
    assert_eq!(path.trim_end(), format!("{data}/ca/ca.pem"));
    let printed = succeed(&["ca", "print", "--data", data]);
    assert_eq!(printed, std::fs::read_to_string(path.trim_end()).expect("a certificate"));
    if Path::new("/usr/local/share/ca-certificates").is_dir() {
        let steps = succeed(&["ca", "install", "--dry-run", "--data", data]);
        assert!(steps.starts_with("would do:\n") && steps.contains("sudo update-ca-certificates"), "{steps}");
        assert!(steps.contains("to undo it:"), "{steps}");
    }
    let text = fail(1, &["ca", "path", "--data", "/nowhere"]);
    assert!(text.contains("no certificate authority at /nowhere/ca/ca.pem") && text.contains("serve"), "{text}");
}

#[test]
fn without_tls_there_is_no_proxy_to_go_through() {
    let server = Server::start(&["--no-tls"]);
    assert!(!server.data().join("ca").exists());
    for args in [&["env"][..], &["env", "--for", "go"], &["run", "true"]] {
        let text = payscore().args(&args[..1]).args(["--server", &server.url]).args(&args[1..]).output().expect("runs");
        let text = String::from_utf8_lossy(&text.stderr).into_owned();
        assert!(text.contains("runs without its proxy") && text.contains("--proxy-listen"), "{args:?}: {text}");
    }
    assert!(server.text(&["env", "--for", "php"]).contains(&format!("'base_uri' => '{}/'", server.url)));
    for other in [["--tls-listen", "127.0.0.1:0"], ["--proxy-listen", "127.0.0.1:0"]] {
        fail(2, &["serve", "--no-tls", other[0], other[1]]);
    }
}

#[test]
fn the_guide_names_every_way_in() {
    let mut server = Server::start(&["--tls-listen", "localhost:0"]);
    let told = server.json(&["env"]);
    let mut guide = String::new();
    while !guide.ends_with("Ctrl-c stops the server.\n") {
        std::io::BufRead::read_line(&mut server.stderr, &mut guide).expect("a line");
    }
    assert!(guide.contains("  TLS           https://127.0.0.1:"), "{guide}");
    let proxy = told["variables"]["HTTPS_PROXY"].as_str().expect("a proxy");
    assert!(guide.contains(&format!("  Proxy         {proxy}  ")), "{guide}");
    assert!(guide.contains(&format!("run --server {} -- CMD", server.url)), "{guide}");
}

#[test]
fn keys_that_others_can_read_are_told_of() {
    let server = Server::start(&[]);
    let platform = server.json(&["platform", "show"]);
    let serial = platform["certificate"]["identities"][0]["serial"].as_str().expect("a serial");
    let platform_key = format!("platform/certificates/{serial}/key.pem");
    let keys = ["ca/ca_key.pem", &platform_key, "merchants/1230000109/apiclient_key.pem"];
    for key in keys {
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(server.data().join(key), open).expect("a mode");
    }
    let mut server = server.restart(&[]);
    server.signal("TERM");
    let (_, stderr, _) = server.wait();
    for key in keys {
        let path = server.data().join(key);
        let told: Vec<&str> = stderr.lines().filter(|line| line.contains(path.to_str().expect("UTF-8"))).collect();
        assert_eq!(told.len(), 1, "{key}: {stderr}");
        assert!(told[0].contains("WARN") && told[0].contains("mode 644") && told[0].contains("chmod 600"), "{stderr}");
    }
}
