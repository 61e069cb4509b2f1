//! What tests of refunds and bills share: paid orders, refunds, and the time until a bill is there.

use crate::client::Answer;
use crate::shop::{HOUR, Shop, successful, with};
use payscore_domain::{Behaviour, Moment};
use payscore_testkit::ControlAnswer;
use serde_json::{Value, json};

pub(crate) const REFUNDS: &str = "/v3/refund/domestic/refunds";

impl Shop {
    /// A service order that 3 yuan were paid for; the payment's number.
    pub(crate) async fn paid(&self, number: &str) -> String {
        self.doing(number, Behaviour::PaysAtOnce).await;
        let now = self.server.get("clock").await.body["unix"].as_i64().expect("seconds");
        let end = json!({ "time_range": { "end_time": Moment::from_unix(now).compact() } });
        successful(self.act(number, "complete", &with(self.completion(300), &end)).await);
        transaction_of(&self.query(number).await.json())
    }

    pub(crate) fn refund_of(&self, transaction: &str, number: &str, amount: i64) -> Value {
        json!({
            "transaction_id": transaction,
            "out_refund_no": number,
            "reason": "商品缺货",
            "amount": { "refund": amount, "total": 300, "currency": "CNY" },
        })
    }

    /// The same, for a reason that serves as a test card does.
    pub(crate) fn refund_because(&self, reason: &str, transaction: &str, number: &str, amount: i64) -> Value {
        with(self.refund_of(transaction, number, amount), &json!({ "reason": reason }))
    }

    pub(crate) async fn refund(&self, body: &Value) -> Answer {
        self.client.post(REFUNDS, body).await
    }

    pub(crate) async fn query_refund(&self, number: &str) -> Answer {
        self.client.get(format!("{REFUNDS}/{number}")).await
    }

    /// `PROCESSING`
    pub(crate) async fn refund_status(&self, number: &str) -> String {
        let refund = successful(self.query_refund(number).await).json();
        refund["status"].as_str().expect("a status").to_owned()
    }

    pub(crate) async fn settle(&self, number: &str, status: &str) -> ControlAnswer {
        let path = format!("refunds/{}/{number}/settle", self.file.mchid);
        self.server.post(&path, &json!({ "status": status })).await
    }

    /// Until 10 in the morning of the next day: from noon, where every test begins.
    pub(crate) async fn until_bills_are_there(&self) {
        self.server.advance(22 * HOUR).await;
    }
}

pub(crate) fn transaction_of(order: &Value) -> String {
    order["collection"]["details"][0]["transaction_id"].as_str().expect("a payment").to_owned()
}
