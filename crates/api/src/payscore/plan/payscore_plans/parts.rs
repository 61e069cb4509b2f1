//! The parts that plans are made of.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

schema! {
    /// One service of a new plan, with its price. The first of the list gets the number 1.
    NewPlanDetail {
        required {
            /// What it costs before discounts, in fen.
            original_price "计划明细原支付金额": Fen => fen(0);
            /// What the user pays, in fen: at most the original price, and at most what the service before it costs.
            actual_price "计划明细实际支付金额": Fen => fen(0);
            /// Its name: at most 20 characters.
            plan_detail_name "计划明细名称": String => text(20);
        }
        optional {
            /// Why it is cheaper, in words: at most 20 characters.
            plan_discount_description "计划明细优惠说明": String => text(20);
        }
    }
}

schema! {
    /// One service of a plan, with its price.
    PlanDetail {
        required {
            /// Its place in the plan, from 1.
            plan_detail_no "计划明细序号": i64 => integer(1, 100);
            /// Its name.
            plan_detail_name "计划明细名称": String => text(20);
            /// What it costs before discounts, in fen.
            original_price "计划明细原支付金额": Fen => fen(0);
            /// What the user pays, in fen.
            actual_price "计划明细实际支付金额": Fen => fen(0);
        }
        optional {
            /// Why it is cheaper, in words.
            plan_discount_description "计划明细优惠说明": String => text(20);
        }
    }
}

schema! {
    /// A plan as it stands.
    PayScorePlan {
        required {
            /// WeChat Pay's number for the plan.
            plan_id "支付分计划ID": String => text(32);
            /// The service.
            service_id "计划所属服务": String => text(32);
            /// The merchant number that made it.
            mchid "商户号": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant's number for the plan.
            merchant_plan_no "商户侧计划号": String => Shape::OutNumber;
            /// Its name.
            plan_name "支付分计划名称": String => text(20);
            /// How many days it lasts after the day on which a user signs it.
            plan_duration "支付分计划有效期": i64 => integer(1, 366);
            /// `NORMAL`, or `STOP`: nobody can sign it any more, who has signed goes on.
            plan_state "支付分计划状态": String => Shape::OneOf(&["NORMAL", "STOP"]);
            /// Σ of the original prices, in fen.
            total_original_price "支付分计划原总金额": Fen => fen(0);
            /// How many services, and therefore deductions.
            deduction_quantity "支付分计划扣费次数": i64 => integer(1, 100);
            /// Σ of the actual prices, in fen.
            total_actual_price "支付分计划实际扣费总金额": Fen => fen(0);
        }
        optional {
            /// On a provider's plans: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// On a provider's plans: the sub-merchant's application.
            sub_appid "子商户的AppID": String => text(32);
            /// The services, in their order.
            plan_detail_list "支付分计划明细列表": Vec<PlanDetail> => list::<PlanDetail>(100);
            /// Who stopped it.
            stop_mchid "终止方商户号": String => text(32);
            /// When it was stopped: RFC 3339, Beijing time.
            stop_time "终止时间": String => text(32);
        }
    }
}
