//! The real binary: a server as a child process, and commands against it.

use payscore::blocking::Client;
use payscore::smartretail_orders::{CompleteSmartRetailOrder, CreateSmartRetailOrder, Fee, QuerySmartRetailOrder};
use payscore::{Config, Fen};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio};
use tempfile::TempDir;

/// The binary, without what the developer's environment would add.
pub(crate) fn payscore() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payscore"));
    for name in [
        "PAYSCORE_SERVER",
        "PAYSCORE_CONTROL_TOKEN",
        "PAYSCORE_DATABASE",
        "PAYSCORE_LOG_FORMAT",
        "PAYSCORE_MIGRATE_TO",
        "PAYSCORE_SECRET_KEY",
        "PAYSCORE_SECRET_KEY_FILE",
        "PAYSCORE_DRAIN_DELAY",
        "PAYSCORE_DRAIN_TIMEOUT",
        "RUST_LOG",
        "CARGO_PKG_NAME",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "JAVA_TOOL_OPTIONS",
    ] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

/// Runs to the end.
pub(crate) fn run(args: &[&str]) -> Output {
    payscore().args(args).output().expect("the binary runs")
}

/// What a command that must succeed prints.
pub(crate) fn succeed(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a command that must fail with this exit code says on stderr. It prints nothing on stdout.
pub(crate) fn fail(code: i32, args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{args:?}");
    let text = stderr(&output);
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Sends a signal, such as `TERM`.
pub(crate) fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs").success());
}

/// `payscore serve` on a free port, with data of its own. Ends when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) stderr: BufReader<ChildStderr>,
    stdout: BufReader<ChildStdout>,
    folder: TempDir,
}

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a temporary folder"), args)
    }

    /// The same once more, on the data that are there.
    pub(crate) fn restart(mut self, args: &[&str]) -> Self {
        self.signal("TERM");
        self.wait();
        self.start_again(args)
    }

    /// The same of one that has ended.
    pub(crate) fn start_again(mut self, args: &[&str]) -> Self {
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a temporary folder"));
        Self::start_in(folder, args)
    }

    /// In `folder`, on what its `data` holds.
    pub(crate) fn start_in(folder: TempDir, args: &[&str]) -> Self {
        let mut child = payscore()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("a piped stdout"));
        let mut stderr = BufReader::new(child.stderr.take().expect("a piped stderr"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let Some(url) = line.strip_prefix("listening on ") else {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            panic!("{line:?} {text}");
        };
        Self { child, url: url.trim_end().to_owned(), stderr, stdout, folder }
    }

    /// A command against this server that must succeed.
    pub(crate) fn text(&self, args: &[&str]) -> String {
        succeed(&[args, &["--server", &self.url]].concat())
    }

    /// The same with `--json`.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.text(&[args, &["--json"]].concat())).expect("JSON")
    }

    /// A command against this server that must fail.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        fail(1, &[args, &["--server", &self.url]].concat())
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn merchant(&self, name: &str) -> Merchant {
        Merchant::open(&self.data().join("merchants").join(name), &self.url)
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// The server's last words, all not read so far on stdout and stderr, and how it ended. Its data stay.
    pub(crate) fn wait(&mut self) -> (String, String, ExitStatus) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).expect("UTF-8");
        self.stderr.read_to_string(&mut stderr).expect("UTF-8");
        (stdout, stderr, self.child.wait().expect("an ended process"))
    }

    /// Reads stderr up to the line that begins so.
    pub(crate) fn wait_for_stderr(&mut self, beginning: &str) {
        let mut line = String::new();
        while !line.starts_with(beginning) {
            line.clear();
            assert_ne!(self.stderr.read_line(&mut line).expect("UTF-8"), 0, "no line begins with {beginning:?}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A merchant's back end.
pub(crate) struct Merchant {
    pub(crate) client: Client,
    pub(crate) file: Value,
}

impl Merchant {
    fn open(folder: &Path, server: &str) -> Self {
        let json = std::fs::read_to_string(folder.join("merchant.json")).expect("merchant.json");
        let config = Config::from_merchant_dir(folder).and_then(|config| config.with_base_url(server));
        Self { client: Client::new(config.expect("a configuration")), file: serde_json::from_str(&json).expect("JSON") }
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.file[field].as_str().expect("a text")
    }

    pub(crate) fn service(&self, kind: &str) -> &str {
        self.find("services", "kind", kind)["service_id"].as_str().expect("a service")
    }

    pub(crate) fn user(&self, behaviour: &str) -> &str {
        self.find("users", "behaviour", behaviour)["openid"].as_str().expect("a user")
    }

    fn find(&self, list: &str, field: &str, wanted: &str) -> &Value {
        let items = self.file[list].as_array().expect("a list");
        items.iter().find(|item| item[field] == wanted).expect("the wanted one")
    }

    /// A smart-retail order that waits for its user.
    pub(crate) fn create(&self, number: &str) {
        let request = CreateSmartRetailOrder::builder()
            .appid(self.text("appid"))
            .out_order_no(number)
            .service_id(self.service("smartretail"))
            .service_start_time("OnAccept")
            .build();
        self.client.send(&request).expect("a created order");
    }

    /// Completes a confirmed one: 1 yuan is owed.
    pub(crate) fn complete(&self, number: &str) {
        let (appid, service_id) = (self.text("appid"), self.service("smartretail"));
        let query = QuerySmartRetailOrder::builder().appid(appid).service_id(service_id).out_order_no(number).build();
        let order = self.client.send(&query).expect("the order").value;
        let request = CompleteSmartRetailOrder::builder()
            .appid(appid)
            .service_id(service_id)
            .out_order_no(number)
            .finish_type(2)
            .fees(vec![Fee::builder().fee_name("可乐").fee_count(1).fee_amount(Fen::new(100)).build()])
            .total_amount(Fen::new(100))
            .finish_ticket(order.finish_ticket.expect("a ticket"))
            .real_service_end_time(order.service_start_time.expect("a start"))
            .build();
        self.client.send(&request).expect("a completed order");
    }
}
