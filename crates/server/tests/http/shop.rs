//! A server, a merchant of it, and the bodies of its calls.

use crate::client::{Answer, Client};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::{Config, ManualWall, MerchantFile, TestServer};
use serde_json::{Value, json};
use std::sync::Arc;

/// 2026-11-21 12:00:00 in Beijing: there the wall stands in every test.
pub(crate) const NOON: i64 = 1_795_233_600;
pub(crate) const HOUR: u32 = 3600;
pub(crate) const DAY: u32 = 24 * HOUR;
/// Nobody listens there, and no test waits for it.
const NOBODY: &str = "http://127.0.0.1:9/notify";

pub(crate) const SERVICE_ORDERS: &str = "/v3/payscore/serviceorder";
pub(crate) const RETAIL_ORDERS: &str = "/v3/payscore/smartretail-orders";
pub(crate) const PARTNER_ORDERS: &str = "/v3/payscore/partner/serviceorder";

/// A merchant at a server of its own.
pub(crate) struct Shop {
    pub(crate) server: TestServer,
    pub(crate) wall: ManualWall,
    pub(crate) file: MerchantFile,
    pub(crate) client: Client,
    pub(crate) notify_url: String,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let wall = ManualWall::new(NOON);
        let server = TestServer::start_with(|config| {
            config.wall = Arc::new(wall.clone());
            change(config);
        })
        .await;
        let client = client(&server, "default", &wall);
        Self { file: server.merchant("default"), server, wall, client, notify_url: NOBODY.to_owned() }
    }

    /// The provider's shop.
    pub(crate) async fn open_partner() -> Self {
        let shop = Self::open().await;
        let client = shop.client_of("partner");
        Self { file: shop.server.merchant("partner"), client, ..shop }
    }

    /// Whose notifications go there.
    pub(crate) fn notified_at(mut self, url: &str) -> Self {
        url.clone_into(&mut self.notify_url);
        self
    }

    /// Another merchant of the same server.
    pub(crate) fn client_of(&self, name: &str) -> Client {
        client(&self.server, name, &self.wall)
    }

    /// Stops the server and starts it again. Running deliveries end first, so that this is also how one waits for
    /// attempts to be recorded.
    pub(crate) async fn restart(&mut self) {
        self.server.restart().await;
        self.client.address = self.server.base_url().trim_start_matches("http://").to_owned();
    }

    pub(crate) fn service(&self, kind: ServiceKind, needs_user_confirm: bool) -> &str {
        let fits = |service: &&payscore_domain::Service| {
            service.kind == kind && service.needs_user_confirm == needs_user_confirm
        };
        self.file.services.iter().find(fits).expect("a provided service").service_id.as_str()
    }

    pub(crate) fn user(&self, behaviour: Behaviour) -> &str {
        self.file.users.iter().find(|user| user.behaviour == behaviour).expect("a provided user").openid.as_str()
    }

    /// The order as the control API shows it, without what workers do to notifications meanwhile.
    pub(crate) async fn record(&self, number: &str) -> Value {
        let answer = self.server.order(&self.file.mchid, number).await;
        json!([answer.status, answer.body["order"], answer.body["timeline"], answer.body["next_due"]])
    }

    pub(crate) async fn confirm(&self, number: &str, behaviour: Behaviour) {
        let answer = self.server.confirm_as(&self.file.mchid, number, self.user(behaviour)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

fn client(server: &TestServer, name: &str, wall: &ManualWall) -> Client {
    Client::new(&server.merchant_dir(name), server.base_url(), Arc::new(wall.clone()))
}

/// `body` with other fields: `{"a": {"b": 1}}` sets `b` inside `a`, a null takes the field away.
pub(crate) fn with(mut body: Value, changes: &Value) -> Value {
    merge(&mut body, changes);
    body
}

fn merge(target: &mut Value, changes: &Value) {
    match (target, changes) {
        (Value::Object(target), Value::Object(changes)) => {
            for (name, change) in changes {
                if change.is_null() {
                    target.remove(name);
                } else {
                    merge(target.entry(name).or_insert(Value::Null), change);
                }
            }
        }
        (target, change) => *target = change.clone(),
    }
}

/// Service orders.
impl Shop {
    pub(crate) fn new_order(&self, number: &str) -> Value {
        json!({
            "out_order_no": number,
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::ServiceOrder, true),
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

    /// For the service that needs no confirmation.
    pub(crate) fn new_order_for(&self, number: &str, behaviour: Behaviour) -> Value {
        let changes = json!({
            "service_id": self.service(ServiceKind::ServiceOrder, false),
            "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 5000 },
            "time_range": { "start_time": "20261121115900", "start_time_remark": null },
            "need_user_confirm": false,
            "openid": self.user(behaviour),
        });
        with(self.new_order(number), &changes)
    }

    pub(crate) fn completion(&self, total: i64) -> Value {
        json!({
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::ServiceOrder, true),
            "post_payments": [{ "name": "租借费", "amount": total + 100, "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": total,
            "time_range": { "end_time": "20261121120000", "end_time_remark": "还机时" },
            "location": { "end_location": "三号柜" },
        })
    }

    pub(crate) fn cancellation(&self, reason: &str) -> Value {
        let service_id = self.service(ServiceKind::ServiceOrder, true);
        json!({ "appid": self.file.appid, "service_id": service_id, "reason": reason })
    }

    pub(crate) fn modification(&self, total: i64) -> Value {
        json!({
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::ServiceOrder, true),
            "post_payments": [{ "name": "租借费", "amount": total + 50, "description": "2元/小时", "count": 1 }],
            "post_discounts": [{ "name": "故障补偿", "description": "机器故障", "amount": 50 }],
            "total_amount": total,
            "reason": "机器故障",
        })
    }

    /// For either message.
    pub(crate) fn reminder(&self, prepaid_time: &str) -> Value {
        json!({
            "service_id": self.service(ServiceKind::ServiceOrder, true),
            "post_payments": [{ "name": "租借费", "amount": 500, "description": "2元/小时", "count": 1 }],
            "post_discounts": [{ "name": "新人立减", "amount": 100 }],
            "total_amount": 400,
            "prepaid_time": prepaid_time,
        })
    }

    pub(crate) fn shopping() -> Value {
        json!({
            "real_merchant_appid": "wxd678efh567hg6787",
            "jump_link": { "jump_link_type": "JUMP_LINK_MINI_PROGRAM", "appid": "wx1", "path": "pages/order?id=1" },
            "goods": [{
                "name": "头戴式耳机",
                "picture": "https://example.com/1.png",
                "amount": 40_000,
                "count": 1,
                "category_id": ["耳机"],
            }],
        })
    }

    pub(crate) fn sync(&self, paid_time: &str) -> Value {
        let service_id = self.service(ServiceKind::ServiceOrder, true);
        json!({
            "appid": self.file.appid,
            "service_id": service_id,
            "type": "Order_Paid",
            "detail": { "paid_time": paid_time },
        })
    }

    /// The same body, for the service that needs no confirmation.
    pub(crate) fn unconfirmed(&self, body: Value) -> Value {
        with(body, &json!({ "service_id": self.service(ServiceKind::ServiceOrder, false) }))
    }

    pub(crate) async fn create(&self, number: &str) -> Answer {
        successful(self.client.post(SERVICE_ORDERS, &self.new_order(number)).await)
    }

    pub(crate) async fn act(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{SERVICE_ORDERS}/{number}/{what}"), body).await
    }

    /// Created and confirmed: DOING, USER_CONFIRM.
    pub(crate) async fn doing(&self, number: &str, behaviour: Behaviour) {
        self.create(number).await;
        self.confirm(number, behaviour).await;
    }

    /// Created, confirmed and completed.
    pub(crate) async fn completed(&self, number: &str, behaviour: Behaviour) {
        self.doing(number, behaviour).await;
        successful(self.act(number, "complete", &self.completion(300)).await);
    }

    pub(crate) fn query_target(&self, key: &str) -> String {
        let service_id = self.service(ServiceKind::ServiceOrder, true);
        format!("{SERVICE_ORDERS}?service_id={service_id}&appid={}{key}", self.file.appid)
    }

    pub(crate) async fn query(&self, number: &str) -> Answer {
        self.client.get(self.query_target(&format!("&out_order_no={number}"))).await
    }

    /// `DOING/USER_CONFIRM`
    pub(crate) async fn state(&self, number: &str) -> String {
        let order = successful(self.query(number).await).json();
        let state = order["state"].as_str().expect("a state");
        order["state_description"].as_str().map_or(state.to_owned(), |more| format!("{state}/{more}"))
    }
}

/// Smart-retail orders.
impl Shop {
    pub(crate) fn new_retail_order(&self, number: &str) -> Value {
        json!({
            "out_order_no": number,
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::SmartRetail, true),
            "service_start_time": "OnAccept",
            "service_start_location": "一号货柜",
            "service_introduction": "智能货柜",
            "fees": [{ "fee_name": "商品信息", "fee_desc": "按价签" }],
            "discounts": [{ "discount_name": "满减", "discount_desc": "满10减1" }],
            "risk_amount": 10_000,
            "attach": "cabinet%3D7",
        })
    }

    pub(crate) async fn retail_completion(&self, number: &str, total: i64) -> Value {
        let ticket = successful(self.query_retail(number).await).json()["finish_ticket"].clone();
        json!({
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::SmartRetail, true),
            "finish_type": 2,
            "total_amount": total,
            "finish_ticket": ticket,
            "real_service_end_time": "20261121120000",
            "fees": [
                { "fee_name": "商品信息", "fee_amount": total, "fee_count": 1, "fee_desc": "可乐" },
                { "fee_name": "商品信息", "fee_amount": 100, "fee_count": 1, "fee_desc": "薯片" },
            ],
            "discounts": [{ "discount_name": "满减", "discount_amount": 100, "discount_desc": "满10减1" }],
        })
    }

    pub(crate) fn retail_cancellation(&self, reason: &str) -> Value {
        json!({
            "appid": self.file.appid,
            "service_id": self.service(ServiceKind::SmartRetail, true),
            "reason": reason,
        })
    }

    pub(crate) async fn create_retail(&self, number: &str) -> Answer {
        successful(self.client.post(RETAIL_ORDERS, &self.new_retail_order(number)).await)
    }

    pub(crate) async fn act_retail(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{RETAIL_ORDERS}/{number}/{what}"), body).await
    }

    /// Created and confirmed: USER_ACCEPTED.
    pub(crate) async fn accepted(&self, number: &str, behaviour: Behaviour) {
        self.create_retail(number).await;
        self.confirm(number, behaviour).await;
    }

    pub(crate) fn retail_query_target(&self, key: &str) -> String {
        let service_id = self.service(ServiceKind::SmartRetail, true);
        format!("{RETAIL_ORDERS}?service_id={service_id}&appid={}{key}", self.file.appid)
    }

    pub(crate) async fn query_retail(&self, number: &str) -> Answer {
        self.client.get(self.retail_query_target(&format!("&out_order_no={number}"))).await
    }

    pub(crate) async fn retail_state(&self, number: &str) -> String {
        let order = successful(self.query_retail(number).await).json();
        order["state"].as_str().expect("a state").to_owned()
    }
}

/// A provider's orders.
impl Shop {
    pub(crate) fn direct_completion(&self, number: &str) -> Value {
        json!({
            "service_id": self.service(ServiceKind::ServiceOrder, false),
            "appid": self.file.appid,
            "sub_appid": self.file.sub_appid,
            "sub_mchid": self.file.sub_mchid,
            "out_order_no": number,
            "service_introduction": "充电宝租借",
            "post_payments": [{ "name": "租借费", "amount": 500, "description": "2元/小时", "count": 2 }],
            "post_discounts": [{ "name": "新人立减", "description": "首单减1元", "amount": 100 }],
            "total_amount": 400,
            "time_range": { "start_time": "20261121100000", "end_time": "20261121115500" },
            "location": { "start_location": "一号柜", "end_location": "二号柜" },
            "attach": "shop%3D1",
            "notify_url": self.notify_url,
            "openid": self.user(Behaviour::PaysAtOnce),
        })
    }

    /// A new order for the sub-merchant, made of a direct merchant's.
    pub(crate) fn for_sub(&self, body: Value) -> Value {
        with(body, &json!({ "sub_mchid": self.file.sub_mchid, "sub_appid": self.file.sub_appid }))
    }

    /// A call about a sub-merchant's order, made of one about a direct merchant's.
    pub(crate) fn of_sub(&self, body: Value) -> Value {
        with(body, &json!({ "appid": null, "sub_mchid": self.file.sub_mchid }))
    }

    pub(crate) async fn create_for_sub(&self, number: &str) -> Answer {
        successful(self.client.post(PARTNER_ORDERS, &self.for_sub(self.new_order(number))).await)
    }

    pub(crate) async fn act_for_sub(&self, number: &str, what: &str, body: &Value) -> Answer {
        self.client.post(format!("{PARTNER_ORDERS}/{number}/{what}"), body).await
    }

    /// Created, confirmed: DOING, USER_CONFIRM.
    pub(crate) async fn doing_for_sub(&self, number: &str, behaviour: Behaviour) {
        self.create_for_sub(number).await;
        self.confirm(number, behaviour).await;
    }

    /// Created, confirmed and completed.
    pub(crate) async fn completed_for_sub(&self, number: &str, behaviour: Behaviour) {
        self.doing_for_sub(number, behaviour).await;
        successful(self.act_for_sub(number, "complete", &self.of_sub(self.completion(300))).await);
    }

    /// As the provider sees it.
    pub(crate) async fn query_for_sub(&self, number: &str) -> Answer {
        let service_id = self.service(ServiceKind::ServiceOrder, true);
        let sub_mchid = self.file.sub_mchid.as_deref().expect("a sub-merchant");
        let key = format!("service_id={service_id}&sub_mchid={sub_mchid}&out_order_no={number}");
        self.client.get(format!("{PARTNER_ORDERS}?{key}")).await
    }

    pub(crate) async fn complete_directly(&self, body: &Value) -> Answer {
        self.client.post(format!("{PARTNER_ORDERS}/direct-complete"), body).await
    }

    pub(crate) async fn query_partner(&self, key: &str) -> Answer {
        let service_id = self.service(ServiceKind::ServiceOrder, false);
        let sub_mchid = self.file.sub_mchid.as_deref().expect("a sub-merchant");
        self.client.get(format!("{PARTNER_ORDERS}?service_id={service_id}&sub_mchid={sub_mchid}{key}")).await
    }
}

/// 200, or a panic that says what came.
pub(crate) fn successful(answer: Answer) -> Answer {
    assert!(matches!(answer.status, 200 | 204), "{} {}", answer.status, answer.text());
    answer
}

/// What every 400 for a field says.
#[track_caller]
pub(crate) fn assert_names(answer: &Answer, field: &str, location: &str) {
    let body = answer.json();
    assert_eq!((answer.status, body["code"].as_str()), (400, Some("PARAM_ERROR")), "{body}");
    let detail = &body["detail"];
    assert_eq!((detail["field"].as_str(), detail["location"].as_str()), (Some(field), Some(location)), "{body}");
    assert!(detail["issue"].as_str().is_some_and(|issue| !issue.is_empty()), "{body}");
    assert!(detail.as_object().is_some_and(|detail| detail.contains_key("value")), "{body}");
}
