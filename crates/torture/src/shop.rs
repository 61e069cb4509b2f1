//! What is sent for each act.

use crate::life::{Act, Family, Life};
use crate::merchant::{Draft, Merchant};
use serde_json::{Value, json};

const SERVICE_ORDERS: &str = "/v3/payscore/serviceorder";
const RETAIL_ORDERS: &str = "/v3/payscore/smartretail-orders";
/// The service clock runs fast here; times long past are never in its future.
const BEGAN: &str = "20260101";
pub(crate) const PAID_OUTSIDE: &str = "20260102000000";

impl Merchant {
    /// The request of this act on this order, with notifications to `notify_url`.
    pub(crate) fn draft(&self, life: &Life, act: &Act, notify_url: &str) -> Draft {
        let number = &life.number;
        let orders = if life.family == Family::Retail { RETAIL_ORDERS } else { SERVICE_ORDERS };
        let by_user = |what: &str, openid: &str| {
            let target = format!("/_payscore/orders/{}/{number}/{what}", self.mchid());
            Draft::post(target, json!({ "openid": openid })).unsigned()
        };
        let by_merchant =
            |what: &str, more: Value| Draft::post(format!("{orders}/{number}/{what}"), self.about(life, more));
        match act {
            Act::Create => Draft::post(orders, self.creation(life, notify_url)),
            Act::Confirm { openid } => by_user("confirm", openid),
            Act::Pay { openid } => by_user("pay", openid),
            Act::Complete { total, ticket } => by_merchant("complete", completion(*total, ticket.as_deref())),
            Act::Unused { ticket, reason } => by_merchant(
                "complete",
                json!({ "finish_type": 1, "finish_ticket": ticket, "cancel_reason": reason, "total_amount": 0 }),
            ),
            Act::Modify { total } => by_merchant(
                "modify",
                json!({
                    "post_payments": [{ "name": "租借费", "amount": total, "count": 1 }],
                    "total_amount": total, "reason": "机器故障",
                }),
            ),
            Act::Cancel { reason } => by_merchant("cancel", json!({ "reason": reason })),
            Act::Sync { paid_time } => {
                by_merchant("sync", json!({ "type": "Order_Paid", "detail": { "paid_time": paid_time } }))
            }
            Act::Refund { number, transaction, amount, total } => Draft::post(
                "/v3/refund/domestic/refunds",
                json!({
                    "transaction_id": transaction, "out_refund_no": number, "reason": "商品缺货",
                    "amount": { "refund": amount, "total": total, "currency": "CNY" }, "notify_url": notify_url,
                }),
            ),
            Act::Query => {
                let (service, appid) = (self.service_of(life.family), self.appid());
                Draft::get(format!("{orders}?service_id={service}&out_order_no={number}&appid={appid}"))
            }
        }
    }

    fn service_of(&self, family: Family) -> &str {
        match family {
            Family::Confirmed => self.service("serviceorder", true),
            Family::Unconfirmed => self.service("serviceorder", false),
            Family::Retail => self.service("smartretail", true),
        }
    }

    fn about(&self, life: &Life, mut body: Value) -> Value {
        body["appid"] = self.appid().into();
        body["service_id"] = self.service_of(life.family).into();
        body
    }

    fn creation(&self, life: &Life, notify_url: &str) -> Value {
        let mut body = if life.family == Family::Retail {
            json!({
                "service_start_time": format!("{BEGAN}000000"), "service_end_time": format!("{BEGAN}000001"),
                "service_start_location": "一号柜", "service_introduction": "智能货柜", "risk_amount": 5000,
            })
        } else {
            json!({
                "service_introduction": "充电宝租借",
                "time_range": { "start_time": BEGAN, "end_time": BEGAN },
                "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 10_000 },
                "notify_url": notify_url,
            })
        };
        body["out_order_no"] = life.number.as_str().into();
        if life.family == Family::Unconfirmed {
            body["need_user_confirm"] = false.into();
            body["openid"] = life.openid.as_str().into();
        }
        self.about(life, body)
    }
}

fn completion(total: i64, ticket: Option<&str>) -> Value {
    match ticket {
        None => json!({
            "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": total,
        }),
        Some(ticket) => json!({
            "finish_type": 2, "finish_ticket": ticket, "total_amount": total,
            "fees": [{ "fee_name": "可乐", "fee_amount": total, "fee_count": 1 }],
        }),
    }
}
