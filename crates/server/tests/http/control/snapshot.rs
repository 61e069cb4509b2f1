//! `/_payscore/snapshot`

use crate::shop::{DAY, HOUR, NOON, Shop};
use payscore_domain::Behaviour;
use payscore_testkit::{Receiver, TestServer};
use serde_json::{Value, json};

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

async fn save(server: &TestServer) -> Vec<u8> {
    let answer = http().get(format!("{}/_payscore/snapshot", server.base_url())).send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/vnd.sqlite3".parse().expect("a value"))
    );
    let length = answer.content_length();
    let bytes = answer.bytes().await.expect("a file").to_vec();
    assert_eq!(length, u64::try_from(bytes.len()).ok());
    bytes
}

async fn load(server: &TestServer, file: Vec<u8>) -> (u16, Value) {
    let answer = http().put(format!("{}/_payscore/snapshot", server.base_url())).body(file).send().await;
    let answer = answer.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn what_was_saved_is_back_at_its_own_time() {
    let receiver = Receiver::start().await;
    let mut shop = Shop::open().await.notified_at(receiver.url());
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    shop.server.advance(DAY).await;
    let (record, told) = (shop.record("a-1").await, shop.server.notifications("a-1").await);
    let file = save(&shop.server).await;

    shop.server.advance(9 * DAY).await;
    shop.create("later").await;
    shop.act("a-1", "cancel", &shop.cancellation("用户投诉")).await;
    shop.wall.advance(i64::from(HOUR));
    let (status, loaded) = load(&shop.server, file).await;
    assert_eq!(
        (status, &loaded["unknown_merchants"], &loaded["notifications"]),
        (200, &json!([]), &json!(1)),
        "{loaded}"
    );
    let saved = NOON + i64::from(DAY);
    assert_eq!(loaded["clock"]["unix"], saved, "as it was, however much time has passed since");
    assert_eq!((shop.record("a-1").await, shop.server.notifications("a-1").await), (record.clone(), told));
    assert_eq!(shop.query("later").await.status, 404);
    shop.restart().await;
    assert_eq!((shop.record("a-1").await, &shop.server.get("clock").await.body["unix"]), (record, &json!(saved)));
    let left: Vec<_> =
        std::fs::read_dir(shop.server.data()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("snapshot-")), "{left:?}");
}

#[tokio::test]
async fn goes_on_where_it_was() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let file = save(&shop.server).await;
    shop.server.post("reset", &json!({})).await;
    assert_eq!(load(&shop.server, file).await.0, 200);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    shop.server.advance(DAY).await;
    assert_eq!(shop.state("a-1").await, "DOING/USER_CONFIRM");
}

#[tokio::test]
async fn moves_to_another_server_and_says_whom_that_one_does_not_know() {
    let shop = Shop::open().await;
    let added = shop.server.post("merchants", &json!({ "mchid": "1230000555", "kind": "direct" })).await;
    assert_eq!(added.status, 200, "{}", added.body);
    shop.create("a-1").await;
    let file = save(&shop.server).await;
    let other = Shop::open().await;
    let (status, loaded) = load(&other.server, file).await;
    assert_eq!((status, &loaded["unknown_merchants"]), (200, &json!(["1230000555"])), "{loaded}");
    assert_eq!(other.record("a-1").await[0], 200);
}

#[tokio::test]
async fn what_is_no_snapshot_changes_nothing() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let record = shop.record("a-1").await;
    let good = save(&shop.server).await;
    let mut cut = good.clone();
    cut.truncate(good.len() / 2);
    for (file, words) in [
        (Vec::new(), "no snapshot of payscore"),
        (b"{\"not\": \"a database\"}".repeat(100), "not a database"),
        (cut, "the file cannot be used"),
    ] {
        let (status, refused) = load(&shop.server, file).await;
        assert_eq!((status, &refused["code"]), (400, &json!("PARAM_ERROR")), "{refused}");
        assert!(refused["message"].as_str().is_some_and(|message| message.contains(words)), "{refused}");
    }
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn strangers_get_and_put_none() {
    let shop = Shop::open().await;
    let url = format!("{}/_payscore/snapshot", shop.server.base_url());
    for request in [http().get(&url), http().put(&url).body("x".repeat(1 << 20))] {
        let answer = request.header("Origin", "http://evil.test").send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 403);
    }
}
