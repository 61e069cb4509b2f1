//! Every operation of the catalogue, typed, by both clients, against the running server. `Shop::send` holds each call
//! against what arrived and each answer against what was read; the modules, named as the paths are, say what the
//! answers have to tell.

mod acquiringbank;
mod money;
mod oversea;
mod partner;
mod parts;
mod payafter_orders;
mod permissions;
mod plan;
mod serviceorder;
mod shop;
mod sign_plan;
mod smartretail_orders;

use payscore::api::operations;
use payscore::{Client, Config, blocking};
use payscore_testkit::{ManualWall, TestServer};
use shop::{NOON, Sender, Shop};
use std::collections::BTreeSet;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_by_the_async_client() {
    every_operation(|config| Sender::Async(Client::new(config).unwrap())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_by_the_blocking_client() {
    every_operation(|config| Sender::Blocking(blocking::Client::new(config))).await;
}

async fn every_operation(sender: fn(Config) -> Sender) {
    let server = TestServer::start_with(|config| config.wall = Arc::new(ManualWall::new(NOON))).await;
    let open = |name| Shop::open(&server, name, sender);
    let (direct, partner) = (open("default"), open("partner"));
    serviceorder::of_a_merchant(&direct).await;
    smartretail_orders::of_a_merchant(&direct).await;
    payafter_orders::of_a_merchant(&direct).await;
    permissions::of_a_merchant(&direct).await;
    permissions::of_a_provider(&partner).await;
    permissions::of_a_bank(&partner).await;
    plan::of_a_merchant(&direct).await;
    plan::of_a_provider(&partner).await;
    sign_plan::of_a_merchant(&direct).await;
    sign_plan::of_a_provider(&partner).await;
    partner::serviceorder(&partner).await;
    partner::service_account_applications(&partner).await;
    partner::servicequotas(&partner).await;
    acquiringbank::serviceorder(&partner).await;
    oversea::serviceorder(&partner).await;
    money::certificates(&direct).await;
    money::refunds_and_bills(&direct).await;

    let declared: BTreeSet<String> = operations().map(|spec| spec.name.to_owned()).collect();
    assert_eq!(succeeded(&server).await, declared, "each operation is sent, and succeeds");
}

/// The operations that the server has answered with success, whoever asked.
async fn succeeded(server: &TestServer) -> BTreeSet<String> {
    let journal = server.get("requests?limit=1000").await.body;
    let requests = journal["requests"].as_array().unwrap().iter();
    let successes = requests.filter(|request| matches!(request["status"].as_u64(), Some(200 | 204)));
    successes.filter_map(|request| request["operation"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>()
}
