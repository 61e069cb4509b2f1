//! The real binary as child processes: started, waited for, killed.

use crate::Result;
use crate::dice::Dice;
use std::fs::OpenOptions;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// A start that takes longer is a failure.
const START: Duration = Duration::from_secs(60);
/// So is an end: what runs has half of that to come to its own (`--drain-timeout`).
const STOP: Duration = Duration::from_secs(60);

/// How a node is started.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) binary: PathBuf,
    /// Its data folder.
    pub(crate) data: PathBuf,
    /// What comes before the binary: another user, another network.
    pub(crate) wrapper: Vec<String>,
    /// Where it listens.
    pub(crate) host: Ipv4Addr,
    /// `--database`, where it is not in the data folder.
    pub(crate) database: Option<String>,
    pub(crate) environment: Vec<(String, String)>,
}

impl Plan {
    /// A node of its own, on loopback.
    pub(crate) fn new(binary: &Path, data: PathBuf) -> Self {
        Self {
            binary: binary.to_owned(),
            data,
            wrapper: Vec::new(),
            host: Ipv4Addr::LOCALHOST,
            database: None,
            environment: Vec::new(),
        }
    }
}

/// A server process on one port, over all its starts.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) plan: Plan,
    pub(crate) base: String,
    port: u16,
    child: Option<Child>,
}

impl Node {
    pub(crate) fn new(plan: Plan) -> Result<Self> {
        let port = free_port()?;
        Ok(Self { base: format!("http://{}:{port}", plan.host), plan, port, child: None })
    }

    /// Starts it, with these options besides; how long it took until it said that it listens.
    pub(crate) async fn start(&mut self, options: &[&str]) -> Result<Duration> {
        let began = Instant::now();
        let mut child = self.command(options)?.spawn()?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(START, lines.next_line()).await;
        let said = match line {
            Ok(Ok(Some(line))) if line.starts_with("listening on ") => None,
            Ok(Ok(line)) => Some(format!("it says {line:?}")),
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some(format!("nothing within {} s", START.as_secs())),
        };
        if let Some(said) = said {
            let _ = child.kill().await;
            return Err(format!("the server does not start: {said}\n{}", self.last_words()).into());
        }
        // Whoever printed into a closed pipe would end.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.child = Some(child);
        Ok(began.elapsed())
    }

    /// Starts it, and kills it before it may have come far.
    pub(crate) async fn start_and_kill(&mut self, after: Duration) -> Result<()> {
        self.child = Some(self.command(&[])?.spawn()?);
        tokio::time::sleep(after).await;
        self.kill().await
    }

    /// Runs it until it ends by itself, which it has to; how, and what it says.
    pub(crate) async fn fails(&mut self) -> Result<(Option<i32>, String)> {
        let before = self.words().len();
        let mut child = self.command(&[])?.spawn()?;
        let status = tokio::time::timeout(START, child.wait()).await;
        let Ok(status) = status else {
            child.kill().await?;
            return Err("the server goes on, and should not".into());
        };
        Ok((status?.code(), self.words().split_off(before)))
    }

    fn command(&self, options: &[&str]) -> Result<Command> {
        let errors = OpenOptions::new().create(true).append(true).open(self.errors())?;
        let plan = &self.plan;
        let mut words = plan.wrapper.iter().map(AsRef::as_ref).chain([plan.binary.as_os_str()]);
        let mut command = Command::new(words.next().ok_or("no binary")?);
        command.args(words).args(["serve", "--no-tls", "--listen", &format!("{}:{}", plan.host, self.port), "--data"]);
        command.arg(&plan.data).args(options);
        if let Some(database) = &plan.database {
            command.args(["--database", database]);
        }
        command.envs(plan.environment.iter().cloned()).env_remove("RUST_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).kill_on_drop(true);
        Ok(command)
    }

    /// SIGKILL: nothing is flushed, nobody says goodbye.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.take_running()? {
            child.kill().await?;
        }
        Ok(())
    }

    /// SIGTERM, and its end: in time, and with nothing to complain about.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.take_running()? else { return Ok(()) };
        let id = child.id().ok_or("it has ended")?.to_string();
        Command::new("kill").args(["-s", "TERM", &id]).status().await?;
        let how = match tokio::time::timeout(STOP, child.wait()).await {
            Ok(status) => {
                let status = status?;
                if status.success() {
                    return Ok(());
                }
                status.to_string()
            }
            Err(_) => {
                child.kill().await?;
                format!("it goes on for {} s", STOP.as_secs())
            }
        };
        Err(format!("told to stop, the server does not end as it should: {how}\n{}", self.last_words()).into())
    }

    /// Its process, where it was started. Nothing that is done to a server here may end it, but a signal.
    fn take_running(&mut self) -> Result<Option<Child>> {
        let Some(mut child) = self.child.take() else { return Ok(None) };
        match child.try_wait()? {
            None => Ok(Some(child)),
            Some(how) => Err(format!("the server has ended by itself: {how}\n{}", self.last_words()).into()),
        }
    }

    /// Whether it is still there.
    pub(crate) fn lives(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Beside its data, which may be full or closed to it.
    fn errors(&self) -> PathBuf {
        let name = self.plan.data.file_name().map_or_else(|| "node".into(), |name| name.to_string_lossy().into_owned());
        self.plan.data.with_file_name(format!("{name}.stderr"))
    }

    /// What it wrote to stderr, in all of its starts.
    fn words(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.errors()).unwrap_or_default()).into_owned()
    }

    /// Where its code has panicked, in any of its starts, and the words to it.
    pub(crate) fn panics(&self) -> Vec<String> {
        let text = self.words();
        let next = text.lines().skip(1).chain([""]);
        let told = text.lines().zip(next).filter(|(line, _)| line.contains("panicked at"));
        told.map(|(line, next)| format!("{line} {next}")).collect()
    }

    /// The end of what it wrote to stderr.
    pub(crate) fn last_words(&self) -> String {
        let text = self.words();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// A free one; below those that the system hands out by itself, so that it is still free after a kill.
pub(crate) fn free_port() -> Result<u16> {
    // Runs beside each other begin at places of their own.
    let first = u16::try_from(std::process::id().wrapping_mul(97) % 11_000)? + 20_000;
    let next = {
        static NEXT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
        move || first + NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    };
    std::iter::repeat_with(next)
        .take(2_000)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .ok_or_else(|| "no port is free".into())
}

/// Where clients find nodes, and which of them run.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    bases: Vec<String>,
    up: watch::Sender<Vec<bool>>,
}

impl Addresses {
    pub(crate) fn new(bases: Vec<String>) -> Self {
        let up = watch::Sender::new(vec![false; bases.len()]);
        Self { bases, up }
    }

    pub(crate) fn set(&self, node: usize, up: bool) {
        self.up.send_modify(|all| all[node] = up);
    }

    /// One that runs, as soon as there is one.
    pub(crate) async fn any(&self, dice: &mut Dice) -> usize {
        let mut up = self.up.subscribe();
        // The sender is in `self`, so that waiting does not fail.
        let _ = up.wait_for(|all| all.iter().any(|up| *up)).await;
        let running: Vec<usize> = (0..self.bases.len()).filter(|node| up.borrow()[*node]).collect();
        if running.is_empty() { 0 } else { *dice.pick(&running) }
    }

    /// Where this one listens.
    pub(crate) fn base(&self, node: usize) -> &str {
        &self.bases[node]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node whose server is this script.
    async fn started(folder: &Path, script: &str) -> Node {
        let wrapper = ["sh", "-c", script].map(ToOwned::to_owned).to_vec();
        let plan = Plan { wrapper, ..Plan::new(Path::new("payscore"), folder.join("node")) };
        let mut node = Node::new(plan).expect("a port");
        node.start(&[]).await.expect("it says that it listens");
        node
    }

    #[tokio::test]
    async fn a_server_that_ends_by_itself_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "echo \"thread 'main' panicked at lib.rs:1:2:\" >&2; echo oh >&2; echo listening on 1; exit 101";
        let mut node = started(folder.path(), script).await;
        node.child.as_mut().expect("a process").wait().await.expect("its end");
        let told = node.kill().await.expect_err("it was there no longer").to_string();
        assert!(told.contains("ended by itself: exit status: 101\nthread 'main' panicked at"), "{told}");
        assert_eq!(node.panics(), ["thread 'main' panicked at lib.rs:1:2: oh"]);
    }

    #[tokio::test]
    async fn a_server_that_complains_when_it_stops_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let ends_with = |code| format!("trap 'exit {code}' TERM; echo listening on 1; while :; do :; done");
        let mut node = started(folder.path(), &ends_with(4)).await;
        let told = node.stop().await.expect_err("not a success").to_string();
        assert!(told.contains("exit status: 4"), "{told}");
        started(folder.path(), &ends_with(0)).await.stop().await.expect("a success");
    }

    #[tokio::test]
    async fn a_server_that_runs_is_killed_and_one_that_was_not_started_needs_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut node = started(folder.path(), "echo listening on 1; while :; do :; done").await;
        node.kill().await.expect("killed");
        node.kill().await.expect("nothing to kill");
        node.stop().await.expect("nothing to stop");
        assert!(node.panics().is_empty());
    }
}
