//! The first start, and starts that cannot succeed: they say what is wrong and how to mend it.

use crate::shop::Shop;
use payscore_server::{Config, Server, StartError};
use payscore_testkit::TestServer;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn config(data: &Path) -> Config {
    let mut config = Config::new(data);
    config.listen.set_port(0);
    config
}

/// Why a start failed, in the words that a user reads.
async fn refusal(config: Config) -> String {
    match Server::start(config).await {
        Ok(_) => panic!("this should not start"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn provides_two_merchants_with_all_that_a_client_needs() {
    let server = TestServer::start().await;
    for (alias, mchid) in [("default", "1230000109"), ("partner", "1900000100")] {
        let folder = server.merchant_dir(alias);
        assert_eq!(fs::read_link(&folder).expect("an alias"), Path::new(mchid));
        let mode = |name: &str| fs::metadata(folder.join(name)).expect(name).permissions().mode() & 0o777;
        for secret in ["apiclient_key.pem", "merchant.json"] {
            assert_eq!(mode(secret), 0o600, "{secret}");
        }
        for public in ["apiclient_cert.pem", "wechatpay_public_key.pem", "platform_cert.pem"] {
            assert_eq!(mode(public), 0o644, "{public}");
        }
        let text = fs::read_to_string(folder.join("merchant.json")).expect("merchant.json");
        let mut file: Value = serde_json::from_str(&text).expect("JSON");
        for drawn in ["serial_no", "platform_serial_no", "apiv2_key", "apiv3_key", "wechatpay_public_key_id"] {
            file[drawn] = file[drawn].as_str().expect(drawn).len().into();
        }
        insta::assert_json_snapshot!(alias, file);
    }
}

/// What the errors about unusable files advise.
#[tokio::test]
async fn what_was_removed_is_made_anew() {
    let mut server = TestServer::start().await;
    let serial = |server: &TestServer, name: &str| {
        let file = server.merchant(name);
        (file.serial_no.clone(), file.platform_serial_no.clone())
    };
    let (default, partner) = (serial(&server, "default"), serial(&server, "partner"));
    server.stop().await;
    fs::remove_dir_all(server.merchant_dir("1900000100")).expect("a folder to remove");
    server.restart().await;
    assert_eq!(serial(&server, "default"), default, "untouched");
    let anew = serial(&server, "partner");
    assert!(anew.0 != partner.0 && anew.1 == partner.1, "a new merchant of the same platform");
    server.stop().await;
    fs::remove_dir_all(server.data().join("platform")).expect("a folder to remove");
    server.restart().await;
    let told = serial(&server, "default");
    assert!(told.0 == default.0 && told.1 != default.1, "the same merchant, told of a new platform");
    let certificate = fs::read_to_string(server.merchant_dir("default").join("platform_cert.pem")).expect("a file");
    let certificate = payscore_wire::Certificate::from_pem(&certificate).expect("a certificate");
    assert_eq!(certificate.serial_no(), told.1);
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let server = TestServer::start().await;
    let other = tempfile::tempdir().expect("a folder");
    let mut config = config(other.path());
    config.listen = server.base_url().trim_start_matches("http://").parse().expect("an address");
    let words = refusal(config).await;
    assert!(words.contains("--listen") && words.contains(server.base_url().trim_start_matches("http://")), "{words}");
}

#[tokio::test]
async fn a_data_folder_that_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let words = refusal(config(&file)).await;
    assert!(words.contains("--data") && words.contains("file"), "{words}");
}

#[tokio::test]
async fn a_data_folder_in_use() {
    let server = TestServer::start().await;
    let error = Server::start(config(server.data())).await.err().expect("one server a folder");
    assert!(matches!(error, StartError::Store(_)), "{error}");
    assert!(error.to_string().contains("payscore.db"), "{error}");
}

#[tokio::test]
async fn keys_and_files_that_cannot_be_used() {
    let mut seen = Vec::new();
    for (file, contents) in [
        ("merchants/default/merchant.json", "{"),
        ("merchants/default/apiclient_key.pem", "no key"),
        ("merchants/default/apiclient_cert.pem", "no certificate"),
        ("platform/rotation.json", "{"),
        ("platform/certificates/SERIAL/key.pem", ""),
        ("platform/certificates/SERIAL/cert.pem", "no certificate"),
        ("platform/ca_key.pem", "no key"),
        ("ca/ca.pem", "no certificate"),
        ("ca/ca_key.pem", "no key"),
        ("ca/server.pem", "no certificate"),
        ("ca/server_key.pem", "no key"),
    ] {
        let shop = Shop::open().await;
        let data = shop.server.data();
        // Stands in for a team that has put a wrong file there before the start.
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(data, copy.path());
        let serial = &shop.file.platform_serial_no;
        fs::write(copy.path().join(file.replace("SERIAL", serial)), contents).expect("a broken file");
        let words = refusal(config(copy.path())).await;
        let place = format!("{}/", copy.path().display());
        assert!(words.contains(&place), "{words}");
        seen.push(words.replace(&place, "DATA/").replace(serial, "SERIAL"));
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn an_apiv3_key_of_another_length() {
    let server = TestServer::start().await;
    let copy = tempfile::tempdir().expect("a folder");
    copy_folder(server.data(), copy.path());
    let path = copy.path().join("merchants/default/merchant.json");
    let key = &server.merchant("default").apiv3_key;
    let text = fs::read_to_string(&path).expect("merchant.json").replace(key, &key[1..]);
    fs::write(&path, text).expect("a shorter key");
    let words = refusal(config(copy.path())).await;
    assert!(words.contains("merchant.json is not usable: apiv3_key: ") && words.contains("32"), "{words}");
    assert!(!words.contains(&key[1..]) && !words.contains('\n'), "{words}");
}

#[tokio::test]
async fn certificates_whose_time_is_over() {
    // What lasts longest goes last. The platform's is replaced by itself, a merchant's as its error advises.
    let mut shop = Shop::open().await;
    shop.wall.advance(6 * 365 * 24 * 3600);
    let mut later = config(shop.server.data());
    later.wall = std::sync::Arc::new(shop.wall.clone());
    shop.server.stop().await;
    let words = refusal(later.clone()).await;
    assert!(words.contains("/merchants/") && words.contains(" it expired on 20"), "{words}");
    fs::remove_dir_all(shop.server.data().join("merchants")).expect("a folder to remove");
    shop.restart().await;
    let platform = shop.server.get("platform").await.body["certificate"].clone();
    assert_eq!(platform["retired"][0]["serial"], json!(shop.file.platform_serial_no));
    assert_eq!(platform["identities"][0]["serial"], json!(shop.server.merchant("default").platform_serial_no));
    shop.server.stop().await;
    shop.wall.advance(5 * 365 * 24 * 3600);
    let words = refusal(later).await;
    assert!(words.contains("/ca/ca.pem is not usable: it expired on 20"), "{words}");
}

#[tokio::test]
async fn another_merchants_key_is_noticed() {
    let server = TestServer::start().await;
    let copy = tempfile::tempdir().expect("a folder");
    copy_folder(server.data(), copy.path());
    let merchants = copy.path().join("merchants");
    fs::copy(merchants.join("partner/apiclient_key.pem"), merchants.join("default/apiclient_key.pem")).expect("a copy");
    let words = refusal(config(copy.path())).await;
    assert!(words.contains("it is not the key of apiclient_cert.pem"), "{words}");
}

/// One line each: which file, what is wrong, what to do.
#[tokio::test]
async fn mistakes_with_a_merchants_files() {
    let shop = Shop::open().await;
    let read = |name: &str| fs::read_to_string(shop.server.merchant_dir("default").join(name)).expect(name);
    let (key, certificate, json) = (read("apiclient_key.pem"), read("apiclient_cert.pem"), read("merchant.json"));
    let apiv2_key = &shop.file.apiv2_key;
    let mut seen = Vec::new();
    for (file, contents) in [
        ("apiclient_cert.pem", Some(String::new())),
        ("apiclient_cert.pem", None),
        ("apiclient_cert.pem", Some(key.clone())),
        ("apiclient_cert.pem", Some(certificate.replacen("MII", "AAA", 1))),
        ("apiclient_cert.pem", Some(certificate[..certificate.len() / 2].to_owned())),
        ("apiclient_cert.pem", Some(read("platform_cert.pem"))),
        ("apiclient_key.pem", Some(certificate)),
        ("apiclient_key.pem", Some(key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))),
        ("apiclient_key.pem", Some(key.replacen('M', "*", 1))),
        ("merchant.json", None),
        ("merchant.json", Some(String::new())),
        ("merchant.json", Some(json.replace(apiv2_key, &apiv2_key[2..]))),
        ("merchant.json", Some(json.replace(&shop.file.mchid, "1900000100"))),
    ] {
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(shop.server.data(), copy.path());
        let path = copy.path().join("merchants/default").join(file);
        match contents {
            Some(contents) => fs::write(&path, contents).expect("a wrong file"),
            None => fs::remove_file(&path).expect("a missing file"),
        }
        let words = refusal(config(copy.path())).await.replace(&format!("{}/", copy.path().display()), "DATA/");
        assert!(words.starts_with("DATA/merchants/1") || words.starts_with("cannot read DATA/"), "{words}");
        assert!(!words.contains('\n') && !words.contains(&apiv2_key[2..]), "{words}");
        seen.push(
            words.replace(&shop.file.serial_no, "[serial_no]").replace(&shop.file.platform_serial_no, "[platform]"),
        );
    }
    insta::assert_json_snapshot!(seen);
}

/// Nobody could make it anew: the advice is another one.
#[tokio::test]
async fn an_added_merchants_files_are_not_to_be_removed() {
    let mut server = TestServer::start().await;
    let added = server.post("merchants", &serde_json::json!({ "mchid": "1600000001" })).await;
    assert_eq!(added.status, 200, "{}", added.body);
    server.stop().await;
    let copy = tempfile::tempdir().expect("a folder");
    for (contents, what) in [(Some(b"\xff\xfe".as_slice()), "it is not text"), (None, "it cannot be read: ")] {
        copy_folder(server.data(), copy.path());
        let path = copy.path().join("merchants/1600000001/apiclient_cert.pem");
        match contents {
            Some(contents) => fs::write(&path, contents).expect("a wrong file"),
            None => fs::remove_file(&path).expect("a missing file"),
        }
        let words = refusal(config(copy.path())).await;
        assert!(words.contains(what) && words.ends_with("or move its folder away to start without it"), "{words}");
        assert!(words.starts_with(&path.display().to_string()), "{words}");
    }
}

/// Keys and merchants; links as links.
fn copy_folder(from: &Path, to: &Path) {
    for name in ["platform", "merchants", "ca"] {
        let done = std::process::Command::new("cp").arg("-a").arg(from.join(name)).arg(to).status();
        assert!(done.expect("cp").success());
    }
}
