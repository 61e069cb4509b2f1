//! `payscore backup`

use crate::args::{Backup, DEFAULT_DATA};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Screen, tell};
use crate::progress::{Transfer, during};
use payscore_server::backup::{self, Manifest};
use payscore_server::{SystemWall, Wall};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf, absolute};

/// Makes one, or looks one over.
pub(super) fn run(args: &Backup, screen: Screen) -> Result<(), CliError> {
    let file = &args.file;
    if args.verify {
        let manifest = during("reading the backup", || backup::verify(file))?;
        return screen
            .show(&view(file, &manifest), |_, _| format!("{} is whole: {}\n", file.display(), text(&manifest)));
    }
    if file.exists() && !args.force {
        return Err(CliError::Exists { path: file.clone() });
    }
    let copy = beside(file, ".database.part");
    let unfinished = beside(file, ".part");
    let clean = || [&copy, &unfinished].into_iter().for_each(|leftover| drop(fs::remove_file(leftover)));
    // One that was interrupted may have left something, too.
    clean();
    let made = make(args, &copy, &unfinished);
    clean();
    let manifest = made?;
    screen.show(&view(file, &manifest), |_, _| {
        format!(
            "saved to {}: {}\nit has private keys: keep it as safe as the data folder\n",
            file.display(),
            text(&manifest)
        )
    })
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn make(args: &Backup, copy: &Path, unfinished: &Path) -> Result<Manifest, CliError> {
    let unwritten = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| CliError::WriteFile { path, source }
    };
    let (data, database) = copy_database(args, copy)?;
    let file = new_secret_file(unfinished).map_err(unwritten(unfinished))?;
    let now = SystemWall.now();
    let manifest = during("copying files", || backup::save(&data, database.then_some(copy), now, unfinished, &file))?;
    fs::rename(unfinished, &args.file).map_err(unwritten(&args.file))?;
    Ok(manifest)
}

/// There are private keys in it: nobody has opened it before, or made it a link to elsewhere.
fn new_secret_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Where the data are, and whether `copy` has their database now: from the server that runs on them, or without one.
fn copy_database(args: &Backup, copy: &Path) -> Result<(PathBuf, bool), CliError> {
    let control = Control::new(&args.connection)?;
    let server = control.get(&["addresses"], &[]);
    match (&args.data, server) {
        (None, Ok(addresses)) => from_server(&control, &addresses, copy),
        (None, Err(CliError::NotRunning { .. })) => from_folder(Path::new(DEFAULT_DATA), copy),
        (None, Err(error)) => Err(error),
        (Some(data), Ok(addresses)) if is_same(data, &folder(&addresses)) => from_server(&control, &addresses, copy),
        // Whatever server that was: one that has this folder has its lock.
        (Some(data), _) => from_folder(data, copy),
    }
}

fn folder(addresses: &Value) -> PathBuf {
    PathBuf::from(addresses["data"].as_str().unwrap_or_default())
}

fn is_same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).or_else(|_| absolute(path)).ok();
    real(a) == real(b)
}

fn from_folder(data: &Path, copy: &Path) -> Result<(PathBuf, bool), CliError> {
    during("copying the database", || backup::copy_database(data, copy))?;
    Ok((data.to_owned(), true))
}

/// Keys are not to be had from the server, only its database: its folder must be here.
fn from_server(control: &Control, addresses: &Value, copy: &Path) -> Result<(PathBuf, bool), CliError> {
    let data = folder(addresses);
    if !data.is_dir() {
        return Err(CliError::DataElsewhere { path: data });
    }
    if addresses["database"] == "postgres" {
        tell("orders are in PostgreSQL: keep those by pg_dump or pg_basebackup. This keeps the files beside them\n");
        return Ok((data, false));
    }
    let unwritten = |source: io::Error| CliError::WriteFile { path: copy.to_owned(), source };
    let (body, length) = control.download(&["snapshot"])?;
    let mut file = new_secret_file(copy).map_err(unwritten)?;
    let bytes = io::copy(&mut Transfer::new(body, length), &mut file).map_err(unwritten)?;
    if length.is_some_and(|length| length != bytes) {
        return Err(unwritten(io::Error::new(io::ErrorKind::UnexpectedEof, "the server broke off")));
    }
    drop(file);
    backup::take_snapshot(copy)?;
    Ok((data, true))
}

/// What is in a backup.
pub(super) fn view(file: &Path, manifest: &Manifest) -> Value {
    json!({
        "file": file.to_string_lossy(),
        "version": manifest.version,
        "saved_at": manifest.saved_at,
        "database": manifest.database,
        "files": manifest.entries.len(),
        "bytes": bytes(manifest),
    })
}

/// The same in words.
pub(super) fn text(manifest: &Manifest) -> String {
    let database = manifest.database.as_ref().map_or("no database".to_owned(), |database| {
        format!("{} records, {} notifications", database.records, database.notifications)
    });
    let (files, kib) = (manifest.entries.len(), bytes(manifest).div_ceil(1024));
    format!("{database}, {files} files, {kib} KiB, of {} by payscore {}", manifest.saved_at, manifest.version)
}

fn bytes(manifest: &Manifest) -> u64 {
    manifest.entries.iter().map(|entry| entry.bytes).sum()
}
