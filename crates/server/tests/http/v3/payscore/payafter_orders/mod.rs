//! `/v3/payscore/payafter-orders`

mod cancel;
mod complete;
mod create;
mod identity;
mod life;
mod query;
mod sync;

use crate::client::Answer;
use crate::shop::{Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

const PAY_AFTER_ORDERS: &str = "/v3/payscore/payafter-orders";

/// Pay-after orders.
impl Shop {
    fn pay_after_service(&self) -> &str {
        self.service(ServiceKind::PayAfter, true)
    }

    pub(crate) fn new_pay_after(&self, number: &str) -> Value {
        json!({
            "out_order_no": number,
            "appid": self.file.appid,
            "service_id": self.pay_after_service(),
            "service_start_time": "OnAccept",
            "service_start_location": "地铁站A口",
            "service_introduction": "电动车租赁",
            "fees": [{ "fee_name": "租金", "fee_desc": "2元/小时" }],
            "discounts": [{ "discount_name": "满减", "discount_desc": "满10减1" }],
            "risk_amount": 10_000,
            "attach": "bike%3D7",
        })
    }

    /// For the service that needs no confirmation.
    fn new_pay_after_for(&self, number: &str, behaviour: Behaviour) -> Value {
        let changes = json!({
            "service_id": self.service(ServiceKind::PayAfter, false),
            "need_user_confirm": false,
            "openid": self.user(behaviour),
        });
        with(self.new_pay_after(number), &changes)
    }

    async fn create_pay_after(&self, number: &str) -> Answer {
        successful(self.client.post(PAY_AFTER_ORDERS, &self.new_pay_after(number)).await)
    }

    async fn act_pay_after(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{PAY_AFTER_ORDERS}/{number}/{what}"), body).await
    }

    /// Created and confirmed: USER_ACCEPTED.
    async fn riding(&self, number: &str, behaviour: Behaviour) {
        self.create_pay_after(number).await;
        self.confirm(number, behaviour).await;
    }

    /// Created, confirmed and completed.
    async fn ridden(&self, number: &str, behaviour: Behaviour) {
        self.riding(number, behaviour).await;
        let body = self.pay_after_completion(number, 300).await;
        successful(self.act_pay_after(number, "complete", &body).await);
    }

    fn pay_after_target(&self, key: &str) -> String {
        format!("{PAY_AFTER_ORDERS}?service_id={}&appid={}{key}", self.pay_after_service(), self.file.appid)
    }

    async fn query_pay_after(&self, number: &str) -> Answer {
        self.client.get(self.pay_after_target(&format!("&out_order_no={number}"))).await
    }

    async fn pay_after_state(&self, number: &str) -> String {
        let order = successful(self.query_pay_after(number).await).json();
        order["state"].as_str().expect("a state").to_owned()
    }

    async fn pay_after_completion(&self, number: &str, total: i64) -> Value {
        let ticket = successful(self.query_pay_after(number).await).json()["finish_ticket"].clone();
        json!({
            "appid": self.file.appid,
            "service_id": self.pay_after_service(),
            "finish_type": 2,
            "total_amount": total,
            "finish_ticket": ticket,
            "real_service_end_time": "20261121120000",
            "real_service_end_location": "地铁站B口",
            "fees": [{ "fee_name": "租金", "fee_amount": total + 100, "fee_count": 1, "fee_desc": "2元/小时" }],
            "discounts": [{ "discount_name": "满减", "discount_amount": 100, "discount_desc": "满10减1" }],
        })
    }

    fn pay_after_cancellation(&self, reason: &str) -> Value {
        json!({ "appid": self.file.appid, "service_id": self.pay_after_service(), "reason": reason })
    }

    fn pay_after_sync(&self, paid_time: &str) -> Value {
        json!({
            "appid": self.file.appid,
            "service_id": self.pay_after_service(),
            "type": "Order_Paid",
            "detail": { "paid_time": paid_time },
        })
    }
}
