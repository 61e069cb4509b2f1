//! `GET /_payscore/metrics`

use crate::client::exchange;
use crate::shop::{Shop, successful};
use std::collections::BTreeMap;

/// Every sample by its name and labels, as Prometheus reads them.
async fn samples(shop: &Shop) -> BTreeMap<String, f64> {
    let request = b"GET /_payscore/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = exchange(&shop.client.address, request).await.expect("an answer");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text();
    let sample = |line: &str| {
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        (name.to_owned(), value.parse().expect("a number"))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(sample).collect()
}

#[tokio::test]
async fn counts_calls_and_orders() {
    let shop = Shop::open().await;
    let before = samples(&shop).await;
    assert_eq!(before["payscore_calls_total{outcome=\"succeeded\"}"], 0.0);
    successful(shop.create("a-1").await);
    assert_eq!(shop.query("a-2").await.status, 404);
    shop.server.post("reset", &serde_json::json!({})).await;
    successful(shop.create("a-3").await);
    let after = samples(&shop).await;
    assert_eq!(after["payscore_calls_total{outcome=\"succeeded\"}"], 2.0, "a reset forgets orders, not what happened");
    assert_eq!(after["payscore_calls_total{outcome=\"refused\"}"], 1.0);
    assert_eq!(after["payscore_calls_total{outcome=\"failed\"}"], 0.0);
    assert_eq!(after["payscore_orders{state=\"CREATED\"}"], 1.0);
    assert_eq!(after["payscore_call_duration_seconds_count"], 3.0);
    assert_eq!(after["payscore_call_duration_seconds_bucket{le=\"+Inf\"}"], 3.0);
    assert!(after["payscore_call_duration_seconds_sum"] > 0.0);
}

#[tokio::test]
async fn buckets_only_grow() {
    let shop = Shop::open().await;
    successful(shop.create("a-1").await);
    let samples = samples(&shop).await;
    let mut buckets: Vec<(f64, f64)> = samples
        .iter()
        .filter_map(|(name, count)| {
            let bound = name.strip_prefix("payscore_call_duration_seconds_bucket{le=\"")?.strip_suffix("\"}")?;
            Some((bound.parse().unwrap_or(f64::INFINITY), *count))
        })
        .collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(buckets.len() > 10 && buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{buckets:?}");
}
