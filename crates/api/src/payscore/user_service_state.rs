//! `/v3/payscore/user-service-state`: may this user use the service?

use crate::Operation;
use crate::declare::{operation, schema};
use crate::spec::{OperationSpec, Shape, text};

pub(crate) const OPERATIONS: &[&OperationSpec] = &[QueryUserServiceState::SPEC];

operation! {
    /// Queries whether a user has authorized a service.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`.
    QueryUserServiceState "查询用户授权状态": GET "/v3/payscore/user-service-state" => 200 UserServiceState;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter3_8.shtml";
    in query {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The service.
            service_id "服务ID": String => text(32);
            /// The user.
            openid "用户标识": String => text(128);
        }
    }
}

schema! {
    /// Whether a user has authorized a service.
    UserServiceState {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The service.
            service_id "服务ID": String => text(32);
            /// `AVAILABLE`: yes; `UNAVAILABLE`: no, or not any more.
            use_service_state "用户服务状态": String => Shape::OneOf(&["UNAVAILABLE", "AVAILABLE"]);
        }
        optional {
            /// The user.
            openid "用户标识": String => text(128);
        }
    }
}
