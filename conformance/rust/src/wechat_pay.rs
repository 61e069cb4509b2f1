//! wechat-pay-rust-sdk, set up as its README says. It has no methods for PayScore: `pay` and `get_pay` with other paths.

use serde::Deserialize;
use serde_json::Value;
use wechat_pay_rust_sdk::model::ParamsTrait;
use wechat_pay_rust_sdk::pay::{PayNotifyTrait, WechatPay};
use wechat_pay_rust_sdk::request::HttpMethod;
use wechat_pay_rust_sdk::response::ResponseTrait;
use wechat_pay_rust_sdk::util::x509_to_pem;

use crate::Outcome;
use crate::harness::{Delivery, Merchant};
use crate::life::{Answer, Calls, Opens};

/// The client, and the platform's public key, which it leaves its user to keep.
pub struct Sdk {
    pub pay: WechatPay,
    pub platform_key: String,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Json(Value);

impl ResponseTrait for Json {}

struct Body<'a>(&'a Value);

impl ParamsTrait for Body<'_> {
    fn to_json(&self) -> String {
        self.0.to_string()
    }
}

/// The `notify_url` is put into every body.
pub fn client(merchant: &Merchant, base_url: String, notify_url: String) -> Outcome<WechatPay> {
    Ok(WechatPay {
        base_url,
        ..WechatPay::new(
            merchant.text("appid"),
            merchant.text("mchid"),
            merchant.private_key()?,
            merchant.text("serial_no"),
            merchant.text("apiv3_key"),
            notify_url,
        )
    })
}

/// The first certificate listed: its serial number and text.
pub async fn download_certificate(pay: &WechatPay) -> Outcome<(String, String)> {
    let listed = pay.certificates().await?.data.unwrap_or_default();
    let first = listed.into_iter().next().ok_or("no certificate")?;
    let encrypted = first.encrypt_certificate;
    let text = pay.decrypt_bytes(encrypted.ciphertext, encrypted.nonce, encrypted.associated_data)?;
    Ok((first.serial_no, String::from_utf8(text)?))
}

pub fn public_key(certificate: &str) -> Outcome<String> {
    x509_to_pem(certificate.as_bytes()).map_err(|error| error.to_string().into())
}

/// It does not look at the status: an answer with a code is an error.
fn answer(Json(body): Json) -> Answer {
    match (body["code"].as_str(), body["message"].as_str()) {
        (Some(code), Some(message)) => Answer::Refused { code: code.to_owned(), message: message.to_owned() },
        _ => Answer::Success(body),
    }
}

impl Calls for WechatPay {
    async fn get(&self, path: &str) -> Outcome<Answer> {
        Ok(answer(self.get_pay(path).await?))
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Answer> {
        Ok(answer(self.pay(HttpMethod::POST, path, Body(body)).await?))
    }
}

impl Opens for Sdk {
    async fn open(&self, delivery: &Delivery) -> Outcome<Value> {
        self.pay.verify_signature(
            &self.platform_key,
            delivery.header("wechatpay-timestamp"),
            delivery.header("wechatpay-nonce"),
            delivery.header("wechatpay-signature"),
            &delivery.body,
        )?;
        let resource = &delivery.envelope()["resource"];
        let field = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
        let opened = self.pay.decrypt_bytes(field("ciphertext"), field("nonce"), field("associated_data"))?;
        Ok(serde_json::from_slice(&opened)?)
    }
}
