//! `backup` and `restore`: a data folder as one file, and back.

use crate::support::{Server, fail, succeed};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().expect("Unicode")
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&succeed(&[args, &["--json"]].concat())).expect("JSON")
}

/// A server with an order that is paid, and a place for its backup.
fn server_with_an_order() -> (Server, TempDir, PathBuf) {
    let server = Server::start(&[]);
    let merchant = server.merchant("default");
    merchant.create("kept");
    server.text(&["order", "confirm", "kept"]);
    merchant.complete("kept");
    // Larger than what is held in memory, and nowhere the same: in what repeats itself a bent byte may mean the same.
    let film: Vec<u8> = (0..3_u32 << 20).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    fs::write(server.data().join("media/files/film"), film).expect("an upload");
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let file = elsewhere.path().join("backup.tar.gz");
    (server, elsewhere, file)
}

/// Every file of a data folder but the database, with its content and mode.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("a file").path();
            let name = path.strip_prefix(folder).expect("below").to_owned();
            if path.is_symlink() {
                found.push((name, text(&fs::read_link(&path).expect("a link")).as_bytes().to_vec(), 0));
            } else if path.is_dir() {
                folders.push(path);
            } else if !text(&name).starts_with("payscore.db") {
                found.push((name, fs::read(&path).expect("a file"), mode(&path)));
            }
        }
    }
    found.sort();
    found
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().expect("a file").permissions().mode() & 0o777
}

/// A server on what was restored.
fn start_on(folder: TempDir) -> Server {
    Server::start_in(folder, &[])
}

#[test]
fn a_running_server_is_kept_whole_and_goes_on_elsewhere() {
    let (server, _elsewhere, file) = server_with_an_order();
    let saved = json(&["backup", text(&file), "--server", &server.url]);
    assert!(saved["database"]["records"].as_i64() > Some(0), "{saved}");
    assert_eq!(json(&["backup", "--verify", text(&file)]), saved);
    let (order, data) = (server.json(&["order", "show", "kept"]), files(&server.data()));
    // The running one went on, and can be saved as a snapshot as before.
    server.merchant("default").create("later");
    server.text(&["snapshot", "save", text(&file.with_extension("snapshot"))]);

    let target = tempfile::tempdir().expect("a temporary folder");
    let restored = json(&["restore", text(&file), "--data", text(&target.path().join("data"))]);
    assert_eq!(restored, saved);
    assert_eq!(files(&target.path().join("data")), data);
    let other = start_on(target);
    assert_eq!(other.json(&["order", "show", "kept"]), order);
    assert!(other.refused(&["order", "show", "later"]).contains("later"));
    other.merchant("default").create("goes-on");
    // It can be saved again, in both ways.
    other.text(&["snapshot", "save", text(&file.with_extension("again"))]);
    other.text(&["backup", text(&file), "--force"]);
}

#[test]
fn without_a_server_the_folder_is_kept() {
    let (mut server, _elsewhere, file) = server_with_an_order();
    let order = server.json(&["order", "show", "kept"]);
    server.signal("TERM");
    server.wait();
    let data = server.data();
    // What an interrupted one left is made anew, not written through to where it leads.
    let elsewhere = file.with_file_name("elsewhere");
    fs::write(&elsewhere, "not yours").expect("a file");
    for left in ["backup.tar.gz.part", "backup.tar.gz.database.part"] {
        std::os::unix::fs::symlink(&elsewhere, file.with_file_name(left)).expect("a link");
    }
    // Nobody listens there.
    let saved = succeed(&["backup", text(&file), "--data", text(&data), "--server", "http://127.0.0.1:1"]);
    assert!(saved.contains("private keys"), "{saved}");
    assert_eq!((fs::read_to_string(&elsewhere).expect("a file").as_str(), mode(&file)), ("not yours", 0o600));
    assert!(fail(1, &["backup", text(&file), "--data", text(&data)]).contains("--force"));

    // What was done since is not in it, and goes.
    let mut server = server.start_again(&[]);
    server.merchant("default").create("since");
    let in_use = fail(1, &["restore", text(&file), "--data", text(&data), "--force"]);
    assert!(in_use.contains("another payscore server uses this data folder"), "{in_use}");
    server.signal("TERM");
    server.wait();
    let refused = fail(1, &["restore", text(&file), "--data", text(&data)]);
    assert!(refused.contains("is not empty") && refused.contains("--force"), "{refused}");
    succeed(&["restore", text(&file), "--data", text(&data), "--force"]);
    assert_eq!(mode(&data.join("payscore.db")), 0o600);
    let server = server.start_again(&[]);
    assert_eq!(server.json(&["order", "show", "kept"]), order);
    assert!(server.refused(&["order", "show", "since"]).contains("since"));
    assert_eq!(
        fs::read_dir(server.data())
            .expect("a folder")
            .filter(|entry| is_hidden(entry.as_ref().expect("a file")))
            .count(),
        0
    );
}

fn is_hidden(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_touched() {
    let (mut server, elsewhere, file) = server_with_an_order();
    succeed(&["backup", text(&file), "--server", &server.url]);
    server.signal("TERM");
    server.wait();
    let (data, before) = (server.data(), files(&server.data()));
    let whole = fs::read(&file).expect("a backup");
    let bad = elsewhere.path().join("bad.tar.gz");

    let mut bent = whole.clone();
    bent[whole.len() / 2] ^= 0x10;
    for (content, expected) in [
        (whole[..whole.len() / 2].to_vec(), "cut off"),
        (bent, "cannot be used"),
        (b"no archive".to_vec(), "no backup of payscore"),
        (Vec::new(), "no backup of payscore"),
    ] {
        fs::write(&bad, content).expect("a file");
        for args in
            [&["backup", "--verify", text(&bad)][..], &["restore", text(&bad), "--data", text(&data), "--force"][..]]
        {
            let said = fail(1, args);
            assert!(said.contains(expected) && said.contains("bad.tar.gz"), "{said}");
        }
        assert_eq!(files(&data), before);
    }
    let server = server.start_again(&[]);
    server.text(&["order", "show", "kept"]);
}

#[test]
fn a_folder_without_data_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("backup.tar.gz");
    let nowhere = ["--data", text(folder.path()), "--server", "http://127.0.0.1:1"];
    let said = fail(1, &[&["backup", text(&file)][..], &nowhere].concat());
    assert!(said.contains("is no data folder"), "{said}");
    assert!(!file.exists());
}
