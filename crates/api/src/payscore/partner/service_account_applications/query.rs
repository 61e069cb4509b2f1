//! Query an application for binding a sub-merchant to a service.

use super::ServiceAccountApplication;
use crate::declare::operation;
use crate::spec::Shape;

operation! {
    /// Queries an application for binding a sub-merchant to a service.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QueryServiceAccountApplication "查询收付通子商户服务绑定结果": GET "/v3/payscore/partner/service-account-applications/{out_apply_no}" => 200 ServiceAccountApplication;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/query-results-payment-and-collection.html";
    path {
        /// The provider's number for the application.
        out_apply_no "商户申请绑定单号" => Shape::OutNumber;
    }
    in query {}
}
