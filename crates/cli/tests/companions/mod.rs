//! What goes along with developing a back end: `listen`, `trigger`, `scenario`, `logs`, `reset`, `snapshot`.

mod listen;

use crate::support::{Server, fail, payscore, signal, succeed};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A command that runs on until it is interrupted. Ends when dropped.
struct Running {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let stdout = lines(child.stdout.take().expect("a piped stdout"));
        let stderr = lines(child.stderr.take().expect("a piped stderr"));
        Self { child, stdout, stderr }
    }

    fn of(server: &Server, args: &[&str]) -> Self {
        let mut command = payscore();
        command.args(args).args(["--server", &server.url]);
        Self::start(command)
    }

    /// The next line of stdout.
    fn line(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).expect("a line within 20 s")
    }

    /// The line of stderr that begins so.
    fn told(&self, beginning: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE).expect("a line within 20 s");
            if line.starts_with(beginning) {
                return line;
            }
        }
    }

    /// Ctrl-c; the exit code.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        signal(&self.child, "INT");
        let code = self.child.wait().expect("an ended process").code();
        (code, self.stderr.iter().collect())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(pipe: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[test]
fn scenarios_are_listed_shown_and_run() {
    let listed = succeed(&["trigger"]);
    assert!(listed.lines().count() > 20 && listed.contains("expired "), "{listed}");
    assert_eq!(succeed(&["scenario", "list"]), listed);
    let chinese = payscore().args(["trigger"]).env("LC_ALL", "zh_CN.UTF-8").output().expect("it runs");
    assert!(String::from_utf8_lossy(&chinese.stdout).contains("服务订单"));

    let server = Server::start(&[]);
    let text = server.text(&["trigger", "service-order", "partner-order"]);
    assert_eq!((text.matches('✓').count(), text.matches('✗').count()), (12, 0), "{text}");
    assert!(text.contains("CreateServiceOrder") && text.contains("CompletePartnerServiceOrder"), "{text}");
    let merchant = server.json(&["merchant", "show", "default"]);
    assert_eq!(merchant["notify_url"], Value::Null, "it was borrowed for the run only");

    // What is shown is a file that runs as it is.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    std::fs::write(&file, succeed(&["scenario", "show", "declined"])).expect("written");
    let run = server.json(&["scenario", "run", file.to_str().expect("a name")]);
    assert_eq!((&run["runs"][0]["passed"], &run["runs"][0]["mchid"]), (&json!(true), &json!("1230000109")));
    assert_eq!(run["runs"][0]["steps"][1]["what"], "user: confirm, declines");
}

#[test]
fn a_scenario_that_does_not_go_as_written_says_where_and_what_came_instead() {
    let server = Server::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    let declined = succeed(&["scenario", "show", "declined"]);
    std::fs::write(&file, declined.replace("declined = true", "declined = false")).expect("written");
    let name = file.to_str().expect("a name");
    let output = payscore().args(["scenario", "run", name, "--server", &server.url]).output().expect("it runs");
    let (text, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = declined.lines().position(|line| line.contains("user = \"confirm\"")).expect("the step");
    assert!(text.contains(&format!("{name}:{line}: expect: the answer is otherwise")), "{text}");
    assert!(text.contains("- wanted false") && text.contains("+ got    true"), "{text}");
    assert!(said.contains("1 of 1 scenarios failed"), "{said}");
}

#[test]
fn scenarios_that_cannot_be_are_told() {
    let said = fail(1, &["trigger", "servce-order"]);
    assert!(said.contains("no scenario servce-order; did you mean `service-order`?"), "{said}");
    let said = fail(1, &["scenario", "run", "no/such/file.toml"]);
    assert!(said.contains("cannot read no/such/file.toml"), "{said}");
    let server = Server::start(&[]);
    let said = server.refused(&["trigger", "service-order", "--mchid", "1"]);
    assert!(said.contains("no merchant 1") && said.contains("payscore merchant list"), "{said}");
    let said = fail(1, &["trigger", "service-order", "--server", "http://127.0.0.1:9"]);
    assert!(said.contains("payscore serve"), "{said}");
}

#[test]
fn logs_show_requests_and_what_was_wrong_with_them() {
    let server = Server::start(&[]);
    let following = Running::of(&server, &["logs", "--follow"]);
    server.merchant("default").create("logged");
    let line = following.line();
    assert!(line.contains("  200  POST /v3/payscore/smartretail-orders  1230000109  "), "{line}");
    let unsigned = ureq_get(&format!("{}/v3/certificates", server.url));
    assert!(unsigned.contains("SIGN_ERROR"), "{unsigned}");
    let line = following.line();
    assert!(line.contains("  401  GET  /v3/certificates") && line.contains("authorization_missing: "), "{line}");
    assert_eq!(following.interrupt().0, Some(0));

    let failing = server.text(&["logs", "--failing"]);
    assert_eq!(failing.lines().collect::<Vec<_>>(), [line.as_str()]);
    let json = server.text(&["logs", "--json", "--status", "200"]);
    let one: Value = serde_json::from_str(&json).expect("a line of JSON");
    assert_eq!(one["operation"], "CreateSmartRetailOrder");
}

/// An answer to a request that nobody signed.
fn ureq_get(url: &str) -> String {
    let (host, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
    let mut stream = std::net::TcpStream::connect(host).expect("a connection");
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
    std::io::read_to_string(stream).expect("an answer")
}

#[test]
fn a_reset_has_to_be_meant() {
    let server = Server::start(&[]);
    server.merchant("default").create("gone");
    let said = server.refused(&["reset"]);
    assert!(said.contains("--yes"), "{said}");
    assert_eq!(server.json(&["order", "list"])["orders"][0]["out_order_no"], "gone");
    assert!(server.text(&["reset", "--yes"]).starts_with("reset: nothing is there but merchants"));
    assert_eq!(server.json(&["order", "list"])["orders"], json!([]));
}

#[test]
fn a_snapshot_goes_to_a_file_and_back() {
    let server = Server::start(&[]);
    server.merchant("default").create("kept");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.snapshot");
    let name = file.to_str().expect("a name");
    assert!(server.text(&["snapshot", "save", name]).starts_with(&format!("saved to {name}, ")));
    let said = server.refused(&["snapshot", "save", name]);
    assert!(said.contains("exists: --force replaces it"), "{said}");
    server.text(&["snapshot", "save", name, "--force"]);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing half-written is left");

    let other = Server::start(&[]);
    let text = other.text(&["snapshot", "load", name]);
    assert!(
        text.starts_with("loaded what was saved at 2") && text.contains("the service clock goes on from"),
        "{text}"
    );
    assert_eq!(other.json(&["order", "show", "kept"])["state"], "CREATED");
    std::fs::write(&file, "no snapshot").expect("written");
    let said = other.refused(&["snapshot", "load", name]);
    assert!(said.contains("the file cannot be used"), "{said}");
    assert_eq!(other.json(&["order", "show", "kept"])["state"], "CREATED");
}
