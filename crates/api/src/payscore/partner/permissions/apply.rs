//! Ask for a user's authorization of a sub-merchant's service.

use crate::declare::operation;
use crate::payscore::permissions::PermissionApplied;
use crate::spec::{Shape, text};

operation! {
    /// Pre-authorizes for a sub-merchant, as [`ApplyPermission`](crate::payscore::permissions::ApplyPermission) does
    /// for a direct merchant.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 403 `NO_AUTH`.
    ApplyPartnerPermission "商户预授权": POST "/v3/payscore/partner/permissions" => 200 PermissionApplied;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/apply-partner-permissions.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "公众账号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// The provider's number for the authorization: 1–32 of `[0-9A-Za-z_\-|*]`, unique in its merchant number.
            authorization_code "授权协议号": String => Shape::OutNumber;
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户公众账号ID": String => text(32);
            /// Where it is told that the user authorized, or took it back.
            notify_url "商户回调地址": String => Shape::Url { max: 255 };
        }
    }
}
