//! `/v3/payscore/acquiringbank/serviceorder`

mod cancel;
mod complete;
mod create;
mod deduction;
mod mch_prepay;
mod modify;
mod query;
mod registerdeductinfo;
mod sync;

use crate::client::Answer;
use crate::shop::{Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

pub(super) const BANK_ORDERS: &str = "/v3/payscore/acquiringbank/serviceorder";
pub(super) const CHANNEL: &str = "1900000300";

/// An acquiring institution's orders.
impl Shop {
    pub(super) fn bank_service(&self) -> &str {
        self.service(ServiceKind::AcquiringBank, true)
    }

    /// Who the order is for.
    fn bank_party(&self) -> Value {
        json!({ "service_id": self.bank_service(), "sub_mchid": self.file.sub_mchid, "channel_id": CHANNEL })
    }

    fn new_bank_order(&self, number: &str) -> Value {
        let sub = json!({ "sub_appid": self.file.sub_appid });
        with(with(self.new_order_of(number), &self.bank_party()), &sub)
    }

    /// An order whose party is still to be told.
    pub(in crate::v3::payscore) fn new_order_of(&self, number: &str) -> Value {
        json!({
            "out_order_no": number,
            "appid": self.file.appid,
            "service_introduction": "充电宝租借",
            "post_payments": [{ "name": "租借费", "amount": 400, "description": "2元/小时", "count": 2 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元" }],
            "time_range": { "start_time": "OnAccept", "start_time_remark": "开柜时" },
            "location": { "start_location": "一号柜", "end_location": "二号柜" },
            "risk_fund": { "name": "DEPOSIT", "amount": 10_000, "description": "押金" },
            "attach": "shop%3D1",
            "notify_url": self.notify_url,
        })
    }

    async fn create_bank(&self, number: &str) -> Answer {
        successful(self.client.post(BANK_ORDERS, &self.new_bank_order(number)).await)
    }

    async fn act_bank(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{BANK_ORDERS}/{number}/{what}"), body).await
    }

    /// Created and confirmed: DOING, USER_CONFIRM.
    async fn doing_bank(&self, number: &str, behaviour: Behaviour) {
        self.create_bank(number).await;
        self.confirm(number, behaviour).await;
    }

    /// Created, confirmed and completed: nothing was deducted yet.
    async fn owing_bank(&self, number: &str, behaviour: Behaviour) {
        self.doing_bank(number, behaviour).await;
        successful(self.act_bank(number, "complete", &self.bank_completion(300)).await);
    }

    fn bank_completion(&self, total: i64) -> Value {
        let charges = json!({
            "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": total,
            "time_range": { "start_time": "OnAccept", "end_time": "20261121120000" },
            "location": { "end_location": "三号柜" },
        });
        with(charges, &self.bank_party())
    }

    fn bank_modification(&self, total: i64) -> Value {
        let charges = json!({
            "post_payments": [{ "name": "租借费", "amount": total }],
            "total_amount": total,
            "reason": "客诉",
        });
        with(charges, &self.bank_party())
    }

    fn bank_registration(&self, out_trade_no: &str) -> Value {
        with(self.bank_party(), &json!({ "appid": self.file.appid, "out_trade_no": out_trade_no }))
    }

    async fn register(&self, number: &str, out_trade_no: &str) -> Answer {
        self.act_bank(number, "registerdeductinfo", &self.bank_registration(out_trade_no)).await
    }

    fn bank_key(&self, number: &str) -> String {
        let sub_mchid = self.file.sub_mchid.as_deref().expect("a sub-merchant");
        let service_id = self.bank_service();
        format!("service_id={service_id}&sub_mchid={sub_mchid}&channel_id={CHANNEL}&out_order_no={number}")
    }

    async fn query_bank(&self, number: &str) -> Answer {
        self.client.get(format!("{BANK_ORDERS}?{}", self.bank_key(number))).await
    }

    async fn query_deduction(&self, number: &str) -> Answer {
        let target = format!("{BANK_ORDERS}/deduction?{}&appid={}", self.bank_key(number), self.file.appid);
        self.client.get(target).await
    }

    /// `DOING/USER_CONFIRM`
    async fn bank_state(&self, number: &str) -> String {
        let order = successful(self.query_bank(number).await).json();
        let state = order["state"].as_str().expect("a state");
        order["state_description"].as_str().map_or(state.to_owned(), |more| format!("{state}/{more}"))
    }
}
