//! `/v3/payscore/sign-plan/partner/serviceorder`: the order of one service of a plan that a sub-merchant's user signed.

use crate::declare::operation;
use crate::operation::Operation;
use crate::payscore::serviceorder::{Location, PlannedTimeRange};
use crate::payscore::sign_plan::serviceorder::SignPlanServiceOrderCreated;
use crate::spec::{OperationSpec, Shape, integer, object, text};

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[CreatePartnerSignPlanServiceOrder::SPEC];

operation! {
    /// Creates the service order of one service of a plan that a sub-merchant's user has signed. It is in use at once,
    /// costs at most what the plan says, and is completed, cancelled and queried like any service order. Services are
    /// used in their order, one at a time. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 400 `INVALID_REQUEST` (not signed, another order in
    /// use, out of turn, 综合评估未通过), 400 `INVALID_ORDER_STATE`, 403 `NO_AUTH`.
    CreatePartnerSignPlanServiceOrder "创建用户的签约计划详情对应的服务订单": POST "/v3/payscore/sign-plan/partner/serviceorder" => 200 SignPlanServiceOrderCreated;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-payscore-plan/partner-service-order/create-partner-service-order.html";
    in body {
        required {
            /// The service: the plan's.
            service_id "支付分服务ID": String => text(32);
            /// The sign plan, by WeChat Pay's number.
            sign_plan_id "待创建服务订单对应的用户的签约计划": String => text(32);
            /// Which service of the plan, from 1.
            plan_detail_no "待创建服务订单对应的用户的签约计划详情序号": i64 => integer(1, 100);
            /// The provider's application.
            appid "服务商的AppID": String => text(32);
            /// The sub-merchant: the plan's.
            sub_mchid "子商户号": String => text(32);
            /// Where notifications of the order go.
            notify_url "商户扣款成功回调通知的地址": String => Shape::Url { max: 256 };
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// When.
            time_range "服务时间": PlannedTimeRange => object::<PlannedTimeRange>();
            /// The order number that the sign plan gave to this service.
            out_trade_no "商户侧订单号": String => Shape::OutNumber;
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户的AppID": String => text(32);
            /// The user who signed, as the provider's application sees it: this or `sub_openid`.
            openid "服务商公众号下的用户标识": String => text(128);
            /// The user who signed, as the sub-merchant's application sees it: this or `openid`.
            sub_openid "子商户公众号下的用户标识": String => text(128);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The provider's own text, handed back untouched: at most 256 characters.
            attach "附加数据": String => text(256);
        }
    }
}
