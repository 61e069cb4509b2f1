//! A provided data folder, made once a process: making its RSA keys takes most of a server's first start.

use payscore_server::{Config, Server};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
/// What of a data folder is worth copying: keys and merchants, not the database.
const COPIED: [&str; 2] = ["platform", "merchants"];

/// A fresh data folder with keys and merchants, and no orders.
pub(crate) async fn data_folder() -> TempDir {
    let template = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let mut config = Config::new(folder.path());
            config.listen.set_port(0);
            Server::start(config).await.expect("a first start").stop().await;
            folder
        })
        .await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in COPIED {
        copy(&template.path().join(name), &folder.path().join(name)).expect("a copy of the provided keys");
    }
    folder
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target: PathBuf = to.join(path.file_name().unwrap_or_default());
        if path.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(&path)?, target)?;
        } else if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}
