//! The five operations of the documents that started the project, each in all six styles, against the running server.
//!
//! Modules carry the numbers of the documents (`shared/seeds/NNN_*.txt`). 002 is the Markdown source of what 000 shows
//! rendered, so they share a module; 004 has two operations. Bodies have the documents' fields and, where the server
//! can take them, the documents' values: an empty text, for one, counts as left out.

mod support;

use payscore::Response;
use serde_json::{Value, json};
use support::{Merchant, now};

/// The order number of the documents that have one; `|` and `*` have to survive the path.
const NO: &str = "1234323JKHDFE1243252";
const PATH_NO: &str = "1234323|JKH*FE-12_52";

/// What an operation is called with, and what has to be true afterwards.
struct Scene {
    merchant: Merchant,
    body: Value,
}

/// One module an operation: the three styles as expressions, run with the async client and with the blocking one.
macro_rules! six_styles {
    (
        $(#[$doc:meta])*
        $module:ident: |$client:ident, $input:ident|
        pure $pure:expr;
        declarative $declarative:expr;
        property $property:expr;
    ) => {
        $(#[$doc])*
        mod $module {
            use super::*;

            six_styles!(@test async_pure_chain async $module $client $input $pure);
            six_styles!(@test async_declarative async $module $client $input $declarative);
            six_styles!(@test async_property async $module $client $input $property);
            six_styles!(@test blocking_pure_chain blocking $module $client $input $pure);
            six_styles!(@test blocking_declarative blocking $module $client $input $declarative);
            six_styles!(@test blocking_property blocking $module $client $input $property);
        }
    };
    (@test $name:ident async $module:ident $client:ident $input:ident $call:expr) => {
        #[tokio::test]
        async fn $name() {
            let scene = scenes::$module().await;
            let response = {
                let ($client, $input) = (&scene.merchant.client, &scene.body);
                $call.await
            };
            outcomes::$module(&scene, &response.unwrap()).await;
        }
    };
    (@test $name:ident blocking $module:ident $client:ident $input:ident $call:expr) => {
        // The server runs in this runtime, so another thread has to do its work while this one blocks.
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let scene = scenes::$module().await;
            let response = tokio::task::block_in_place(|| {
                let ($client, $input) = (&scene.merchant.blocking, &scene.body);
                $call
            });
            outcomes::$module(&scene, &response.unwrap()).await;
        }
    };
}

six_styles! {
    /// 完结智慧零售订单
    seed_000_and_002_complete_smartretail_order: |client, body|
    pure client.v3().payscore().smartretail_orders().out_order_no(PATH_NO).complete().post(body);
    declarative client.chain("v3/payscore/smartretail-orders/{out_order_no}/complete").with("out_order_no", PATH_NO).post(body);
    property client["v3/payscore/smartretail-orders/{out_order_no}/complete"].with("out_order_no", PATH_NO).post(body);
}

six_styles! {
    /// 创单结单合并
    seed_001_direct_complete_partner_order: |client, body|
    pure client.v3().payscore().partner().serviceorder().direct_complete().post(body);
    declarative client.chain("v3/payscore/partner/serviceorder/direct-complete").post(body);
    property client["v3/payscore/partner/serviceorder/direct-complete"].post(body);
}

six_styles! {
    /// 同步服务订单信息
    seed_003_sync_service_order: |client, body|
    pure client.v3().payscore().serviceorder().out_order_no(PATH_NO).sync().post(body);
    declarative client.chain("v3/payscore/serviceorder/{out_order_no}/sync").with("out_order_no", PATH_NO).post(body);
    property client["v3/payscore/serviceorder/{out_order_no}/sync"].with("out_order_no", PATH_NO).post(body);
}

six_styles! {
    /// 创建智慧零售订单
    seed_004_create_smartretail_order: |client, body|
    pure client.v3().payscore().smartretail_orders().post(body);
    declarative client.chain("v3/payscore/smartretail-orders").post(body);
    property client["v3/payscore/smartretail-orders"].post(body);
}

six_styles! {
    /// 查询智慧零售订单
    seed_004_query_smartretail_order: |client, query|
    pure client.v3().payscore().smartretail_orders().query(query).get();
    declarative client.chain("v3/payscore/smartretail-orders").query(query).get();
    property client["v3/payscore/smartretail-orders"].query(query).get();
}

/// What has to be there before the call, and what it is called with.
mod scenes {
    use super::*;

    pub(crate) async fn seed_000_and_002_complete_smartretail_order() -> Scene {
        let merchant = Merchant::of("default").await;
        create_retail(&merchant, PATH_NO).await;
        merchant.confirm(PATH_NO, "pays_at_once").await;
        let order = query_retail(&merchant, PATH_NO).await;
        let body = json!({
            "appid": merchant.text("appid"),
            "service_id": merchant.service("smartretail", true),
            "finish_type": 2,
            "cancel_reason": "",
            "real_service_start_time": "20091225091010",
            "real_service_end_time": "20091225121010",
            "real_service_end_location": "嗨客时尚主题展餐厅",
            "fees": [{ "fee_name": "就餐费用", "fee_count": 1, "fee_amount": 4000, "fee_desc": "就餐人均100元" }],
            "discounts": [{ "discount_name": "满20减1元", "discount_amount": 100, "discount_desc": "不与其他优惠叠加" }],
            "total_amount": 3900,
            "finish_ticket": order["finish_ticket"],
            "profit_sharing": true,
        });
        Scene { merchant, body }
    }

    pub(crate) async fn seed_001_direct_complete_partner_order() -> Scene {
        let merchant = Merchant::of("partner").await;
        let body = json!({
            "service_id": merchant.service("serviceorder", false),
            "appid": merchant.text("appid"),
            "sub_appid": merchant.text("sub_appid"),
            "sub_mchid": merchant.text("sub_mchid"),
            "out_order_no": NO,
            "service_introduction": "XX充电宝",
            "post_payments": [{ "name": "就餐费用", "description": "就餐人均100元", "amount": 40000, "count": 4 }],
            "post_discounts": [{ "name": "满20减1元", "description": "不与其他优惠叠加", "amount": 100, "count": 2 }],
            "total_amount": 39900,
            "time_range": {
                "start_time": "20091225091010", "start_time_remark": "开始租借时间",
                "end_time": "20091225121010", "end_time_remark": "租借结束时间",
            },
            "location": { "start_location": "嗨客时尚主题展餐厅", "end_location": "嗨客时尚主题展餐厅" },
            "profit_sharing": true,
            "goods_tag": "goods_tag",
            "attach": "Easdfowealsdkjfnlaksjdlfkwqoi&wl3l2sald",
            // Nobody listens there; the document's address would be called for real.
            "notify_url": "http://127.0.0.1:1/notify",
            "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        });
        Scene { merchant, body }
    }

    pub(crate) async fn seed_003_sync_service_order() -> Scene {
        let merchant = Merchant::of("default").await;
        complete_unpaid(&merchant, PATH_NO).await;
        let body = json!({
            "appid": merchant.text("appid"),
            "service_id": merchant.service("serviceorder", true),
            "type": "Order_Paid",
            "detail": { "paid_time": "20091225091210" },
        });
        Scene { merchant, body }
    }

    pub(crate) async fn seed_004_create_smartretail_order() -> Scene {
        let merchant = Merchant::of("default").await;
        let body = json!({
            "appid": merchant.text("appid"),
            "out_order_no": NO,
            "service_id": merchant.service("smartretail", true),
            "service_start_time": "OnAccept",
            "service_end_time": "",
            "service_start_location": "",
            "service_end_location": "",
            "service_introduction": "",
            "fees": [{ "fee_name": "商品信息", "fee_count": 0, "fee_amount": 0, "fee_desc": "" }],
            "discounts": [{ "discount_name": "满20减1元", "discount_desc": "不与其他优惠叠加" }],
            "risk_amount": 5000,
            "attach": "",
            "need_user_confirm": true,
            "openid": "",
        });
        Scene { merchant, body }
    }

    pub(crate) async fn seed_004_query_smartretail_order() -> Scene {
        let merchant = Merchant::of("default").await;
        create_retail(&merchant, NO).await;
        let body = json!({
            "service_id": merchant.service("smartretail", true),
            "out_order_no": NO,
            "query_id": "",
            "appid": merchant.text("appid"),
        });
        Scene { merchant, body }
    }

    async fn create_retail(merchant: &Merchant, no: &str) {
        let body = json!({
            "appid": merchant.text("appid"),
            "out_order_no": no,
            "service_id": merchant.service("smartretail", true),
            "service_start_time": "OnAccept",
            "need_user_confirm": true,
        });
        merchant.client["v3/payscore/smartretail-orders"].post(&body).await.unwrap();
    }

    /// A service order in USER_PAYING.
    async fn complete_unpaid(merchant: &Merchant, no: &str) {
        let (appid, service_id) = (merchant.text("appid"), merchant.service("serviceorder", true));
        let create = json!({
            "out_order_no": no, "appid": appid, "service_id": service_id, "service_introduction": "XX充电宝",
            "risk_fund": { "name": "DEPOSIT", "amount": 10000 },
            "time_range": { "start_time": "OnAccept" },
            "notify_url": "http://127.0.0.1:1/notify",
            "need_user_confirm": true,
        });
        merchant.client["v3/payscore/serviceorder"].post(&create).await.unwrap();
        merchant.confirm(no, "never_has_balance").await;
        let complete = json!({
            "appid": appid, "service_id": service_id,
            "post_payments": [{ "name": "租金", "amount": 500 }],
            "total_amount": 500,
            "time_range": { "end_time": now() },
        });
        let template = "v3/payscore/serviceorder/{out_order_no}/complete";
        merchant.client[template].with("out_order_no", no).post(&complete).await.unwrap();
    }
}

/// What has to be true after the call.
mod outcomes {
    use super::*;

    pub(crate) async fn seed_000_and_002_complete_smartretail_order(scene: &Scene, response: &Response<Value>) {
        assert_closed(scene, response, PATH_NO);
        let order = query_retail(&scene.merchant, PATH_NO).await;
        assert_eq!((&order["state"], &order["total_amount"]), (&json!("USER_PAID"), &json!(3900)), "{order}");
        assert_eq!(order["fees"], scene.body["fees"]);
        assert_eq!(order["discounts"], scene.body["discounts"]);
    }

    pub(crate) async fn seed_001_direct_complete_partner_order(scene: &Scene, response: &Response<Value>) {
        assert_eq!((response.status.as_u16(), &response.value), (204, &Value::Null));
        assert!(response.body.is_empty());
        let query = json!({
            "service_id": scene.body["service_id"], "sub_mchid": scene.body["sub_mchid"], "out_order_no": NO,
        });
        let order = scene.merchant.client["v3/payscore/partner/serviceorder"].query(&query).get().await.unwrap().value;
        assert_eq!((&order["state"], &order["total_amount"]), (&json!("DONE"), &json!(39900)), "{order}");
        for field in ["post_payments", "post_discounts", "time_range", "location", "attach", "openid", "sub_appid"] {
            assert_eq!(order[field], scene.body[field], "{field}");
        }
    }

    pub(crate) async fn seed_003_sync_service_order(_: &Scene, response: &Response<Value>) {
        let order = &response.value;
        assert_eq!((&order["state"], &order["out_order_no"]), (&json!("DONE"), &json!(PATH_NO)), "{order}");
        let detail = &order["collection"]["details"][0];
        assert_eq!((&detail["paid_type"], &detail["paid_time"]), (&json!("MCH"), &json!("20091225091210")), "{order}");
    }

    pub(crate) async fn seed_004_create_smartretail_order(scene: &Scene, response: &Response<Value>) {
        assert_closed(scene, response, NO);
        for field in
            ["miniprogram_businesstype", "miniprogram_appid", "miniprogram_path", "miniprogram_username", "package"]
        {
            assert!(response.value[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
        assert_eq!(query_retail(&scene.merchant, NO).await["state"], "CREATED");
    }

    pub(crate) async fn seed_004_query_smartretail_order(scene: &Scene, response: &Response<Value>) {
        let order = &response.value;
        assert_eq!((response.status.as_u16(), &order["state"]), (200, &json!("CREATED")));
        assert_eq!((&order["out_order_no"], &order["mchid"]), (&json!(NO), &scene.merchant.file["mchid"]));
    }

    /// The identities that creation and completion answer with, a signed `Request-ID`, and the raw body at hand.
    fn assert_closed(scene: &Scene, response: &Response<Value>, no: &str) {
        assert_eq!(response.status.as_u16(), 200);
        let answer = &response.value;
        assert_eq!(
            (&answer["out_order_no"], &answer["mchid"]),
            (&json!(no), &scene.merchant.file["mchid"]),
            "{answer}"
        );
        assert_eq!((&answer["appid"], &answer["service_id"]), (&scene.body["appid"], &scene.body["service_id"]));
        assert!(answer["order_id"].as_str().is_some_and(|id| !id.is_empty()));
        assert!(response.request_id.as_deref().is_some_and(|id| id.ends_with("-0")));
        assert_eq!(&serde_json::from_slice::<Value>(&response.body).unwrap(), answer);
    }
}

async fn query_retail(merchant: &Merchant, no: &str) -> Value {
    let service_id = merchant.service("smartretail", true);
    let query = [("service_id", service_id), ("out_order_no", no), ("appid", merchant.text("appid"))];
    merchant.client["v3/payscore/smartretail-orders"].query(&query).get().await.unwrap().value
}
