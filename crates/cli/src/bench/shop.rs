//! Whose orders they are, and what is said of each of them.

use super::Mistake;
use super::plan::Operation;
use crate::args::Plan;
use serde_json::{Value, json};

const ORDERS: &str = "/v3/payscore/serviceorder";

/// A merchant as the load plays it.
#[derive(Debug)]
pub(super) struct Shop {
    mchid: String,
    appid: String,
    service_id: String,
    openid: String,
    notify_url: String,
    confirms: bool,
    /// Begins the number of each order, so that no two runs share one.
    run: String,
}

/// A request before it is signed.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) body: String,
}

impl Shop {
    /// The merchant as the control API shows it.
    pub(super) fn new(merchant: &Value, plan: Plan, notify_url: String, run: String) -> Result<Self, Mistake> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mchid = text(&merchant["mchid"]);
        if merchant["sub_mchid"].is_string() {
            return Err(Mistake::Provider { mchid });
        }
        let list = |name: &str| merchant[name].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let missing = |what| Mistake::Missing { mchid: mchid.clone(), what };
        let confirms = plan.confirms();
        let fits = |service: &&Value| service["kind"] == "serviceorder" && service["needs_user_confirm"] == confirms;
        let what = if confirms {
            "service for service orders that users confirm"
        } else {
            "service for service orders that need no confirmation"
        };
        let service = list("services").iter().find(fits).ok_or_else(|| missing(what))?;
        let user = list("users").iter().find(|user| user["behaviour"] == "pays_at_once");
        let user = user.ok_or_else(|| missing("user who pays at once"))?;
        let (appid, service_id, openid) =
            (text(&merchant["appid"]), text(&service["service_id"]), text(&user["openid"]));
        Ok(Self { mchid, appid, service_id, openid, notify_url, confirms, run })
    }

    /// What is sent to do this with the order of this index.
    pub(super) fn call(&self, operation: Operation, index: u64) -> Call {
        let number = self.number(index);
        let (method, target, body) = match operation {
            Operation::Create => ("POST", ORDERS.to_owned(), self.creation(&number)),
            Operation::Query => {
                let (service_id, appid) = (&self.service_id, &self.appid);
                let query = format!("?service_id={service_id}&out_order_no={number}&appid={appid}");
                ("GET", format!("{ORDERS}{query}"), String::new())
            }
            Operation::Confirm => {
                let target = format!("/_payscore/orders/{}/{number}/confirm", self.mchid);
                ("POST", target, json!({ "openid": self.openid }).to_string())
            }
            Operation::Complete => ("POST", format!("{ORDERS}/{number}/complete"), self.completion()),
        };
        Call { method, target, body }
    }

    /// The index of the order of this number, if it is one of this run.
    pub(super) fn index(&self, number: &str) -> Option<u64> {
        number.strip_prefix(&self.run)?.strip_prefix('-')?.parse().ok()
    }

    fn number(&self, index: u64) -> String {
        format!("{}-{index}", self.run)
    }

    fn creation(&self, number: &str) -> String {
        let mut body = json!({
            "out_order_no": number,
            "appid": self.appid,
            "service_id": self.service_id,
            "service_introduction": "压力测试",
            "post_payments": [{ "name": "就餐费用", "amount": 4000, "description": "就餐人均100元", "count": 1 }],
            "time_range": { "start_time": "OnAccept", "end_time": "20991225121010" },
            "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 10000 },
            "need_user_confirm": self.confirms,
            "notify_url": self.notify_url,
        });
        if !self.confirms {
            body["openid"] = self.openid.as_str().into();
        }
        body.to_string()
    }

    fn completion(&self) -> String {
        let body = json!({
            "appid": self.appid,
            "service_id": self.service_id,
            "post_payments": [{ "name": "就餐费用", "amount": 4000, "count": 1 }],
            "total_amount": 4000,
        });
        body.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merchant() -> Value {
        json!({
            "mchid": "1230000109", "appid": "wx1",
            "services": [
                { "service_id": "s1", "kind": "serviceorder", "needs_user_confirm": true },
                { "service_id": "s2", "kind": "serviceorder", "needs_user_confirm": false },
            ],
            "users": [{ "openid": "o1", "behaviour": "pays_at_once" }],
        })
    }

    fn shop(merchant: &Value, plan: Plan) -> Result<Shop, Mistake> {
        Shop::new(merchant, plan, "http://127.0.0.1:1/n".to_owned(), "B17".to_owned())
    }

    #[test]
    fn orders_are_known_by_their_numbers() {
        let shop = shop(&merchant(), Plan::Lives).expect("a shop");
        let call = shop.call(Operation::Confirm, 42);
        assert_eq!(call.target, "/_payscore/orders/1230000109/B17-42/confirm");
        assert_eq!(shop.index("B17-42"), Some(42));
        for other in ["B17", "B17-", "B1742", "B18-42", "x"] {
            assert_eq!(shop.index(other), None, "{other}");
        }
    }

    #[test]
    fn only_completions_come_without_confirmation() {
        let created = |plan| {
            let call = shop(&merchant(), plan).expect("a shop").call(Operation::Create, 1);
            serde_json::from_str::<Value>(&call.body).expect("JSON")
        };
        let (waiting, begun) = (created(Plan::Create), created(Plan::Complete));
        assert_eq!((&waiting["service_id"], &waiting["openid"]), (&json!("s1"), &Value::Null));
        assert_eq!((&begun["service_id"], &begun["openid"]), (&json!("s2"), &json!("o1")));
    }

    #[test]
    fn a_merchant_that_cannot_play_is_told() {
        let mut provider = merchant();
        provider["sub_mchid"] = "1900".into();
        assert!(matches!(shop(&provider, Plan::Create), Err(Mistake::Provider { .. })));
        let mut closed = merchant();
        closed["services"] = json!([]);
        assert!(matches!(shop(&closed, Plan::Create), Err(Mistake::Missing { .. })));
        let mut alone = merchant();
        alone["users"] = json!([{ "openid": "o", "behaviour": "declines" }]);
        assert!(matches!(shop(&alone, Plan::Lives), Err(Mistake::Missing { what, .. }) if what.contains("pays")));
    }
}
