//! The programs that are measured: their installation, their processes.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Other people's: the folder in `conformance/` that pins them, and what runs them.
const OTHERS: [(&str, &str); 4] =
    [("wxpay-rs", "crate"), ("axios", "npm"), ("wechatpay-node-v3", "npm"), ("wechatpayv3", "PyPI")];

/// A process that takes tasks.
pub(crate) struct Running {
    /// What the table calls it.
    pub(crate) name: String,
    process: Child,
    tasks: Option<ChildStdin>,
    results: BufReader<ChildStdout>,
}

/// What one task came to.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// CPU time of the client's process, user and system, in microseconds a call.
    pub(crate) cpu: f64,
    /// Calls a second.
    pub(crate) rate: f64,
}

impl Running {
    fn start(name: String, command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let tasks = process.stdin.take();
        let results = BufReader::new(process.stdout.take().expect("a pipe"));
        Self { name, process, tasks, results }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.results.read_line(&mut line).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        assert!(read > 0, "{} has ended: see above", self.name);
        line.trim().to_owned()
    }

    /// Has `count` things done.
    pub(crate) fn work(&mut self, task: &str, count: usize) -> Cost {
        let tasks = self.tasks.as_mut().expect("open until it is dropped");
        writeln!(tasks, "{task}").and_then(|()| tasks.flush()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let line = self.line();
        let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
        let count = u32::try_from(count).map_or(f64::MAX, f64::from);
        Cost { cpu: numbers[0] / count, rate: count / (numbers[1] / 1e6) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its input is the end of its work.
        drop(self.tasks.take());
        let _ = self.process.wait();
    }
}

/// This program in another role.
fn ourselves(role: &str, data: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a program"));
    command.env("BENCH_ROLE", role).env("BENCH_DATA", data);
    command
}

/// The platform's process, and its address.
pub(crate) fn start_platform(data: &Path) -> (Running, String) {
    let mut platform = Running::start("the platform".to_owned(), &mut ourselves("platform", data));
    let url = platform.line();
    (platform, url)
}

/// All programs, and why some are not among them. `smoke`: only those that need nothing installed.
pub(crate) fn start(data: &Path, url: &str, smoke: bool) -> (Vec<Running>, Vec<String>) {
    let names = ["bare floor: raw sockets", "bare program on tokio", "**payscore**, async", "**payscore**, blocking"];
    let roles = payscore_bench_clients::programs::NAMES.iter().zip(names);
    let mut running: Vec<_> = roles
        .map(|(role, name)| Running::start(name.to_owned(), ourselves(role, data).env("BENCH_URL", url)))
        .collect();
    let mut missing = Vec::new();
    for (folder, registry) in if smoke { &OTHERS[..0] } else { &OTHERS[..] } {
        match install(folder) {
            Ok((title, version, mut command)) => {
                let name = format!("{title} {version} ({registry})");
                command.env("BENCH_DATA", data).env("BENCH_URL", url);
                for proxy in ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
                    command.env_remove(proxy);
                }
                running.push(Running::start(name, &mut command));
            }
            Err(reason) => missing.push(format!("{folder}: {reason}")),
        }
    }
    (running, missing)
}

/// Brings an SDK as the conformance runs do. Its name, its version, and how it is run here.
fn install(folder: &str) -> Result<(String, String, Command), String> {
    let root = root();
    step(folder, "check_tools")?;
    let peers = root.join("benches/clients/peers");
    let conformance = root.join("conformance");
    let command = match folder {
        "wxpay-rs" => {
            let project = conformance.join("rust");
            let mut cargo = Command::new("cargo");
            cargo.args(["build", "--locked", "--release", "--bin", "wxpay_bench", "--manifest-path"]);
            cargo.arg(project.join("Cargo.toml")).arg("--target-dir").arg(project.join("target"));
            // What cargo says of its own run is not for another one.
            run(cargo.env_remove("CARGO_MANIFEST_DIR"))?;
            Command::new(project.join("target/release/wxpay_bench"))
        }
        "wechatpayv3" => {
            step(folder, "install")?;
            let mut python = Command::new(conformance.join("wechatpayv3/.venv/bin/python"));
            python.arg(peers.join("wechatpayv3_client.py")).env("PYTHONDONTWRITEBYTECODE", "1");
            python
        }
        _ => {
            step(folder, "install")?;
            let script = if folder == "axios" { "axios_client.js" } else { "node_v3_client.js" };
            let mut node = Command::new("node");
            node.arg(peers.join(script)).env("NODE_PATH", conformance.join(folder).join("node_modules"));
            node
        }
    };
    let about = step(folder, "about")?;
    let words: Vec<&str> = about.lines().last().unwrap_or_default().split('\t').collect();
    let [_, title, version, ..] = words[..] else { return Err(format!("its driver says nothing of it: {about}")) };
    Ok((title.to_owned(), version.to_owned(), command))
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A function of the SDK's driver in `conformance/`.
fn step(folder: &str, function: &str) -> Result<String, String> {
    let work = std::env::temp_dir();
    run(Command::new(root().join("conformance/lib/step")).args([folder, function]).env("PAYSCORE_WORK", work))
}

/// What a command prints, or why it failed.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(text);
    }
    let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(if text.is_empty() { errors } else { text })
}
