//! Services around the async client see each call, and may answer in its stead.
#![cfg(feature = "tower")]

mod support;

use payscore::Error;
use payscore::core::Call;
use payscore::serviceorder::QueryServiceOrder;
use payscore::tower::Layered;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use support::Merchant;
use tower_service::Service;

/// Notes what is called.
#[derive(Clone)]
struct Noting<S> {
    inner: S,
    seen: Arc<Mutex<Vec<String>>>,
}

impl<S: Service<Call, Error = Error>> Service<Call> for Noting<S> {
    type Response = S::Response;
    type Error = Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> S::Future {
        self.seen.lock().unwrap().push(format!("{} {}", call.method, call.path));
        self.inner.call(call)
    }
}

#[tokio::test]
async fn typed_requests_and_paths_go_through_the_services() {
    let merchant = Merchant::of("default").await;
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let client = Layered::new(merchant.client.clone(), |inner| Noting { inner, seen: seen.clone() });
    let query = QueryServiceOrder::builder()
        .appid(merchant.text("appid"))
        .service_id(merchant.service("serviceorder", true))
        .out_order_no("unknown")
        .build();
    assert_eq!(client.send(&query).await.unwrap_err().code(), Some("ORDER_NOT_EXIST"));
    client.v3().certificates().get().await.unwrap();
    client.chain("v3/certificates").get().await.unwrap();
    let certificates = client.send(&payscore::api::certificates::ListCertificates::builder().build()).await.unwrap();
    assert_eq!(certificates.value.data.len(), 1);
    let list = "GET /v3/certificates";
    assert_eq!(*seen.lock().unwrap(), ["GET /v3/payscore/serviceorder", list, list, list]);
    let shown = format!("{client:?}");
    assert!(shown.contains("RetryPolicy") && !shown.contains(merchant.text("apiv3_key")), "{shown}");
}
