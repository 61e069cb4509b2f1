//! What merchants send.

use crate::model::Family;
use crate::provision::Merchant;
use crate::world::Dice;
use serde_json::{Value, json};

/// What an order costs; sometimes nothing.
pub(super) fn total(dice: &Dice) -> i64 {
    if dice.percent(8) { 0 } else { 1 + i64::try_from(dice.below(9_000)).unwrap_or_default() }
}

pub(super) fn notify_url(merchant: &Merchant) -> String {
    format!("http://{}.example/notify", merchant.file.mchid)
}

fn service(merchant: &Merchant, family: Family) -> &str {
    let (kind, confirmed) = family.service();
    merchant.service(kind, confirmed)
}

/// What every call on an order names.
pub(super) fn about(merchant: &Merchant, family: Family) -> Value {
    let service_id = service(merchant, family);
    match family {
        Family::Partner | Family::Direct => json!({ "service_id": service_id, "sub_mchid": merchant.file.sub_mchid }),
        _ => json!({ "service_id": service_id, "appid": merchant.file.appid }),
    }
}

/// Both together.
fn with(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

pub(super) fn query(merchant: &Merchant, family: Family, number: &str) -> String {
    let about = about(merchant, family);
    let fields = about.as_object().into_iter().flatten();
    let query: Vec<String> =
        fields.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    format!("{}?{}&out_order_no={number}", family.path(), query.join("&"))
}

/// A creation. One in a few asks for more than the service allows, and is refused.
pub(super) fn service_order(merchant: &Merchant, family: Family, number: &str, openid: &str, dice: &Dice) -> Value {
    let body = json!({
        "out_order_no": number,
        "appid": merchant.file.appid,
        "service_introduction": "充电宝租借",
        "post_payments": [{ "name": "租借费", "amount": 400, "description": "2元/小时", "count": 2 }],
        "post_discounts": [{ "name": "新人立减", "description": "首单减1元" }],
        "location": { "start_location": "一号柜" },
        "notify_url": notify_url(merchant),
    });
    let risk = if dice.percent(5) { 100_001 } else { 10_000 };
    let terms = match family {
        Family::Unconfirmed => json!({
            "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": risk },
            "time_range": { "start_time": "20261121115900" },
            "need_user_confirm": false,
            "openid": openid,
        }),
        _ => json!({
            "risk_fund": { "name": "DEPOSIT", "amount": risk },
            "time_range": { "start_time": "OnAccept" },
        }),
    };
    let body = with(with(about(merchant, family), body), terms);
    if family == Family::Partner { with(body, json!({ "sub_appid": merchant.file.sub_appid })) } else { body }
}

pub(super) fn retail(merchant: &Merchant, number: &str) -> Value {
    let body = json!({
        "out_order_no": number,
        "service_start_time": "OnAccept",
        "service_start_location": "一号货柜",
        "service_introduction": "智能货柜",
        "risk_amount": 10_000,
    });
    with(about(merchant, Family::Retail), body)
}

/// Creation and completion in one.
pub(super) fn direct(merchant: &Merchant, number: &str, openid: &str, total: i64) -> Value {
    let body = json!({
        "out_order_no": number,
        "appid": merchant.file.appid,
        "sub_appid": merchant.file.sub_appid,
        "service_introduction": "充电宝租借",
        "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
        "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
        "total_amount": total,
        "time_range": { "start_time": "20261121100000", "end_time": "20261121115500" },
        "location": { "start_location": "一号柜", "end_location": "二号柜" },
        "notify_url": notify_url(merchant),
        "openid": openid,
    });
    with(about(merchant, Family::Direct), body)
}

pub(super) fn completion(merchant: &Merchant, family: Family, total: i64, end: &str, ticket: &Value) -> Value {
    let body = match family {
        Family::Retail if total == 0 => json!({
            "finish_type": 1,
            "finish_ticket": ticket,
            "real_service_end_time": end,
            "total_amount": 0,
            "cancel_reason": "用户未取货",
        }),
        Family::Retail => json!({
            "finish_type": 2,
            "finish_ticket": ticket,
            "real_service_end_time": end,
            "total_amount": total,
            "fees": [{ "fee_name": "可乐", "fee_amount": total + 100, "fee_count": 1 }],
            "discounts": [{ "discount_name": "满减", "discount_amount": 100, "discount_desc": "满10减1" }],
        }),
        _ => json!({
            "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": total,
            "time_range": { "end_time": end },
            "location": { "end_location": "二号柜" },
        }),
    };
    with(about(merchant, family), body)
}

pub(super) fn cancellation(merchant: &Merchant, family: Family) -> Value {
    with(about(merchant, family), json!({ "reason": "用户投诉" }))
}

pub(super) fn modification(merchant: &Merchant, family: Family, total: i64) -> Value {
    let body = json!({
        "post_payments": [{ "name": "租借费", "amount": total + 50, "description": "2元/小时", "count": 1 }],
        "post_discounts": [{ "name": "故障补偿", "description": "机器故障", "amount": 50 }],
        "total_amount": total,
        "reason": "机器故障",
    });
    with(about(merchant, family), body)
}

pub(super) fn sync(merchant: &Merchant, family: Family, paid: &str) -> Value {
    with(about(merchant, family), json!({ "type": "Order_Paid", "detail": { "paid_time": paid } }))
}
