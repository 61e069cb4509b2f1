//! Ask how great a risk a user is.

use super::{AssessedShopping, Permission};
use crate::declare::operation;
use crate::spec::{Shape, object, text};

operation! {
    /// Assesses how great a risk a user is who has authorized the service, named by the authorization or by openid.
    /// Exactly one of the two.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在).
    AssessUserRiskLevel "商户评估用户分层": POST "/v3/payscore/permissions/assess-user-risk-level" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-auth/assess-user-risk-level.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众号ID": String => text(32);
        }
        optional {
            /// The merchant's number for the authorization.
            authorization_code "授权协议号": String => Shape::OutNumber;
            /// The user.
            openid "用户标识": String => text(128);
            /// What the user wants.
            shopping_info "先用后付商品信息": AssessedShopping => object::<AssessedShopping>();
        }
    }
}
