//! rswxpay drives a payscore server. It has neither methods nor a raw call for PayScore: its orders are another SDK's.

use payscore_conformance::harness::{Delivery, Merchant, Receiver, china_time, control, server_url, unix_time};
use payscore_conformance::life::{Opens, Order, hear};
use payscore_conformance::wechat_pay;
use payscore_conformance::{Failure, Outcome, check, equal, holds, reproduce};
use rswxpay::model::bill::TradeBillRequest;
use rswxpay::model::notify::NotifyHeaders;
use rswxpay::model::refund::{RefundAmount, RefundRequest};
use rswxpay::{ClientConfig, WxPayClient, WxPayError};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

struct Sdk(WxPayClient);

/// The constructor fails where it gets no certificate that it can decrypt.
async fn client(merchant: &Merchant) -> Outcome<WxPayClient> {
    let config = ClientConfig::builder()
        .mch_id(merchant.text("mchid"))
        .serial_no(merchant.text("serial_no"))
        .api_v3_key(merchant.text("apiv3_key"))
        .private_key_pem(merchant.private_key()?)
        .base_url(server_url())
        .build()?;
    Ok(WxPayClient::new(config).await?)
}

impl Opens for Sdk {
    async fn open(&self, delivery: &Delivery) -> Outcome<Value> {
        let header = |name: &str| delivery.header(name).to_owned();
        let headers = NotifyHeaders {
            timestamp: header("wechatpay-timestamp"),
            nonce: header("wechatpay-nonce"),
            signature: header("wechatpay-signature"),
            serial: header("wechatpay-serial"),
        };
        let envelope = self.0.parse_notify(&headers, &delivery.body).await?;
        Ok(serde_json::from_str(&self.0.decrypt_notify_resource(&envelope.resource)?)?)
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, WxPayError>) -> Outcome<(String, String)> {
    match answer {
        Err(WxPayError::Api { code, message, .. }) => Ok((code, message)),
        other => Err(format!("a refusal was expected, but it was {other:?}").into()),
    }
}

/// The server's date, as bills are asked for; bills of it can be had at half past ten of the next day, which it then is.
async fn end_the_day() -> Outcome<String> {
    let date = china_time().await?[..10].to_owned();
    let since_midnight = (unix_time().await? + 8 * 3600) % DAY;
    control("POST", "clock/advance", Some(json!({ "seconds": DAY - since_midnight + 37_800 }))).await?;
    Ok(date)
}

fn trade_bill(date: &str) -> TradeBillRequest {
    TradeBillRequest { bill_date: date.to_owned(), bill_type: None, tar_type: None }
}

async fn bills(sdk: &Sdk) -> Result<(), Failure> {
    let bill = sdk.0.get_trade_bill(&trade_bill(&end_the_day().await?)).await?;
    reproduce("bills-refused", async {
        match sdk.0.download_bill(&bill.download_url).await {
            Err(WxPayError::VerifyError(message)) => equal(message.as_str(), "response missing signature headers"),
            other => Err(format!("got {other:?}").into()),
        }
    })
    .await;
    Ok(())
}

async fn refunds(sdk: &Sdk) {
    reproduce("refund-path", async {
        let amount = RefundAmount { refund: 1, total: 1, currency: "CNY".into(), from: None };
        let request = RefundRequest {
            transaction_id: Some("4200000000000000000000000000".into()),
            out_trade_no: None,
            out_refund_no: "refund-1".into(),
            reason: None,
            notify_url: None,
            amount,
            funds_account: None,
            goods_detail: None,
        };
        let (code, message) = refused(sdk.0.create_refund(&request).await)?;
        equal(code.as_str(), "NOT_FOUND")?;
        holds(message.contains("/v3/pay/refund/domestic/refunds"), message)
    })
    .await;
}

#[tokio::main]
async fn main() -> Outcome {
    let merchant = Merchant::load()?;
    let receiver = Receiver::start().await?;
    let made = client(&merchant).await;
    check("keys", "certificates: downloaded and decrypted by the constructor", async {
        made.as_ref().map(drop).map_err(|error| error.to_string().into())
    })
    .await;
    let sdk = Sdk(made?);

    let order = Order::new(&merchant, &receiver, "rswxpay").await?;
    let pay = wechat_pay::client(&merchant, server_url(), order.notify_url())?;
    order.create(&pay).await?;
    order.confirm().await?;
    order.complete(&pay, 4000).await?.success()?;
    hear(&order, &sdk).await;

    check("errors", "the bill of a day to come: NO_STATEMENT_EXIST", async {
        let (code, message) = refused(sdk.0.get_trade_bill(&trade_bill("2999-01-01")).await)?;
        equal((code.as_str(), message.as_str()), ("NO_STATEMENT_EXIST", "请求的账单文件不存在"))
    })
    .await;
    reproduce("number-in-detail", async {
        let (code, message) = refused(sdk.0.get_trade_bill(&trade_bill("yesterday")).await)?;
        equal(code.as_str(), "UNKNOWN")?;
        holds(message.contains(r#""code":"PARAM_ERROR""#) && message.contains(r#""value":9"#), message)
    })
    .await;
    refunds(&sdk).await;
    bills(&sdk).await
}
