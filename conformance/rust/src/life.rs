//! A service order's life, by an SDK that has no methods for PayScore: its raw calls.

use serde_json::{Value, json};

use crate::harness::{Delivery, Merchant, Receiver, china_time, control, eventually, unix_time};
use crate::{Outcome, check, equal, holds};

const PATH: &str = "/v3/payscore/serviceorder";

/// What an SDK makes of an answer.
#[derive(Debug)]
pub enum Answer {
    Success(Value),
    Refused { code: String, message: String },
}

impl Answer {
    pub fn success(self) -> Outcome<Value> {
        match self {
            Self::Success(body) => Ok(body),
            Self::Refused { code, message } => Err(format!("refused: {code} {message}").into()),
        }
    }

    pub fn refused(self, expected: &str) -> Outcome {
        match self {
            Self::Success(body) => Err(format!("not refused: {body}").into()),
            Self::Refused { code, message } => {
                equal(code.as_str(), expected)?;
                holds(!message.is_empty(), "there is no message")
            }
        }
    }
}

/// The SDK's raw calls.
#[allow(async_fn_in_trait)]
pub trait Calls {
    async fn get(&self, path: &str) -> Outcome<Answer>;
    async fn post(&self, path: &str, body: &Value) -> Outcome<Answer>;
}

/// The SDK's own means to verify and decrypt a notification: what it says.
#[allow(async_fn_in_trait)]
pub trait Opens {
    async fn open(&self, delivery: &Delivery) -> Outcome<Value>;
}

/// An order to be: its notifications come to a path with its number.
pub struct Order<'a> {
    pub merchant: &'a Merchant,
    pub receiver: &'a Receiver,
    pub number: String,
}

impl<'a> Order<'a> {
    pub async fn new(merchant: &'a Merchant, receiver: &'a Receiver, kind: &str) -> Outcome<Self> {
        let number = format!("Rs_{kind}-{}", unix_time().await?);
        Ok(Self { merchant, receiver, number })
    }

    pub fn notify_url(&self) -> String {
        format!("{}/{}", self.receiver.url, self.number)
    }

    fn names(&self) -> Outcome<Value> {
        Ok(json!({ "appid": self.merchant.text("appid"), "service_id": self.merchant.service()? }))
    }

    pub async fn create(&self, sdk: &impl Calls) -> Outcome<Value> {
        let mut body = self.names()?;
        body["out_order_no"] = json!(self.number);
        body["service_introduction"] = json!("某某充电宝");
        body["post_payments"] = json!([{ "name": "租借费用", "amount": 200, "description": "每小时2元", "count": 1 }]);
        body["time_range"] = json!({ "start_time": "OnAccept" });
        body["risk_fund"] = json!({ "name": "DEPOSIT", "amount": 10000 });
        body["notify_url"] = json!(self.notify_url());
        body["need_user_confirm"] = json!(true);
        sdk.post(PATH, &body).await?.success()
    }

    /// The user's side.
    pub async fn confirm(&self) -> Outcome {
        let path = format!("orders/{}/{}/confirm", self.merchant.text("mchid"), self.number);
        control("POST", &path, None).await.map(drop)
    }

    pub async fn complete(&self, sdk: &impl Calls, total: i64) -> Outcome<Answer> {
        let mut body = self.names()?;
        body["post_payments"] = json!([{ "name": "租借费用", "amount": 4000, "count": 1 }]);
        body["total_amount"] = json!(total);
        body["time_range"] = json!({ "end_time": now().await? });
        sdk.post(&format!("{PATH}/{}/complete", self.number), &body).await
    }

    pub async fn query(&self, sdk: &impl Calls, number: &str) -> Outcome<Answer> {
        let (appid, service) = (self.merchant.text("appid"), self.merchant.service()?);
        sdk.get(&format!("{PATH}?service_id={service}&out_order_no={number}&appid={appid}")).await
    }

    async fn done(&self, sdk: &impl Calls) -> Outcome<Option<Value>> {
        let found = self.query(sdk, &self.number).await?.success()?;
        Ok((found["state"] == "DONE").then_some(found))
    }
}

/// The server's time as PayScore writes times: yyyyMMddHHmmss at +08:00.
async fn now() -> Outcome<String> {
    Ok(china_time().await?.chars().filter(char::is_ascii_digit).take(14).collect())
}

/// From creation to the money.
pub async fn live(order: &Order<'_>, sdk: &impl Calls) {
    check("orders", "service order: create", async {
        let created = order.create(sdk).await?;
        equal(&created["state"], "CREATED")?;
        holds(created["package"].is_string(), "there is no package")
    })
    .await;
    check("orders", "service order: the user confirms, query: DOING/USER_CONFIRM", async {
        order.confirm().await?;
        let found = order.query(sdk, &order.number).await?.success()?;
        equal((&found["state"], &found["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")))
    })
    .await;
    check("errors", "service order: complete, a fen too much: PARAM_ERROR", async {
        order.complete(sdk, 4001).await?.refused("PARAM_ERROR")
    })
    .await;
    check("orders", "service order: complete: DOING/MCH_COMPLETE", async {
        let completed = order.complete(sdk, 4000).await?.success()?;
        equal((&completed["state"], &completed["state_description"]), (&json!("DOING"), &json!("MCH_COMPLETE")))
    })
    .await;
    check("orders", "service order: query: DONE, USER_PAID", async {
        let done = eventually("DONE", || order.done(sdk)).await?;
        let collection = &done["collection"];
        equal((&collection["state"], &collection["paid_amount"]), (&json!("USER_PAID"), &json!(4000)))
    })
    .await;
    check("errors", "service order: an unknown order: ORDER_NOT_EXIST", async {
        order.query(sdk, "unknown").await?.refused("ORDER_NOT_EXIST")
    })
    .await;
}

/// What was sent about it.
pub async fn hear(order: &Order<'_>, sdk: &impl Opens) {
    let path = format!("/{}", order.number);
    for event_type in ["PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID"] {
        check("notifications", &format!("service order: {event_type} is verified and decrypted"), async {
            let resource = sdk.open(&order.receiver.event(event_type, &path).await?).await?;
            equal(&resource["out_order_no"], &json!(order.number))
        })
        .await;
    }
    check("notifications", "service order: an altered notification is refused", async {
        let altered = order.receiver.event("PAYSCORE.USER_PAID", &path).await?.altered();
        holds(sdk.open(&altered).await.is_err(), "it was taken")
    })
    .await;
}
