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
        let mut child = self.command(&[])?.spawn()?;
        tokio::time::sleep(after).await;
        Ok(child.kill().await?)
    }

    /// Runs it until it ends by itself, which it has to; how, and what it says.
    pub(crate) async fn fails(&mut self) -> Result<(Option<i32>, String)> {
        let _ = std::fs::remove_file(self.errors());
        let mut child = self.command(&[])?.spawn()?;
        let status = tokio::time::timeout(START, child.wait()).await;
        let Ok(status) = status else {
            child.kill().await?;
            return Err("the server goes on, and should not".into());
        };
        Ok((status?.code(), self.last_words()))
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
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// SIGTERM, and its end.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            let id = child.id().ok_or("it has ended")?.to_string();
            Command::new("kill").args(["-s", "TERM", &id]).status().await?;
            child.wait().await?;
        }
        Ok(())
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

    /// The end of what it wrote to stderr.
    pub(crate) fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.errors()).unwrap_or_default();
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
