//! A PostgreSQL server for the length of a test: in a temporary folder, on a free port of this machine, with whatever
//! `postgres` is installed. It ends with the process that started it, however that ends.
//!
//! Where there is none, tests that need one say `NOT RUN`; with `PAYSCORE_TEST_POSTGRES=required` they fail instead.

mod bouncer;
mod running;

pub use bouncer::Bouncer;

use running::Running;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tempfile::TempDir;
use thiserror::Error;

/// The database user of all scratch servers.
pub const USER: &str = "postgres";

/// Why there is no server.
#[derive(Debug, Error)]
pub enum ScratchError {
    /// There is no PostgreSQL on this machine.
    #[error("{program} is not installed")]
    NotInstalled {
        /// What is missing.
        program: &'static str,
    },
    /// A program could not be run.
    #[error("{program} cannot be run: {source}")]
    Run {
        /// Which.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// A program has failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// Which.
        program: String,
        /// What it said.
        output: String,
    },
}

/// A running server.
#[derive(Debug)]
pub struct Scratch {
    programs: PathBuf,
    port: u16,
    databases: AtomicU32,
    // In the order of dropping.
    _running: Running,
    _folder: TempDir,
}

/// A database of a running server, which runs at least as long as this is kept.
#[derive(Debug, Clone)]
pub struct Database {
    /// `postgres://…`
    pub url: String,
    /// Its name.
    pub name: String,
    /// Its server.
    pub server: Arc<Scratch>,
}

/// An empty database, on a server that all tests of this process share while they run. `None`, and a line that says so,
/// where there is no PostgreSQL.
///
/// # Panics
/// If there is none and `PAYSCORE_TEST_POSTGRES=required`, or one that does not start.
pub fn database() -> Option<Database> {
    static SHARED: Mutex<Weak<Scratch>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let server = match shared.upgrade() {
        Some(server) => server,
        None => match Scratch::start(&[]) {
            Ok(server) => Arc::new(server),
            Err(error) => {
                excuse(&error);
                return None;
            }
        },
    };
    *shared = Arc::downgrade(&server);
    drop(shared);
    match server.create_database() {
        Ok(name) => Some(Database { url: server.url(&name), name, server }),
        Err(error) => panic!("{error}"),
    }
}

/// Says why a test is not run.
///
/// # Panics
/// If it has to be, or could have been.
pub fn excuse(error: &ScratchError) {
    let is_required = std::env::var_os("PAYSCORE_TEST_POSTGRES").is_some_and(|value| value == "required");
    let is_missing = matches!(error, ScratchError::NotInstalled { .. });
    assert!(is_missing && !is_required, "{error}");
    eprintln!("NOT RUN: {error}");
}

impl Scratch {
    /// Starts a server with further settings, `name=value` each.
    ///
    /// # Errors
    /// [`ScratchError`]
    pub fn start(settings: &[&str]) -> Result<Self, ScratchError> {
        let programs = programs().ok_or(ScratchError::NotInstalled { program: "PostgreSQL" })?;
        let folder = tempfile::Builder::new().prefix("payscore-postgres-").tempdir();
        let folder = folder.map_err(|source| ScratchError::Run { program: "a temporary folder".to_owned(), source })?;
        if is_root() {
            // PostgreSQL refuses to run as root: it gets the folder.
            finish(Command::new("chown").arg(USER).arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        let initdb = ["--auth=trust", "--username", USER, "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"];
        finish(as_user(&programs.join("initdb"), None).args(initdb).arg(&data))?;
        let port = free_port()?;
        let mut command = as_user(&programs.join("postgres"), Some("--pdeathsig=QUIT"));
        command.arg("-D").arg(&data).arg("-k").arg(folder.path()).args(["-p", &port.to_string()]);
        // A test's data need not survive the machine.
        let defaults = ["listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "max_connections=200"];
        for setting in defaults.iter().chain(settings) {
            command.args(["-c", setting]);
        }
        // As fast as it can: there is nothing to be kept.
        let running = Running::start(command, "database system is ready to accept connections", "QUIT")?;
        Ok(Self { programs, port, databases: AtomicU32::new(0), _running: running, _folder: folder })
    }

    /// A further empty database: its name.
    ///
    /// # Errors
    /// [`ScratchError`]
    pub fn create_database(&self) -> Result<String, ScratchError> {
        let name = format!("scratch{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let port = self.port.to_string();
        let server = ["--host=127.0.0.1", "--port", &port, "--username", USER, &name];
        finish(Command::new(self.programs.join("createdb")).args(server))?;
        Ok(name)
    }

    /// The URL of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where its programs are: `psql`, `pg_basebackup` and so on.
    pub fn programs(&self) -> &Path {
        &self.programs
    }
}

/// Where initdb and its like are.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    installed.sort();
    // The newest of those that belong together, then whatever can be called.
    installed.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())
}

fn is_root() -> bool {
    // Whose the files are that this process makes is what counts.
    let own = std::fs::metadata("/proc/self").map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata));
    own.is_ok_and(|uid| uid == 0)
}

/// A program run as a user that PostgreSQL accepts.
fn as_user(program: &Path, option: Option<&str>) -> Command {
    let has_setpriv = Command::new("setpriv").arg("--version").output().is_ok();
    if !has_setpriv && !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]);
    }
    // Where the user cannot enter the folder that this process is in, programs complain.
    command.args(option).arg("--").arg(program).current_dir("/");
    command
}

fn finish(command: &mut Command) -> Result<(), ScratchError> {
    let program = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|source| ScratchError::Run { program: program.clone(), source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(ScratchError::Failed { program, output: said })
}

fn free_port() -> Result<u16, ScratchError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener
        .map(|address| address.port())
        .map_err(|source| ScratchError::Run { program: "a free port".to_owned(), source })
}
