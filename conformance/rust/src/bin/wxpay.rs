//! wxpay-rs drives a payscore server. Its host is fixed: it comes through the proxy.

use std::sync::Arc;

use payscore_conformance::harness::{Delivery, Merchant, Receiver, control};
use payscore_conformance::life::{Answer, Calls, Opens, Order, hear, live};
use payscore_conformance::{Outcome, check, equal};
use serde_json::{Value, json};
use wxpay_rs::auth::Sha256RsaSigner;
use wxpay_rs::cert::{CertDownloader, CertManager, CertificateDownloader};
use wxpay_rs::config::WxPayConfigBuilder;
use wxpay_rs::crypto::aes::Aes256GcmCipher;
use wxpay_rs::http::{HttpMethod, ReqwestHttpClient};
use wxpay_rs::notify::{NotifyHandler, NotifyHeaders};
use wxpay_rs::services::transport::ServiceTransport;
use wxpay_rs::{WxPayClient, WxPayConfig, WxPayError};

/// The client for notifications, and its transport for calls that it has no methods for.
struct Sdk {
    transport: ServiceTransport,
    handler: NotifyHandler,
    cipher: Aes256GcmCipher,
}

fn config(merchant: &Merchant) -> Outcome<WxPayConfigBuilder> {
    Ok(WxPayConfig::builder()
        .app_id(merchant.text("appid"))
        .merchant_id(merchant.text("mchid"))
        .api_v3_key(merchant.text("apiv3_key"))
        .private_key(merchant.private_key()?.into_bytes())
        .cert_serial_number(merchant.text("serial_no")))
}

fn signer(config: &WxPayConfig) -> Outcome<Arc<Sha256RsaSigner>> {
    Ok(Arc::new(Sha256RsaSigner::new(&config.merchant_id, &config.private_key, &config.cert_serial_number)?))
}

fn http() -> Outcome<Arc<ReqwestHttpClient>> {
    Ok(Arc::new(ReqwestHttpClient::builder().build()?))
}

async fn download(config: &WxPayConfig) -> Outcome<Vec<(String, Vec<u8>)>> {
    let manager = Arc::new(CertManager::new());
    let downloader = CertDownloader::new(config.base_url(), &config.merchant_id, signer(config)?, http()?, manager)
        .with_api_v3_key(&config.api_v3_key);
    Ok(downloader.download().await?)
}

impl Sdk {
    async fn new(config: WxPayConfig) -> Outcome<Self> {
        let cipher = Aes256GcmCipher::new(&config.api_v3_key)?;
        let transport = ServiceTransport::new(Arc::new(config.clone()), http()?, signer(&config)?);
        let handler = WxPayClient::new(config).await?.notify_handler()?;
        Ok(Self { transport, handler, cipher })
    }

    async fn request(&self, method: HttpMethod, path: &str, body: Option<&str>) -> Outcome<Answer> {
        match self.transport.request(method, path, body, "payscore").await {
            Ok(body) => Ok(Answer::Success(body)),
            Err(WxPayError::ApiError { code, message }) => Ok(Answer::Refused { code, message }),
            Err(error) => Err(error.into()),
        }
    }
}

impl Calls for Sdk {
    async fn get(&self, path: &str) -> Outcome<Answer> {
        self.request(HttpMethod::Get, path, None).await
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Answer> {
        self.request(HttpMethod::Post, path, Some(&body.to_string())).await
    }
}

impl Opens for Sdk {
    async fn open(&self, delivery: &Delivery) -> Outcome<Value> {
        let headers = NotifyHeaders {
            timestamp: delivery.header("wechatpay-timestamp"),
            nonce: delivery.header("wechatpay-nonce"),
            serial: delivery.header("wechatpay-serial"),
            signature: delivery.header("wechatpay-signature"),
        };
        let verified = self.handler.verify_and_parse(headers, delivery.body.as_bytes()).await?;
        let resource = &verified.request().resource;
        let aad = resource.associated_data.as_deref().unwrap_or_default();
        let opened = self.cipher.decrypt_notification(&resource.nonce, &resource.ciphertext, aad)?;
        Ok(serde_json::from_str(&opened)?)
    }
}

/// With the WeChat Pay public key alone; and for a merchant that has nothing else.
async fn by_public_key(merchant: &Merchant, order: &Order<'_>) -> Outcome {
    let settings = format!("merchants/{}", merchant.text("mchid"));
    let key = merchant.pem("wechatpay_public_key.pem")?.into_bytes();
    let config = config(merchant)?.platform_public_key(merchant.text("wechatpay_public_key_id"), key).build()?;
    let sdk = Sdk::new(config.clone()).await?;
    check("keys", "public key: an answer asked for by Wechatpay-Serial is verified with it", async {
        equal(&order.query(&sdk, &order.number).await?.success()?["state"], "DONE")
    })
    .await;
    control("PUT", &settings, Some(json!({ "platform_identity": "public_key" }))).await?;
    check("keys", "public key: a merchant of this mode has no certificates: 404", async {
        match download(&config).await {
            Err(error) if error.to_string().contains("404") => Ok(()),
            other => Err(format!("got {other:?}").into()),
        }
    })
    .await;
    control("PUT", &settings, Some(json!({ "platform_identity": "certificate" }))).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Outcome {
    let merchant = Merchant::load()?;
    let receiver = Receiver::start().await?;

    check("keys", "certificates: downloaded, decrypted, and the list verified by what it lists", async {
        let listed = download(&config(&merchant)?.build()?).await?;
        let serials: Vec<_> = listed.into_iter().map(|(serial, _)| serial).collect();
        equal(serials, [merchant.text("platform_serial_no")])
    })
    .await;
    let mut trusting = config(&merchant)?;
    for (_, certificate) in download(&config(&merchant)?.build()?).await? {
        trusting = trusting.platform_certificate(certificate);
    }
    let sdk = Sdk::new(trusting.build()?).await?;

    let order = Order::new(&merchant, &receiver, "wxpay").await?;
    live(&order, &sdk).await;
    hear(&order, &sdk).await;
    by_public_key(&merchant, &order).await
}
