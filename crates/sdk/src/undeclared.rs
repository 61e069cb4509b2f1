//! What WeChat Pay says beyond what the catalogue declares.

use crate::notification::{Event, Notification};
use crate::response::Response;
use payscore_api::notification::{
    BindServiceAccount, CancelledSignPlan, MchPrepay, RefundNotice, SignedPlan, UserAccepted, UserCloseService,
    UserConfirm, UserOpenService, UserPaid,
};
use payscore_api::payscore::serviceorder::ServiceOrder;
use payscore_api::payscore::smartretail_orders::RetailOrder;
use payscore_api::spec::{Field, Schema};
use serde_json::Value;
use std::collections::BTreeMap;

impl<T: Schema> Response<T> {
    /// The fields that came, at any depth, and that `value` has no place for: by their JSON pointers, such as
    /// `/collection/details/0/new_field`. They are read from the body when this is called.
    #[must_use]
    pub fn undeclared(&self) -> BTreeMap<String, Value> {
        read(&self.body, T::FIELDS)
    }
}

impl Notification {
    /// The fields of the resource that came, at any depth, and that `event` has no place for: by their JSON pointers.
    #[must_use]
    pub fn undeclared(&self) -> BTreeMap<String, Value> {
        self.event.fields().map(|fields| read(&self.plaintext, fields)).unwrap_or_default()
    }
}

impl Event {
    /// `None` where all of the resource is kept as it came.
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::UserConfirm(_) => UserConfirm::FIELDS,
            Self::UserAccepted(_) => UserAccepted::FIELDS,
            Self::UserPaid(UserPaid::ServiceOrder(_)) => ServiceOrder::FIELDS,
            Self::UserPaid(UserPaid::RetailOrder(_)) => RetailOrder::FIELDS,
            Self::UserPaid(_) => return None,
            Self::UserOpenService(_) => UserOpenService::FIELDS,
            Self::UserCloseService(_) => UserCloseService::FIELDS,
            Self::UserSignPlan(_) => SignedPlan::FIELDS,
            Self::UserCancelSignPlan(_) => CancelledSignPlan::FIELDS,
            Self::BindServiceAccount(_) => BindServiceAccount::FIELDS,
            Self::MchPrepay(_) => MchPrepay::FIELDS,
            Self::Refund(_) => RefundNotice::FIELDS,
            Self::Other { .. } => return None,
        })
    }
}

/// What was typed before is an object, or empty.
fn read(body: &[u8], fields: &[Field]) -> BTreeMap<String, Value> {
    payscore_api::undeclared(&serde_json::from_slice(body).unwrap_or_default(), fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::StatusCode;
    use payscore_api::payscore::serviceorder::ServiceOrderNumbers;
    use serde_json::json;

    #[test]
    fn what_an_answer_says_beyond_its_type_is_found() {
        let body = json!({
            "appid": "wxd678efh567hg6787", "mchid": "1230000109", "out_order_no": "1", "service_id": "500001",
            "order_id": "15646546545165651651", "tier": { "name": "gold" },
        });
        let body = Bytes::from(body.to_string());
        let value: ServiceOrderNumbers = serde_json::from_slice(&body).unwrap();
        let response = Response { value, status: StatusCode::OK, request_id: None, body };
        assert_eq!(response.undeclared(), BTreeMap::from([("/tier".to_owned(), json!({ "name": "gold" }))]));
    }

    #[test]
    fn what_a_notification_says_beyond_its_event_is_found() {
        let resource = json!({
            "appid": "wxd678efh567hg6787", "mchid": "1230000109", "service_id": "500001", "openid": "oUpF8", "tier": 3,
            "user_service_status": "A_NEW_WORD",
        });
        let notification = |event| Notification {
            id: "1".to_owned(),
            create_time: "2026-01-01T00:00:00+08:00".to_owned(),
            event_type: "PAYSCORE.USER_OPEN_SERVICE".to_owned(),
            summary: String::new(),
            event,
            plaintext: resource.to_string().into_bytes(),
        };
        let service: UserOpenService = serde_json::from_value(resource.clone()).unwrap();
        assert_eq!(service.user_service_status.as_deref(), Some("A_NEW_WORD"));
        let typed = notification(Event::UserOpenService(Box::new(service)));
        assert_eq!(typed.undeclared(), BTreeMap::from([("/tier".to_owned(), json!(3))]));

        let unknown = Event::Other { event_type: "PAYSCORE.SOMETHING".to_owned(), value: resource.clone() };
        assert!(notification(unknown).undeclared().is_empty(), "all of it is in the event");
    }
}
