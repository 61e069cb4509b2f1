//! `payscore ca`: the certificate authority of the server's TLS.

use super::env::read_authority;
use super::serve::guide::quoted;
use crate::args::Ca;
use crate::error::CliError;
use crate::output::print;
use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

/// Prints, or installs.
pub(super) fn run(data: &Path, command: Ca) -> Result<(), CliError> {
    let path = absolute(data).unwrap_or_else(|_| data.to_owned()).join("ca").join("ca.pem");
    let authority = read_authority(&path)?;
    match command {
        Ca::Path => print(&format!("{}\n", path.display())),
        Ca::Print => print(authority.pem()),
        Ca::Install { dry_run } => install(&path, dry_run),
    }
}

/// A system's own way to trust a certificate: put it there, run that.
struct Store {
    folder: &'static str,
    update: &'static str,
}

/// Debian and what comes from it; Fedora, RHEL, openEuler and what comes from them; Arch.
const STORES: [Store; 3] = [
    Store { folder: "/usr/local/share/ca-certificates", update: "update-ca-certificates" },
    Store { folder: "/etc/pki/ca-trust/source/anchors", update: "update-ca-trust" },
    Store { folder: "/etc/ca-certificates/trust-source/anchors", update: "update-ca-trust" },
];

impl Store {
    fn target(&self) -> PathBuf {
        Path::new(self.folder).join("payscore-local-ca.crt")
    }

    /// What to type to do it, or to undo it.
    fn steps(&self, ca: &Path) -> (String, String) {
        let (target, update) = (self.target(), self.update);
        let (ca, target) = (quoted(&ca.to_string_lossy()), target.display());
        (
            format!("  sudo cp {ca} {target}\n  sudo {update}\n"),
            format!("to undo it:\n  sudo rm {target}\n  sudo {update}\n"),
        )
    }
}

/// Says each step, and does it unless `dry_run`. What this machine trusts is never changed silently.
fn install(ca: &Path, dry_run: bool) -> Result<(), CliError> {
    let Some(store) = STORES.iter().find(|store| Path::new(store.folder).is_dir()) else {
        return Err(CliError::NotInstalled(by_hand(ca)));
    };
    let (steps, undo) = store.steps(ca);
    if dry_run {
        return print(&format!("would do:\n{steps}{undo}"));
    }
    let target = store.target();
    print(&format!("copying {} to {}\n", ca.display(), target.display()))?;
    let by_hand = |why: String| CliError::NotInstalled(format!("{why}. By hand:\n{steps}"));
    fs::copy(ca, &target).map_err(|error| by_hand(format!("cannot write {}: {error}", target.display())))?;
    print(&format!("running {}\n", store.update))?;
    let updated = Command::new(store.update).status();
    match updated {
        Ok(status) if status.success() => print(&format!("{AFTER}{undo}")),
        Ok(status) => Err(by_hand(format!("{} failed ({status})", store.update))),
        Err(error) => Err(by_hand(format!("cannot run {}: {error}", store.update))),
    }
}

const AFTER: &str = "this machine trusts the server's TLS now. Programs with certificates of their own (Node.js, Python's \
                     requests, most JVMs) do not look there: `payscore env` and `payscore run` are for them\n";

/// Where there is no store that a command line can change safely.
fn by_hand(ca: &Path) -> String {
    let ca = quoted(&ca.to_string_lossy());
    let how = if cfg!(target_os = "macos") {
        format!("  security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db {ca}\n")
    } else if cfg!(windows) {
        format!("  certutil -user -addstore Root {ca}\n")
    } else {
        format!("  your system's documentation says where certificates such as {ca} go\n")
    };
    format!(
        "this system's trust store is not one that `payscore ca install` changes. By hand:\n{how}\
         or without it: `payscore run -- CMD` and `payscore env`"
    )
}
