//! Every kind of bad input: 400 `PARAM_ERROR`, signed, with field, value, issue and location; and nothing changes.

use crate::shop::{SERVICE_ORDERS, Shop, assert_names, with};
use payscore_domain::Behaviour;
use serde_json::{Map, Value, json};

/// Bodies that differ from a good one in a field: what it is named in the answer, and what it is set to.
fn fields() -> Vec<(&'static str, Value)> {
    let many = |count: usize, item: Value| Value::from(vec![item; count]);
    vec![
        ("/service_introduction", json!({ "service_introduction": 20 })),
        ("/service_introduction", json!({ "service_introduction": "长".repeat(21) })),
        ("/service_introduction", json!({ "service_introduction": "" })),
        ("/out_order_no", json!({ "out_order_no": "a".repeat(33) })),
        ("/out_order_no", json!({ "out_order_no": "" })),
        ("/out_order_no", json!({ "out_order_no": "订单" })),
        ("/out_order_no", json!({ "out_order_no": "a b" })),
        ("/appid", json!({ "appid": "" })),
        ("/appid", json!({ "appid": null })),
        ("/service_id", json!({ "service_id": ["500001"] })),
        ("/risk_fund", json!({ "risk_fund": null })),
        ("/risk_fund/name", json!({ "risk_fund": { "name": "LOAN" } })),
        ("/risk_fund/name", json!({ "risk_fund": { "name": "" } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": null } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": 0 } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": -1 } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": 1.5 } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": "100" } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": 9_223_372_036_854_775_808_u64 } })),
        ("/risk_fund/amount", json!({ "risk_fund": { "amount": true } })),
        ("/risk_fund/description", json!({ "risk_fund": { "description": "长".repeat(31) } })),
        ("/time_range", json!({ "time_range": "20261121" })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": null } })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "" } })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "onaccept" } })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "2026-11-21" } })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": "20260231" } })),
        ("/time_range/start_time", json!({ "time_range": { "start_time": 20_261_121 } })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": "OnAccept" } })),
        ("/time_range/end_time", json!({ "time_range": { "end_time": "20261121250000" } })),
        ("/post_payments", json!({ "post_payments": "none" })),
        ("/post_payments", json!({ "post_payments": many(101, json!({ "name": "商品信息" })) })),
        ("/post_payments/0/name", json!({ "post_payments": [{ "amount": 1 }] })),
        ("/post_payments/0/amount", json!({ "post_payments": [{ "name": "a", "amount": -1 }] })),
        ("/post_payments/1/count", json!({ "post_payments": [{ "name": "a" }, { "name": "b", "count": 0 }] })),
        ("/post_payments/0/count", json!({ "post_payments": [{ "name": "a", "count": 101 }] })),
        ("/post_payments/1/amount", json!({ "post_payments": [{ "name": "a" }, { "name": "b", "amount": 0.1 }] })),
        ("/post_discounts", json!({ "post_discounts": many(31, json!({ "name": "a", "description": "b" })) })),
        ("/need_user_confirm", json!({ "need_user_confirm": "true" })),
        ("/location/start_location", json!({ "location": { "start_location": "长".repeat(51) } })),
        ("/attach", json!({ "attach": "a".repeat(1 << 20) })),
        ("/notify_url", json!({ "notify_url": "ftp://127.0.0.1/notify" })),
        ("/notify_url", json!({ "notify_url": "127.0.0.1/notify" })),
        ("/notify_url", json!({ "notify_url": format!("http://127.0.0.1/{}", "a".repeat(255)) })),
    ]
}

#[tokio::test]
async fn fields_of_a_body() {
    let shop = Shop::open().await;
    let mut seen = Map::new();
    for (index, (field, changes)) in fields().into_iter().enumerate() {
        let refused = shop.client.post(SERVICE_ORDERS, &with(shop.new_order("a-1"), &changes)).await;
        assert_names(&refused, field, "body");
        let value = changes.to_string();
        let value: String = value.chars().take(80).collect();
        seen.insert(format!("{index:02} {value}"), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn null_for_what_is_required() {
    let shop = Shop::open().await;
    for field in ["appid", "service_introduction", "time_range", "risk_fund", "notify_url", "out_order_no"] {
        let mut body = shop.new_order("a-1");
        body[field] = Value::Null;
        assert_names(&shop.client.post(SERVICE_ORDERS, &body).await, &format!("/{field}"), "body");
    }
    let mut body = shop.new_order("a-1");
    body["risk_fund"]["amount"] = Value::Null;
    assert_names(&shop.client.post(SERVICE_ORDERS, &body).await, "/risk_fund/amount", "body");
    body["risk_fund"]["amount"] = json!(1);
    body["post_payments"] = json!([null]);
    assert_names(&shop.client.post(SERVICE_ORDERS, &body).await, "/post_payments", "body");
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn a_list_is_no_object() {
    let shop = Shop::open().await;
    let object = shop.new_order("a-1");
    let order =
        ["out_order_no", "appid", "service_id", "service_introduction", "time_range", "risk_fund", "notify_url"];
    let list = Value::from(order.map(|field| object[field].clone()).to_vec());
    let refused = shop.client.post(SERVICE_ORDERS, &list).await;
    assert_eq!(refused.status, 400, "a whole body: {}", refused.text());
    let mut body = object;
    body["risk_fund"] = json!(["DEPOSIT", 100]);
    assert_names(&shop.client.post(SERVICE_ORDERS, &body).await, "/risk_fund", "body");
    body["risk_fund"] = json!({ "name": "DEPOSIT", "amount": 100 });
    body["post_payments"] = json!([["租借费"]]);
    let refused = shop.client.post(SERVICE_ORDERS, &body).await;
    assert_eq!(refused.status, 400, "an entry of a list: {}", refused.text());
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let shop = Shop::open().await;
    let good = shop.new_order("a-1").to_string();
    let twice = good.replacen('{', r#"{"appid":"wx1","#, 1);
    let mut not_utf8 = good.clone().into_bytes();
    let at = good.find("shop%3D1").expect("the attach field");
    not_utf8[at] = 0xff;
    let mut seen = Map::new();
    for (name, body) in [
        ("empty", Vec::new()),
        ("blank", b" \n".to_vec()),
        ("cut off", good.as_bytes()[..good.len() - 1].to_vec()),
        ("two texts", format!("{good}{good}").into_bytes()),
        ("a form", b"appid=wx1&service_id=1".to_vec()),
        ("a list", format!("[{good}]").into_bytes()),
        ("null", b"null".to_vec()),
        ("not UTF-8", not_utf8),
        ("a field twice", twice.into_bytes()),
        ("too deep", "[".repeat(10_000).into_bytes()),
        ("with a byte order mark", format!("\u{feff}{good}").into_bytes()),
        ("an unpaired surrogate", good.replace("shop%3D1", r"\ud800").into_bytes()),
    ] {
        let refused = shop.client.request("POST", SERVICE_ORDERS).body(body).send().await;
        assert_names(&refused, "body", "body");
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
}

#[tokio::test]
async fn a_body_over_4_mib_is_refused_before_anybody_is_asked_for() {
    let shop = Shop::open().await;
    let body = |length: usize| {
        let padding = length - shop.new_order("a-1").to_string().len() - "{\"padding\":\"\",".len() + 1;
        shop.new_order("a-1").to_string().replacen('{', &format!("{{\"padding\":\"{}\",", "p".repeat(padding)), 1)
    };
    let too_large = body((4 << 20) + 1);
    assert_eq!(too_large.len(), (4 << 20) + 1);
    let refused = shop.client.request("POST", SERVICE_ORDERS).body(too_large).send_unsigned().await;
    assert_names(&refused, "body", "body");
    insta::assert_json_snapshot!(refused.shown());
    assert_eq!(shop.query("a-1").await.status, 404, "nothing was created");
    let largest = shop.client.request("POST", SERVICE_ORDERS).body(body(4 << 20)).send().await;
    assert_eq!(largest.status, 200, "{}", largest.text());
}

#[tokio::test]
async fn numbers_in_a_path() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let record = shop.record("a-1").await;
    let mut seen = Map::new();
    for number in ["%FF", "%zz", "%", "a%2Fb", "a%20b", "a+b", "%E8%AE%A2", &"a".repeat(33), "a-1%00"] {
        let refused = shop.act(number, "cancel", &shop.cancellation("用户投诉")).await;
        let field = if number == "%FF" { "uri_template" } else { "/out_order_no" };
        assert_names(&refused, field, "uri_template");
        seen.insert(number.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
    assert_eq!(shop.record("a-1").await, record);
}

#[tokio::test]
async fn parameters_of_a_query() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let target = shop.query_target("&out_order_no=a-1");
    let mut seen = Map::new();
    for (field, name, target) in [
        ("query", "a parameter twice", format!("{target}&out_order_no=a-1")),
        ("/appid", "no appid", target.replace("appid=", "xappid=")),
        ("/service_id", "an empty service_id", shop.query_target("").replace("service_id=5", "service_id=&x=5")),
        ("/out_order_no", "not UTF-8", shop.query_target("&out_order_no=%FF")),
        ("/out_order_no", "a broken escape", shop.query_target("&out_order_no=%zz")),
        ("/out_order_no", "too long", shop.query_target(&format!("&out_order_no={}", "a".repeat(33)))),
        ("/query_id", "query_id too long", shop.query_target(&format!("&query_id={}", "a".repeat(513)))),
        ("/service_id", "nothing at all", SERVICE_ORDERS.to_owned()),
    ] {
        let refused = shop.client.get(target).await;
        assert_names(&refused, field, "query");
        seen.insert(name.to_owned(), refused.shown());
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test]
async fn bodies_of_calls_on_an_order() {
    let shop = Shop::open().await;
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let record = shop.record("a-1").await;
    let completion = shop.completion(300);
    for (what, field, body) in [
        ("complete", "/total_amount", with(completion.clone(), &json!({ "total_amount": null }))),
        ("complete", "/total_amount", with(completion.clone(), &json!({ "total_amount": -1 }))),
        ("complete", "/total_amount", with(completion.clone(), &json!({ "total_amount": "300" }))),
        ("complete", "/total_amount", with(completion.clone(), &json!({ "total_amount": 300.5 }))),
        ("complete", "/post_payments", with(completion.clone(), &json!({ "post_payments": null }))),
        ("complete", "/post_payments/0/name", with(completion.clone(), &json!({ "post_payments": [{ "name": "" }] }))),
        ("complete", "/goods_tag", with(completion.clone(), &json!({ "goods_tag": "a".repeat(33) }))),
        ("complete", "/profit_sharing", with(completion, &json!({ "profit_sharing": 1 }))),
        ("cancel", "/reason", with(shop.cancellation("x"), &json!({ "reason": null }))),
        ("cancel", "/reason", with(shop.cancellation("x"), &json!({ "reason": 5 }))),
        ("sync", "/detail/paid_time", with(shop.sync("x"), &json!({ "detail": { "paid_time": null } }))),
        ("sync", "/detail/paid_time", shop.sync("2026-11-21T12:00:00+08:00")),
        ("sync", "/detail", with(shop.sync("x"), &json!({ "detail": [] }))),
    ] {
        assert_names(&shop.act("a-1", what, &body).await, field, "body");
    }
    for what in ["complete", "cancel", "sync"] {
        let broken =
            shop.client.request("POST", format!("{SERVICE_ORDERS}/a-1/{what}")).body("{\"appid\":").send().await;
        assert_names(&broken, "body", "body");
    }
    assert_eq!(shop.record("a-1").await, record, "nothing changed");
}
