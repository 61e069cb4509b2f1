//! A shop that sells lessons by plan: the bodies of its calls, and what comes before a test begins.

use crate::client::Answer;
use crate::shop::{Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::ControlAnswer;
use serde_json::{Value, json};

pub(crate) const PLANS: &str = "/v3/payscore/plan/payscore-plans";
pub(crate) const SIGN_PLANS: &str = "/v3/payscore/sign-plan/user-sign-plans";
pub(crate) const LESSONS: &str = "/v3/payscore/sign-plan/serviceorder";
pub(crate) const PARTNER_PLANS: &str = "/v3/payscore/plan/partner/payscore-plans";
pub(crate) const PARTNER_SIGN_PLANS: &str = "/v3/payscore/sign-plan/partner/user-sign-plans";
pub(crate) const PARTNER_LESSONS: &str = "/v3/payscore/sign-plan/partner/serviceorder";

impl Shop {
    pub(crate) fn plan_service(&self) -> &str {
        self.service(ServiceKind::Plan, true)
    }

    /// Three lessons for thirty days: 10, 8 and 6 yuan.
    pub(crate) fn new_plan(&self, number: &str) -> Value {
        json!({
            "service_id": self.plan_service(),
            "appid": self.file.appid,
            "plan_name": "瑜伽课3节",
            "plan_duration": 30,
            "deduction_quantity": 3,
            "total_original_price": 3000,
            "total_actual_price": 2400,
            "plan_detail_list": [
                { "original_price": 1000, "actual_price": 1000, "plan_detail_name": "第一节课" },
                {
                    "original_price": 1000,
                    "plan_discount_description": "享受八折",
                    "actual_price": 800,
                    "plan_detail_name": "第二节课",
                },
                { "original_price": 1000, "actual_price": 600, "plan_detail_name": "第三节课" },
            ],
            "merchant_plan_no": number,
        })
    }

    /// A new plan's number at WeChat Pay.
    pub(crate) async fn plan(&self, number: &str) -> String {
        let plan = successful(self.client.post(PLANS, &self.new_plan(number)).await).json();
        plan["plan_id"].as_str().expect("a plan_id").to_owned()
    }

    pub(crate) async fn query_plan(&self, number: &str) -> Answer {
        self.client.get(format!("{PLANS}/merchant-plan-no/{number}")).await
    }

    pub(crate) async fn stop_plan(&self, number: &str) -> Answer {
        self.client.post(format!("{PLANS}/merchant-plan-no/{number}/stop"), &json!({})).await
    }

    pub(crate) fn new_sign_plan(&self, number: &str, plan_id: &str, behaviour: Behaviour) -> Value {
        let detail = |no: i64| json!({ "plan_detail_no": no, "merchant_plan_detail_no": format!("{number}-{no}") });
        json!({
            "service_id": self.plan_service(),
            "plan_id": plan_id,
            "appid": self.file.appid,
            "openid": self.user(behaviour),
            "merchant_sign_plan_no": number,
            "notify_url": self.notify_url,
            "sign_plan_detail": [detail(1), detail(2), detail(3)],
        })
    }

    /// A new sign plan's number at WeChat Pay; its plan has the same number on the merchant's side.
    pub(crate) async fn unsigned(&self, number: &str, behaviour: Behaviour) -> String {
        let plan_id = self.plan(number).await;
        let body = self.new_sign_plan(number, &plan_id, behaviour);
        let created = successful(self.client.post(SIGN_PLANS, &body).await).json();
        created["sign_plan"]["sign_plan_id"].as_str().expect("a sign_plan_id").to_owned()
    }

    /// The same, signed.
    pub(crate) async fn signed(&self, number: &str, behaviour: Behaviour) -> String {
        let sign_plan_id = self.unsigned(number, behaviour).await;
        let signed = self.user_side(number, "sign").await;
        assert_eq!((signed.status, &signed.body["state"]), (200, &json!("SIGNED")), "{}", signed.body);
        sign_plan_id
    }

    /// What the user does: sign, cancel, close the service.
    pub(crate) async fn user_side(&self, number: &str, what: &str) -> ControlAnswer {
        match what {
            "sign" => self.server.sign(&self.file.mchid, number).await,
            "cancel" => self.server.cancel_sign_plan(&self.file.mchid, number).await,
            "close-service" => self.server.close_service(&self.file.mchid, number).await,
            other => panic!("{other} is nothing that a user does"),
        }
    }

    pub(crate) async fn query_sign_plan(&self, number: &str) -> Answer {
        self.client.get(format!("{SIGN_PLANS}/merchant-sign-plan-no/{number}")).await
    }

    pub(crate) async fn stop_sign_plan(&self, number: &str, reason: &str) -> Answer {
        let target = format!("{SIGN_PLANS}/merchant-sign-plan-no/{number}/stop");
        self.client.post(target, &json!({ "stop_reason": reason })).await
    }

    /// `SIGNED 2: USED USING NOT_USED`
    pub(crate) async fn progress(&self, number: &str) -> String {
        progress(&successful(self.query_sign_plan(number).await).json())
    }

    /// The order of lesson number `lesson` of this sign plan.
    pub(crate) fn new_lesson(&self, number: &str, sign_plan_id: &str, lesson: i64, behaviour: Behaviour) -> Value {
        json!({
            "service_id": self.plan_service(),
            "sign_plan_id": sign_plan_id,
            "plan_detail_no": lesson,
            "appid": self.file.appid,
            "openid": self.user(behaviour),
            "notify_url": self.notify_url,
            "service_introduction": "瑜伽课",
            "time_range": { "start_time": "20261121120000", "end_time": "20261121130000", "end_time_remark": "下课" },
            "location": { "start_location": "一号馆" },
            "attach": "shop%3D1",
            "out_trade_no": format!("{number}-{lesson}"),
        })
    }

    pub(crate) async fn start_lesson(&self, number: &str, sign_plan_id: &str, lesson: i64) -> Answer {
        let body = self.new_lesson(number, sign_plan_id, lesson, Behaviour::PaysAtOnce);
        self.client.post(LESSONS, &body).await
    }

    pub(crate) async fn complete_lesson(&self, order: &str, total: i64) -> Answer {
        let body = json!({
            "appid": self.file.appid,
            "service_id": self.plan_service(),
            "post_payments": [{ "name": "瑜伽课", "amount": total }],
            "total_amount": total,
        });
        self.act(order, "complete", &body).await
    }

    pub(crate) async fn cancel_lesson(&self, order: &str) -> Answer {
        self.act(order, "cancel", &with(self.cancellation("老师生病"), &self.of_plan_service())).await
    }

    pub(crate) async fn query_lesson(&self, order: &str) -> Answer {
        let (service_id, appid) = (self.plan_service(), &self.file.appid);
        let target = format!("/v3/payscore/serviceorder?service_id={service_id}&appid={appid}&out_order_no={order}");
        self.client.get(target).await
    }

    /// What a body for the service that users confirm by plan has.
    pub(crate) fn of_plan_service(&self) -> Value {
        json!({ "service_id": self.plan_service() })
    }

    pub(crate) fn sub_mchid(&self) -> &str {
        self.file.sub_mchid.as_deref().expect("a sub-merchant")
    }

    /// A sub-merchant's plan.
    pub(crate) async fn partner_plan(&self, number: &str) -> String {
        let plan = successful(self.client.post(PARTNER_PLANS, &self.for_sub(self.new_plan(number))).await).json();
        plan["plan_id"].as_str().expect("a plan_id").to_owned()
    }

    /// A sub-merchant's sign plan, signed.
    pub(crate) async fn partner_signed(&self, number: &str) -> String {
        let plan_id = self.partner_plan(number).await;
        let body = self.for_sub(self.new_sign_plan(number, &plan_id, Behaviour::PaysAtOnce));
        let created = successful(self.client.post(PARTNER_SIGN_PLANS, &body).await).json();
        assert_eq!(self.user_side(number, "sign").await.body["state"], "SIGNED");
        created["sign_plan"]["sign_plan_id"].as_str().expect("a sign_plan_id").to_owned()
    }

    /// A record as the control API shows it: to see that nothing changed.
    pub(crate) async fn kept(&self, kind: &str, number: &str) -> Value {
        let answer = self.server.get(&format!("{kind}/{}/{number}", self.file.mchid)).await;
        let mut body = answer.body;
        if let Some(fields) = body.as_object_mut() {
            fields.remove("notifications");
        }
        json!([answer.status, body])
    }
}

/// `SIGNED 2: USED USING NOT_USED`
pub(crate) fn progress(sign_plan: &Value) -> String {
    let details = sign_plan["signed_detail_list"].as_array().expect("details");
    let states: Vec<&str> =
        details.iter().map(|detail| detail["plan_detail_state"].as_str().expect("a state")).collect();
    let state = sign_plan["sign_state"].as_str().expect("a state");
    format!("{state} {}: {}", sign_plan["going_detail_no"], states.join(" "))
}
