//! wechat-pay-rust-sdk drives a payscore server.

use payscore_conformance::harness::{Merchant, Receiver, impostor, server_url};
use payscore_conformance::life::{Calls, Order, hear, live};
use payscore_conformance::wechat_pay::{Sdk, client, download_certificate, public_key};
use payscore_conformance::{Outcome, check, equal, holds, reproduce};
use serde_json::json;

#[tokio::main]
async fn main() -> Outcome {
    let merchant = Merchant::load()?;
    let receiver = Receiver::start().await?;
    let order = Order::new(&merchant, &receiver, "wechatpay").await?;
    let pay = client(&merchant, server_url(), order.notify_url())?;

    check("keys", "certificates: downloaded and decrypted", async {
        let expected = (merchant.text("platform_serial_no"), merchant.pem("platform_cert.pem")?);
        equal(download_certificate(&pay).await?, expected)
    })
    .await;
    let sdk = Sdk { platform_key: public_key(&merchant.pem("platform_cert.pem")?)?, pay };

    live(&order, &sdk.pay).await;
    hear(&order, &sdk).await;

    reproduce("debug-prints-keys", async {
        let printed = format!("{:?}", sdk.pay);
        let key = merchant.private_key()?.lines().nth(1).ok_or("an empty key")?.to_owned();
        holds(printed.contains(&key), "the private key is not printed")?;
        holds(printed.contains(&merchant.text("apiv3_key")), "the APIv3 key is not printed")
    })
    .await;
    reproduce("answers-unverified", async {
        let url = impostor(json!({ "state": "FORGED" })).await?;
        let found = client(&merchant, url, order.notify_url())?.get("/v3/payscore/serviceorder").await?.success()?;
        equal(&found["state"], "FORGED")
    })
    .await;
    Ok(())
}
