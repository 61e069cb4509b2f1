//! Authorizations: the bodies of their calls, and what users do with them.

use crate::client::Answer;
use crate::shop::{SERVICE_ORDERS, Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_testkit::ControlAnswer;
use serde_json::{Value, json};

pub(crate) const PERMISSIONS: &str = "/v3/payscore/permissions";
pub(crate) const PARTNER_PERMISSIONS: &str = "/v3/payscore/partner/permissions";
pub(crate) const BANK_PERMISSIONS: &str = "/v3/payscore/acquiringbank/permissions";

impl Shop {
    /// The service that needs no confirmation.
    pub(crate) fn unconfirmed_service(&self) -> &str {
        self.service(ServiceKind::ServiceOrder, false)
    }

    pub(crate) fn pre_authorization(&self, code: &str) -> Value {
        json!({
            "service_id": self.unconfirmed_service(),
            "appid": self.file.appid,
            "authorization_code": code,
            "notify_url": self.notify_url,
        })
    }

    /// The same, by a provider for its sub-merchant.
    pub(crate) fn partner_pre_authorization(&self, code: &str) -> Value {
        let sub = json!({ "sub_mchid": self.file.sub_mchid, "sub_appid": self.file.sub_appid });
        with(self.pre_authorization(code), &sub)
    }

    pub(crate) async fn pre_authorize(&self, code: &str) -> String {
        let answer = successful(self.client.post(PERMISSIONS, &self.pre_authorization(code)).await);
        answer.json()["apply_permissions_token"].as_str().expect("a token").to_owned()
    }

    /// Pre-authorized, and opened by a user who had authorized nothing before.
    pub(crate) async fn authorized(&self, code: &str, behaviour: Behaviour) {
        self.pre_authorize(code).await;
        let opened = self.open_as(code, behaviour).await;
        assert_eq!((opened.status, &opened.body["state"]), (200, &json!("AVAILABLE")), "{}", opened.body);
    }

    pub(crate) async fn open_as(&self, code: &str, behaviour: Behaviour) -> ControlAnswer {
        self.server.open_permission(&self.file.mchid, code, self.user(behaviour)).await
    }

    /// The user switches the service off.
    pub(crate) async fn close(&self, code: &str) -> ControlAnswer {
        self.server.close_permission(&self.file.mchid, code).await
    }

    /// The user authorizes the service without having been asked.
    pub(crate) async fn authorize(&self, behaviour: Behaviour) {
        let given = self.server.authorize(&self.file.mchid, self.user(behaviour), self.unconfirmed_service()).await;
        assert_eq!((given.status, &given.body["state"]), (200, &json!("AVAILABLE")), "{}", given.body);
    }

    pub(crate) fn permission_target(&self, code: &str) -> String {
        format!("{PERMISSIONS}/authorization-code/{code}?service_id={}", self.unconfirmed_service())
    }

    pub(crate) async fn permission(&self, code: &str) -> Answer {
        self.client.get(self.permission_target(code)).await
    }

    pub(crate) async fn permission_state(&self, code: &str) -> String {
        let permission = successful(self.permission(code).await).json();
        permission["authorization_state"].as_str().expect("a state").to_owned()
    }

    pub(crate) fn permission_of_target(&self, openid: &str) -> String {
        let service_id = self.unconfirmed_service();
        format!("{PERMISSIONS}/openid/{openid}?service_id={service_id}&appid={}", self.file.appid)
    }

    pub(crate) async fn permission_of(&self, behaviour: Behaviour) -> Answer {
        self.client.get(self.permission_of_target(self.user(behaviour))).await
    }

    pub(crate) fn termination(&self, reason: &str) -> Value {
        json!({ "service_id": self.unconfirmed_service(), "reason": reason })
    }

    pub(crate) async fn terminate(&self, code: &str, body: &Value) -> Answer {
        self.client.post(format!("{PERMISSIONS}/authorization-code/{code}/terminate"), body).await
    }

    pub(crate) async fn terminate_of(&self, behaviour: Behaviour, reason: &str) -> Answer {
        let body = with(self.termination(reason), &json!({ "appid": self.file.appid }));
        let openid = self.user(behaviour);
        self.client.post(format!("{PERMISSIONS}/openid/{openid}/terminate"), &body).await
    }

    /// An order that the user need not confirm.
    pub(crate) async fn order_for(&self, number: &str, behaviour: Behaviour) -> Answer {
        self.client.post(SERVICE_ORDERS, &self.new_order_for(number, behaviour)).await
    }

    /// The authorization as the control API shows it, without what workers do to notifications meanwhile.
    pub(crate) async fn permission_record(&self, code: &str) -> Value {
        let answer = self.server.get(&format!("permissions/{}/{code}", self.file.mchid)).await;
        json!([answer.status, answer.body["state"], answer.body["permission"], answer.body["timeline"]])
    }
}

/// What a refusal says at a glance.
pub(crate) fn refusal(answer: &Answer) -> (u16, String, String) {
    let body = answer.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (answer.status, text("code"), text("message"))
}

pub(crate) fn refused(status: u16, code: &str, message: &str) -> (u16, String, String) {
    (status, code.to_owned(), message.to_owned())
}

/// No such authorization.
pub(crate) fn not_found() -> (u16, String, String) {
    refused(404, "ORDER_NOT_EXIST", "请求操作的授权记录不存在")
}

/// The service, or the application, or the sub-merchant is not the caller's.
pub(crate) fn no_auth() -> (u16, String, String) {
    refused(403, "NO_AUTH", "商户暂无权限使用此服务")
}

/// The user has an order of the service under way.
pub(crate) fn unfinished_orders() -> (u16, String, String) {
    refused(400, "INVALID_REQUEST", "存在未完成订单")
}

/// Ended already.
pub(crate) fn ended() -> (u16, String, String) {
    refused(400, "ORDER_CANCELED", "单据已取消")
}
