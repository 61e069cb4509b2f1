//! Signed creations of orders, and queries.

use crate::load::Merchant;
use payscore_domain::ServiceKind;
use payscore_testkit::MerchantFile;
use serde_json::json;

/// As many creations, of orders numbered `bench-{batch}-{n}`. Nonces are made of `batch`, too.
pub fn creations(merchant: &Merchant, file: &MerchantFile, batch: &str, count: usize) -> Vec<Vec<u8>> {
    let body = |n: usize| {
        json!({
            "out_order_no": number(batch, n),
            "appid": file.appid,
            "service_id": file.services[0].service_id,
            "service_introduction": "XX充电宝",
            "post_payments": [{ "name": "就餐费用", "amount": 4000, "description": "就餐人均100元", "count": 1 }],
            "post_discounts": [{ "name": "满20减1元", "description": "不与其他优惠叠加" }],
            "time_range": { "start_time": "OnAccept", "end_time": "20991225121010", "start_time_remark": "开始租借时间" },
            "location": { "start_location": "嗨客时尚主题展餐厅", "end_location": "嗨客时尚主题展餐厅" },
            "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 10000, "description": "就餐的预估费用" },
            "attach": "Easdfowealsdkjfnlaksjdlfkwqoi",
            "notify_url": "http://127.0.0.1:9/notify",
            "need_user_confirm": true,
        })
        .to_string()
    };
    (0..count)
        .map(|n| merchant.request("POST", "/v3/payscore/serviceorder", &format!("create{batch}x{n}"), &body(n)))
        .collect()
}

/// Such an order's life, one request after the other: created in use, for no confirmation is needed; queried, completed,
/// queried. What it owes the merchant goes to `notify_url`.
pub fn life(merchant: &Merchant, file: &MerchantFile, notify_url: &str, batch: &str, n: usize) -> Vec<Vec<u8>> {
    let unconfirmed =
        file.services.iter().find(|service| service.kind == ServiceKind::ServiceOrder && !service.needs_user_confirm);
    let (service_id, appid) = (&unconfirmed.expect("a service without confirmation").service_id, &file.appid);
    let number = number(batch, n);
    let creation = json!({
        "out_order_no": number,
        "appid": appid,
        "service_id": service_id,
        "service_introduction": "XX充电宝",
        "post_payments": [{ "name": "租借费", "amount": 400, "description": "2元/小时", "count": 1 }],
        "time_range": { "start_time": "20250101100000" },
        "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 5000 },
        "notify_url": notify_url,
        "need_user_confirm": false,
        "openid": file.users[0].openid,
    });
    let completion = json!({
        "appid": appid,
        "service_id": service_id,
        "post_payments": [{ "name": "租借费", "amount": 400, "description": "2元/小时", "count": 1 }],
        "total_amount": 400,
        "time_range": { "end_time": "20250101120000" },
    });
    let path = "/v3/payscore/serviceorder";
    let query = format!("{path}?service_id={service_id}&appid={appid}&out_order_no={number}");
    let request = |step: usize, method, target: &str, body: &str| {
        merchant.request(method, target, &format!("life{batch}x{n}x{step}"), body)
    };
    vec![
        request(0, "POST", path, &creation.to_string()),
        request(1, "GET", &query, ""),
        request(2, "POST", &format!("{path}/{number}/complete"), &completion.to_string()),
        request(3, "GET", &query, ""),
    ]
}

/// As many queries of these orders.
pub fn queries(merchant: &Merchant, file: &MerchantFile, batch: &str, count: usize) -> Vec<Vec<u8>> {
    let (service_id, appid) = (&file.services[0].service_id, &file.appid);
    let target = |n| {
        format!("/v3/payscore/serviceorder?service_id={service_id}&appid={appid}&out_order_no={}", number(batch, n))
    };
    (0..count).map(|n| merchant.request("GET", &target(n), &format!("query{batch}x{n}"), "")).collect()
}

/// Such an order's number.
pub fn number(batch: &str, n: usize) -> String {
    format!("bench-{batch}-{n}")
}
