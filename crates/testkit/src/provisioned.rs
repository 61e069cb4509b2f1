//! A provided data folder, made once a process: making its RSA keys takes most of a server's first start.

use payscore_server::{Config, Server};
use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Held in memory, because nothing would remove a folder of a static's when the process ends.
static TEMPLATE: OnceCell<Vec<(PathBuf, Entry)>> = OnceCell::const_new();
/// What of a data folder is worth copying: keys and merchants, not the database.
const COPIED: [&str; 3] = ["platform", "merchants", "ca"];

/// What lies at a path.
enum Entry {
    Folder,
    File(Vec<u8>, Permissions),
    #[cfg(unix)]
    Link(PathBuf),
}

/// A fresh data folder with keys and merchants, and no orders.
pub(crate) async fn data_folder() -> TempDir {
    let template = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let mut config = Config::new(folder.path());
            config.listen.set_port(0);
            Server::start(config).await.expect("a first start").stop().await;
            let mut entries = Vec::new();
            for name in COPIED {
                read(folder.path(), Path::new(name), &mut entries).expect("the provided keys");
            }
            entries
        })
        .await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, entry) in template {
        write(&folder.path().join(path), entry).expect("a copy of the provided keys");
    }
    folder
}

/// Reads what lies at `path` below `root`, folders before what is in them.
fn read(root: &Path, path: &Path, entries: &mut Vec<(PathBuf, Entry)>) -> io::Result<()> {
    let here = root.join(path);
    #[cfg(unix)]
    if here.is_symlink() {
        entries.push((path.to_owned(), Entry::Link(fs::read_link(&here)?)));
        return Ok(());
    }
    if !here.is_dir() {
        entries.push((path.to_owned(), Entry::File(fs::read(&here)?, fs::metadata(&here)?.permissions())));
        return Ok(());
    }
    entries.push((path.to_owned(), Entry::Folder));
    for entry in fs::read_dir(&here)? {
        read(root, &path.join(entry?.file_name()), entries)?;
    }
    Ok(())
}

fn write(path: &Path, entry: &Entry) -> io::Result<()> {
    match entry {
        Entry::Folder => fs::create_dir(path),
        Entry::File(bytes, permissions) => {
            fs::write(path, bytes)?;
            fs::set_permissions(path, permissions.clone())
        }
        #[cfg(unix)]
        Entry::Link(target) => std::os::unix::fs::symlink(target, path),
    }
}
