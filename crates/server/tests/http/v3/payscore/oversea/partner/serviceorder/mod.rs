//! `/v3/payscore/oversea/partner/serviceorder`

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::client::Answer;
use crate::shop::{Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

const OVERSEA_ORDERS: &str = "/v3/payscore/oversea/partner/serviceorder";

/// Orders abroad.
impl Shop {
    fn oversea_service(&self) -> &str {
        self.service(ServiceKind::Oversea, true)
    }

    fn oversea_party(&self) -> Value {
        json!({ "service_id": self.oversea_service(), "sub_mchid": self.file.sub_mchid })
    }

    fn new_oversea(&self, number: &str) -> Value {
        let more = json!({ "sub_appid": self.file.sub_appid, "currency": "HKD" });
        with(with(self.new_order_of(number), &self.oversea_party()), &more)
    }

    pub(crate) async fn create_oversea(&self, number: &str) -> Answer {
        successful(self.client.post(OVERSEA_ORDERS, &self.new_oversea(number)).await)
    }

    async fn act_oversea(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{OVERSEA_ORDERS}/{number}/{what}"), body).await
    }

    async fn doing_oversea(&self, number: &str, behaviour: Behaviour) {
        self.create_oversea(number).await;
        self.confirm(number, behaviour).await;
    }

    async fn completed_oversea(&self, number: &str, behaviour: Behaviour) {
        self.doing_oversea(number, behaviour).await;
        successful(self.act_oversea(number, "complete", &self.oversea_completion(300)).await);
    }

    fn oversea_completion(&self, total: i64) -> Value {
        let charges = json!({
            "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": total,
            "currency": "HKD",
            "time_range": { "end_time": "20261121120000" },
        });
        with(charges, &self.oversea_party())
    }

    fn oversea_target(&self, key: &str) -> String {
        let sub_mchid = self.file.sub_mchid.as_deref().expect("a sub-merchant");
        format!("{OVERSEA_ORDERS}?service_id={}&sub_mchid={sub_mchid}{key}", self.oversea_service())
    }

    async fn query_oversea(&self, number: &str) -> Answer {
        self.client.get(self.oversea_target(&format!("&out_order_no={number}"))).await
    }

    async fn oversea_state(&self, number: &str) -> String {
        let order = successful(self.query_oversea(number).await).json();
        order["state"].as_str().expect("a state").to_owned()
    }
}
