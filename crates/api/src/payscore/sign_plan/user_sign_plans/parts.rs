//! The parts that sign plans are made of.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, object, text};
use payscore_domain::Fen;

schema! {
    /// The order number under which one service of the plan will be used.
    NewSignPlanDetail {
        required {
            /// The service's place in the plan, from 1.
            plan_detail_no "计划明细序号": i64 => integer(1, 100);
            /// The merchant's number for the order that it will be used with: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the
            /// merchant number.
            merchant_plan_detail_no "商户侧计划明细使用订单号": String => Shape::OutNumber;
        }
    }
}

schema! {
    /// One service of a plan that a user has signed. What is not there yet is an empty text, or 0.
    SignPlanDetail {
        required {
            /// Its place in the plan, from 1.
            plan_detail_no "计划明细序号": i64 => integer(1, 100);
            /// What it costs before discounts, in fen.
            original_price "计划明细原支付金额": Fen => fen(0);
            /// What the plan says the user pays, in fen.
            actual_price "计划明细实际支付金额": Fen => fen(0);
            /// `NOT_USED`; `USING`: there is an order; `USED`: it is paid; `SIGN_PLAN_DETAIL_CANCEL`: it was cancelled.
            plan_detail_state "计划明细状态": String
                => Shape::OneOf(&["NOT_USED", "USING", "USED", "SIGN_PLAN_DETAIL_CANCEL"]);
            /// The merchant's number for the order that it is used with.
            merchant_plan_detail_no "商户侧计划明细使用订单号": String => Shape::OutNumber;
            /// Its name.
            plan_detail_name "计划详情名称": String => text(20);
        }
        optional {
            /// Why it is cheaper, in words.
            plan_discount_description "计划明细优惠说明": String => text(20);
            /// WeChat Pay's number for the order, once there is one.
            order_id "计划明细对应的支付分服务单号": String => text(64);
            /// What the user paid, in fen: the total with which the order was completed.
            actual_pay_price "计划明细对应订单实际支付金额": Fen => fen(0);
            /// When its order was created: RFC 3339, Beijing time.
            use_time "详情使用时间": String => text(32);
            /// When its order was paid: RFC 3339, Beijing time.
            complete_time "详情完成时间": String => text(32);
            /// When its order was cancelled: RFC 3339, Beijing time.
            cancel_time "详情取消时间": String => text(32);
        }
    }
}

schema! {
    /// A user's sign plan as it stands: also what PAYSCORE.USER_SIGN_PLAN and PAYSCORE.USER_CANCEL_SIGN_PLAN show. What
    /// is not there yet is an empty text.
    UserSignPlan {
        required {
            /// WeChat Pay's number for the sign plan.
            sign_plan_id "计划签约ID": String => text(32);
            /// The service.
            service_id "计划所属服务": String => text(32);
            /// The merchant number that made it.
            mchid "商户号": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant's number for the sign plan.
            merchant_sign_plan_no "商户侧签约计划号": String => Shape::OutNumber;
            /// Where its notifications go.
            merchant_callback_url "商户回调地址": String => text(1024);
            /// The plan.
            plan_id "签约所属计划ID": String => text(32);
            /// The service of the plan that the user has come to; 0 before the first.
            going_detail_no "目前用户进行到的计划详情序号": i64 => integer(0, 100);
            /// Where it stands.
            sign_state "计划签约状态": String
                => Shape::OneOf(&["UNSIGNED", "SIGNED", "SIGN_PLAN_CANCEL", "COMPLETE", "EXPIRE"]);
            /// The plan's name.
            plan_name "签约计划的名称": String => text(20);
            /// When it is over: RFC 3339, Beijing time. Signing it sets it anew.
            plan_over_time "签约计划的过期时间": String => text(32);
            /// Σ of the original prices, in fen.
            total_origin_price "签约计划原总金额": Fen => fen(0);
            /// How many services, and therefore deductions.
            deduction_quantity "签约计划扣费次数": i64 => integer(1, 100);
            /// Σ of the actual prices, in fen.
            total_actual_price "签约计划实际总金额": Fen => fen(0);
        }
        optional {
            /// On a provider's sign plans: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// On a provider's sign plans: the sub-merchant's application.
            sub_appid "子商户的AppID": String => text(32);
            /// The user, as the caller's application sees it.
            openid "签约计划用户应用下的OpenID": String => text(128);
            /// The user, as the sub-merchant's application sees it.
            sub_openid "签约计划用户子商户应用下的OpenID": String => text(128);
            /// When it was cancelled: RFC 3339, Beijing time.
            cancel_sign_time "签约计划取消时间": String => text(32);
            /// Who cancelled it: `NOT_CANCEL`, `USER`, `MERCHANT`, or `REVOKE_SERVICE`, the user by closing the service.
            cancel_sign_type "签约计划取消类型": String
                => Shape::OneOf(&["NOT_CANCEL", "USER", "MERCHANT", "REVOKE_SERVICE"]);
            /// Why it was cancelled.
            cancel_reason "签约计划取消原因": String => text(128);
            /// The services, in their order.
            signed_detail_list "签约计划明细列表": Vec<SignPlanDetail> => list::<SignPlanDetail>(100);
            /// When the user signed it: RFC 3339, Beijing time.
            sign_time "签约时间": String => text(32);
        }
    }
}

schema! {
    /// A sign plan just created.
    UserSignPlanCreated {
        required {
            /// The sign plan.
            sign_plan "用户的签约计划": UserSignPlan => object::<UserSignPlan>();
            /// Opens the signing page: once, within an hour. Empty once it is signed or over.
            package "跳转微信侧确认签约小程序的数据": String => Shape::Text { min: 0, max: 300 };
        }
    }
}
