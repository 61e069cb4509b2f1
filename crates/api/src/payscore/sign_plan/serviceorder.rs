//! `/v3/payscore/sign-plan/serviceorder`: the order of one service of a signed plan.

use crate::declare::{operation, schema};
use crate::operation::Operation;
use crate::payscore::serviceorder::{Location, PlannedTimeRange, PostDiscount, PostPayment, RiskFund, TimeRange};
use crate::spec::{OperationSpec, Shape, integer, list, object, text};

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[CreateSignPlanServiceOrder::SPEC];

operation! {
    /// Creates the service order of one service of a signed plan. It is in use at once, costs at most what the plan
    /// says, and is completed, cancelled and queried like any service order. Services are used in their order, one at a
    /// time. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 400 `INVALID_REQUEST` (not signed, another order in
    /// use, out of turn, 综合评估未通过), 400 `INVALID_ORDER_STATE`, 403 `NO_AUTH`.
    CreateSignPlanServiceOrder "创建用户的签约计划详情对应的服务订单": POST "/v3/payscore/sign-plan/serviceorder" => 200 SignPlanServiceOrderCreated;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/service-order/create-service-order.html";
    in body {
        required {
            /// The service: the plan's.
            service_id "支付分服务ID": String => text(32);
            /// The sign plan, by WeChat Pay's number.
            sign_plan_id "待创建服务订单对应的用户的签约计划": String => text(32);
            /// Which service of the plan, from 1.
            plan_detail_no "待创建服务订单对应的用户的签约计划详情序号": i64 => integer(1, 100);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The user who signed.
            openid "用户标识": String => text(128);
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
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The merchant's own text, handed back untouched: at most 256 characters.
            attach "附加数据": String => text(256);
        }
    }
}

schema! {
    /// The order of a plan's service, just created.
    SignPlanServiceOrderCreated {
        required {
            /// The merchant's number for the order.
            out_order_no "商户订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// What the service is.
            service_introduction "服务信息": String => text(20);
            /// `DOING`.
            state "服务订单状态": String => text(32);
        }
        optional {
            /// On a provider's orders: the sub-merchant's application.
            sub_appid "子商户的AppID": String => text(32);
            /// On a provider's orders: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// `USER_CONFIRM`.
            state_description "订单状态说明": String => text(32);
            /// The service at its original price.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What the plan takes off.
            post_discounts "商户优惠": Vec<PostDiscount> => list::<PostDiscount>(30);
            /// The most that may be charged: the service's actual price.
            risk_fund "服务风险金": RiskFund => object::<RiskFund>();
            /// As given.
            time_range "服务时间": TimeRange => object::<TimeRange>();
            /// As given.
            location "服务位置": Location => object::<Location>();
            /// As given.
            attach "附加数据": String => text(256);
            /// As given.
            notify_url "商户回调地址": String => text(256);
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
        }
    }
}
