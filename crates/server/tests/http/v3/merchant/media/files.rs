//! What is kept, and shown to the developer.

use super::{IMAGE, PICTURE, VIDEO, fetched, media_id, meta, upload, uploaded};
use crate::shop::Shop;
use serde_json::{Value, json};
use std::num::NonZeroU32;

async fn listed(shop: &Shop, query: &str) -> Vec<String> {
    let answer = shop.server.get(&format!("media{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let media = answer.body["media"].as_array().expect("a list");
    media.iter().map(|media| media["media_id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn are_listed_newest_first_and_outlive_a_restart() {
    let mut shop = Shop::open().await;
    let picture = uploaded(&shop, IMAGE, "门店.png", PICTURE).await;
    let film = uploaded(&shop, VIDEO, "a.mp4", b"any bytes are a film").await;
    let partner = shop.client_of("partner");
    let other = upload(&partner, IMAGE, &meta("b.bmp", b"BM..."), "b.bmp", b"BM...").send().await;
    let other = media_id(&other);
    shop.restart().await;
    assert_eq!(listed(&shop, "").await, [other.as_str(), &film, &picture]);
    assert_eq!(listed(&shop, &format!("?mchid={}", partner.mchid)).await, [other.as_str()]);
    let page = shop.server.get("media?limit=2").await.body;
    assert_eq!(listed(&shop, &format!("?before={}", page["next"])).await, [picture.as_str()]);
    assert_eq!(fetched(&shop, &picture).await, ("image/png".to_owned(), PICTURE.to_vec()));
    assert_eq!(fetched(&shop, &film).await, ("video/mp4".to_owned(), b"any bytes are a film".to_vec()));
    let Value::Object(mut shown) = page["media"][1].clone() else { panic!("no object") };
    assert_eq!(shown.remove("media_id"), Some(film.into()));
    assert_eq!(shown.remove("mchid"), Some(shop.file.mchid.as_str().into()));
    insta::assert_json_snapshot!(shown);
}

#[tokio::test]
async fn the_same_file_may_be_uploaded_again() {
    let shop = Shop::open().await;
    let first = uploaded(&shop, IMAGE, "a.png", PICTURE).await;
    let again = uploaded(&shop, IMAGE, "b.png", PICTURE).await;
    assert_ne!(first, again);
    assert_eq!(fetched(&shop, &first).await, fetched(&shop, &again).await);
}

#[tokio::test]
async fn an_unknown_id_is_said_so() {
    let shop = Shop::open().await;
    let answer = shop.server.get("media/none").await;
    assert_eq!((answer.status, &answer.body["code"]), (404, &json!("RESOURCE_NOT_EXISTS")));
    assert_eq!(shop.server.get("media?colour=red").await.status, 400);
}

#[tokio::test]
async fn faults_and_limits_strike_uploads_too() {
    let shop = Shop::open_with(|config| config.calls_per_second = NonZeroU32::new(2)).await;
    let rule = json!({ "fault": "SYSTEM_ERROR", "operation": "UploadVideo" });
    assert_eq!(shop.server.post("faults", &rule).await.status, 200);
    let mut statuses = Vec::new();
    for path in [IMAGE, VIDEO, VIDEO, VIDEO, VIDEO] {
        let name = if path == IMAGE { "a.png" } else { "a.mov" };
        statuses.push(upload(&shop.client, path, &meta(name, PICTURE), name, PICTURE).send().await.status);
    }
    assert_eq!(statuses, [200, 500, 200, 200, 429]);
}
