//! Ask for a user's authorization.

use crate::declare::{operation, schema};
use crate::spec::{Shape, text};

operation! {
    /// Pre-authorizes: hands out a token, which opens the page where the user authorizes the service, within an hour.
    /// The same call again succeeds again, with a new token once the old one has expired; the same
    /// `authorization_code` with other parameters is refused. For services without confirmation only.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 403 `NO_AUTH`.
    ApplyPermission "商户预授权": POST "/v3/payscore/permissions" => 200 PermissionApplied;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-auth/apply-permissions.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application, bound to the merchant number.
            appid "公众账号ID": String => text(32);
            /// The merchant's number for the authorization: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            authorization_code "授权协议号": String => Shape::OutNumber;
        }
        optional {
            /// Where it is told that the user authorized, or took it back.
            notify_url "通知地址": String => Shape::Url { max: 255 };
        }
    }
}

schema! {
    /// An authorization just asked for.
    PermissionApplied {
        required {
            /// Opens the page where the user authorizes: for an hour.
            apply_permissions_token "预授权token": String => text(300);
        }
    }
}
