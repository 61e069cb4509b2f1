//! PostgreSQL servers of our own, with everything flushed as in production: a primary, and a synchronous standby that
//! takes its place.

use crate::Result;
use crate::mount::run;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// PostgreSQL refuses to run as root, and Debian has this user for it.
const USER: &str = "postgres";
/// The one that every server has.
pub(crate) const DATABASE: &str = "postgres";
const START: Duration = Duration::from_secs(60);
/// Whoever reaches it may use it: it listens on this machine only, for as long as the run.
const ACCESS: &str = "local all all trust\nhost all all all trust\nhost replication all all trust\n";

/// A PostgreSQL server.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: PathBuf,
    pub(crate) data: PathBuf,
    /// `ip netns exec NAME`, where it has a network of its own.
    network: Vec<String>,
    addresses: String,
    pub(crate) port: u16,
    child: Option<Child>,
}

impl Cluster {
    /// An empty one on loopback; not started.
    pub(crate) fn new(data: PathBuf) -> Result<Self> {
        let programs = programs().ok_or("PostgreSQL is not installed: there is no initdb")?;
        let cluster = Self {
            programs,
            data,
            network: Vec::new(),
            addresses: Ipv4Addr::LOCALHOST.to_string(),
            port: crate::nodes::free_port()?,
            child: None,
        };
        cluster.make_folder()?;
        let data = cluster.data.to_string_lossy().into_owned();
        cluster.once("initdb", &["--auth=trust", "--username", USER, "--encoding=UTF8", "--locale=C", "-D", &data])?;
        std::fs::write(cluster.data.join("pg_hba.conf"), ACCESS)?;
        Ok(cluster)
    }

    /// The same in a network of its own, listening everywhere there.
    pub(crate) fn in_network(mut self, network: Vec<String>) -> Self {
        self.network = network;
        "*".clone_into(&mut self.addresses);
        self
    }

    /// A standby of this one, which streams from it and is not started yet.
    pub(crate) fn standby(&self, data: PathBuf) -> Result<Self> {
        let standby = Self {
            programs: self.programs.clone(),
            data,
            network: Vec::new(),
            addresses: self.addresses.clone(),
            port: crate::nodes::free_port()?,
            child: None,
        };
        standby.make_folder()?;
        let (port, data) = (self.port.to_string(), standby.data.to_string_lossy().into_owned());
        let from = ["-h", "127.0.0.1", "-p", &port, "-U", USER, "-D", &data];
        standby.once("pg_basebackup", &[&from[..], &["-R", "-X", "stream", "-c", "fast"]].concat())?;
        Ok(standby)
    }

    /// One of its databases, as it is reached at this place.
    pub(crate) fn url(&self, host: &str, port: u16, database: &str) -> String {
        format!("postgres://{USER}@{host}:{port}/{database}")
    }

    /// Started, and taking connections.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let log = std::fs::File::options().create(true).append(true).open(self.data.with_extension("log"))?;
        // However this process ends, it ends too. "Parent" is the thread that started it: the main one, which a run is
        // never handed on from.
        let mut command = Command::from(self.as_user("postgres", Some("--pdeathsig=KILL")));
        command.arg("-D").arg(&self.data).args(["-p", &self.port.to_string(), "-k", ""]);
        let addresses = format!("listen_addresses={}", self.addresses);
        for setting in [&addresses, "max_connections=200", "wal_level=replica", "max_wal_senders=10"] {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).process_group(0).kill_on_drop(true);
        self.child = Some(command.spawn()?);
        let began = Instant::now();
        while self.ask("SELECT 1").is_err() {
            if began.elapsed() > START {
                let log = std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default();
                return Err(format!("PostgreSQL does not start:\n{log}").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// SIGKILL to all of its processes at once, as a machine that is gone.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            let group = format!("-{}", child.id().ok_or("PostgreSQL has ended by itself")?);
            run(std::process::Command::new("kill").args(["-KILL", "--", &group]))?;
            child.wait().await?;
        }
        Ok(())
    }

    /// From now on a commit is answered when the standby has it on disk, too.
    pub(crate) async fn wait_for_standby(&self) -> Result<()> {
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        self.ask("SELECT pg_reload_conf()")?;
        let began = Instant::now();
        while self.ask("SELECT sync_state FROM pg_stat_replication")?.trim() != "sync" {
            if began.elapsed() > START {
                return Err("the standby does not become synchronous".into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The standby becomes the primary.
    pub(crate) fn promote(&self) -> Result<()> {
        self.ask("SELECT pg_promote(true, 60)").map(|_| ())
    }

    /// What psql says to a statement.
    pub(crate) fn ask(&self, statement: &str) -> Result<String> {
        self.ask_of(DATABASE, statement)
    }

    /// The same, of another database.
    pub(crate) fn ask_of(&self, database: &str, statement: &str) -> Result<String> {
        let port = self.port.to_string();
        self.once("psql", &["-h", "127.0.0.1", "-p", &port, "-U", USER, "-AtXc", statement, database])
    }

    fn make_folder(&self) -> Result<()> {
        // The way there is for its user, too.
        if let Some(above) = self.data.parent() {
            run(std::process::Command::new("chmod").arg("a+rx").arg(above))?;
        }
        std::fs::create_dir(&self.data)?;
        run(std::process::Command::new("chmod").arg("700").arg(&self.data))?;
        if is_root() {
            run(std::process::Command::new("chown").arg(USER).arg(&self.data))?;
        }
        Ok(())
    }

    fn once(&self, program: &str, args: &[&str]) -> Result<String> {
        run(self.as_user(program, None).args(args))
    }

    /// `option` is setpriv's, which only root needs.
    fn as_user(&self, program: &str, option: Option<&str>) -> std::process::Command {
        let program = self.programs.join(program).to_string_lossy().into_owned();
        let mut words: Vec<String> = self.network.clone();
        if is_root() {
            let user = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"];
            words.extend(user.into_iter().chain(option).chain(["--"]).map(str::to_owned));
        }
        words.push(program);
        let mut command = std::process::Command::new(&words[0]);
        command.args(&words[1..]).current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Its processes end with the first one, but not at once.
        if let Some(id) = self.child.as_ref().and_then(Child::id) {
            let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{id}")]).status();
        }
    }
}

/// Where initdb and its like are: the newest that Debian has, or what can be called.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())
}

fn is_root() -> bool {
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}
