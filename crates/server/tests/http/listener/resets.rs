//! A connection that a fault resets is reset whatever the way in: RST, not an end.

use super::proxy::{self, connect};
use super::secure::{dial, shake_hands};
use crate::client::{exchange, exchange_over};
use crate::shop::{SERVICE_ORDERS, Shop};
use std::io::{self, ErrorKind};

const HOST: &str = "api.mch.weixin.qq.com";

/// What a request comes to that is sent this way.
async fn sent(shop: &Shop, way: &str, request: &[u8]) -> io::Result<()> {
    match way {
        "clear" => exchange(&shop.client.address, request).await,
        "tls" => {
            let stream = shake_hands(shop, dial(&shop.server.tls_url()).await, HOST, &["http/1.1"]).await?;
            exchange_over(stream, request).await
        }
        "absolute" => exchange(&proxy::address(shop), request).await,
        _ => {
            let (_, stream) = connect(shop, &format!("{HOST}:443")).await;
            exchange_over(shake_hands(shop, stream, HOST, &["http/1.1"]).await?, request).await
        }
    }
    .map(drop)
}

#[tokio::test]
async fn before_and_after_the_commit_on_every_way_in() {
    let shop = Shop::open().await;
    for way in ["clear", "tls", "absolute", "connect"] {
        for (fault, status) in [("RESET_BEFORE_COMMIT", 404), ("RESET_AFTER_COMMIT", 200)] {
            let number = format!("{way}-{status}");
            let target =
                if way == "absolute" { format!("https://{HOST}{SERVICE_ORDERS}") } else { SERVICE_ORDERS.to_owned() };
            let request = shop.client.request("POST", target).signing_target(SERVICE_ORDERS);
            let request = request.json(&shop.new_order(&number)).header("Wechatpay-Negative-Test", fault);
            let error = sent(&shop, way, &request.bytes()).await.expect_err(way);
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{way} {fault}: {error}");
            assert_eq!(shop.query(&number).await.status, status, "{way} {fault}");
        }
    }
}
