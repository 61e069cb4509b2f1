use super::*;
use payscore_api::payscore::smartretail_orders::{CancelSmartRetailOrder, QuerySmartRetailOrder};
use serde_json::json;
use std::sync::{Arc, Mutex};

/// Keeps what would be sent: `METHOD target body`.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Caller for Recorder {
    type Output = Result<String, Error>;

    fn call(&self, call: Result<Call, Error>) -> Self::Output {
        let call = call?;
        let body = String::from_utf8(call.body.to_vec()).unwrap();
        let line = format!("{} {} {body}", call.method, call.target()).trim_end().to_owned();
        self.0.lock().unwrap().push(line.clone());
        Ok(line)
    }
}

fn v3() -> V3<Recorder> {
    V3::new(Recorder::default())
}

fn chain(template: &'static str) -> Chain<Recorder> {
    Chain::new(Recorder::default(), template)
}

#[test]
fn names_in_the_pure_chain_stay() {
    let body = json!({"a": 1});
    let orders = || v3().payscore().serviceorder();
    let retail = || v3().payscore().smartretail_orders();
    let partner = || v3().payscore().partner().serviceorder();
    let permissions = || v3().payscore().permissions();
    let no = "A|1";
    let refunds = || v3().refund().domestic().refunds();
    for (sent, expected) in [
        (v3().bill().tradebill().query(&[("x", "1")]).get(), "GET /v3/bill/tradebill?x=1"),
        (v3().bill().fundflowbill().query(&[("x", "1")]).get(), "GET /v3/bill/fundflowbill?x=1"),
        (v3().certificates().get(), "GET /v3/certificates"),
        (v3().payscore().merchant_bill().query(&[("x", "1")]).get(), "GET /v3/payscore/merchant-bill?x=1"),
        (refunds().post(&body), r#"POST /v3/refund/domestic/refunds {"a":1}"#),
        (refunds().out_refund_no("A@1").get(), "GET /v3/refund/domestic/refunds/A%401"),
        (permissions().post(&body), r#"POST /v3/payscore/permissions {"a":1}"#),
        (
            permissions().authorization_code().authorization_code(no).get(),
            "GET /v3/payscore/permissions/authorization-code/A%7C1",
        ),
        (
            permissions().openid().openid("o").terminate().post(&body),
            r#"POST /v3/payscore/permissions/openid/o/terminate {"a":1}"#,
        ),
        (
            v3().payscore().users().openid("o").permissions().service_id(5).terminate().post(&body),
            r#"POST /v3/payscore/users/o/permissions/5/terminate {"a":1}"#,
        ),
        (
            v3().payscore().plan().payscore_plans().merchant_plan_no().number(no).stop().post(&body),
            r#"POST /v3/payscore/plan/payscore-plans/merchant-plan-no/A%7C1/stop {"a":1}"#,
        ),
        (partner().query(&[("x", "1")]).get(), "GET /v3/payscore/partner/serviceorder?x=1"),
        (partner().direct_complete().post(&body), r#"POST /v3/payscore/partner/serviceorder/direct-complete {"a":1}"#),
        (orders().post(&body), r#"POST /v3/payscore/serviceorder {"a":1}"#),
        (orders().query(&[("x", "1")]).get(), "GET /v3/payscore/serviceorder?x=1"),
        (orders().out_order_no(no).cancel().post(&body), r#"POST /v3/payscore/serviceorder/A%7C1/cancel {"a":1}"#),
        (orders().out_order_no(no).complete().post(&body), r#"POST /v3/payscore/serviceorder/A%7C1/complete {"a":1}"#),
        (orders().out_order_no(no).sync().post(&body), r#"POST /v3/payscore/serviceorder/A%7C1/sync {"a":1}"#),
        (retail().post(&body), r#"POST /v3/payscore/smartretail-orders {"a":1}"#),
        (retail().query(&[("x", "1")]).get(), "GET /v3/payscore/smartretail-orders?x=1"),
        (retail().out_order_no(7).cancel().post(&body), r#"POST /v3/payscore/smartretail-orders/7/cancel {"a":1}"#),
        (retail().out_order_no(7).complete().post(&body), r#"POST /v3/payscore/smartretail-orders/7/complete {"a":1}"#),
    ] {
        assert_eq!(sent.unwrap(), expected);
    }
}

#[test]
fn all_styles_send_the_same() {
    let body = json!({"reason": "用户投诉"});
    let pure = v3().payscore().smartretail_orders().out_order_no("A*1").cancel().post(&body).unwrap();
    let template = "v3/payscore/smartretail-orders/{out_order_no}/cancel";
    assert_eq!(chain(template).with("out_order_no", "A*1").post(&body).unwrap(), pure);
    let templates = crate::templates::Templates::new();
    let interned = templates.intern(&Recorder::default(), template);
    assert_eq!(interned.with("out_order_no", "A*1").post(&body).unwrap(), pure);
    assert!(std::ptr::eq(interned, templates.intern(&Recorder::default(), template)));
}

#[test]
fn typed_requests_serve_as_bodies_and_queries() {
    let cancel = CancelSmartRetailOrder::builder().out_order_no("1").appid("wx1").service_id("5").reason("r").build();
    assert_eq!(
        v3().payscore().smartretail_orders().out_order_no("1").cancel().post(&cancel).unwrap(),
        r#"POST /v3/payscore/smartretail-orders/1/cancel {"appid":"wx1","service_id":"5","reason":"r"}"#
    );
    let query = QuerySmartRetailOrder::builder().appid("wx1").service_id("5").query_id("q q").build();
    assert_eq!(
        v3().payscore().smartretail_orders().query(&query).get().unwrap(),
        "GET /v3/payscore/smartretail-orders?service_id=5&appid=wx1&query_id=q%20q"
    );
}

#[test]
fn queries_add_up_and_empty_ones_leave_no_trace() {
    let query = |chain: Chain<Recorder>| chain.get().unwrap();
    assert_eq!(query(chain("v3/x").query(&[("a", "1")]).query(&json!({"b": 2}))), "GET /v3/x?a=1&b=2");
    let nothing: [(&str, &str); 0] = [];
    assert_eq!(query(chain("v3/x").query(&nothing)), "GET /v3/x");
    assert_eq!(query(chain("v3/x").query(&nothing).query(&[("a", "1")]).query(&nothing)), "GET /v3/x?a=1");
}

#[test]
fn other_methods() {
    assert_eq!(chain("v3/x").put(&json!([])).unwrap(), "PUT /v3/x []");
    assert_eq!(chain("v3/x").patch(&json!([])).unwrap(), "PATCH /v3/x []");
    assert_eq!(chain("v3/x").delete().unwrap(), "DELETE /v3/x");
    assert_eq!(chain("v3/x").post(&()).unwrap(), "POST /v3/x");
    assert_eq!(chain("v3/x").delete_with(&json!([])).unwrap(), "DELETE /v3/x []");
}

#[test]
fn a_chain_may_be_kept_and_a_value_replaced() {
    let first = chain("v3/{a}/{b}").with("a", 1).with("b", "x");
    let second = first.with("a", 2);
    assert_eq!(first.get().unwrap(), "GET /v3/1/x");
    assert_eq!(second.get().unwrap(), "GET /v3/2/x");
}

#[test]
fn what_cannot_be_sent_is_said_when_called() {
    use crate::core::TemplateError;
    assert!(matches!(chain("v3/{a}").get(), Err(Error::Template(TemplateError::Missing { .. }))));
    assert!(matches!(chain("v3/x").with("a", 1).get(), Err(Error::Template(TemplateError::Unknown { .. }))));
    assert!(matches!(chain("v3/x?a=1").get(), Err(Error::Template(TemplateError::Character { .. }))));
    assert!(matches!(chain("v3/x").query(&1).get(), Err(Error::Encode(EncodeError::Query(_)))));
    let unwritable = std::collections::HashMap::from([((1, 2), 3)]);
    assert!(matches!(chain("v3/x").post(&unwritable), Err(Error::Encode(EncodeError::Body(_)))));
    let order = v3().payscore().serviceorder().out_order_no("").sync().post(&json!({}));
    assert!(matches!(order, Err(Error::Template(TemplateError::Empty { .. }))));
}
