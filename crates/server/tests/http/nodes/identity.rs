//! Keys, certificates and merchants.

use super::{Database, Pair, on_each_database};
use crate::client::Client;
use crate::shop::NOON;
use payscore_server::{Config, NewMerchant, Server};
use payscore_testkit::ManualWall;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

on_each_database! {
    two_that_start_at_once_on_an_empty_database_have_one_identity,
    one_that_joins_with_an_empty_folder_answers_for_the_same_merchants,
    a_folder_with_keys_of_its_own_is_left_alone,
    of_two_with_keys_of_their_own_at_once_one_is_refused,
    a_merchant_that_one_is_given_is_known_to_the_other,
    a_number_is_given_once_however_many_are_asked,
    a_merchant_can_be_added_without_a_server_of_ones_own,
    keys_are_replaced_for_all_and_once,
}

/// What of a data folder servers share, file by file.
fn identity(data: &Path) -> BTreeMap<String, Vec<u8>> {
    fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().expect("a type");
            if kind.is_dir() {
                collect(&entry.path(), &format!("{name}/"), found);
            } else if kind.is_file() {
                found.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    for folder in ["ca", "platform", "merchants"] {
        collect(&data.join(folder), &format!("{folder}/"), &mut found);
    }
    found
}

/// The same files with the same contents.
fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (identity(one), identity(other));
    let names = one.keys().chain(other.keys());
    let different: BTreeSet<&String> = names.filter(|name| one.get(*name) != other.get(*name)).collect();
    assert!(different.is_empty(), "{different:?}");
}

async fn two_that_start_at_once_on_an_empty_database_have_one_identity(database: Database) {
    let [(a_folder, a), (b_folder, b)] = [database.empty().await, database.empty().await];
    let (a, b) = tokio::join!(Server::start(a), Server::start(b));
    let (a, b) = (a.expect("a server"), b.expect("a server"));
    assert_same(a_folder.path(), b_folder.path());
    let ours = identity(a_folder.path());
    let node = database.node().await;
    let kept = node.shared().expect("a shared database").files("", 0).await.expect("files");
    assert_eq!(kept.into_iter().map(|file| file.name).collect::<Vec<_>>(), ours.into_keys().collect::<Vec<_>>());
    // The merchant of the one folder is served by the other server, which signs as that folder expects.
    let folder = a_folder.path().join("merchants/default");
    let client = Client::new(&folder, &format!("http://{}", b.address()), Arc::new(ManualWall::new(NOON)));
    assert_eq!(client.get("/v3/certificates").await.status, 200);
    a.stop().await;
    b.stop().await;
}

async fn one_that_joins_with_an_empty_folder_answers_for_the_same_merchants(database: Database) {
    let shop = database.shop().await;
    let (folder, config) = database.empty().await;
    let joined = Server::start(config).await.expect("a server");
    assert_same(folder.path(), shop.server.data());
    for name in ["default", "partner"] {
        let client = shop.client_of(name).at(joined.address());
        let asked = client.get("/v3/certificates").await;
        assert_eq!(asked.status, 200, "known, and its signature is good: {}", asked.text());
        assert!(folder.path().join("merchants").join(name).join("apiclient_key.pem").is_file(), "under its other name");
    }
    joined.stop().await;
}

async fn a_folder_with_keys_of_its_own_is_left_alone(database: Database) {
    let _shop = database.shop().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::new(folder.path());
    config.listen.set_port(0);
    Server::start(config.clone()).await.expect("a server of its own").stop().await;
    let before = identity(folder.path());
    config.store = Some(database.node().await);
    let refused = Server::start(config).await.err().expect("another identity").to_string();
    assert!(refused.contains("--data") && refused.contains(&*folder.path().to_string_lossy()), "{refused}");
    assert!(identity(folder.path()) == before);
}

async fn of_two_with_keys_of_their_own_at_once_one_is_refused(database: Database) {
    let mut servers = Vec::new();
    for _ in 0..2 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::new(folder.path());
        config.listen.set_port(0);
        Server::start(config.clone()).await.expect("a server of its own").stop().await;
        config.store = Some(database.node().await);
        servers.push((identity(folder.path()), folder, config));
    }
    let (a, b) = tokio::join!(Server::start(servers[0].2.clone()), Server::start(servers[1].2.clone()));
    let mut refused = 0;
    for started in [a, b] {
        match started {
            Ok(server) => server.stop().await,
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("--data"), "{error}");
            }
        }
    }
    assert_eq!(refused, 1);
    for (before, folder, _) in servers {
        assert!(identity(folder.path()) == before, "keys are lost");
    }
}

async fn a_merchant_that_one_is_given_is_known_to_the_other(database: Database) {
    let pair = Pair::open(&database).await;
    let new = json!({ "mchid": "1900000555", "notify_url": "http://127.0.0.1:9/a" });
    assert_eq!(pair.a.server.post("merchants", &new).await.status, 200);
    let there = pair.b.server.get("merchants/1900000555").await.body;
    assert_eq!(there["notify_url"], "http://127.0.0.1:9/a");
    // The keys that A has made open B, and what A is told of the merchant afterwards is so on B.
    let client = pair.a.client_of("1900000555").at(&pair.b.client.address);
    assert_eq!(client.get("/v3/certificates").await.status, 200);
    let change = json!({ "notify_url": "", "platform_identity": "public_key" });
    assert_eq!(pair.b.server.put("merchants/1900000555", &change).await.status, 200);
    let there = pair.a.server.get("merchants/1900000555").await.body;
    assert_eq!((&there["notify_url"], &there["platform_identity"]), (&json!(null), &json!("public_key")));
    // Other keys: the old ones are no good any more, with neither of them.
    let replaced = pair.b.server.post("merchants", &json!({ "mchid": "1900000555", "replace": true })).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    for shop in [&pair.a, &pair.b] {
        let old = client.at(&shop.client.address);
        assert_eq!(old.request("GET", "/v3/certificates").send_unsigned().await.status, 401);
        assert_eq!(shop.client_of("1900000555").request("GET", "/v3/certificates").send().await.status, 404);
    }
}

async fn a_number_is_given_once_however_many_are_asked(database: Database) {
    let pair = Pair::open(&database).await;
    let body = json!({ "mchid": "1900000556" });
    let (a, b) = tokio::join!(pair.a.server.post("merchants", &body), pair.b.server.post("merchants", &body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", a.body, b.body);
    assert_same(pair.a.server.data(), pair.b.server.data());
}

async fn a_merchant_can_be_added_without_a_server_of_ones_own(database: Database) {
    let shop = database.shop().await;
    let (_folder, config) = database.empty().await;
    let new = NewMerchant { mchid: Some("1900000557".to_owned()), ..NewMerchant::default() };
    Server::add_merchant_offline(config, new).await.expect("added");
    assert_eq!(shop.server.get("merchants/1900000557").await.status, 200);
    assert_eq!(shop.client_of("1900000557").get("/v3/certificates").await.status, 200);
}

async fn keys_are_replaced_for_all_and_once(database: Database) {
    let pair = Pair::open(&database).await;
    let announce = json!({ "phase": "announce" });
    let (a, b) = tokio::join!(
        pair.a.server.post("platform/rotate", &announce),
        pair.b.server.post("platform/rotate", &announce)
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "one of them was late: {} {}", a.body, b.body);
    assert_eq!(pair.both("platform").await["certificate"]["identities"].as_array().map(Vec::len), Some(2));
    // The rest by its schedule, which both see come.
    pair.a.server.advance(5 * 24 * 3600).await;
    let switched = pair.both("platform").await;
    let in_state = |platform: &Value, state: &str| {
        let identities = platform["certificate"]["identities"].as_array().expect("a list");
        identities.iter().find(|one| one["state"] == state).map(|one| one["serial"].clone())
    };
    let signing = |platform: &Value| in_state(platform, "signing").expect("one that signs");
    assert!(in_state(&switched, "retiring").is_some(), "{switched}");
    for shop in [&pair.a, &pair.b] {
        assert_eq!(json!(shop.server.merchant("default").platform_serial_no), signing(&switched));
        assert_eq!(shop.client_of("default").get("/v3/certificates").await.status, 200, "signed by the new one");
    }
    pair.b.server.advance(5 * 24 * 3600).await;
    let retired = pair.both("platform").await;
    assert_eq!(signing(&retired), signing(&switched));
    assert_eq!(retired["certificate"]["retired"].as_array().map(Vec::len), Some(1));
    // The old key is gone from both.
    assert_same(pair.a.server.data(), pair.b.server.data());
}
