//! What a request is read as, and which field is named when it cannot be.

use payscore_api::payscore::plan::payscore_plans::StopPayScorePlan;
use payscore_api::payscore::serviceorder::{CompleteServiceOrder, CreateServiceOrder, QueryServiceOrder};
use payscore_api::payscore::smartretail_orders::CreateSmartRetailOrder;
use payscore_api::{Fen, Location, Operation, Violation};
use serde_json::{Value, json};

fn creation() -> Value {
    json!({
        "out_order_no": "1234323JKHDFE1243252",
        "appid": "wxd678efh567hg6787",
        "service_id": "500001",
        "service_introduction": "XX充电宝",
        "post_payments": [{ "name": "租金", "amount": 400, "count": 1 }],
        "time_range": { "start_time": "OnAccept" },
        "risk_fund": { "name": "DEPOSIT", "amount": 10000 },
        "notify_url": "http://127.0.0.1:8080/notify",
    })
}

fn read(body: &Value) -> Result<CreateServiceOrder, Violation> {
    CreateServiceOrder::read(Vec::new(), "", body.to_string().as_bytes())
}

/// The creation with one field changed, refused.
fn refused(pointer: &str, value: Value) -> Violation {
    let mut body = creation();
    *body.pointer_mut(pointer).expect("a field of the example") = value;
    read(&body).expect_err("a refusal")
}

#[test]
fn a_good_body_is_read_whole() {
    let request = read(&creation()).expect("a request");
    assert_eq!(request.out_order_no, "1234323JKHDFE1243252");
    assert_eq!(request.risk_fund.amount, Fen::new(10000));
    assert_eq!(request.post_payments.expect("payments")[0].amount, Some(Fen::new(400)));
}

#[test]
fn an_empty_optional_text_counts_as_left_out() {
    let mut body = creation();
    body["openid"] = json!("");
    body["attach"] = json!("");
    let request = read(&body).expect("a request");
    assert_eq!((request.openid, request.attach), (None, None));
}

#[test]
fn unknown_fields_are_ignored() {
    let mut body = creation();
    body["needUserConfirm"] = json!(false);
    assert_eq!(read(&body).expect("a request").need_user_confirm, None);
}

#[test]
fn every_kind_of_bad_field_is_named_with_what_was_given() {
    let cases = [
        ("/appid", json!(7), "value has the wrong JSON type", json!(7)),
        ("/appid", json!(""), "length 0 is below the minimum 1", json!(0)),
        (
            "/service_introduction",
            json!("一二三四五六七八九十一二三四五六七八九十一"),
            "length 21 is above the maximum 20",
            json!(21),
        ),
        ("/out_order_no", json!("a b"), r"value does not match ^[0-9a-zA-Z_\-|\*]{1,32}$", json!("a b")),
        ("/out_order_no", json!("a".repeat(33)), "length 33 is above the maximum 32", json!(33)),
        (
            "/risk_fund/name",
            json!("GIFT"),
            "value is none of DEPOSIT, ADVANCE, CASH_DEPOSIT, ESTIMATE_ORDER_COST",
            json!("GIFT"),
        ),
        ("/risk_fund/amount", json!(0), "value is below the minimum 1", json!(0)),
        ("/risk_fund/amount", json!(1.5), "value has the wrong JSON type", json!(1.5)),
        ("/risk_fund/amount", json!("1"), "value has the wrong JSON type", json!("1")),
        (
            "/time_range/start_time",
            json!("20261301"),
            "value is not yyyyMMddHHmmss, yyyyMMdd or OnAccept",
            json!("20261301"),
        ),
        ("/post_payments/0/count", json!(101), "value is above the maximum 100", json!(101)),
        ("/post_payments/0/name", Value::Null, "required field is missing", json!("")),
        ("/notify_url", json!("ftp://x"), "value is not an http:// or https:// address", json!("ftp://x")),
        ("/time_range", json!([]), "value has the wrong JSON type", json!([])),
    ];
    for (pointer, given, issue, value) in cases {
        let violation = refused(pointer, given);
        assert_eq!(violation.field(), pointer);
        assert_eq!(violation.detail(), json!({ "field": pointer, "value": value, "issue": issue, "location": "body" }));
        assert!(violation.message().contains(&format!("/body{pointer}")), "{}", violation.message());
    }
}

#[test]
fn a_list_has_a_limit() {
    let mut body = creation();
    body["post_payments"] = json!(vec![json!({ "name": "x" }); 101]);
    let violation = read(&body).expect_err("a refusal");
    assert_eq!(violation.field(), "/post_payments");
    assert_eq!(violation.issue_text(), "101 entries, at most 100 are allowed");
}

#[test]
fn a_long_value_is_not_echoed_whole() {
    let violation = refused("/risk_fund/name", json!("x".repeat(100_000)));
    assert!(violation.detail().to_string().len() < 1000);
}

#[test]
fn what_is_no_json_object_is_said_to_be_none() {
    for (body, issue) in [
        (&b"{\"a\":"[..], "the body is not JSON"),
        (b"", "the body is not JSON"),
        (b"\xff", "the body is not UTF-8 (byte 0)"),
        (b"[]", "the JSON text is not an object"),
        (b"{\"appid\":\"a\",\"appid\":\"b\"}", "missing"),
    ] {
        let violation = CreateServiceOrder::read(Vec::new(), "", body).expect_err("a refusal");
        assert!(violation.issue_text().contains(issue), "{}", violation.issue_text());
        assert_eq!(violation.location, Location::Body);
    }
}

#[test]
fn a_query_is_read_and_refused_in_its_own_place() {
    let request = QueryServiceOrder::read(Vec::new(), "service_id=500001&appid=wx1&out_order_no=a%7Cb", b"");
    assert_eq!(request.expect("a request").out_order_no.as_deref(), Some("a|b"));
    let violation = QueryServiceOrder::read(Vec::new(), "service_id=500001", b"").expect_err("a refusal");
    assert_eq!((violation.field().as_str(), violation.location), ("/appid", Location::Query));
    let twice = QueryServiceOrder::read(Vec::new(), "service_id=1&service_id=2&appid=a", b"").expect_err("a refusal");
    assert_eq!(twice.location, Location::Query);
}

#[test]
fn a_path_variable_is_checked_like_a_field() {
    let body = json!({ "appid": "a", "service_id": "b", "post_payments": [], "total_amount": 0 }).to_string();
    let path = vec![("out_order_no".to_owned(), "no spaces".to_owned())];
    let violation = CompleteServiceOrder::read(path, "", body.as_bytes()).expect_err("a refusal");
    assert_eq!((violation.field().as_str(), violation.location), ("/out_order_no", Location::Path));
}

#[test]
fn smart_retail_takes_five_discounts() {
    let body =
        |count| json!({ "appid": "a", "out_order_no": "n", "service_id": "s", "discounts": vec![json!({}); count] });
    let read = |count| CreateSmartRetailOrder::read(Vec::new(), "", body(count).to_string().as_bytes());
    assert!(read(5).is_ok());
    assert_eq!(read(6).expect_err("a refusal").field(), "/discounts");
}

#[test]
fn an_operation_that_wants_nothing_in_its_body_needs_none() {
    let path = || vec![("merchant_plan_no".to_owned(), "plan-1".to_owned())];
    for body in ["", " \n", "{}", r#"{"unknown": 1}"#] {
        let request = StopPayScorePlan::read(path(), "", body.as_bytes()).expect("a request");
        assert_eq!(request.merchant_plan_no, "plan-1");
    }
    for body in ["[]", "nothing"] {
        let refused = StopPayScorePlan::read(path(), "", body.as_bytes()).expect_err("a refusal");
        assert_eq!(refused.location, Location::Body);
    }
}
