//! SQLite's own judgement of a database whose server is not running.

use crate::Result;
use std::path::Path;
use std::process::Command;

/// Runs `PRAGMA integrity_check` on a copy, so that the server still finds the log as the kill has left it.
pub(crate) fn check(data: &Path) -> Result<()> {
    let copy = tempfile::tempdir()?;
    for name in ["payscore.db", "payscore.db-wal"] {
        let from = data.join(name);
        if from.exists() {
            std::fs::copy(from, copy.path().join(name))?;
        }
    }
    let output = Command::new("sqlite3")
        .arg(copy.path().join("payscore.db"))
        .args(["PRAGMA integrity_check", "PRAGMA foreign_key_check"])
        .output();
    match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("NOT CHECKED: PRAGMA integrity_check, because sqlite3 is not installed");
            Ok(())
        }
        Err(error) => Err(error.into()),
        Ok(output) if output.stdout == b"ok\n" => Ok(()),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            Err(format!("the database is not whole: {text}{}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }
}
