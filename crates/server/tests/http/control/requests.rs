//! `/_payscore/requests`

use crate::shop::{SERVICE_ORDERS, Shop, successful};
use payscore_domain::Behaviour;
use serde_json::{Value, json};

const PATH: &str = "/v3/certificates";

async fn listed(shop: &Shop, query: &str) -> Vec<Value> {
    let answer = shop.server.get(&format!("requests{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["requests"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn lists_the_latest_requests() {
    let shop = Shop::open().await;
    let created = successful(shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await);
    let refused = shop.client.request("GET", format!("{PATH}?a=1")).signing_target(PATH).send_unsigned().await;
    let missing = shop.query("nope").await;
    successful(shop.client_of("partner").get(PATH).await);
    shop.client.request("GET", "/v3/nothing").send_unsigned().await;

    let all = listed(&shop, "").await;
    let seen: Vec<_> = all.iter().map(|request| (request["operation"].as_str(), request["status"].as_u64())).collect();
    let name = |operation: &'static str, status| (Some(operation), Some(status));
    let [create, query, certificates] = ["CreateServiceOrder", "QueryServiceOrder", "ListCertificates"];
    let expected =
        [(None, Some(404)), name(certificates, 200), name(query, 404), name(certificates, 401), name(create, 200)];
    assert_eq!(seen, expected, "newest first");
    assert_eq!(all[4]["request_id"], created.header("Request-ID"));
    assert_eq!((&all[4]["mchid"], &all[4]["at"]), (&json!(shop.file.mchid), &json!("2026-11-21T12:00:00+08:00")));
    assert!(all[4]["duration_ms"].as_f64().is_some_and(|ms| ms > 0.0));
    assert_eq!(all[3]["diagnosis"], refused.json()["_payscore"]);
    assert_eq!(all[2]["code"], missing.json()["code"]);

    for (query, expected) in [
        ("?failing=true", vec![404, 404, 401]),
        ("?status=401", vec![401]),
        ("?mchid=1900000100", vec![200]),
        ("?operation=ListCertificates&failing=true", vec![401]),
        ("?limit=2", vec![404, 200]),
    ] {
        let statuses: Vec<_> = listed(&shop, query).await.iter().filter_map(|one| one["status"].as_u64()).collect();
        assert_eq!(statuses, expected, "{query}");
    }
    assert_eq!(shop.server.get("requests?nonsense=1").await.status, 400);
}

#[tokio::test]
async fn shows_one_with_both_bodies_and_no_key() {
    let shop = Shop::open().await;
    let body = shop.new_order_for("a-1", Behaviour::PaysAtOnce).to_string();
    let request = shop.client.request("POST", format!("/mock{SERVICE_ORDERS}")).body(body.clone());
    let signature = request.signature();
    let created = successful(request.send().await);
    let shown = shop.server.get(&format!("requests/{}", created.header("Request-ID"))).await.body;
    assert_eq!(shown["target"], format!("/mock{SERVICE_ORDERS}"), "as it was sent");
    assert_eq!(shown["operation"], "CreateServiceOrder");
    assert_eq!((&shown["request_body"], &shown["request_body_cut"]), (&json!(body), &json!(false)));
    assert_eq!(shown["response_body"], created.text());
    assert_eq!(
        (&shown["authorization"]["signature"], &shown["authorization"]["mchid"]),
        (&json!(signature), &json!(shop.file.mchid))
    );
    let text = shown.to_string();
    for key in [&shop.file.apiv2_key, &shop.file.apiv3_key] {
        assert!(!text.contains(key.as_str()));
    }
    assert_eq!(shop.server.get("requests/nope").await.status, 404);
}

#[tokio::test]
async fn what_is_long_is_cut() {
    let shop = Shop::open().await;
    let body = format!("{{\"attach\":\"{}\"}}", "x".repeat(20_000));
    let refused = shop.client.request("POST", SERVICE_ORDERS).body(body.clone()).send().await;
    let shown = shop.server.get(&format!("requests/{}", refused.header("Request-ID"))).await.body;
    assert_eq!((&shown["request_body_bytes"], &shown["request_body_cut"]), (&json!(body.len()), &json!(true)));
    assert_eq!(shown["request_body"].as_str().map(str::len), Some(16_384));
}

#[tokio::test]
async fn so_many_are_kept_as_were_asked_for() {
    let shop = Shop::open_with(|config| config.journal = 2).await;
    for _ in 0..3 {
        successful(shop.client.get(PATH).await);
    }
    assert_eq!(listed(&shop, "").await.len(), 2);
    let shop = Shop::open_with(|config| config.journal = 0).await;
    let answer = successful(shop.client.get(PATH).await);
    assert_eq!(listed(&shop, "").await.len(), 0);
    let missing = shop.server.get(&format!("requests/{}", answer.header("Request-ID"))).await;
    assert!(missing.body["message"].as_str().is_some_and(|message| message.contains("--journal 0")));
}

#[tokio::test]
async fn calls_of_the_control_api_are_not_among_them() {
    let shop = Shop::open().await;
    shop.server.get("health").await;
    assert_eq!(listed(&shop, "").await.len(), 0);
}

#[tokio::test]
async fn after_a_number_come_the_later_ones() {
    let shop = Shop::open().await;
    shop.query("a-1").await;
    let first = shop.server.get("requests").await.body["requests"][0]["number"].clone();
    shop.query("a-2").await;
    shop.query("a-3").await;
    let later = shop.server.get(&format!("requests?after={first}")).await.body;
    let later: Vec<_> = later["requests"].as_array().expect("a list").iter().map(|one| one["number"].clone()).collect();
    let first = first.as_u64().expect("a number");
    assert_eq!(later, [first + 2, first + 1]);
}
