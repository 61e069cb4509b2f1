//! `serve --secret-key-file`: secrets in the data folder are encrypted.

use crate::support::{Server, fail, succeed};
use std::fs;
use std::path::{Path, PathBuf};

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let (folders, mut found): (Vec<_>, Vec<_>) =
        entries.filter(|path| !path.is_symlink()).partition(|path| path.is_dir());
    for folder in folders {
        found.extend(files(&folder));
    }
    found
}

fn text(path: &Path) -> &str {
    path.to_str().expect("Unicode")
}

#[test]
fn secrets_are_sealed_and_only_their_key_opens_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let new_key = |name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, succeed(&["secret", "new"])).expect("writes");
        path
    };
    let (key, other) = (new_key("key"), new_key("other"));
    // The first start leaves text; the second one seals it.
    let server = Server::start(&[]);
    let merchant = server.merchant("default");
    let apiv3_key = merchant.text("apiv3_key").to_owned();
    let plain = fs::read_to_string(server.data().join("merchants/default/apiclient_key.pem")).expect("a key");
    let mut server = server.restart(&["--secret-key-file", text(&key)]);
    let data = server.data();
    for path in files(&data) {
        let content = fs::read(&path).expect("a file");
        let content = String::from_utf8_lossy(&content);
        for secret in ["PRIVATE KEY", apiv3_key.as_str()] {
            assert!(!content.contains(secret), "{secret} in {}", path.display());
        }
    }
    // The server knows them as before.
    let url = format!("{}/_payscore/merchants/default/credentials", server.url);
    let shown = ureq::post(url).send_empty().expect("an answer").body_mut().read_to_string().expect("a body");
    assert!(shown.contains(&apiv3_key), "{shown}");
    let sealed = data.join("merchants/default/apiclient_key.pem");
    assert_eq!(succeed(&["secret", "open", text(&sealed), "--secret-key-file", text(&key)]), plain);
    assert!(fail(1, &["secret", "open", text(&sealed)]).contains("--secret-key-file"));
    // Whoever needs them without the server's key says what to do.
    let wanting: [&[&str]; 4] = [
        &["demo", "--data", text(&data)],
        &["bench", "--requests", "1"],
        &["merchant", "show", "default", "--secrets"],
        &["trigger", "expired"],
    ];
    for command in wanting {
        let said = server.refused(command);
        assert!(said.contains("is sealed") && said.contains("payscore secret open"), "{command:?}: {said}");
    }

    server.signal("TERM");
    server.wait();
    let keys = || -> Vec<Vec<u8>> {
        let folders = ["ca", "merchants", "platform"].map(|name| data.join(name));
        folders.iter().flat_map(|folder| files(folder)).map(|path| fs::read(path).expect("a file")).collect()
    };
    let before = keys();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", text(&data)];
    let missing = fail(1, &serve);
    assert!(missing.contains("is sealed") && missing.contains(".pem"), "{missing}");
    let wrong = fail(1, &[&serve[..], &["--secret-key-file", text(&other)]].concat());
    assert!(wrong.contains("another key") && wrong.contains("Nothing was changed"), "{wrong}");
    assert!(keys() == before);

    // A merchant that is added later is sealed at once.
    let server = server.start_again(&["--secret-key-file", text(&key)]);
    server.text(&["merchant", "add", "1230000110"]);
    let added = fs::read_to_string(data.join("merchants/1230000110/merchant.json")).expect("a file");
    assert!(added.starts_with("payscore-sealed-1\n"), "{added}");
}

#[test]
fn a_key_that_is_none_is_told() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), "secret").expect("writes");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let said = fail(1, &["serve", "--data", text(&data), "--secret-key-file", text(file.path())]);
    assert!(said.contains("32 bytes in base64 or hexadecimal") && said.contains(text(file.path())), "{said}");
    assert!(!data.exists());
}
