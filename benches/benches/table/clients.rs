//! The other side of the wire: what a call costs our SDK and others', `benches/clients`, in the same run.

use std::process::{Command, Stdio};

/// Prints its table. With `write` it goes into the documents, too.
pub(crate) fn run(write: bool) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["bench", "--quiet", "--package", "payscore-bench-clients", "--"]);
    command.args(write.then_some("--write"));
    // What cargo says of its own run is not for another one.
    command.env_remove("CARGO_MANIFEST_DIR").current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    println!();
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the clients: {status}, see above")),
        Err(error) => Err(format!("the clients: {error}")),
    }
}
