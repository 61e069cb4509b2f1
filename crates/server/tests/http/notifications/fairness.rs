//! Nobody waits for another merchant's receiver.

use crate::shop::Shop;
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::{MerchantFile, Receiver};
use serde_json::json;
use tokio::net::TcpListener;

/// At 64 at a time and 5 s for each, these alone take longer than a test waits for a callback.
const SILENT: usize = 330;
const OTHERS: usize = 70;

/// A user authorizes a service and takes that back, until so many notifications are owed.
async fn authorize(shop: &Shop, file: &MerchantFile, count: usize) {
    let service = file
        .services
        .iter()
        .find(|service| service.kind == ServiceKind::ServiceOrder && !service.needs_user_confirm)
        .expect("a provided service");
    let user = file.users.iter().find(|user| user.behaviour == Behaviour::NotAuthorized).expect("a provided user");
    let path = format!("users/{}/{}/authorize", file.mchid, user.openid);
    for _ in 0..count / 2 {
        let given = shop.server.post(&path, &json!({ "service_id": service.service_id })).await;
        let code = given.body["authorization_code"].as_str().expect("a code");
        let taken = shop.server.close_permission(&file.mchid, code).await;
        assert_eq!((given.status, taken.status), (200, 200), "{} {}", given.body, taken.body);
    }
}

#[tokio::test]
async fn a_receiver_that_never_answers_delays_no_other_merchants() {
    // The system takes connections, and nobody reads from them.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/notify", silent.local_addr().expect("an address"));
    let receiver = Receiver::start().await;
    let shop = Shop::open().await;
    shop.server.set_notify_url(&shop.file.mchid, &url).await;
    let added = shop.server.post("merchants", &json!({ "notify_url": receiver.url() })).await.body;
    let other = shop.server.merchant(added["mchid"].as_str().expect("a number"));
    authorize(&shop, &shop.file, SILENT).await;
    authorize(&shop, &other, OTHERS).await;
    for _ in 0..OTHERS {
        receiver.next().await;
    }
    assert!(receiver.is_empty().await);
    // Whoever still waits there learns that it is in vain; the server stops at once.
    drop(silent);
}
