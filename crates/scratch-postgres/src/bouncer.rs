//! PgBouncer in front of a scratch server, in transaction mode: statements of one client meet many connections.

use crate::running::Running;
use crate::{Scratch, ScratchError, USER, as_user, finish, free_port, is_root};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A running PgBouncer.
#[derive(Debug)]
pub struct Bouncer {
    port: u16,
    // In the order of dropping.
    _running: Running,
    _folder: TempDir,
}

impl Bouncer {
    /// Starts one in front of a server, with few connections to it.
    ///
    /// # Errors
    /// [`ScratchError`]
    pub fn start(server: &Scratch) -> Result<Self, ScratchError> {
        let program = program().ok_or(ScratchError::NotInstalled { program: "PgBouncer" })?;
        let failed = |source| ScratchError::Run { program: "a temporary folder".to_owned(), source };
        let folder = tempfile::Builder::new().prefix("payscore-pgbouncer-").tempdir().map_err(failed)?;
        let (port, users) = (free_port()?, folder.path().join("users.txt"));
        std::fs::write(&users, format!("\"{USER}\" \"\"\n")).map_err(failed)?;
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = 3\n\
             max_client_conn = 1000\n",
            server.port(),
            users.display(),
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).map_err(failed)?;
        if is_root() {
            finish(Command::new("chown").arg("-R").arg(USER).arg(folder.path()))?;
        }
        let mut command = as_user(&program, Some("--pdeathsig=TERM"));
        command.arg(&file);
        let running = Running::start(command, "process up", "TERM")?;
        Ok(Self { port, _running: running, _folder: folder })
    }

    /// A database of the server, through this.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([Path::new("/usr/sbin").to_owned()]);
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}
